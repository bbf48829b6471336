"""Writes the life of a webhook delivery: leased, then what was answered."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from weikameng.domain.webhook_events import Happened
from weikameng.domain.webhook_life import (
    LANES_AN_ENDPOINT,
    LEASE,
    Answer,
    Following,
    Health,
    Turn,
)
from weikameng.records.reading.webhook_facts import happened_from
from weikameng.records.statements import fetch_all, statement

_CLAIM = statement(Path(__file__).parent / "webhooks_claim.sql")
_KEEP = statement(Path(__file__).parent / "webhooks_keep.sql")
_HURRY = """
UPDATE webhook_delivery SET due_at = %(at)s
WHERE endpoint_id = ANY(%(ids)s::int8[]) AND ended_at IS NULL AND due_at > %(at)s RETURNING id
"""
_FORGET = """
WITH old AS (
    SELECT id FROM webhook_event WHERE at < %(before)s ORDER BY id LIMIT %(most)s
),
theirs AS (SELECT d.id FROM webhook_delivery d JOIN old ON old.id = d.event_id),
tries AS (DELETE FROM webhook_try t USING theirs WHERE t.delivery_id = theirs.id),
gone AS (DELETE FROM webhook_delivery d USING theirs WHERE d.id = theirs.id)
DELETE FROM webhook_event e USING old WHERE e.id = old.id RETURNING e.id
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery that one sender holds, with all it takes to send it."""

    id: int
    endpoint_id: int
    tries: int
    url: str
    sealed: Sequence[str] = field(repr=False)
    health: Health
    event: Happened


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered to a delivery, when, and what becomes of it."""

    delivery: int
    at: datetime
    answer: Answer
    following: Following


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """An endpoint that has just been switched off."""

    id: int
    code: str
    url: str
    shop_id: int | None


def claim(worker: str, at: datetime, slots: int) -> list[Held]:
    """Lease deliveries that are due, fairly over the endpoints; one statement."""
    asked = {"worker": worker, "at": at, "until": at + LEASE, "slots": slots}
    return [_held(row) for row in fetch_all(_CLAIM, asked | {"lanes": LANES_AN_ENDPOINT})]


def _held(row: Sequence[Any]) -> Held:
    id_, endpoint_id, tries, url, secret, old, failures, failing_since, *event = row
    return Held(
        id_,
        endpoint_id,
        tries,
        url,
        tuple(one for one in (secret, old) if one),
        Health(failures, failing_since),
        happened_from(event),
    )


def keep(
    worker: str, said: Sequence[Said], turns: Mapping[int, tuple[Turn, datetime]]
) -> list[SwitchedOff]:
    """Write answers and how the endpoints stand now, in one statement; return whom that switched
    off."""
    asked = {
        "worker": worker,
        "said": json.dumps([_said(one) for one in said]),
        "turns": json.dumps([_turn(id_, *turn) for id_, turn in turns.items()]),
    }
    return [SwitchedOff(*row) for row in fetch_all(_KEEP, asked)]


def _said(one: Said) -> Mapping[str, Any]:
    due_at, ended = one.following.due_at, one.following.due_at is None
    return {
        "id": one.delivery,
        "standing": one.following.standing,
        "due_at": due_at and due_at.isoformat(),
        "ended_at": one.at.isoformat() if ended else None,
        "at": one.at.isoformat(),
        "status": one.answer.status,
        "code": one.answer.code,
        "answer": one.answer.text,
        "took_ms": one.answer.took_ms,
    }


def _turn(endpoint_id: int, turn: Turn, at: datetime) -> Mapping[str, Any]:
    return {
        "endpoint": endpoint_id,
        "at": at.isoformat(),
        "well": turn.well,
        "rest_until": turn.rest_until and turn.rest_until.isoformat(),
        "why": turn.off or "",
    }


def hurry(endpoints: Collection[int], at: datetime) -> int:
    """Make everything that waits for these due now; returns how many there were."""
    return len(fetch_all(_HURRY, {"ids": list(endpoints), "at": at}))


def forget(before: datetime, most: int) -> int:
    """Take away events older than this with what was sent of them; returns how many."""
    return len(fetch_all(_FORGET, {"before": before, "most": most}))
