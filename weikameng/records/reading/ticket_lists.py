"""Conversations listed, the latest first: a buyer's own, a shop's; and what may be asked about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from weikameng.domain.tickets import Audience, Channel
from weikameng.domain.words import Words
from weikameng.records.models import Order, Ticket, TicketMessage, TicketSeen
from weikameng.records.reading.shop_orders import Whose
from weikameng.records.reading.tickets import good_of

LIST_PAGE = 20
PREVIEW = 60


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list; ``unread``: something was said its buyer has not seen."""

    id: int
    number: str
    channel: Channel
    category: str
    open: bool
    order_number: str
    good: Words | None
    case_number: str
    last_message_at: datetime
    preview: Words
    unread: bool


@dataclass(frozen=True, slots=True)
class WantedTalks:
    """Which conversations to list; what is empty filters nothing.

    ``about`` is the whole number of an order or refund; ``changed``: when something was last said.
    """

    about: str = ""
    open: bool | None = None
    channel: str = ""
    changed_from: datetime | None = None
    changed_to: datetime | None = None


def conversations_of(
    buyer_id: int, page: int = 1, order_number: str = ""
) -> tuple[list[Listed], bool]:
    """Return one page of a buyer's conversations, the latest first, and whether there are more.

    ``order_number``: only those about the order or refund whose number begins so.
    """
    rows = _begun(Whose(buyer_id=buyer_id))
    if order_number:
        rows = rows.filter(
            Q(order__number__startswith=order_number)
            | Q(case__number__startswith=order_number)
            | Q(number__startswith=order_number)
        )
    start = (page - 1) * LIST_PAGE
    found = list(_lined(rows)[start : start + LIST_PAGE + 1])
    return [_listed(row) for row in found[:LIST_PAGE]], len(found) > LIST_PAGE


def page(
    whose: Whose, wanted: WantedTalks, after: tuple[datetime, int] | None, many: int
) -> list[Listed]:
    """Return so many conversations of a shop or a buyer after a place, the latest first.

    The place is when something was last said, and the id.
    """
    asked: dict[str, object] = {
        "channel": wanted.channel or None,
        "open": wanted.open,
        "last_message_at__gte": wanted.changed_from,
        "last_message_at__lt": wanted.changed_to,
    }
    rows = _begun(whose).filter(**{key: want for key, want in asked.items() if want is not None})
    if wanted.about:
        rows = rows.filter(Q(order__number=wanted.about) | Q(case__number=wanted.about))
    if after is not None:
        said_at, ticket_id = after
        earlier = Q(last_message_at__lt=said_at) | Q(pk__lt=ticket_id)
        rows = rows.filter(earlier, last_message_at__lte=said_at)
    return [_listed(row) for row in _lined(rows)[:many]]


def orders_to_ask_about(buyer_id: int, most: int = 10) -> list[tuple[str, Words]]:
    """Return a buyer's newest orders: number and good."""
    rows = Order.objects.filter(buyer_id=buyer_id).select_related("product").order_by("-id")
    return [(row.number, good_of(row)) for row in rows[:most]]


def _begun(whose: Whose) -> QuerySet[Ticket]:
    """Conversations in which something was said, but for those that go on in another one."""
    rows = Ticket.objects.filter(joined_to=None, messages__gt=0)
    if whose.shop_id is not None:
        return rows.filter(buyer__shop_id=whose.shop_id)
    return rows.filter(buyer_id=whose.buyer_id)


def _lined(rows: QuerySet[Ticket]) -> QuerySet[Any]:
    """Each with what its line tells, the latest first."""
    seen = TicketSeen.objects.filter(ticket=OuterRef("pk"), person=OuterRef("buyer"))
    last = TicketMessage.objects.filter(ticket=OuterRef("pk"), audience=Audience.ALL)
    told: QuerySet[Any] = rows.select_related("order__product", "case").annotate(
        read_place=Coalesce(Subquery(seen.values("place")), Value(0)),
        last_text=Subquery(last.order_by("-place").values("text")[:1]),
        last_text_en=Subquery(last.order_by("-place").values("text_en")[:1]),
    )
    return told.order_by("-last_message_at", "-pk")


def _listed(row: Any) -> Listed:
    text = row.last_text or ""
    return Listed(
        id=row.pk,
        number=row.number,
        channel=Channel(row.channel),
        category=row.category,
        open=row.open,
        order_number=row.order.number if row.order else "",
        good=good_of(row.order) if row.order else None,
        case_number=row.case.number if row.case else "",
        last_message_at=row.last_message_at,
        preview=Words(text[:PREVIEW], (row.last_text_en or text)[:PREVIEW]),
        unread=row.told_place > row.read_place,
    )
