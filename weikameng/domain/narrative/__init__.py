"""The description assistant: what a buyer wrote, what is missing, a sentence to accept (R2.3)."""

from weikameng.domain.narrative.model import (
    MAX_NARRATIVE_CHARS,
    Anomaly,
    Narrative,
    Quality,
    Request,
)
from weikameng.domain.narrative.quality import missing_with_known_order, quality_with_known_order
from weikameng.domain.narrative.reading import prediction_of, read_narrative
from weikameng.domain.narrative.wording import KnownOrder, suggestion

__all__ = [
    "MAX_NARRATIVE_CHARS",
    "Anomaly",
    "KnownOrder",
    "Narrative",
    "Quality",
    "Request",
    "missing_with_known_order",
    "prediction_of",
    "quality_with_known_order",
    "read_narrative",
    "suggestion",
]
