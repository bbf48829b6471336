"""Webhooks through the API (P2): a shop's own endpoints, what was sent to them, sent again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from weikameng.api.callers import caller_of
from weikameng.api.cursors import Cursor, Limit, NextCursor, page_of, place_in
from weikameng.api.moments import Moment
from weikameng.api.shop_callers import demand_shop
from weikameng.api.words import Said, said
from weikameng.domain.errors import Refusal
from weikameng.domain.webhook_events import OFF_WORDS, EventType, Off
from weikameng.domain.webhook_life import MAX_NOTE, MAX_URL, MOST_OVERLAP, USUAL_OVERLAP, Wanted
from weikameng.domain.words import Words
from weikameng.records.reading import webhooks as reading
from weikameng.services import webhooks as service
from weikameng.services.webhooks import Changes, Hand, Made

router = Router(tags=["webhooks"])
READ, WRITE = "webhooks:read", "webhooks:write"
HOUR = timedelta(hours=1)
ONE_OR_ALL = Words("event 和 since 要且只要写一个。", "Give event or since, exactly one of them.")
Url = Annotated[str, Field(max_length=MAX_URL, description="https://, a public host")]
Kinds = Annotated[
    list[EventType], Field(max_length=len(EventType), description="only these; all when empty")
]
Note = Annotated[str, Field(max_length=MAX_NOTE, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(max_length=24, pattern=r"^[a-z0-9_]*$")]
Message = Annotated[str, Field(pattern=r"^msg_[0-9a-f]{32}$", description="a webhook-id")]


class EndpointIn(Schema):
    """Where events are sent, and which."""

    url: Url
    events: Kinds = []
    note: Note = ""


class EndpointChanges(Schema):
    """What is to be different; the rest stays. ``on``: false stops sending, true begins again."""

    url: Url | None = None
    events: Kinds | None = None
    note: Note | None = None
    on: bool | None = None


class EndpointOut(Schema):
    """An endpoint and its health. ``off_because``: why it gets nothing, while it is off."""

    id: str
    url: str
    events: Sequence[str]
    note: str
    on: bool
    off_because: Said | None
    failures: int = Field(description="in a row, up to now")
    failing_since: datetime | None
    delivered_at: datetime | None = Field(description="when it last took something")
    waiting: int = Field(description="deliveries to come, counted up to a thousand")
    old_secret_until: datetime | None
    created_at: datetime


class SecretOut(Schema):
    """A secret, shown this once."""

    id: str
    secret: str = Field(description="whsec_…, for any Standard Webhooks library")


class EndpointsOut(Schema):
    """A shop's endpoints, the oldest first."""

    items: Sequence[EndpointOut]


class RotateIn(Schema):
    """For how long the old secret signs beside the new one."""

    overlap_hours: int = Field(int(USUAL_OVERLAP / HOUR), ge=0, le=int(MOST_OVERLAP / HOUR))


class TryOut(Schema):
    """One try; status 0 with a code when there was no answer."""

    at: datetime
    status: int
    code: str
    answer: str = Field(description="its first words, without secrets")
    took_ms: int


class DeliveryOut(Schema):
    """One event for one endpoint."""

    event: str
    type: str
    at: datetime
    refund: str | None
    state: str
    due_at: datetime | None
    tries: int
    replays: int
    log: Sequence[TryOut]


class DeliveriesOut(Schema):
    """One page of deliveries, the newest first."""

    items: Sequence[DeliveryOut]
    next: NextCursor


class ReplayIn(Schema):
    """One event, or everything since a moment; ``missed``: only what was not delivered."""

    event: Message | None = None
    since: Moment | None = None
    missed: bool = False


class ReplayOut(Schema):
    """How many are on their way again."""

    events: int


class TestOut(Schema):
    """The id of the test event."""

    event: str


@router.get("", response=EndpointsOut, summary="Your endpoints and their health")
def endpoints(request: HttpRequest) -> Any:
    """List the endpoints of the token's shop."""
    found = reading.endpoints_of(demand_shop(request, READ))
    return {"items": [_out(one) for one in found]}


@router.post("", response={201: SecretOut}, summary="Have events sent to an address")
def create(request: HttpRequest, sent: EndpointIn, response: HttpResponse) -> Any:
    """Make an endpoint; the answer alone holds its secret."""
    hand = _hand(request, WRITE)
    made = service.create(hand, sent.url, kinds=sent.events, note=sent.note, at=timezone.now())
    return Status(201, _shown_once(made, response))


