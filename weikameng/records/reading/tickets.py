"""Questions about conversations: one with its messages, a buyer's list, and whether there is news.

Whoever asks for a buyer passes their id: staff's notes and other people's tickets are not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from weikameng.domain.tickets import PAGE, Audience, Author, Channel, Kind
from weikameng.domain.words import Words
from weikameng.records.models import (
    Order,
    RefundCase,
    Ticket,
    TicketAttachment,
    TicketMessage,
    TicketRating,
)
from weikameng.records.statements import fetch_one

# More misses in a row than this are as many: a person has been called long before.
LOOKED_BACK = 5


@dataclass(frozen=True, slots=True)
class TicketAsRead:
    """One conversation as a service needs it; numbers are empty where nothing is linked yet."""

    id: int
    number: str
    buyer_id: int
    order_id: int | None
    order_number: str
    case_id: int | None
    case_number: str
    case_state: str
    good: Words | None
    policy_version: str
    channel: Channel
    category: str
    open: bool
    opened_at: datetime
    human_wanted_at: datetime | None
    first_human_at: datetime | None
    assigned_to: int | None
    joined_to: int | None
    messages: int
    told_place: int
    said_place: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that came with a message, by its place in the order's chain."""

    position: int
    kind: str
    copy_digest: str


@dataclass(frozen=True, slots=True)
class MessageAsRead:
    """One message; ``ticket`` is the number of the conversation it was written in."""

    id: int
    place: int
    ticket: str
    at: datetime
    author: Author
    by_name: str
    audience: Audience
    kind: Kind
    text: str
    text_en: str
    intents: Sequence[str]
    details: Mapping[str, Any]
    pictures: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes when a conversation's page must change; of what its buyer can see alone."""

    ticket_id: int
    told_place: int
    said_place: int
    open: bool
    read_place: int
    joined: int
    typed_at: datetime | None

    @property
    def version(self) -> str:
        """What was said, what was read of it and how it stands, as one text."""
        seen = min(self.read_place, self.said_place)
        parts = (self.told_place, self.said_place, int(self.open), seen, self.joined)
        return "-".join(map(str, parts))

    def etag(self, at: datetime, shown_for: float) -> str:
        """Return the tag of the page; somebody typing is part of it for a few seconds."""
        return f"{self.version}-{int(self.types(at, shown_for))}"

    def types(self, at: datetime, shown_for: float) -> bool:
        """Whether somebody of ours typed a moment ago."""
        typed = self.typed_at
        return typed is not None and (at - typed).total_seconds() < shown_for


def ticket_of(number: str, *, buyer_id: int | None = None) -> TicketAsRead | None:
    """Return a conversation; with ``buyer_id`` only if it is that buyer's."""
    rows = Ticket.objects.filter(number=number) if _is_number(number) else Ticket.objects.none()
    return _first(rows if buyer_id is None else rows.filter(buyer_id=buyer_id))


def ticket_by_id(ticket_id: int) -> TicketAsRead:
    """Return a conversation that is there."""
    found = _first(Ticket.objects.filter(pk=ticket_id))
    assert found is not None, "tickets are never removed"
    return found


def opened_with(token: str, *, buyer_id: int) -> TicketAsRead | None:
    """Return the conversation a page of this buyer opened with its token."""
    return _first(Ticket.objects.filter(buyer_id=buyer_id, token=token)) if token else None


def going_on(*, buyer_id: int, order_id: int | None) -> TicketAsRead | None:
    """Return the buyer's newest open conversation about this order (None: about no order)."""
    rows = Ticket.objects.filter(buyer_id=buyer_id, open=True, joined_to=None)
    about = Q(order__isnull=True) if order_id is None else Q(order_id=order_id)
    return _first(rows.filter(about).order_by("-last_message_at"))


def newest_of(buyer_id: int) -> TicketAsRead | None:
    """Return what the buyer talked about last, as long as it is open."""
    rows = Ticket.objects.filter(buyer_id=buyer_id, open=True, joined_to=None)
    return _first(rows.order_by("-last_message_at"))


