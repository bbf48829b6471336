"""How the API tells of an order: units, payments, refunds; never the account or a key."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from weikameng.api.words import Said, said
from weikameng.domain.words import Words
from weikameng.ledger.encodings import base64url_of
from weikameng.records.reading.shop_orders import OrderAsRead


class UnitOut(Schema):
    """One unit, fen. ``id`` is what an application names, ``good`` its id in the public log.

    ``frozen``: a refund holds it, so its key must not be shown.
    """

    id: int
    place: int
    price_minor: int
    paid_minor: int
    refunding_minor: int
    usage: str
    used_days: int
    frozen: bool
    revealed_at: datetime | None
    good: str | None


class PaymentOut(Schema):
    """One leg of the payment, fen; ``refunding_minor`` is promised or paid back of it."""

    route: str
    amount_minor: int
    refunding_minor: int


class RefundOut(Schema):
    """A refund that was asked for."""

    number: str
    state: str
    amount_minor: int


class OrderOut(Schema):
    """An order as it stands. Amounts in fen."""

    number: str
    external_number: str | None
    customer: str = Field(description="the shop's own id of the buyer; empty in our storefront")
    sku: str
    product: Said
    state: str
    currency: str
    cross_border: bool
    list_total_minor: int
    paid_minor: int
    refunding_minor: int
    policy_version: str
    paid_at: datetime | None
    completed_at: datetime | None
    reminded_at: datetime | None = Field(description="when automatic renewal was reminded of")
    units: Sequence[UnitOut]
    payments: Sequence[PaymentOut]
    refunds: Sequence[RefundOut]


def own_sku(product: Any) -> str:
    """Return a product's name as its shop gave it; of ours, ours."""
    return str(product.shop_sku or product.sku)


def order_out(found: OrderAsRead) -> dict[str, Any]:
    """Return an order as an answer tells it."""
    row = found.row
    return {
        "number": row.number,
        "external_number": row.external_number,
        "customer": row.buyer.customer,
        "sku": own_sku(row.product),
        "product": said(Words(row.product.name_zh, row.product.name_en)),
        "state": row.progress,
        "currency": row.currency,
        "cross_border": row.cross_border,
        "list_total_minor": row.list_total_minor,
        "paid_minor": row.paid_minor,
        "refunding_minor": row.refunding_minor,
        "policy_version": row.policy.version,
        "paid_at": row.paid_at,
        "completed_at": row.completed_at,
        "reminded_at": row.reminded_at,
        "units": [_unit(unit, found) for unit in found.units],
        "payments": [
            {
                "route": leg.route,
                "amount_minor": leg.amount_minor,
                "refunding_minor": leg.refunding_minor,
            }
            for leg in found.tenders
        ],
        "refunds": [
            {"number": case.number, "state": case.state, "amount_minor": case.amount_minor}
            for case in found.cases
        ],
    }


def _unit(unit: Any, found: OrderAsRead) -> dict[str, Any]:
    good = found.goods.get(unit.pk)
    return {
        "id": unit.pk,
        "place": unit.position,
        "price_minor": unit.price_minor,
        "paid_minor": unit.paid_minor,
        "refunding_minor": unit.refunding_minor,
        "usage": unit.usage,
        "used_days": unit.used_days,
        "frozen": unit.frozen,
        "revealed_at": unit.revealed_at,
        "good": base64url_of(good.bytes) if good else None,
    }
