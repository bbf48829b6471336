"""Endpoints of webhooks with their health, and what was sent to them and answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import IntegerField, OuterRef, Prefetch, QuerySet, Subquery

from weikameng.domain.webhook_events import Happened
from weikameng.domain.webhook_life import EndpointState
from weikameng.records.models import Shop, WebhookDelivery, WebhookEndpoint, WebhookTry
from weikameng.records.reading.webhook_facts import happened_from
from weikameng.records.statements import fetch_one

PAGE_SIZE = 20
TRIES_SHOWN = 20
MOST_COUNTED = 1000
_EVENT = """
SELECT w.message, w.type, w.at, w.facts::text, o.number, o.external_number, b.customer, c.number
FROM webhook_event w
LEFT JOIN refund_case c ON c.id = w.case_id
LEFT JOIN shop_order o ON o.id = c.order_id
LEFT JOIN person b ON b.id = c.buyer_id
WHERE w.message = %(message)s AND w.shop_id IS NOT DISTINCT FROM %(shop)s
"""


class _MostCounted(Subquery):
    """The number of a subquery's rows."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint as its shop and the house see it; ``waiting`` deliveries, if counted."""

    id: int
    code: str
    shop_id: int | None
    shop: str
    url: str
    note: str
    kinds: Sequence[str]
    state: str
    why: str
    created_at: datetime
    changed_at: datetime
    failures: int
    failing_since: datetime | None
    taken_at: datetime | None
    old_until: datetime | None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Try:
    """One try and its answer, cut off."""

    at: datetime
    status: int
    code: str
    answer: str
    took_ms: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one endpoint, with its latest tries, the newest first."""

    id: int
    message: str
    type: str
    at: datetime
    refund: str
    standing: str
    due_at: datetime | None
    tries: int
    replays: int
    log: Sequence[Try] = field(default_factory=tuple)


def endpoints_of(shop_id: int | None) -> list[Endpoint]:
    """Return a shop's endpoints (None: our own storefront's), the oldest first; one statement."""
    return [_endpoint(row) for row in _counted(_of_shop(shop_id).order_by("id"))]


def count_of(shop_id: int | None) -> int:
    """Return how many endpoints a shop has."""
    return _of_shop(shop_id).count()


def every_endpoint(page: int) -> tuple[list[Endpoint], bool]:
    """Return a page of all shops' endpoints, those in trouble first, and whether there are more."""
    trouble = _there().order_by("state", "failing_since", "-id")  # "off" before "on", NULLS LAST
    start = (page - 1) * PAGE_SIZE
    rows = list(_counted(trouble)[start : start + PAGE_SIZE + 1])
    return [_endpoint(row) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


def endpoint(code: str) -> Endpoint | None:
    """Return an endpoint that was not deleted, whosever it is."""
    row = _counted(_there().filter(code=code)).first()
    return _endpoint(row) if row else None


def deliveries_of(
    endpoint_id: int, standing: str, before: int | None, limit: int
) -> list[Delivery]:
    """Return deliveries with their tries, the newest first, older than ``before``; 2 statements."""
    rows = WebhookDelivery.objects.filter(endpoint_id=endpoint_id)
    if standing:
        rows = rows.filter(standing=standing)
    if before:
        rows = rows.filter(pk__lt=before)
    log = WebhookTry.objects.order_by("-id")
    rows = rows.select_related("event__case").prefetch_related(Prefetch("log", log))
    return [_delivery(row) for row in rows.order_by("-id")[:limit]]


def has_delivery(endpoint_id: int, message: str) -> bool:
    """Whether an event was meant for this endpoint."""
    return WebhookDelivery.objects.filter(endpoint_id=endpoint_id, event__message=message).exists()


def event_of(message: str, shop_id: int | None) -> Happened | None:
    """Return a shop's event; None for another's."""
    row = fetch_one(_EVENT, {"message": message, "shop": shop_id})
    return happened_from(row) if row else None


def shop_id_of(code: str) -> int | None:
    """Return the id of a shop that is open."""
    return Shop.objects.filter(code=code, closed_at=None).values_list("pk", flat=True).first()


def _there() -> QuerySet[WebhookEndpoint]:
    return WebhookEndpoint.objects.exclude(state=EndpointState.DELETED).select_related("shop")


def _of_shop(shop_id: int | None) -> QuerySet[WebhookEndpoint]:
    return _there().filter(shop=None) if shop_id is None else _there().filter(shop=shop_id)


def _counted(rows: QuerySet[WebhookEndpoint]) -> Any:
    """With how many deliveries wait, counted no further than pages tell."""
    waiting = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), ended_at=None)
    return rows.annotate(waiting=_MostCounted(waiting.values("pk")[:MOST_COUNTED]))


def _endpoint(row: Any) -> Endpoint:
    return Endpoint(
        id=row.pk,
        code=row.code,
        shop_id=row.shop_id,
        shop=row.shop.code if row.shop else "",
        url=row.url,
        note=row.note,
        kinds=tuple(row.kinds),
        state=row.state,
        why=row.why,
        created_at=row.created_at,
        changed_at=row.changed_at,
        failures=row.failures,
        failing_since=row.failing_since,
        taken_at=row.taken_at,
        old_until=row.old_until,
        waiting=row.waiting,
    )


def _delivery(row: WebhookDelivery) -> Delivery:
    tries = [
        Try(one.at, one.status, one.code, one.answer, one.took_ms)
        for one in list(row.log.all())[:TRIES_SHOWN]
    ]
    return Delivery(
        id=row.pk,
        message=row.event.message,
        type=row.event.type,
        at=row.event.at,
        refund=row.event.case.number if row.event.case else "",
        standing=row.standing,
        due_at=row.due_at,
        tries=row.tries,
        replays=row.replays,
        log=tries,
    )
