"""The agents' inbox: conversations that wait, one conversation whole, and those alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields import SmallIntegerField

from weikameng.domain.case_life import State
from weikameng.domain.ticket_desk import LEFT_ALONE, TYPING_SHOWN
from weikameng.domain.tickets import Audience, Author, Channel, Kind
from weikameng.records.models import Ticket, TicketMessage, User
from weikameng.records.reading.tickets import TicketAsRead
from weikameng.records.statements import fetch_one

PAGE_SIZE = 20
MAX_ALIKE = 5
ALIKE_SINCE = timedelta(days=30)
# Where a case stands that still needs the hurry its route asks for.
_UNDECIDED = (State.SCREENING, State.REVIEWING, State.AWAITING_BUYER)
_PULSE = """
SELECT t.id, t.buyer_id, t.open, t.assigned_to_id,
       (SELECT sum(j.messages) FROM ticket j WHERE j.id = t.id OR j.joined_to_id = t.id),
       coalesce((SELECT s.place FROM ticket_seen s
                 WHERE s.ticket_id = t.id AND s.person_id = t.buyer_id), 0),
       coalesce((SELECT string_agg(p.display_name, ',' ORDER BY p.id)
                 FROM ticket_typing y JOIN person p ON p.id = y.person_id
                 WHERE y.ticket_id = t.id AND y.person_id <> %(viewer)s AND y.at > %(since)s), '')
