"""The second person on the case page: sign a large refund, send it back, or take one's own back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.errors import not_found
from weikameng.domain.roles import Right, allowed
from weikameng.domain.words import Words
from weikameng.records.reading import approvals as reading
from weikameng.records.reading.refunds import Progress
from weikameng.services import approvals
from weikameng.web.desk_deciding import judge_of
from weikameng.web.visitors import desk_only, politely, tell

_SIGNED = Words("已签字通过,开始原路退款。", "Signed; the money is on its way back.")
_SENT_BACK = Words(
    "已退回,提议人会看到你的话。", "Sent back; whoever proposed it reads your words."
)
_TAKEN_BACK = Words("已收回,可以重新决定。", "Taken back; it can be decided anew.")


@desk_only
@require_POST
@politely
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Sign, send back or take back what waits for a second person."""
    judge, at = judge_of(request), timezone.now()
    sent = request.POST.get("request", "")
    request_id = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 18 else 0
    wish = request.POST.get("act", "")
    if wish == "sign":
        approvals.co_sign(number, request_id, judge, at)
        tell(request, _SIGNED)
        return redirect("desk")
    if wish == "send_back":
        note = request.POST.get("note", "").replace("\x00", "")
        approvals.send_back(number, request_id, note, judge, at)
        tell(request, _SENT_BACK)
    elif wish == "take_back":
        approvals.take_back(number, request_id, judge, at)
        tell(request, _TAKEN_BACK)
    else:
        raise not_found()
    return redirect("desk_case", number)


def approval_room(request: HttpRequest, progress: Progress) -> dict[str, Any]:
    """Return what parts/desk_approval.html shows of the proposal that waits, if any."""
    judge, case = judge_of(request), progress.case
    row = reading.latest_of(case.pk)
    if row is None or row.state != "open" or row.case_revision != case.revision:
        # Whoever goes on reads why the last one was sent back.
        return {"approval": None, "sent_back": row if row and row.state == "sent_back" else None}
    mine = row.asked_by_id == judge.id
    large = allowed(judge.role, Right.APPROVE_LARGE)
    return {
        "approval": row,
        "approval_mine": mine,
        "may_sign": large and not mine and case.buyer_id != judge.id,
        "sent_back": None,
    }
