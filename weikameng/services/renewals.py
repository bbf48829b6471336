"""What a person found about a renewal's reminder (H5): on the order, on its chain, in the log."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from weikameng.domain.errors import Refusal
from weikameng.domain.renewals import REASON, Renewal, found
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading.refunds import progress_of
from weikameng.records.writing import orders as writing
from weikameng.services import attached, chain, judging
from weikameng.services.judging import Judge
from weikameng.services.staff_log import noted


@dataclass(frozen=True, slots=True)
class Found:
    """What the reviewer found: when the buyer was reminded, None for not at all; and where."""

    reminded_at: datetime | None
    note: str


def note_reminder(case_number: str, what: Found, judge: Judge, at: datetime) -> Renewal:
    """Keep it beside the case of a renewal. Refusal for other cases and for what can't be."""
    case = judging.case_for(case_number, judge)
    progress = progress_of(case_number)
    assert progress is not None, "read a moment ago"
    order = progress.order
    if not order.renewal and case.reason != REASON:
        raise Refusal("no_renewal", _NO_RENEWAL, case_number)
    renewal = found(what.reminded_at, what.note, order.paid_at)
    item = attached.renewal_record("staff", renewal)
    said = replace(item, body={**item.body, "case": case_number, "text": what.note.strip()})
    with transaction.atomic():
        writing.remind(order.pk, renewal)
        chain.keep(order.pk, [said], at)
        noted(judge.id, Act.REMINDER_FOUND, judging.about(case), what.note.strip(), at)
    return renewal


_NO_RENEWAL = Words(
    "这份申请和自动续费没有关系。", "This case has nothing to do with an automatic renewal."
)
