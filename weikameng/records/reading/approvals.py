"""Questions about large refunds that wait for a second person."""

from collections.abc import Sequence

from django.db.models import F

from weikameng.domain.case_life import State
from weikameng.records.models import ApprovalRequest


def open_of(case_id: int) -> ApprovalRequest | None:
    """Return the proposal that waits for a second person, while the case is still as it was."""
    rows = ApprovalRequest.objects.filter(
        case_id=case_id,
        state="open",
        case__state=State.REVIEWING,
        case__revision=F("case_revision"),
    )
    return rows.select_related("asked_by").first()


def latest_of(case_id: int) -> ApprovalRequest | None:
    """Return the latest proposal: an open one is never followed by another."""
    rows = ApprovalRequest.objects.filter(case_id=case_id).select_related("asked_by", "decided_by")
    return rows.order_by("-id").first()


def history_of(case_id: int) -> Sequence[ApprovalRequest]:
    """Return every proposal of a case, newest first."""
    rows = ApprovalRequest.objects.filter(case_id=case_id).select_related("asked_by", "decided_by")
    return list(rows.order_by("-id"))
