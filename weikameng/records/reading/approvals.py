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


def sent_back_of(case_id: int) -> ApprovalRequest | None:
    """Return the latest proposal if it was sent back with words: whoever goes on reads them."""
    rows = ApprovalRequest.objects.filter(case_id=case_id).select_related("asked_by", "decided_by")
    latest = rows.order_by("-id").first()
    return latest if latest is not None and latest.state == "sent_back" else None


def history_of(case_id: int) -> Sequence[ApprovalRequest]:
    """Return every proposal of a case, newest first."""
    rows = ApprovalRequest.objects.filter(case_id=case_id).select_related("asked_by", "decided_by")
    return list(rows.order_by("-id"))
