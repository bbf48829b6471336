"""The only writer of conversations: opened once, each message once; nothing said is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from weikameng.domain.errors import Conflict
from weikameng.domain.tickets import Audience, Author, Channel, Kind
from weikameng.records.models import (
    Ticket,
    TicketAttachment,
    TicketMessage,
    TicketRating,
    TicketSeen,
)


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A conversation to open; ``token`` is the page's: the same one opens it only once."""

    number: str
    buyer_id: int
    channel: Channel
    order_id: int | None = None
    case_id: int | None = None
    category: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to add. ``text_en`` only where the house or its bot speaks; ``by`` is a person."""

    author: Author
    by: int | None = None
    kind: Kind = Kind.WORDS
    audience: Audience = Audience.ALL
    text: str = ""
    text_en: str = ""
    intents: Sequence[str] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    token: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """Where a message stands in its ticket; ``again``: it had been sent before, nothing is new."""

    id: int
    place: int
    again: bool = False


def open_ticket(new: NewTicket, at: datetime) -> int:
    """Write a ticket without messages and return its id.

    Conflict when its buyer's page opened it already, or the order or case is not theirs.
    """
    try:
        with transaction.atomic():
            row = Ticket.objects.create(
                number=new.number,
                buyer_id=new.buyer_id,
                order_id=new.order_id,
                case_id=new.case_id,
                channel=new.channel,
                category=new.category,
                token=new.token,
                opened_at=at,
                last_message_at=at,
            )
    except IntegrityError as error:
        raise Conflict("opened already, or about somebody else's order") from error
    return row.pk


def hold(ticket_id: int) -> None:
    """Lock a conversation: until this transaction ends nobody else adds to it."""
    rows = Ticket.objects.select_for_update(no_key=True).filter(pk=ticket_id)
    list(rows.values_list("pk"))


def add(ticket_id: int, new: NewMessage, at: datetime) -> Added:
    """Add a message behind the last one; with a token that is there already nothing is added.

    The trigger of 0034 gives its place and keeps the ticket's standing.
    """
    row = TicketMessage(
        ticket_id=ticket_id,
        at=at,
        author=new.author,
        by_id=new.by,
        kind=new.kind,
        audience=new.audience,
        text=new.text,
        text_en=new.text_en,
        intents=list(new.intents),
        details=dict(new.details),
        token=new.token,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        before = sent_before(ticket_id, new.token)
        if before is None:
            raise
        return before
    row.refresh_from_db(fields=["place"])
    return Added(row.pk, row.place)


def sent_before(ticket_id: int, token: str) -> Added | None:
    """Return the message that was sent with this token, if any."""
    if not token:
        return None
    row = TicketMessage.objects.filter(ticket_id=ticket_id, token=token).only("place").first()
    return Added(row.pk, row.place, again=True) if row else None


def attach(message_id: int, evidence_ids: Sequence[int]) -> None:
    """Note which items of evidence came with a message."""
    TicketAttachment.objects.bulk_create(
        TicketAttachment(message_id=message_id, evidence_id=item) for item in evidence_ids
    )


def link(ticket_id: int, *, order_id: int, case_id: int | None) -> None:
    """Say what a conversation is about. Conflict when it is about another order already, or the
    order is not its buyer's."""
    free = Ticket.objects.filter(Q(order_id=order_id) | Q(order_id=None), pk=ticket_id)
    try:
        with transaction.atomic():
            if not free.update(order_id=order_id, case_id=case_id):
                raise Conflict("it is about another order")
    except IntegrityError as error:
        raise Conflict("not this buyer's") from error


def assign(ticket_id: int, person_id: int | None, *, was: int | None) -> None:
    """Give a conversation to a person. Conflict when it is no longer with whom it was."""
    row = Ticket.objects.filter(pk=ticket_id, assigned_to_id=was)
    if not row.update(assigned_to_id=person_id):
        raise Conflict("somebody else has it")


def join(ticket_id: int, into_id: int | None) -> None:
    """Let a conversation go on in another one of the same buyer; None parts them again."""
    try:
        with transaction.atomic():
            Ticket.objects.filter(pk=ticket_id).update(joined_to_id=into_id)
    except IntegrityError as error:
        raise Conflict("not the same buyer's") from error


def seen(ticket_id: int, person_id: int, place: int, at: datetime) -> None:
    """Note up to where a person has read; never less than before."""
    rows = TicketSeen.objects.filter(ticket_id=ticket_id, person_id=person_id)
    if rows.filter(place__gte=place).exists():
        return
    row = TicketSeen(ticket_id=ticket_id, person_id=person_id, place=place, at=at)
    TicketSeen.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["ticket", "person"],
        update_fields=["place", "at"],
    )


def rate(ticket_id: int, score: int, said: str, at: datetime) -> None:
    """Keep what the buyer thinks of a conversation; the last word counts."""
    TicketRating.objects.update_or_create(
        ticket_id=ticket_id, defaults={"score": score, "said": said, "rated_at": at}
    )
