"""Who works on a case, on its page: claim, hand over, give back, and a warning about others."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.desk import LAPSE
from weikameng.domain.errors import not_found
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.words import Words
from weikameng.records.reading import desk_claims as reading
from weikameng.records.reading.desk_claims import CaseAtDesk
from weikameng.records.reading.refunds import Progress
from weikameng.services import claims_at_desk
from weikameng.services.claims_at_desk import HandOver
from weikameng.web.visitors import buyer_of, desk_only, politely, tell

_NONE_LEFT = Words(
    "没有等你处理的申请了。别人手上的和你自己的退款不会分给你。",
    "No case waits for you. What others hold, and refunds of your own, are not handed out.",
)
_TAKEN = Words(
    f"已领取。{LAPSE.seconds // 60} 分钟没有打开会自动放回队列;不想处理可以马上放回。",
    f"It is yours. Not opened for {LAPSE.seconds // 60} minutes it goes back to the queue;"
    " you can put it back at once.",
)
_HANDED = Words("已转交,对方会在“我手上的”里看到你的说明。", "Handed over, with your note.")
_RELEASED = Words("已放回队列。", "It is back in the queue.")


@desk_only
@require_POST
@politely
def claim_next(request: HttpRequest) -> HttpResponse:
    """Take the most urgent case that nobody holds, and open it."""
    number = claims_at_desk.claim_next(_who(request), at=timezone.now())
    if number is None:
        tell(request, _NONE_LEFT)
        return redirect("desk")
    tell(request, _TAKEN, messages.SUCCESS)
    return redirect("desk_case", number)


@desk_only
@require_POST
@politely
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Take this case."""
    claims_at_desk.claim(number, _who(request), at=timezone.now())
    tell(request, _TAKEN, messages.SUCCESS)
    return redirect("desk_case", number)


@desk_only
@require_POST
@politely
def release(request: HttpRequest, number: str) -> HttpResponse:
    """Put a case back: a claim undone."""
    claims_at_desk.release(number, _who(request), at=timezone.now())
    tell(request, _RELEASED, messages.SUCCESS)
    return redirect("desk")


@desk_only
@require_POST
@politely
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """Give a case to a colleague."""
    to = request.POST.get("to", "")
    note = request.POST.get("note", "").replace("\x00", "")
    how = HandOver(int(to) if to.isascii() and to.isdigit() and len(to) < 10 else 0, note)
    claims_at_desk.hand_over(number, how, _who(request), at=timezone.now())
    tell(request, _HANDED, messages.SUCCESS)
    return redirect("desk")


@desk_only
@politely
def holder(request: HttpRequest, number: str) -> HttpResponse:
    """The part of the case page on who works on it, as it is now; nothing when it is as shown."""
    case = reading.case_at_desk(number)
    if case is None:
        raise not_found()
    room = _room(request, case, opened=False)
    if room["claim_mark"] == request.GET.get("shown"):
        return HttpResponse(status=204)
    return render(request, "weikameng/parts/desk_holder.html", room)


def holding_of(request: HttpRequest, progress: Progress) -> dict[str, Any]:
    """Return what parts/desk_holder.html shows on a case page that is being opened."""
    case, first = progress.case, progress.events[-1]
    known = CaseAtDesk(case.pk, case.number, progress.state, case.buyer_id, first.actor)
    return _room(request, known, opened=True)


def _room(request: HttpRequest, case: CaseAtDesk, *, opened: bool) -> dict[str, Any]:
    who, at, number = _who(request), timezone.now(), case.number
    claims_at_desk.looking_at(number, who, at=at, opened=opened)
    held = reading.holder_of(number, at)
    others = [
        {"name": name, "at": when}
        for name, when in reading.also_looking(number, who.id, at)
        if held is None or name != held.name
    ]
    mine = held is not None and held.person_id == who.id
    moves = claims_at_desk.may_move(case, held, who)
    return {
        "case_number": number,
        "holder": held,
        "mine": mine,
        "others": others,
        "may_claim": held is None and claims_at_desk.may_work(case, who),
        "may_move": moves,
        "takers": claims_at_desk.takers(case, held) if moves else [],
        "claim_mark": _mark(held, others),
    }


def _mark(held: reading.Holder | None, others: list[dict[str, Any]]) -> str:
    """What the page shows, in short: the part is only sent again when this has changed."""
    names = ",".join(sorted(one["name"] for one in others))
    return f"{held.claim_id if held else 0} {names}"


def _who(request: HttpRequest) -> Actor:
    return Actor(buyer_of(request), request.user.role)  # type: ignore[union-attr]
