"""What the API takes and answers: webhooks (generated)."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from weikameng_client.shapes.everywhere import Said


class DeliveriesOut(TypedDict):
    """One page of deliveries, the newest first."""

    items: list[DeliveryOut]
    next: str | None


class DeliveryOut(TypedDict):
    """One event for one endpoint."""

    event: str
    type: str
    at: str
    refund: str | None
    state: str
    due_at: str | None
    tries: int
    replays: int
    log: list[TryOut]


class EndpointChanges(TypedDict):
    """What is to be different; the rest stays. ``on``: false stops sending, true begins again."""

    url: NotRequired[str | None]
    events: NotRequired[list[EventType] | None]
    note: NotRequired[str | None]
    on: NotRequired[bool | None]


class EndpointIn(TypedDict):
    """Where events are sent, and which."""

    url: str
    events: NotRequired[list[EventType]]
    note: NotRequired[str]


class EndpointOut(TypedDict):
    """An endpoint and its health. ``off_because``: why it gets nothing, while it is off."""

    id: str
    url: str
    events: list[str]
    note: str
    on: bool
    off_because: Said | None
    failures: int
    failing_since: str | None
    delivered_at: str | None
    waiting: int
    old_secret_until: str | None
    created_at: str


class EndpointsOut(TypedDict):
    """A shop's endpoints, the oldest first."""

    items: list[EndpointOut]


EventType = Literal[
    "refund.opened",
    "refund.amended",
    "refund.in_review",
    "refund.more_asked",
    "refund.appealed",
    "refund.approved",
    "refund.rejected",
    "refund.withdrawn",
    "refund.expired",
    "refund.paying",
    "refund.stuck",
    "refund.resumed",
    "refund.refunded",
    "refund.reversed",
    "refund.disputed",
    "refund.ruled",
    "refund.delayed",
    "payout.to_pay",
    "payout.sent",
    "payout.settled",
    "payout.failed",
    "payout.reversed",
    "payout.late",
    "webhook.test",
    "webhook.off",
]


class ReplayIn(TypedDict):
    """One event, or everything since a moment; ``missed``: only what was not delivered."""

    event: NotRequired[str | None]
    since: NotRequired[str | None]
    missed: NotRequired[bool]


class ReplayOut(TypedDict):
    """How many are on their way again."""

    events: int


class RotateIn(TypedDict):
    """For how long the old secret signs beside the new one."""

    overlap_hours: NotRequired[int]


class SecretOut(TypedDict):
    """A secret, shown this once."""

    id: str
    secret: str


class TestOut(TypedDict):
    """The id of the test event."""

    event: str


class TryOut(TypedDict):
    """One try; status 0 with a code when there was no answer."""

    at: str
    status: int
    code: str
    answer: str
    took_ms: int