FROM ticket t WHERE t.number = %(number)s
"""
WAITS = Q(open=True, human_wanted_at__isnull=False, first_human_at=None)

FORM = Q(open=True, channel=Channel.FORM)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What an agent's page of a conversation shows, in short; ``typing`` are names."""

    ticket_id: int
    buyer_id: int
    open: bool
    holder_id: int | None
    messages: int
    read_place: int
    typing: str

    def tag(self) -> str:
        """Return the page's tag."""
        parts = (self.holder_id or 0, int(self.open), self.messages, self.read_place)
        return "-".join(map(str, parts)) + self.typing.encode().hex()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open conversations wait for a person, are written tickets to answer, are mine."""

    waiting: int
    forms: int
    mine: int
    all: int
    last: datetime | None

    def tag(self) -> str:
        """Return what changes when the inbox does."""
        last = int(self.last.timestamp() * 1_000_000) if self.last else 0
        return f"{self.waiting}-{self.forms}-{self.mine}-{self.all}-{last}"


def shown(number: str) -> Any | None:
    """Return a conversation with its people, order and case, in one statement."""
    rows = Ticket.objects.select_related("buyer", "order__product", "case", "assigned_to")
    return rows.filter(number=number).first()


def inbox(show: str, person_id: int, page: int, at: datetime) -> tuple[list[Any], bool]:
    """Return one page of conversations and whether there is more.

    ``waiting``: whoever asked for a person, or has one no more and spoke last; urgent money first,
    then who has waited longest. ``forms``:
    written tickets whose buyer spoke last. ``mine``: who has waited longest first. Otherwise the
    newest first. Each has ``urgent``, ``said`` (the buyer's last words), and ``speaker`` and
    ``spoken_at``: who of buyer and agent spoke last, when.
    """
    rows = _with_words(urgency(Ticket.objects.filter(joined_to=None)))
    match show:
        case "waiting":
            rows = waiting(rows, at)
        case "forms":
            rows = rows.filter(FORM, speaker=Author.BUYER)
            rows = rows.order_by("-urgent", "spoken_at", "id")
        case "mine":
            mine = rows.filter(open=True, assigned_to_id=person_id)
            rows = mine.order_by("-urgent", "last_message_at", "id")
        case _:
            rows = rows.order_by("-last_message_at", "-id")
    start = (page - 1) * PAGE_SIZE
    whole = rows.select_related("buyer", "order__product", "case", "assigned_to")
    found = list(whole[start:][: PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def counts(person_id: int, at: datetime) -> Counts:
    """Count what is open, in one statement."""
    rows = _with_speaker(Ticket.objects.filter(open=True, joined_to=None)).aggregate(
        waiting=Count("pk", filter=WAITS | _again(at)),
        forms=Count("pk", filter=FORM & Q(speaker=Author.BUYER)),
        mine=Count("pk", filter=Q(assigned_to_id=person_id)),
        all=Count("pk"),
        last=Max("last_message_at"),
    )
    return Counts(**rows)


def waiting(rows: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    """Return those of these (``marked_up``) that wait for a person, whoever comes first first."""
    wanted = When(WAITS, then=F("human_wanted_at"))
    marked = rows.filter(WAITS | _again(at))
    since = Case(wanted, default=F("spoken_at"))
    ordered: QuerySet[Any] = marked.order_by("-urgent", since, "id")
    return ordered


def left_alone(ticket_id: int, at: datetime) -> bool:
    """Whether whoever has a conversation has left its buyer without an answer for too long."""
    return _with_speaker(Ticket.objects.filter(pk=ticket_id)).filter(_again(at)).exists()


def marked_up(rows: QuerySet[Ticket]) -> QuerySet[Any]:
    """Mark conversations with ``urgent``, ``speaker`` and ``spoken_at``."""
    return _with_speaker(urgency(rows))


def urgency(rows: QuerySet[Ticket]) -> QuerySet[Any]:
    """Mark conversations about large amounts under way (``urgent``, R8.2)."""
    hurried = When(case__route="urgent", case__state__in=_UNDECIDED, then=Value(1))
    marked: QuerySet[Any] = rows.annotate(
        urgent=Case(hurried, default=Value(0), output_field=SmallIntegerField())
    )
    return marked


def pulse(number: str, viewer_id: int, at: datetime) -> Pulse | None:
    """Return what tells whether there is news in a conversation, in one statement."""
    since = at - TYPING_SHOWN
    row = fetch_one(_PULSE, {"number": number, "viewer": viewer_id, "since": since})
    return Pulse(*row) if row else None


def root_of(ticket_id: int) -> str:
    """Return the number of the conversation that one goes on in."""
    rows = Ticket.objects.filter(pk=ticket_id).values_list("joined_to__number", flat=True)
    return rows.first() or ""


def joined_to(ticket_id: int) -> Sequence[Ticket]:
    """Return the conversations that joined this one, oldest first."""
    return list(Ticket.objects.filter(joined_to_id=ticket_id).order_by("id"))


def alike(ticket: TicketAsRead, at: datetime) -> Sequence[Ticket]:
    """Return the same buyer's conversations about the same order, or about none yet, of late:
    those that could be joined with this one (R8.3)."""
    rows = Ticket.objects.filter(buyer_id=ticket.buyer_id, joined_to=None, joined=None)
    rows = rows.filter(last_message_at__gt=at - ALIKE_SINCE).exclude(pk=ticket.id)
    if ticket.order_id is not None:
        rows = rows.filter(Q(order_id=ticket.order_id) | Q(order_id=None))
    return list(rows.order_by("-last_message_at", "-id")[:MAX_ALIKE])


def waiting_since(since: datetime, most: int) -> Sequence[tuple[str, datetime, int | None]]:
    """Return (number, since when, holder) of those who wait for a person, longest first."""
    rows = Ticket.objects.filter(WAITS, joined_to=None, human_wanted_at__gt=since)
    wanted = rows.order_by("human_wanted_at", "id")[:most]
    named = wanted.values_list("number", "human_wanted_at", "assigned_to_id")
    return [(number, at, holder) for number, at, holder in named if at is not None]


def held_by(person_id: int) -> int:
    """Count the open conversations somebody has."""
    return Ticket.objects.filter(open=True, joined_to=None, assigned_to_id=person_id).count()


def of_case(case_id: int) -> str | None:
    """Return the number of the conversation that a case was talked about in last."""
    rows = Ticket.objects.filter(case_id=case_id, joined_to=None)
    return rows.order_by("-last_message_at", "-id").values_list("number", flat=True).first()


def talkers(roles: Sequence[str], *, but: int | None) -> Sequence[tuple[int, str]]:
    """Return whom a conversation can be handed to, by name."""
    people = User.objects.filter(role__in=roles, is_active=True).exclude(pk=but or 0)
    return list(people.order_by("display_name", "id").values_list("id", "display_name"))


def _again(at: datetime) -> Q:
    """A person has answered, the buyer spoke last, and nobody is there for it (any more)."""
    alone = Q(assigned_to=None) | Q(spoken_at__lte=at - LEFT_ALONE)
    spoke = Q(open=True, first_human_at__isnull=False, speaker=Author.BUYER)
    return spoke & ~Q(channel=Channel.FORM) & alone


def _with_speaker(rows: QuerySet[Any]) -> QuerySet[Any]:
    last = _spoken().order_by("-place")
    marked: QuerySet[Any] = rows.annotate(
        speaker=Subquery(last.values("author")[:1]), spoken_at=Subquery(last.values("at")[:1])
    )
    return marked


def _with_words(rows: QuerySet[Any]) -> QuerySet[Any]:
    words = TicketMessage.objects.filter(
        ticket_id=OuterRef("pk"), author=Author.BUYER, kind=Kind.WORDS
    )
    with_words: QuerySet[Any] = _with_speaker(rows).annotate(
        said=Subquery(words.order_by("-place").values("text")[:1])
    )
    return with_words


def _spoken() -> QuerySet[TicketMessage]:
    """What buyer and agents said to each other."""
    people = Q(author=Author.BUYER) | Q(author=Author.AGENT, audience=Audience.ALL)
    return TicketMessage.objects.filter(people, ticket_id=OuterRef("pk"))
