"""Who is on the line: what they have with us, the call noted, an application in their name."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from weikameng.domain.application import RefundApplication
from weikameng.domain.calls import PROOF_WORDS, CallNote, Proof
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.guardians import CONSENT_WORDS
from weikameng.domain.roles import Right
from weikameng.domain.ticket_words import CHANNELS
from weikameng.domain.tickets import Channel
from weikameng.domain.words import Words
from weikameng.records.reading import calls as reading
from weikameng.records.reading.policies import in_force_at, policy
from weikameng.services import calls
from weikameng.services.calls import Caller
from weikameng.web import guardians, saying
from weikameng.web.talks import actor_of
from weikameng.web.visitors import no_store, politely, tell, with_right

# A caller's page is opened from a search, and for as long as a shift lasts.
_PAGE_LIVES = timedelta(hours=9)
_SALT = "weikameng.caller"
_BEIJING = ZoneInfo("Asia/Shanghai")
_NOTED = Words("通话已登记。", "The call is noted.")
_APPLIED = Words("已代为申请,退款编号:{n}。", "Applied for them; refund number: {n}.")
_JOINED = Words(
    "这个订单已有申请,内容已并进去。退款编号:{n}。请告诉来电人不用再申请。",
    "There is a case for this order already and this joined it. Refund number: {n}. Tell the caller"
    " that there is no need to apply again.",
)


@with_right(Right.CALL)
@politely
def caller(request: HttpRequest, who: str) -> HttpResponse:
    """What somebody who calls has with us, and the forms to note the call and to apply."""
    return _caller_page(request, who, {})


@with_right(Right.CALL)
@require_POST
@politely
def note(request: HttpRequest, who: str) -> HttpResponse:
    """Note a call against a case or an order."""
    sent, at = request.POST, timezone.now()
    try:
        kept = CallNote(
            _began(sent.get("began", ""), at),
            _seconds(sent.get("minutes", "")),
            sent.get("said", ""),
        )
        number = calls.note_call(_about(who, sent), kept, actor_of(request), at=at)
    except Refusal as refusal:
        return _refused(request, who, refusal, "note")
    tell(request, _NOTED, messages.SUCCESS)
    return redirect("talk", number)


@with_right(Right.CALL)
@require_POST
@sensitive_post_parameters("narrative", "guardian-contact")
@politely
def apply(request: HttpRequest, who: str) -> HttpResponse:
    """Apply for a caller who was verified; an open case is joined."""
    sent = request.POST
    known = {str(proof) for proof in Proof}
    proofs = tuple(Proof(one) for one in sent.getlist("proofs") if one in known)
    speaker = guardians.form_by_phone(request, sent.get("reason", ""))
    try:
        asked = RefundApplication(
            sent.get("order", ""),
            sent.get("reason", ""),
            sent.get("narrative", ""),
            person_wanted=sent.get("person") == "yes",
            guardian=guardians.declaration_of(speaker),
        )
        done = calls.apply_for(
            Caller(_buyer_of(who)), asked, proofs, actor_of(request), timezone.now()
        )
    except Refusal as refusal:
        guardians.told_at(speaker if speaker.is_bound else None, refusal)
        return _refused(request, who, refusal, "apply", speaker)
    said = _JOINED if done.joined else _APPLIED
    told = Words(said.zh.format(n=done.number), said.en.format(n=done.number))
    tell(request, told, messages.SUCCESS)
    return redirect("caller", who)


def caller_page(buyer_id: int) -> str:
    """Return where somebody who calls is shown: nobody is found by counting numbers up."""
    return reverse("caller", args=[signing.dumps(buyer_id, salt=_SALT)])


def _buyer_of(who: str) -> int:
    try:
        return int(signing.loads(who, salt=_SALT, max_age=_PAGE_LIVES))
    except signing.BadSignature as error:
        raise not_found() from error


def _about(who: str, sent: Mapping[str, str]) -> Caller:
    about = sent.get("about", "")
    kind, _, number = about.partition(":")
    return Caller(
        _buyer_of(who),
        order_number=number if kind == "order" else "",
        case_number=number if kind == "case" else "",
    )


def _refused(
    request: HttpRequest,
    who: str,
    refusal: Refusal,
    form: str,
    speaker: guardians.GuardianForm | None = None,
) -> HttpResponse:
    if refusal.code == "not_found":
        raise refusal
    more: dict[str, Any] = {"problem": refusal.words, "form": form, "sent": request.POST}
    if speaker is not None:
        more["guardian_form"] = speaker
    return _caller_page(request, who, more)


def _caller_page(request: HttpRequest, who: str, more: dict[str, Any]) -> HttpResponse:
    buyer_id, at = _buyer_of(who), timezone.now()
    name, rules = calls.demand_buyer(buyer_id, actor_of(request)), policy(in_force_at(at).version)
    room = {
        "who": who,
        "name": name,
        "orders": [_order(one) for one in reading.orders_of(buyer_id)],
        "cases": [_case(one) for one in reading.cases_of(buyer_id)],
        "tickets": [_ticket(one) for one in reading.tickets_of(buyer_id)],
        "reasons": [(one.code, one.words) for one in rules.reasons.values()],
        "proofs": [(str(proof), words) for proof, words in PROOF_WORDS.items()],
        "chosen": request.POST.getlist("proofs"),
        "guardian_form": guardians.GuardianForm(None),
        "consent": CONSENT_WORDS,
        "began": at.astimezone(_BEIJING).strftime("%Y-%m-%dT%H:%M"),
        **more,
    }
    status = 422 if more else 200
    return no_store(render(request, "weikameng/caller.html", room, status=status))


def _order(one: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "good": Words(one.product.name_zh, one.product.name_en),
        "paid_minor": one.paid_minor,
        "at": one.paid_at,
        "account": saying.masked(one.account) if one.account else "",
    }


def _case(one: Any) -> dict[str, Any]:
    tone, state = saying.DESK_BADGES[State(one.state)]
    good = Words(one.order.product.name_zh, one.order.product.name_en)
    return {"number": one.number, "good": good, "tone": tone, "state": state, "due_at": one.due_at}


def _ticket(one: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "channel": CHANNELS[Channel(one.channel)],
        "at": one.last_message_at,
        "open": one.open,
    }


def _began(text: str, at: datetime) -> datetime:
    """Read a time of Beijing as a form sends it; nothing means now."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=_BEIJING) if text else at
    except ValueError:
        return at + timedelta(days=1)  # later than now: refused with a sentence


def _seconds(minutes: str) -> int:
    right = minutes.isascii() and minutes.isdigit() and len(minutes) < 5
    return int(minutes) * 60 if right else -1
