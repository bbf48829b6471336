"""Payouts in the money room: the list, one with all that was said of it, what a person may do."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain import case_life
from weikameng.domain.card_banks import BANKS, card_of
from weikameng.domain.channel_names import CHANNEL_WORDS, route_words
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.payout_life import Outcome, PayoutState
from weikameng.domain.transfer_life import UNDER_WAY, WRITERS
from weikameng.domain.words import Words
from weikameng.records.reading import channels as standing
from weikameng.records.reading import payout_pages as reading
from weikameng.records.reading.payout_pages import Wanted, Whole
from weikameng.services import held_payouts, redirecting, wiring
from weikameng.web.money_room import payout_words as say
from weikameng.web.money_room.room import actor_of, show
from weikameng.web.money_room.transfer_words import STATES
from weikameng.web.paging import Page, page_of
from weikameng.web.saying import CASE_BADGES
from weikameng.web.visitors import DESK_ROLES, buyer_of, money_only, politely, tell

SHOWS = (
    ("person", Words("等人处理", "Need a person")),
    ("way", Words("在路上", "On their way")),
    ("late", Words("超过承诺", "Late")),
    ("settled", Words("已到账", "Arrived")),
    ("all", Words("全部", "All")),
)
_ENDED = frozenset({PayoutState.SETTLED, PayoutState.REPLACED})
_DONE = {
    "again": Words("已重新向渠道核实。", "The channel is being asked again."),
    "returned": Words(
        "已记下。这一笔重新打开,等你决定怎么付。",
        "Noted. The payout is open again: decide how to pay it.",
    ),
}
_REDIRECTED = {
    Outcome.SETTLED: Words("渠道说已经付到。", "The channel says it is paid."),
    Outcome.ACCEPTED: Words(
        "渠道已受理,会继续查询。", "The channel took it; it will be asked about."
    ),
}
_UNSURE = Words(
    "渠道没有明确答应,请看下面最新的答复。",
    "The channel did not clearly agree; see its newest answer below.",
)


@money_only
def listing(request: HttpRequest) -> HttpResponse:
    """Payouts by filter, or by the number of a payout, a case or an order."""
    at, number = timezone.now(), page_of(request)
    wanted = Wanted(
        show=_one_of(request.GET.get("show", ""), dict(SHOWS), "person"),
        route=_one_of(request.GET.get("route", ""), CHANNEL_WORDS, ""),
        number=_digits(request.GET.get("q", "")),
    )
    asked = request.GET.get("q", "").strip()
    nothing = bool(asked) and not wanted.number
    rows, more = ([], False) if nothing else reading.payouts(wanted, number, at)
    return show(
        request,
        "money_payouts",
        "payouts",
        {
            "rows": [_row(payout) for payout in rows],
            "page": Page(number, more),
            "wanted": wanted,
            "asked": asked,
            "shows": SHOWS,
            "routes": CHANNEL_WORDS.items(),
        },
    )


@money_only
@politely
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One payout: what it is, what was said of it, what happens next, what a person may do."""
    return _shown(request, _whole(number), {})


