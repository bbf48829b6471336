"""A shop has one of its own customers erased (PIPL 47): asked, looked at, called off in time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from weikameng.api.callers import caller_of
from weikameng.api.customers import demand_customer
from weikameng.api.shop_callers import Plain
from weikameng.api.words import Said, said
from weikameng.domain import personal
from weikameng.domain.errors import Refusal
from weikameng.domain.personal import Forgotten
from weikameng.records.reading.customers import CustomerAsRead
from weikameng.services import erasing

router = Router(tags=["customers"])
ERASE = "customers:erase"


class ErasureOut(Schema):
    """How far an erasure is, and what it empties and leaves, in sentences for the customer.

    Until ``carries_at`` it can be called off. Orders by now: ``orders_now`` need not be kept any
    more, ``orders_open`` have something under way, ``orders_later`` are kept by law, the first of
    them until ``first_due_at``.
    """

    state: Forgotten
    asked_at: datetime | None
    carries_at: datetime | None
    account_emptied_at: datetime | None
    done_at: datetime | None
    afterwards: str = Field(description="what the customer is called once the account is emptied")
    orders_now: int
    orders_open: int
    orders_later: int
    first_due_at: datetime | None
    gone: Sequence[Said]
    stays: Sequence[Said]


@router.get("/{path:customer}/erasure", response=ErasureOut, summary="What erasing means, how far")
def look(request: HttpRequest, customer: Plain) -> Any:
    """Return what an erasure would empty and leave, or how far the one asked for is."""
    return _out(demand_customer(request, customer, ERASE))


@router.post(
    "/{path:customer}/erasure",
    response={201: ErasureOut, 200: ErasureOut},
    summary="Ask to erase a customer",
)
def ask(request: HttpRequest, customer: Plain) -> Any:
    """Ask for it; 200 when it was asked before. The worker carries it out after seven days."""
    person = demand_customer(request, customer, ERASE).id
    status = 201
    try:
        erasing.ask(person, caller_of(request).owner_id, at=timezone.now())
    except Refusal as refusal:
        if refusal.code != "erasing":
            raise
        status = 200
    return Status(status, _out(demand_customer(request, customer, ERASE)))


@router.delete(
    "/{path:customer}/erasure", response=ErasureOut, summary="Call the erasure of a customer off"
)
def call_off(request: HttpRequest, customer: Plain) -> Any:
    """Call it off while it waits; 409 when there is none that could be."""
    person = demand_customer(request, customer, ERASE).id
    erasing.call_off(person, caller_of(request).owner_id, at=timezone.now())
    return _out(demand_customer(request, customer, ERASE))


def _out(one: CustomerAsRead) -> dict[str, Any]:
    row, outlook = one.erasure, erasing.outlook(one.id, at=timezone.now())
    return {
        "state": one.forgotten,
        "asked_at": row.asked_at if row else None,
        "carries_at": row.carries_at if row else None,
        "account_emptied_at": row.account_at if row else None,
        "done_at": row.done_at if row else None,
        "afterwards": personal.alias_of(one.id),
        "orders_now": outlook.orders_now,
        "orders_open": outlook.orders_open,
        "orders_later": outlook.orders_later,
        "first_due_at": outlook.first_due_at,
        "gone": [said(words) for words in personal.GONE],
        "stays": [said(words) for words in personal.KEPT],
    }
