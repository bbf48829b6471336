"""What an agent sees beside a conversation: order, case, other conversations, what can be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from weikameng.domain import clock_words
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.history_words import STATES_AT_DESK
from weikameng.domain.money import yuan_of
from weikameng.domain.roles import Right, allowed, holders
from weikameng.domain.ticket_desk import LEFT_ALONE, may_move, may_take
from weikameng.domain.ticket_words import AUTHORS, CATEGORIES, CHANNELS
from weikameng.domain.tickets import Audience, Author, Channel, Kind
from weikameng.domain.words import Words
from weikameng.records.reading import calls, canned_replies
from weikameng.records.reading import ticket_desk as reading
from weikameng.records.reading.orders import paid_for
from weikameng.records.reading.refunds import progress_of
from weikameng.records.reading.tickets import MessageAsRead, TicketAsRead, messages_of, ticket_of
from weikameng.services import canned_replies as replies
from weikameng.web import saying, telling
from weikameng.web.caller import caller_page
from weikameng.web.links import signed
from weikameng.web.talks import due_of
from weikameng.web.templatetags.words import in_words, language
from weikameng.web.visitors import buyer_of

_NOT_READ = Words("买家还没读", "Not read by the buyer")
_READ = Words("买家已读", "Read by the buyer")
_BUYER = Words("买家", "Buyer")


@dataclass(frozen=True, slots=True)
class View:
    """One look at a conversation: the rows with its people, the same as services read it."""

    row: Any
    ticket: TicketAsRead
    at: datetime


def view_of(number: str, at: datetime) -> View | None:
    """Return a conversation to look at."""
    row, ticket = reading.shown(number), ticket_of(number)
    return View(row, ticket, at) if row is not None and ticket is not None else None


def log_room(request: HttpRequest, view: View, before: int | None = None) -> dict[str, Any]:
    """Return the part of the page that moves: the lines, who types, what is read."""
    viewer = buyer_of(request)
    lines, earlier = messages_of(view.ticket, inside=True, before=before)
    pulse = reading.pulse(view.ticket.number, viewer, view.at)
    assert pulse is not None, "tickets are never removed"
    row = view.row
    row.speaker, row.spoken_at = _last_spoken(lines)
    return {
        "ticket": view.ticket,
        "lines": [line_of(line, view.ticket.number, viewer) for line in lines],
        "earlier": lines[0].id if earlier and lines else 0,
        "typing": pulse.typing.split(",") if pulse.typing else [],
        "read": _read(lines, pulse.read_place, view.ticket.number),
        "tag": tag_of(pulse),
        "due": due_of(row, view.at),
        "holder": row.assigned_to.display_name if row.assigned_to else "",
        "mine": row.assigned_to_id == viewer,
        "newest_place": view.ticket.messages,
    }


def tag_of(pulse: reading.Pulse) -> str:
    """Return the page's tag in this language."""
    return f'"{pulse.tag()}-{language()}"'


def side_room(request: HttpRequest, view: View) -> dict[str, Any]:
    """Return what stands beside the conversation."""
    ticket, viewer = view.ticket, buyer_of(request)
    role = request.user.role  # type: ignore[union-attr]
    holder, here = ticket.assigned_to, ticket.joined_to is None
    moves = here and may_move(role, holder_id=holder, person_id=viewer)
    late = bool(due_of(view.row, view.at).get("late")) or _left_alone(view)
    return {
        **_about(view),
        "buyer": view.row.buyer.display_name,
        "channel": CHANNELS[Channel(ticket.channel)],
        "category": CATEGORIES.get(ticket.category, ""),
        "may_talk": here and allowed(role, Right.TALK),
        "may_note": allowed(role, Right.TALK) or allowed(role, Right.ASSIGN),
        "may_take": here and may_take(role, holder_id=holder, person_id=viewer, late=late),
        "may_move": moves,
        "may_part": allowed(role, Right.ASSIGN),
        "takers": reading.talkers(list(holders(Right.TALK)), but=ticket.assigned_to)
        if moves
        else (),
        "root": reading.root_of(ticket.id) if ticket.joined_to else "",
        "joined": [_other(one) for one in reading.joined_to(ticket.id)],
        "alike": [_other(one) for one in reading.alike(ticket, view.at)],
        "call_back": calls.waits_for_call(ticket.id),
        "caller_url": caller_page(ticket.buyer_id) if allowed(role, Right.CALL) else "",
        "replies": canned_replies.in_use(),
    }