@router.get("/{endpoint}", response=EndpointOut, summary="One endpoint")
def look(request: HttpRequest, endpoint: Code) -> Any:
    """Return an endpoint of the token's shop."""
    return _out(service.of(_hand(request, READ), endpoint))


@router.patch("/{endpoint}", response=EndpointOut, summary="Change an endpoint, or switch it")
def change(request: HttpRequest, endpoint: Code, sent: EndpointChanges) -> Any:
    """Change an endpoint; switched on again it begins with what happens from then on."""
    hand = _hand(request, WRITE)
    wanted = Changes(sent.url, sent.events, sent.note, sent.on)
    return _out(service.change(hand, endpoint, wanted, at=timezone.now()))


@router.delete("/{endpoint}", response={204: None}, summary="Take an endpoint away")
def delete(request: HttpRequest, endpoint: Code) -> Any:
    """Delete an endpoint; what waits for it is not sent any more."""
    service.delete(_hand(request, WRITE), endpoint, at=timezone.now())
    return Status(204, None)


@router.post(
    "/{endpoint}/rotate", response=SecretOut, summary="Change the secret; both sign for a while"
)
def rotate(request: HttpRequest, endpoint: Code, sent: RotateIn, response: HttpResponse) -> Any:
    """Make another secret; the answer alone holds it."""
    hand, overlap = _hand(request, WRITE), sent.overlap_hours * HOUR
    return _shown_once(service.rotate(hand, endpoint, overlap, at=timezone.now()), response)


@router.post("/{endpoint}/test", response={202: TestOut}, summary="Send a test event")
def send_test(request: HttpRequest, endpoint: Code) -> Any:
    """Send ``webhook.test`` to this endpoint."""
    hand = _hand(request, WRITE)
    return Status(202, {"event": service.send_test(hand, endpoint, at=timezone.now())})


@router.get("/{endpoint}/deliveries", response=DeliveriesOut, summary="What was sent, and answered")
def deliveries(
    request: HttpRequest,
    endpoint: Code,
    limit: Limit,
    cursor: Cursor,
    state: Annotated[
        Literal["", "waiting", "delivered", "given_up"], Query("", description="only these")
    ],
) -> Any:
    """List deliveries with their latest tries."""
    found = service.of(_hand(request, READ), endpoint)
    rows = reading.deliveries_of(found.id, state, place_in(cursor), limit + 1)
    return page_of(rows, limit, _delivery_out, lambda row: row.id)


@router.post("/{endpoint}/replay", response={202: ReplayOut}, summary="Send again")
def replay(request: HttpRequest, endpoint: Code, sent: ReplayIn) -> Any:
    """Send events again, the oldest first, each with the id it had."""
    hand = _hand(request, WRITE)
    if (sent.event is None) == (sent.since is None):
        raise Refusal("webhook_replay", ONE_OR_ALL)
    wanted = Wanted(sent.event, sent.since, sent.missed)
    return Status(202, {"events": service.replay(hand, endpoint, wanted, at=timezone.now())})


def _hand(request: HttpRequest, scope: str) -> Hand:
    """The shop's own hand: in the staff log its account acts, not the command line."""
    return Hand(demand_shop(request, scope), staff_id=caller_of(request).owner_id)


def _shown_once(made: Made, response: HttpResponse) -> dict[str, str]:
    response.headers["Cache-Control"] = "no-store"
    return {"id": made.code, "secret": made.secret}


def _out(row: reading.Endpoint) -> dict[str, Any]:
    return {
        "id": row.code,
        "url": row.url,
        "events": row.kinds,
        "note": row.note,
        "on": row.state == "on",
        "off_because": said(OFF_WORDS[Off(row.why)]) if row.why else None,
        "failures": row.failures,
        "failing_since": row.failing_since,
        "delivered_at": row.taken_at,
        "waiting": row.waiting,
        "old_secret_until": row.old_until,
        "created_at": row.created_at,
    }


def _delivery_out(row: reading.Delivery) -> dict[str, Any]:
    return {
        "event": row.message,
        "type": row.type,
        "at": row.at,
        "refund": row.refund or None,
        "state": row.standing,
        "due_at": row.due_at,
        "tries": row.tries,
        "replays": row.replays,
        "log": row.log,
    }