def counts_of(buyer_id: int, since: datetime) -> tuple[int, int]:
    """Return how many conversations of a buyer are open, and how many were opened since then."""
    rows = Ticket.objects.filter(buyer_id=buyer_id)
    return rows.filter(open=True).count(), rows.filter(opened_at__gt=since).count()


def messages_of(
    ticket: TicketAsRead, *, inside: bool = False, before: int | None = None, most: int = PAGE
) -> tuple[list[MessageAsRead], bool]:
    """Return the last messages, oldest first, and whether there are earlier ones: two statements.

    What was said in conversations that joined it is part of it; ``before`` is a message's id.
    Only ``inside`` the house are notes among them.
    """
    rows = TicketMessage.objects.filter(Q(ticket_id=ticket.id) | Q(ticket__joined_to_id=ticket.id))
    rows = rows if inside else rows.filter(audience=Audience.ALL)
    rows = rows if before is None else rows.filter(id__lt=before)
    found = list(rows.select_related("ticket", "by").order_by("-id")[: most + 1])
    page = found[:most][::-1]
    pictures = _pictures([row.pk for row in page])
    return [_message(row, pictures.get(row.pk, ())) for row in page], len(found) > most


def misses_before(ticket_id: int, missed: str) -> int:
    """Return how often in a row the bot has just not understood, since anybody else answered."""
    rows = TicketMessage.objects.filter(ticket_id=ticket_id, audience=Audience.ALL)
    told = rows.filter(Q(author__in=[Author.BOT, Author.AGENT]) | Q(kind=Kind.CLOSED))
    last = told.order_by("-place").values_list("author", "kind", "intents")
    count = 0
    for author, kind, intents in last[:LOOKED_BACK]:
        if author != Author.BOT or kind == Kind.CLOSED or missed not in intents:
            break
        count += 1
    return count


def wished_before(ticket_id: int) -> tuple[str, ...]:
    """Return the wishes the bot answered last: a number sent after them says which order."""
    told = TicketMessage.objects.filter(ticket_id=ticket_id, author=Author.BOT, kind=Kind.WORDS)
    return tuple(told.order_by("-place").values_list("intents", flat=True).first() or ())


def urges_since(ticket: TicketAsRead, since: datetime) -> int:
    """Return how often this matter was urged since then, in whatever conversation."""
    same = Q(ticket_id=ticket.id)
    if ticket.case_id:
        same |= Q(ticket__case_id=ticket.case_id)
    rows = TicketMessage.objects.filter(same, kind=Kind.URGE, at__gt=since)
    return rows.count()


def has_answer_to(ticket_id: int, token: str) -> bool:
    """Whether the message with this token is there."""
    return TicketMessage.objects.filter(ticket_id=ticket_id, token=token).exists()


def said_so_far(ticket_id: int) -> list[MessageAsRead]:
    """Return every message to all, oldest first: what is sealed once its order is known."""
    rows = TicketMessage.objects.filter(ticket_id=ticket_id, audience=Audience.ALL)
    return [_message(row, ()) for row in rows.select_related("ticket", "by").order_by("place")]


_STAMP = """
SELECT t.id, t.told_place, t.said_place, t.open,
       coalesce((SELECT max(s.place) FROM ticket_seen s
                 WHERE s.ticket_id = t.id AND s.person_id <> t.buyer_id), 0),
       (SELECT count(*) FROM ticket j WHERE j.joined_to_id = t.id),
       (SELECT max(y.at) FROM ticket_typing y
        WHERE y.ticket_id = t.id AND y.person_id <> t.buyer_id)
FROM ticket t WHERE t.number = %(number)s AND t.buyer_id = %(buyer)s
"""


def stamp_of(number: str, *, buyer_id: int) -> Stamp | None:
    """Return what tells whether there is news, in one statement; None for strangers."""
    if not _is_number(number):
        return None
    row = fetch_one(_STAMP, {"number": number, "buyer": buyer_id})
    return Stamp(*row) if row else None


