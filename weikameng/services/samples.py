"""People look afterwards at a sample of what the machine gave at one click (R10.1)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.figures.period import last_days
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.samples import OWN, SampleVerdict
from weikameng.domain.staff_acts import Act
from weikameng.records.reading import samples as reading
from weikameng.records.reading.samples import Sample
from weikameng.records.writing import samples as writing
from weikameng.services.staff_log import noted

# Older ones teach nothing any more: the policy has moved on.
SPAN_DAYS = 90


def sample(at: datetime) -> Sample:
    """Return the sample that is looked at now."""
    period = last_days(SPAN_DAYS, at)
    return Sample(period.since, period.until, settings.ONE_CLICK_SAMPLE)


def judge(case_number: str, verdict: SampleVerdict, *, by: Actor, at: datetime) -> None:
    """Keep what somebody found; a later look counts instead of an earlier one, both stay.

    Raises Refusal when they may not, the case is not in the sample, or it is their own.
    """
    drawn = reading.drawn(sample(at), case_number) if allowed(by.role, Right.REVIEW) else None
    if drawn is None:
        raise not_found()
    if drawn.buyer_id == by.id:
        raise Refusal("own_case", OWN)
    with transaction.atomic():
        writing.keep(drawn.case_id, verdict, by.id, at)
        noted(by.id, Act.SAMPLE_JUDGED, f"case {case_number}", verdict.note, at)