@money_only
@require_POST
@politely
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do what a person decided; a refusal is shown where it was asked for, with what was typed."""
    if verb not in {"again", "anew", "redirect", "returned"}:
        raise Http404
    try:
        goes_to, told = _act(request, number, verb)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        typed = {"verb": verb, "error": refusal.words, "note": request.POST.get("note", "")}
        return _shown(request, _whole(number), typed, 422)
    tell(request, told, messages.SUCCESS)
    return redirect("money_payout", goes_to)


def _act(request: HttpRequest, number: str, verb: str) -> tuple[str, Words]:
    """Take one step; return which payout to look at next and what to say."""
    actor, at = actor_of(request), timezone.now()
    note = request.POST.get("note", "").replace("\x00", "")
    who: dict[str, Any] = {"staff_id": buyer_of(request), "role": actor.role, "at": at}
    match verb:
        case "again":
            held_payouts.ask_again(_whole(number).payout.case.number, **who)
        case "anew":
            fresh = held_payouts.send_anew(number, note, **who)
            return fresh, Words(
                f"已换成新编号 {fresh} 发出。", f"Sent under the new number {fresh}."
            )
        case "returned":
            held_payouts.bank_returned(number, note, **who)
        case _:
            if request.POST.get("to") == "card":
                card = card_of(*(request.POST.get(name, "") for name in ("bank", "card", "holder")))
                outcome = redirecting.to_card(number, card, actor, at=at)
            else:
                outcome = redirecting.to_merchant(number, actor, at=at)
            return number, _REDIRECTED.get(outcome, _UNSURE)
    return number, _DONE[verb]


def _shown(
    request: HttpRequest, whole: Whole, typed: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    payout, leg = whole.payout, whole.leg
    role = request.user.role  # type: ignore[union-attr]
    case_state = case_life.State(payout.case.state)
    may = held_payouts.may_act_on(leg) if role in WRITERS else frozenset()
    if not case_life.may(case_state, case_life.Event.RESUME):
        may -= {"again"}
    mine = [transfer for transfer in whole.transfers if transfer.payout_id == payout.pk]
    moving = next((transfer for transfer in mine if transfer.state in UNDER_WAY), None)
    if moving:  # the transfer is decided about first
        may -= {"again", "anew", "offline"}
    more = {
        "payout": payout,
        "badge": _badge(payout),
        "unrecorded": say.is_unrecorded(payout.state, payout.last_code),
        "route": route_words(payout.route),
        "case_badge": _toned(CASE_BADGES[case_state]),
        "concern": say.CONCERNS.get(payout.last_concern),
        "code_words": say.CODES.get(payout.last_code),
        "open": payout.state not in _ENDED,
        "next": _next(whole, moving is not None),
        "moving": moving and reverse("money_transfer", args=[moving.pk]),
        "receipts": [_receipt(receipt) for receipt in whole.receipts],
        "legs": [_leg(row, payout.pk) for row in whole.legs],
        "transfers": [_transfer(transfer) for transfer in whole.transfers],
        "may": may,
        "banks": BANKS.items(),
        "typed": typed,
        "complaint_since": whole.complaint_since,
        "desk": role in DESK_ROLES,
    }
    return show(request, "money_payouts", "payout", more, status)


def _next(whole: Whole, moving: bool) -> say.Next:
    payout = whole.payout
    row = standing.standings().get(payout.route)
    found = say.Situation(
        complained=whole.complaint_since is not None,
        stopped=row is not None and row.stopped_at is not None,
        switched_off=payout.route in wiring.switched_off(),
        transferring=moving,
        unrecorded=say.is_unrecorded(payout.state, payout.last_code),
    )
    return say.next_of(payout.state, payout.route, payout.due_at, found)


def _row(payout: Any) -> dict[str, Any]:
    case = payout.case
    return {
        "url": reverse("money_payout", args=[payout.number]),
        "number": payout.number,
        "amount_minor": payout.amount_minor,
        "route": route_words(payout.route),
        "badge": _badge(payout),
        "why": say.SHORT.get(payout.last_concern) if payout.state not in _ENDED else None,
        "case": case.number,
        "order": case.order.number,
        "settled_at": payout.settled_at,
        "due_at": payout.promised_at if payout.state not in _ENDED else None,
    }


def _receipt(receipt: Any) -> dict[str, Any]:
    badge = say.outcome_badge(receipt.outcome, receipt.verb, receipt.verified)
    return {
        "verb": say.VERBS.get(receipt.verb, Words(receipt.verb, receipt.verb)),
        "badge": _toned(badge),
        "unproven": None if receipt.verified else say.UNPROVEN,
        "code": receipt.code,
        "code_words": say.CODES.get(receipt.code),
        "concern": say.CONCERNS.get(receipt.concern),
        "message": receipt.message,
        "http_status": receipt.http_status,
        "raw": receipt.raw,
        "at": receipt.at,
    }


def _leg(row: Any, shown: int) -> dict[str, Any]:
    return {
        "number": row.number,
        "url": "" if row.pk == shown else reverse("money_payout", args=[row.number]),
        "amount_minor": row.amount_minor,
        "route": route_words(row.route),
        "badge": _badge(row),
    }


def _transfer(transfer: Any) -> dict[str, Any]:
    return {
        "url": reverse("money_transfer", args=[transfer.pk]),
        "shown": transfer.payee_shown,
        "badge": _toned(STATES[transfer.state]),
        "at": transfer.proposed_at,
    }


def _badge(payout: Any) -> dict[str, Any]:
    return _toned(say.badge_of(payout.state, payout.route, payout.last_code))


def _toned(badge: say.Badge) -> dict[str, Any]:
    return dict(zip(("tone", "words"), badge, strict=True))


def _whole(number: str) -> Whole:
    whole = reading.whole_payout(number) if number == _digits(number) else None
    if whole is None:
        raise not_found()
    return whole


def _digits(text: str) -> str:
    """The number somebody typed, in groups or not; empty for what is no number of ours."""
    plain = "".join(text.split())
    return plain if plain.isascii() and plain.isdigit() and len(plain) <= 18 else ""


def _one_of(asked: str, known: Mapping[str, Any], otherwise: str) -> str:
    return asked if asked in known else otherwise
