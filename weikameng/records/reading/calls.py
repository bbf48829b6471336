"""Whose telephone number it is, and who is to be called back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from weikameng.domain.calls import Fate
from weikameng.records.models import CallBack, Contact, Order, RefundCase, Ticket, User

MAX_FOUND = 20
MAX_OF_A_BUYER = 10
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class SealedPhone:
    """A buyer's confirmed phone, still sealed, of those that are shown alike."""

    buyer_id: int
    sealed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CallBackAsRead:
    """A call to make, as an act on it needs to know it."""

    id: int
    ticket_id: int
    ticket_number: str
    buyer_id: int
    fate: str
    tries: int
    sealed: str = field(repr=False)
    shown: str = ""


def phones_shown_as(masked: str) -> Sequence[SealedPhone]:
    """Return the confirmed phones that a page would show like this; a few at most."""
    rows = Contact.objects.filter(channel="sms", shown=masked, confirmed_at__isnull=False)
    found = rows.order_by("id").values_list("buyer_id", "address")[: 5 * MAX_FOUND]
    return [SealedPhone(*row) for row in found]


def buyers_topping_up(account: str) -> Sequence[int]:
    """Return the buyers who topped this very account up, the latest first."""
    orders = Order.objects.filter(account=account).order_by("-id")
    return list(dict.fromkeys(orders.values_list("buyer_id", flat=True)[: 5 * MAX_FOUND]))


def callers(ids: Sequence[int]) -> Sequence[User]:
    """Return these buyers by id."""
    return list(User.objects.filter(pk__in=ids[:MAX_FOUND]).order_by("display_name", "id"))


def buyer(buyer_id: int) -> User | None:
    """Return a buyer; nobody else."""
    return User.objects.filter(pk=buyer_id, role__in=["buyer", "guardian"]).first()


def orders_of(buyer_id: int) -> Sequence[Order]:
    """Return the latest orders somebody paid for."""
    orders = Order.objects.filter(buyer_id=buyer_id, paid_at__isnull=False)
    return list(orders.select_related("product").order_by("-id")[:MAX_OF_A_BUYER])


def cases_of(buyer_id: int) -> Sequence[RefundCase]:
    """Return somebody's latest refunds."""
    cases = RefundCase.objects.filter(buyer_id=buyer_id).select_related("order__product")
    return list(cases.order_by("-id")[:MAX_OF_A_BUYER])


def tickets_of(buyer_id: int) -> Sequence[Ticket]:
    """Return somebody's latest conversations that did not join another one."""
    rows = Ticket.objects.filter(buyer_id=buyer_id, joined_to=None)
    return list(rows.order_by("-last_message_at", "-id")[:MAX_OF_A_BUYER])


def meeting(buyer_id: int, order_id: int | None, case_id: int | None) -> Ticket | None:
    """Return the open conversation that already is about this case or order (R8.3)."""
    rows = Ticket.objects.filter(buyer_id=buyer_id, joined_to=None, open=True)
    if case_id is not None:
        rows = rows.filter(Q(case_id=case_id) | Q(case_id=None, order_id=order_id))
    elif order_id is not None:
        rows = rows.filter(order_id=order_id)
    else:
        rows = rows.filter(order__isnull=True)
    known_first = F("case_id").desc(nulls_last=True)
    return rows.order_by(known_first, "-last_message_at").first()


def paid_for(order_id: int) -> int:
    """Return what was paid for an order."""
    return int(Order.objects.values_list("paid_minor", flat=True).get(pk=order_id))


def call_backs(fate: Fate, page: int) -> tuple[list[Any], bool]:
    """Return one page of the calls to make, urgent ones first, or of those that ended."""
    rows = CallBack.objects.filter(fate=fate).select_related("ticket__buyer", "ended_by")
    open_first = ("-urgent", "due_at", "id")
    ordered = rows.order_by(*(open_first if fate is Fate.OPEN else ("-ended_at", "-id")))
    start = (page - 1) * PAGE_SIZE
    found = list(ordered[start:][: PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def late_call_backs(at: datetime) -> int:
    """Count the calls that should have been made by now."""
    return CallBack.objects.filter(fate=Fate.OPEN, due_at__lte=at).count()


def call_back(call_back_id: int) -> CallBackAsRead | None:
    """Return a call to make."""
    names = (
        *("id", "ticket_id", "ticket__number", "ticket__buyer_id", "fate"),
        *("tries", "address", "shown"),
    )
    row = CallBack.objects.filter(pk=call_back_id).values_list(*names).first()
    return CallBackAsRead(*row) if row else None


def waits_for_call(ticket_id: int) -> Any | None:
    """Return the call that is to be made about a conversation, if any."""
    return CallBack.objects.filter(ticket_id=ticket_id, fate=Fate.OPEN).first()
