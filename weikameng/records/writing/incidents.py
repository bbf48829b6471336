"""Writes incidents: each step from where it was read, each part as a whole or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from weikameng.domain.errors import Conflict
from weikameng.domain.incidents import AGAIN_AFTER, BATCH, Count, Fate, Scope, State
from weikameng.domain.words import Words
from weikameng.records.models import Incident, IncidentPart
from weikameng.records.reading.incidents import SCOPE, asked_of
from weikameng.records.statements import fetch_all, fetch_one
from weikameng.records.writing import errands
from weikameng.records.writing.copying import copy_rows

RUN = "run_incident"
_EVERY = {"first": 0, "last": 2**63 - 1}
# Parts of so many orders, by their ids; every affected order lies in exactly one.
_PARTS = f"""
INSERT INTO incident_part (incident_id, place, first_order, last_order, orders, due_at, tries,
                           refunded, refunded_minor, left_out)
SELECT %(incident)s, place, min(id), max(id), count(*), %(at)s, 0, 0, 0, 0
FROM (SELECT order_id AS id, (row_number() OVER (ORDER BY order_id) - 1) / %(batch)s AS place
      FROM (SELECT DISTINCT order_id FROM ({SCOPE}) every) orders) placed
GROUP BY place ORDER BY place
"""  # noqa: S608 (our own statement)
# Checks of foreign keys are planned once, perhaps while a table is still small: a scan would then
# grow with every refund.
_NO_SCANS = "SET LOCAL enable_seqscan = off"
_CLAIM = """
SELECT p.id, p.first_order, p.last_order, p.tries
FROM incident_part p JOIN incident i ON i.id = p.incident_id
WHERE p.incident_id = %(incident)s AND p.due_at <= %(at)s AND i.state = 'running'
ORDER BY p.tries, p.place LIMIT 1
FOR UPDATE OF p SKIP LOCKED
"""
# Orders with all that hangs on them, locked; what somebody else holds is let be and not waited for.
_HOLD = """
WITH orders AS (
    SELECT id FROM shop_order WHERE id = ANY(%(orders)s::int8[])
    ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
),
units AS (
    SELECT u.id, u.order_id FROM order_unit u
    WHERE u.order_id = ANY(%(orders)s::int8[]) ORDER BY u.id FOR NO KEY UPDATE SKIP LOCKED
),
goods AS (
    SELECT g.unit_id FROM ledger_good g JOIN order_unit u ON u.id = g.unit_id
    WHERE u.order_id = ANY(%(orders)s::int8[]) ORDER BY g.id
    FOR NO KEY UPDATE OF g SKIP LOCKED
),
tenders AS (
    SELECT t.id, t.order_id FROM tender t
    WHERE t.order_id = ANY(%(orders)s::int8[]) ORDER BY t.id FOR NO KEY UPDATE SKIP LOCKED
),
held AS (
    SELECT (SELECT array_agg(id) FROM orders) AS orders, (SELECT array_agg(id) FROM units) AS units,
           (SELECT array_agg(unit_id) FROM goods) AS goods,
           (SELECT array_agg(id) FROM tenders) AS tenders
)
SELECT held.orders, held.units, held.goods, held.tenders FROM held
"""
_WITHOUT = """
SELECT u.order_id FROM order_unit u LEFT JOIN ledger_good g ON g.unit_id = u.id
WHERE u.order_id = ANY(%(orders)s::int8[])
  AND (u.id <> ALL(%(units)s::int8[])
       OR g.id IS NOT NULL AND u.id <> ALL(%(goods)s::int8[]))
UNION
SELECT t.order_id FROM tender t
WHERE t.order_id = ANY(%(orders)s::int8[]) AND t.id <> ALL(%(tenders)s::int8[])
"""
# Its orders between two ids: by their ids alone first, whatever else there is an index on.
_ORDERS = """
WITH near AS MATERIALIZED (
    SELECT id, product_id, paid_at FROM shop_order WHERE id BETWEEN %(first)s AND %(last)s
)
SELECT id FROM near WHERE product_id = ANY(%(products)s::int8[])
  AND paid_at >= %(since)s AND paid_at < %(until)s ORDER BY id
"""
_OF_THESE = SCOPE.replace("o.id BETWEEN %(first)s AND %(last)s", "o.id = ANY(%(orders)s::int8[])")
# What this incident has not done yet of some orders.
_LEFT = f"""
SELECT order_id, unit_id, left_minor, case_id, fate FROM ({_OF_THESE}) every
WHERE NOT EXISTS (SELECT FROM incident_unit d
                  WHERE d.incident_id = %(incident)s AND d.unit_id = every.unit_id)
ORDER BY order_id, unit_id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class NewIncident:
    """What failed, in whose words; ``seen``: orders and failures the rule saw."""

    scope: Scope
    words: Words
    person_id: int | None
    seen: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """A part somebody works on: its orders lie between these ids."""

    id: int
    first: int
    last: int
    tries: int


