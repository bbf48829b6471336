"""The only writer of looks at sampled refunds: lines are added and never change."""

from datetime import datetime

from weikameng.domain.samples import SampleVerdict
from weikameng.records.models import SampleReview


def keep(case_id: int, verdict: SampleVerdict, by_id: int, at: datetime) -> None:
    """Add what a person found."""
    SampleReview.objects.create(
        case_id=case_id, by_id=by_id, agrees=verdict.agrees, note=verdict.note, at=at
    )