def about(
    *, buyer_id: int, order_number: str = "", case_number: str = ""
) -> tuple[int, int | None] | None:
    """Return the ids of a buyer's own order and case by either number; None when not theirs."""
    if not _is_number(case_number or order_number):
        return None
    if case_number:
        cases = RefundCase.objects.filter(number=case_number, buyer_id=buyer_id)
        return cases.values_list("order_id", "pk").first()
    order = Order.objects.filter(number=order_number, buyer_id=buyer_id).only("pk").first()
    if order is None:
        return None
    newest = RefundCase.objects.filter(order_id=order.pk).order_by("-pk")
    return order.pk, newest.values_list("pk", flat=True).first()


def rating_of(ticket_id: int) -> int | None:
    """Return the score its buyer gave, if any."""
    rows = TicketRating.objects.filter(ticket_id=ticket_id)
    return rows.values_list("score", flat=True).first()


def picture_of(number: str, position: int, *, buyer_id: int | None = None) -> str | None:
    """Return the digest of the servable copy of a picture sent in a conversation."""
    if not _is_number(number):
        return None
    rows = TicketAttachment.objects.filter(
        Q(message__ticket__number=number) | Q(message__ticket__joined_to__number=number),
        evidence__position=position,
    )
    if buyer_id is not None:
        rows = rows.filter(message__ticket__buyer_id=buyer_id)
    row = rows.select_related("evidence").first()
    return row.evidence.body.get("copy") if row else None


def _first(rows: Any) -> TicketAsRead | None:
    row = rows.select_related("order__product", "order__policy", "case").first()
    return _ticket(row) if row else None


def _ticket(row: Ticket) -> TicketAsRead:
    return TicketAsRead(
        id=row.pk,
        number=row.number,
        buyer_id=row.buyer_id,
        order_id=row.order_id,
        order_number=row.order.number if row.order else "",
        case_id=row.case_id,
        case_number=row.case.number if row.case else "",
        case_state=row.case.state if row.case else "",
        good=good_of(row.order) if row.order else None,
        policy_version=row.order.policy.version if row.order else "",
        channel=Channel(row.channel),
        category=row.category,
        open=row.open,
        opened_at=row.opened_at,
        human_wanted_at=row.human_wanted_at,
        first_human_at=row.first_human_at,
        assigned_to=row.assigned_to_id,
        joined_to=row.joined_to_id,
        messages=row.messages,
        told_place=row.told_place,
        said_place=row.said_place,
    )


def good_of(order: Order) -> Words:
    """Return what an order is about."""
    return Words(order.product.name_zh, order.product.name_en)


def _pictures(message_ids: Sequence[int]) -> Mapping[int, tuple[Shown, ...]]:
    rows = TicketAttachment.objects.filter(message_id__in=message_ids).order_by("pk")
    found: dict[int, tuple[Shown, ...]] = {}
    for row in rows.select_related("evidence"):
        shown = Shown(
            row.evidence.position, row.evidence.kind, str(row.evidence.body.get("copy", ""))
        )
        found[row.message_id] = (*found.get(row.message_id, ()), shown)
    return found


def _message(row: TicketMessage, pictures: tuple[Shown, ...]) -> MessageAsRead:
    return MessageAsRead(
        id=row.pk,
        place=row.place,
        ticket=row.ticket.number,
        at=row.at,
        author=Author(row.author),
        by_name=(row.by.display_name or row.by.username) if row.by else "",
        audience=Audience(row.audience),
        kind=Kind(row.kind),
        text=row.text,
        text_en=row.text_en,
        intents=tuple(row.intents),
        details=row.details,
        pictures=pictures,
    )


def _is_number(text: str) -> bool:
    """Whether a text could be a number of ours at all; others are not even looked for."""
    return text.isascii() and text.isdigit()
