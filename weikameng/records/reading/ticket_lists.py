"""A buyer's own lists: their conversations, the latest first, and the orders they may ask about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from weikameng.domain.tickets import Audience, Channel
from weikameng.domain.words import Words
from weikameng.records.models import Order, Ticket, TicketMessage, TicketSeen
from weikameng.records.reading.tickets import good_of

LIST_PAGE = 20
PREVIEW = 60


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a buyer's list; ``unread``: something was said they have not seen."""

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


def conversations_of(
    buyer_id: int, page: int = 1, order_number: str = ""
) -> tuple[list[Listed], bool]:
    """Return one page of a buyer's conversations, the latest first, and whether there are more.

    ``order_number``: only those about the order or refund whose number begins so.
    """
    rows = Ticket.objects.filter(buyer_id=buyer_id, joined_to=None, messages__gt=0)
    if order_number:
        rows = rows.filter(
            Q(order__number__startswith=order_number)
            | Q(case__number__startswith=order_number)
            | Q(number__startswith=order_number)
        )
    seen = TicketSeen.objects.filter(ticket=OuterRef("pk"), person_id=buyer_id).values("place")
    last = TicketMessage.objects.filter(ticket=OuterRef("pk"), audience=Audience.ALL)
    rows = rows.select_related("order__product", "case").annotate(
        read_place=Coalesce(Subquery(seen), Value(0)),
        last_text=Subquery(last.order_by("-place").values("text")[:1]),
        last_text_en=Subquery(last.order_by("-place").values("text_en")[:1]),
    )
    start = (page - 1) * LIST_PAGE
    found = list(rows.order_by("-last_message_at", "-pk")[start : start + LIST_PAGE + 1])
    return [_listed(row) for row in found[:LIST_PAGE]], len(found) > LIST_PAGE


def orders_to_ask_about(buyer_id: int, most: int = 10) -> list[tuple[str, Words]]:
    """Return a buyer's newest orders: number and good."""
    rows = Order.objects.filter(buyer_id=buyer_id).select_related("product").order_by("-id")
    return [(row.number, good_of(row)) for row in rows[:most]]


def _listed(row: Any) -> Listed:
    text = row.last_text or ""
    return Listed(
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