def filled_reply(request: HttpRequest, view: View) -> tuple[str, Words | None]:
    """Return the canned reply that was asked for, filled; or why it can't be."""
    asked = request.GET.get("reply", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        return "", None
    try:
        english = language().startswith("en")
        return replies.filled(int(asked), _known(request, view), english=english), None
    except Refusal as refusal:
        return "", refusal.words


def _known(request: HttpRequest, view: View) -> Mapping[str, str]:
    """What a canned reply may name, of this very conversation."""
    row, known = view.row, {"buyer": view.row.buyer.display_name}
    known["agent"] = request.user.display_name  # type: ignore[union-attr]
    if row.order:
        product = row.order.product
        known["order"] = row.order.number
        known["good"] = in_words(Words(product.name_zh, product.name_en))
        known["paid"] = yuan_of(row.order.paid_minor)
    if row.case:
        known["case"] = row.case.number
        known["state"] = in_words(STATES_AT_DESK[State(row.case.state)])
        if row.case.due_at:
            known["due"] = in_words(clock_words.deadline(row.case.due_at, view.at))
    return known


def _about(view: View) -> dict[str, Any]:
    """The order and the case as their buyer sees them; accounts are masked."""
    room: dict[str, Any] = {"order": view.row.order, "case": view.row.case}
    if view.row.order:
        units, tenders = paid_for(view.row.order)
        product = view.row.order.product
        room["good"] = Words(product.name_zh, product.name_en)
        room["order_rows"] = saying.order_rows(view.row.order, units, tenders)
    if view.row.case and (progress := progress_of(view.row.case.number)):
        tone, state = saying.CASE_BADGES[progress.state]
        room |= {
            "case_badge": {"tone": tone, "state": state},
            "events": telling.timeline_of(progress, _BUYER),
            "narrative": progress.latest.narrative,
        }
    return room


def _other(one: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "url": reverse("talk", args=[one.number]),
        "at": one.last_message_at,
        "channel": CHANNELS[Channel(one.channel)],
    }


def line_of(line: MessageAsRead, number: str, viewer_id: int) -> dict[str, Any]:
    """Return one line of the conversation ``number`` as staff read it."""
    author = _BUYER if line.author is Author.BUYER else AUTHORS[line.author]
    inside = line.audience is Audience.STAFF
    path = "talk_picture"
    return {
        "id": line.id,
        "tone": "note" if inside else str(line.author),
        "author": author,
        "name": line.by_name if line.author is Author.AGENT else "",
        "inside": inside,
        "kind": str(line.kind),
        "typed": line.author in {Author.BUYER, Author.AGENT} and not line.text_en,
        "text": Words(line.text, line.text_en or line.text),
        "at": line.at,
        "elsewhere": line.ticket if line.ticket != number else "",
        "context": line.kind is Kind.HANDED and bool(line.details.get("intents")),
        "minutes": -(-int(line.details.get("seconds", 0)) // 60),
        "details": line.details,
        "pictures": [
            signed(reverse(path, args=[line.ticket, one.position]), viewer_id)
            for one in line.pictures
        ],
    }


def _last_spoken(lines: list[MessageAsRead]) -> tuple[str, datetime | None]:
    for line in reversed(lines):
        agents = line.author is Author.AGENT and line.audience is Audience.ALL
        if line.author is Author.BUYER or agents:
            return line.author, line.at
    return "", None


def _left_alone(view: View) -> bool:
    """Whether whoever has it lets the buyer wait too long (``log_room`` knows who spoke last)."""
    spoken_at = view.row.spoken_at if view.row.speaker == Author.BUYER else None
    return spoken_at is not None and spoken_at <= view.at - LEFT_ALONE


def _read(lines: list[MessageAsRead], read_place: int, number: str) -> Words | None:
    """Whether the buyer has read our last words."""
    ours = [
        line.place
        for line in lines
        if line.ticket == number and line.author is Author.AGENT and line.audience is Audience.ALL
    ]
    if not ours:
        return None
    return _READ if read_place >= ours[-1] else _NOT_READ