@dataclass(frozen=True, slots=True)
class UnitLeft:
    """A unit this incident has still to see to; ``case_id`` of an open case."""

    order_id: int
    unit_id: int
    left_minor: int
    case_id: int | None
    fate: Fate


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a unit."""

    unit_id: int
    fate: Fate
    case_id: int | None = None
    amount_minor: int = 0


def declare(new: NewIncident, at: datetime) -> int:
    """Write a new incident and return its id; one without a person is a proposal."""
    scope = new.scope
    return Incident.objects.create(
        supplier=scope.supplier,
        product_id=scope.product_id,
        since=scope.since,
        until=scope.until,
        finding=scope.finding,
        words_zh=new.words.zh,
        words_en=new.words.en,
        state=State.DECLARED if new.person_id else State.PROPOSED,
        seen_orders=new.seen[0],
        seen_failed=new.seen[1],
        declared_by_id=new.person_id,
        declared_at=at,
        seen_at=at,
    ).pk


def step(row: Incident, to: State, at: datetime, **changes: Any) -> None:
    """Take one step from where it was read. Conflict when somebody was quicker."""
    mine = Incident.objects.filter(pk=row.pk, state=row.state, asked_at=row.asked_at)
    if not mine.update(state=to, seen_at=at, **changes):
        raise Conflict(f"incident {row.pk} has moved")


def hold(incident_id: int) -> Incident | None:
    """Lock an incident: of two who take a step one comes after the other."""
    return Incident.objects.select_for_update(no_key=True).filter(pk=incident_id).first()


def cut(incident_id: int, scope: Scope, at: datetime) -> None:
    """Cut what an incident is about into parts."""
    asked = asked_of(scope) | _EVERY | {"incident": incident_id, "at": at, "batch": BATCH}
    fetch_all(f"{_PARTS} RETURNING id", asked)


def defer_run(incident_id: int) -> None:
    """Have the worker go on with it, if this transaction commits."""
    errands.defer(RUN, incident=str(incident_id))


def claim(incident_id: int, at: datetime) -> Part | None:
    """Take a part nobody works on, held until this transaction ends; None for none due."""
    with connection.cursor() as cursor:
        cursor.execute(_NO_SCANS)
    row = fetch_one(_CLAIM, {"incident": incident_id, "at": at})
    return Part(*row) if row else None


def orders_of(scope: Scope, part: Part) -> list[int]:
    """Return the orders of a part."""
    asked = asked_of(scope) | {"first": part.first, "last": part.last}
    return [order_id for (order_id,) in fetch_all(_ORDERS, asked)]


def left_of(incident_id: int, scope: Scope, order_ids: Sequence[int]) -> list[UnitLeft]:
    """Return what is still to do of these orders, as they stand in this moment."""
    asked = asked_of(scope) | {"orders": list(order_ids), "incident": incident_id}
    found = fetch_all(_LEFT, asked, prepared=False)
    return [UnitLeft(row[0], row[1], row[2], row[3], Fate(row[4])) for row in found]


def hold_orders(order_ids: Sequence[int]) -> set[int]:
    """Lock orders, their units, goods and tenders; return those of which nobody held anything."""
    row = fetch_one(_HOLD, {"orders": list(order_ids)})
    assert row is not None, "one row of four lists"
    orders, units, goods, tenders = (list(held or ()) for held in row)
    asked = {"orders": orders, "units": units, "goods": goods, "tenders": tenders}
    return set(orders) - {order_id for (order_id,) in fetch_all(_WITHOUT, asked)}


def keep_done(incident_id: int, done: Iterable[Done]) -> None:
    """Write what became of units, for ever."""
    copy_rows(
        "incident_unit",
        ("incident_id", "unit_id", "case_id", "fate", "amount_minor"),
        ((incident_id, one.unit_id, one.case_id, one.fate, one.amount_minor) for one in done),
    )


def part_done(part: Part, refunded: Count, left_out: int, at: datetime, *, whole: bool) -> None:
    """Note what was done of a part; what somebody held is looked at again a little later."""
    IncidentPart.objects.filter(pk=part.id).update(
        refunded=F("refunded") + refunded.units,
        refunded_minor=F("refunded_minor") + refunded.amount_minor,
        left_out=F("left_out") + left_out,
        tries=part.tries if whole else part.tries + 1,
        due_at=None if whole else at + AGAIN_AFTER,
    )


def seen(incident_id: int, at: datetime) -> None:
    """Note that somebody works on it."""
    Incident.objects.filter(pk=incident_id, state=State.RUNNING).update(seen_at=at)


def end(incident_id: int, at: datetime) -> bool:
    """End a running incident of which no part is left; False while there is one."""
    waiting = IncidentPart.objects.filter(incident_id=incident_id, due_at__isnull=False)
    mine = Incident.objects.filter(pk=incident_id, state=State.RUNNING)
    if waiting.exists():
        return False
    return bool(mine.update(state=State.DONE, ended_at=at, seen_at=at))
