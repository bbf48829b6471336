"""What the API takes and answers: orders (generated)."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from weikameng_client.shapes.everywhere import Said


class OrderIn(TypedDict):
    """An order of the shop; the same fields as a line of an import (docs/importing.md)."""

    external_number: str
    buyer: str
    sku: str
    units: list[UnitIn]
    payments: list[PaymentIn]
    paid_at: str
    completed_at: NotRequired[str | None]
    account: NotRequired[str | None]
    zone: NotRequired[str | None]
    paid_total: NotRequired[str | None]
    supplier: NotRequired[dict[str, Any] | None]
    cross_border: NotRequired[bool | None]
    currency: NotRequired[str | None]
    exchange: NotRequired[dict[str, Any] | None]
    renewal: NotRequired[dict[str, Any] | None]


class OrderOut(TypedDict):
    """An order as it stands. Amounts in fen."""

    number: str
    external_number: str | None
    customer: str
    sku: str
    product: Said
    state: str
    currency: str
    cross_border: bool
    list_total_minor: int
    paid_minor: int
    refunding_minor: int
    policy_version: str
    paid_at: str | None
    completed_at: str | None
    reminded_at: str | None
    units: list[UnitOut]
    payments: list[PaymentOut]
    refunds: list[RefundOut]


class OrdersIn(TypedDict):
    """Many orders, each as for one; what is wrong with one stops no other."""

    orders: list[Any]


class OrdersOut(TypedDict):
    """One page, the latest first."""

    items: list[OrderOut]
    next: str | None


class PaymentIn(TypedDict):
    """One leg of the payment, each route once; the channel's own number of the payment."""

    route: str
    amount: str
    reference: str


class PaymentOut(TypedDict):
    """One leg of the payment, fen; ``refunding_minor`` is promised or paid back of it."""

    route: str
    amount_minor: int
    refunding_minor: int


class RefundOut(TypedDict):
    """A refund that was asked for."""

    number: str
    state: str
    amount_minor: int


class UnitIn(TypedDict):
    """One unit as sold, in yuan as text; what is known of its use by now."""

    price: str
    usage: NotRequired[Literal["none", "revealed", "activated", "used", "unknown", "void"]]
    used_days: NotRequired[int]


class UnitOut(TypedDict):
    """One unit, fen."""

    id: int
    place: int
    price_minor: int
    paid_minor: int
    refunding_minor: int
    usage: str
    used_days: int
    frozen: bool
    revealed_at: str | None
    good: str | None


class UpdateIn(TypedDict):
    """What happened to a unit (by its place, from 1), or, ``delivered``, to the whole order."""

    kind: Literal["delivered", "revealed", "activated", "used", "not_activated"]
    happened_at: str
    unit: NotRequired[int]
    used_days: NotRequired[int]


class UpdatesIn(TypedDict):
    """What happened, in any order; the same again changes nothing."""

    updates: list[UpdateIn]
