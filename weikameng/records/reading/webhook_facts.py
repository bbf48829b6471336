"""An event as it was kept, put together with what its refund is called."""

import json
from collections.abc import Sequence
from typing import Any

from weikameng.domain.webhook_events import (
    EventType,
    Happened,
    OrderSeen,
    PayoutSeen,
    RefundSeen,
)


def happened_from(row: Sequence[Any]) -> Happened:
    """Build an event from: message, type, at, facts as text, order's number, the shop's number of
    it, customer, refund's number (the last four None for one about an endpoint)."""
    message, kind, at, text, order, external, customer, number = row
    facts = json.loads(text)
    if number is None:
        said = {name: facts.get(name, "") for name in ("endpoint", "why", "request")}
        return Happened(message, EventType(kind), at, **said)
    payout = facts.get("payout")
    return Happened(
        message,
        EventType(kind),
        at,
        order=OrderSeen(order, external),
        customer=customer or None,
        refund=RefundSeen(number=number, **facts["refund"]),
        payout=PayoutSeen(**payout) if payout else None,
        request=facts.get("request", ""),
    )
