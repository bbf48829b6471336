"""Writes endpoints of webhooks, events about them, and what is to be sent again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F

from weikameng.domain.webhook_events import EventType
from weikameng.domain.webhook_life import EndpointState, Wanted
from weikameng.records.models import WebhookEndpoint, WebhookEvent
from weikameng.records.statements import fetch_all

_REPLAY = """
INSERT INTO webhook_delivery AS known (event_id, endpoint_id, case_id, standing, due_at)
SELECT w.id, e.id, w.case_id, 'waiting', %(at)s
FROM webhook_endpoint e
JOIN webhook_event w ON w.shop_id IS NOT DISTINCT FROM e.shop_id
WHERE e.id = %(endpoint)s AND (w.endpoint_id IS NULL OR w.endpoint_id = e.id)
  AND (%(message)s::text IS NULL OR w.message = %(message)s)
  AND (%(since)s::timestamptz IS NULL
       OR w.endpoint_id IS NULL AND w.at >= %(since)s AND (e.kinds = '[]' OR e.kinds ? w.type))
ORDER BY w.id LIMIT %(most)s
ON CONFLICT (endpoint_id, event_id) DO UPDATE
SET standing = 'waiting', due_at = EXCLUDED.due_at, ended_at = NULL, tries = 0,
    replays = known.replays + 1
WHERE known.ended_at IS NOT NULL AND (NOT %(missed)s OR known.standing <> 'delivered')
RETURNING known.id
"""
_WAKE = "SELECT pg_notify('webhooks', '')"


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """What an endpoint begins with; its secret is sealed."""

    code: str
    shop_id: int | None
    url: str
    kinds: Sequence[str]
    note: str
    sealed: str = field(repr=False)


def create(new: NewEndpoint, at: datetime) -> int:
    """Write an endpoint that is on."""
    return WebhookEndpoint.objects.create(
        code=new.code,
        shop_id=new.shop_id,
        url=new.url,
        kinds=list(new.kinds),
        note=new.note,
        secret=new.sealed,
        changed_at=at,
        created_at=at,
    ).pk


def change(endpoint_id: int, changes: Mapping[str, Any], at: datetime) -> None:
    """Write another address, other kinds or another note."""
    _there(endpoint_id).update(**changes, changed_at=at)


def switch(endpoint_id: int, why: str, at: datetime) -> bool:
    """Switch off with a reason, or on with none; False when it stands so already. What fails has
    another chance."""
    state = EndpointState.OFF if why else EndpointState.ON
    fresh = {"failures": 0, "failing_since": None, "rest_until": None}
    others = _there(endpoint_id).exclude(state=state)
    return bool(others.update(state=state, why=why, changed_at=at, **fresh))


def delete(endpoint_id: int, at: datetime) -> None:
    """Nothing more is sent; the secrets are gone, the log stays until it is old."""
    _there(endpoint_id).update(
        state=EndpointState.DELETED, secret="", old_secret="", old_until=None, changed_at=at
    )


def rotate(endpoint_id: int, sealed: str, until: datetime, at: datetime) -> None:
    """Put a new secret beside the old one, which signs as well until this moment."""
    _there(endpoint_id).update(
        old_secret=F("secret"), old_until=until, secret=sealed, changed_at=at
    )


@dataclass(frozen=True, slots=True)
class News:
    """Something to tell about an endpoint: to this one alone, or to the shop's others."""

    message: str
    kind: EventType
    shop_id: int | None
    facts: Mapping[str, str]
    only: int | None = None


def tell(news: News, at: datetime) -> None:
    """Write an event about an endpoint; a trigger makes the work of it."""
    WebhookEvent.objects.create(
        message=news.message,
        type=news.kind,
        shop_id=news.shop_id,
        facts=dict(news.facts),
        endpoint_id=news.only,
        at=at,
    )


def replay(endpoint_id: int, wanted: Wanted, most: int, at: datetime) -> int:
    """Make events due again, the oldest first; what waits already waits on. One statement."""
    assert wanted.message or wanted.since, "never all there is"
    asked = {
        "endpoint": endpoint_id,
        "message": wanted.message,
        "since": wanted.since,
        "missed": wanted.missed,
        "most": most,
        "at": at,
    }
    again = len(fetch_all(_REPLAY, asked))
    fetch_all(_WAKE, {})
    return again


def _there(endpoint_id: int) -> Any:
    return WebhookEndpoint.objects.filter(pk=endpoint_id).exclude(state=EndpointState.DELETED)
