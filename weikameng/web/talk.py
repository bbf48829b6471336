"""One conversation at the desk: read it whole, answer, note, hand over, join; live for both."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import condition, require_POST

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.roles import Right
from weikameng.domain.tickets import MAX_TEXT
from weikameng.domain.words import Words
from weikameng.records.reading import ticket_desk as reading
from weikameng.records.reading.tickets import picture_of
from weikameng.services import call_backs, merging, ticket_desk, typing
from weikameng.services.call_backs import Wish
from weikameng.services.ticket_desk import Said
from weikameng.web.pictures import shown
from weikameng.web.talk_room import View, filled_reply, log_room, side_room, tag_of, view_of
from weikameng.web.talks import actor_of
from weikameng.web.visitors import buyer_of, no_store, politely, tell, with_right

_DONE = {
    "claim": Words("已接待。买家会看到你的名字。", "It is yours; the buyer sees your name."),
    "release": Words("已放回。", "Put back."),
    "hand-over": Words("已转交,对方会收到通知。", "Handed over; they are told."),
    "close": Words("会话已结束。", "The conversation is closed."),
    "join": Words("已合并。主管可以撤销。", "Joined. A supervisor can undo it."),
    "part": Words("已撤销合并,两边的话都在。", "Parted; both keep what was said in them."),
    "call-back": Words("已放到回电名单。", "It is on the list of calls to make."),
}


@with_right(Right.SEE_TALK)
@politely
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The conversation with everything beside it."""
    view = _view(request, number)
    text, problem = filled_reply(request, view)
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
    room = _whole(request, view, {"text": text, "problem": problem, "paused": before is not None})
    if before is not None:
        room |= log_room(request, view, before)
    return no_store(render(request, "weikameng/talk.html", room))


def _etag(request: HttpRequest, number: str) -> str | None:
    pulse = reading.pulse(number, buyer_of(request), timezone.now())
    return tag_of(pulse) if pulse and pulse.buyer_id != buyer_of(request) else None


@with_right(Right.SEE_TALK)
@condition(etag_func=_etag)
@politely
def live(request: HttpRequest, number: str) -> HttpResponse:
    """The part that moves; as it was it costs one statement of its own."""
    view = _view(request, number)
    return render(request, "weikameng/talk_live.html", log_room(request, view))


@with_right(Right.SEE_TALK)
@require_POST
@politely
def say(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the buyer, or write a note for staff alone; what is refused stays in its field."""
    said = Said(request.POST.get("text", ""), request.POST.get("token", ""))
    speak = ticket_desk.note if request.POST.get("act") == "note" else ticket_desk.answer
    draft: dict[str, Any] = {}
    try:
        speak(number, said, actor_of(request), at=timezone.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        draft = {"text": said.text, "problem": refusal.words}
    live = bool(getattr(request, "htmx", False))
    if not draft and not live:
        return redirect(f"{reverse('talk', args=[number])}#say")
    room = _whole(request, _view(request, number), draft)
    name = "weikameng/parts/talk_say.html" if live else "weikameng/talk.html"
    return no_store(render(request, name, room, status=200 if live or not draft else 422))


@with_right(Right.SEE_TALK)
@require_POST
@politely
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Take, put back, hand over, close, join, part, or have somebody called."""
    who, at, sent = actor_of(request), timezone.now(), request.POST
    match verb:
        case "claim":
            ticket_desk.claim(number, who, at=at)
        case "release":
            ticket_desk.release(number, who, at=at)
        case "hand-over":
            to = sent.get("to", "")
            to_id = int(to) if to.isascii() and to.isdigit() and len(to) < 10 else 0
            ticket_desk.hand_over(number, to_id, sent.get("note", ""), who, at=at)
        case "close":
            ticket_desk.close(number, who, at=at)
        case "join":
            merging.join(sent.get("other", ""), number, who, at=at)
        case "part":
            merging.part(sent.get("other", ""), who, at=at)
        case "call-back":
            wish = Wish(sent.get("phone", ""), sent.get("because", ""))
            call_backs.ask(number, wish, who, at=at)
        case _:
            raise not_found()
    tell(request, _DONE[verb], messages.SUCCESS)
    return redirect("talks") if verb in {"release", "close"} else redirect("talk", number)


@with_right(Right.SEE_TALK)
@require_POST
@politely
def types(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody types; the buyer is told for a few seconds."""
    ticket = ticket_desk.of_staff(number, actor_of(request))
    if ticket.assigned_to == buyer_of(request):
        typing.typing(ticket.id, buyer_of(request), timezone.now())
    return HttpResponse(status=204)


@with_right(Right.SEE_TALK)
@politely
def picture(request: HttpRequest, number: str, position: int) -> HttpResponseBase:
    """A picture that was sent in a conversation."""
    ticket_desk.of_staff(number, actor_of(request))
    return shown(request, picture_of(number, position), reverse("talk", args=[number]))


def _view(request: HttpRequest, number: str) -> View:
    who, at = actor_of(request), timezone.now()
    ticket = ticket_desk.of_staff(number, who)
    view = view_of(ticket.number, at)
    assert view is not None, "found a moment ago"
    ticket_desk.seen(number, ticket.messages, who, at=at)
    return view


def _whole(request: HttpRequest, view: View, draft: dict[str, Any]) -> dict[str, Any]:
    return {
        **log_room(request, view),
        **side_room(request, view),
        "text": "",
        "problem": None,
        "token": get_random_string(22),
        "most": MAX_TEXT,
        **draft,
    }
