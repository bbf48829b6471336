"""The description assistant: what a buyer wrote, what is missing, a sentence to accept (R2.3)."""

from weikameng.domain.narrative.masking import KINDS, Masked, mask
from weikameng.domain.narrative.model import (
    MAX_NARRATIVE_CHARS,
    Anomaly,
    Narrative,
    Quality,
    Request,
)
from weikameng.domain.narrative.quality import missing_with_known_order, quality_with_known_order
from weikameng.domain.narrative.reading import prediction_of, read_narrative
from weikameng.domain.narrative.wording import KnownOrder, anomaly_words, request_words, suggestion

__all__ = [
    "KINDS",
    "MAX_NARRATIVE_CHARS",
    "Anomaly",
    "KnownOrder",
    "Masked",
    "Narrative",
    "Quality",
    "Request",
    "anomaly_words",
    "mask",
    "missing_with_known_order",
    "prediction_of",
    "quality_with_known_order",
    "read_narrative",
    "request_words",
    "suggestion",
]
