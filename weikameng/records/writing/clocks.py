"""Writes what a look at the clocks found, for many cases in a few statements; once, however often.

A case that moved meanwhile keeps what its move wrote: it is looked at again.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from weikameng.records.statements import fetch_all
from weikameng.records.writing import messages


@dataclass(frozen=True, slots=True)
class Looked:
    """A case after a look: when to look again, its gravest alarm, and its promise today."""

    case_id: int
    revision: int
    calendar: int
    next_at: datetime | None
    mark: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ring:
    """An alarm that went off: once a run of a clock; ``run`` is the line that started it."""

    case_id: int
    clock: str
    run: int
    stage: str
    due_at: datetime | None
    renewed_at: datetime | None


# Rows in one order, so that two workers wait for each other instead of locking crosswise.
_HELD = """
SELECT c.id FROM refund_case c JOIN json_to_recordset(%(rows)s::json) AS r(case_id bigint,
    revision int) ON c.id = r.case_id AND c.revision = r.revision
ORDER BY c.id FOR NO KEY UPDATE OF c
"""
_WATCH = """
INSERT INTO clock_watch (case_id, revision, calendar, next_at, mark)
SELECT r.case_id, r.revision, r.calendar, r.next_at, r.mark
FROM json_to_recordset(%(rows)s::json)
    AS r(case_id bigint, revision int, calendar bigint, next_at timestamptz, mark text)
WHERE r.case_id = ANY(%(held)s::bigint[]) ORDER BY r.case_id
ON CONFLICT (case_id) DO UPDATE SET revision = EXCLUDED.revision, calendar = EXCLUDED.calendar,
    next_at = EXCLUDED.next_at, mark = EXCLUDED.mark
RETURNING case_id
"""
_DUE = """
UPDATE refund_case c SET due_at = r.due_at
FROM json_to_recordset(%(rows)s::json) AS r(case_id bigint, due_at timestamptz)
WHERE c.id = r.case_id AND c.id = ANY(%(held)s::bigint[]) AND c.due_at IS DISTINCT FROM r.due_at
RETURNING c.id
"""
_RING = """
INSERT INTO clock_event (case_id, clock, run, stage, due_at, renewed_at, at)
SELECT r.case_id, r.clock, r.run, r.stage, r.due_at, r.renewed_at, %(at)s
FROM json_to_recordset(%(rows)s::json) AS r(case_id bigint, clock text, run int, stage text,
    due_at timestamptz, renewed_at timestamptz)
WHERE r.case_id = ANY(%(held)s::bigint[])
ON CONFLICT (case_id, clock, run, stage) DO NOTHING
RETURNING case_id, clock, run, stage
"""
_GONE = """
DELETE FROM clock_watch w USING refund_case c
WHERE c.id = w.case_id AND w.revision <> c.revision
  AND c.state NOT IN ('screening', 'reviewing', 'awaiting_buyer', 'approved', 'paying',
                      'payout_stuck', 'rejected')
RETURNING w.case_id
"""


def keep(
    looked: Sequence[Looked], rings: Sequence[Ring], news: Sequence[messages.News], at: datetime
) -> tuple[int, int]:
    """Write a batch in one transaction; returns how many alarms were new and how many promises
    moved. What is told to buyers (``news``) is told with the alarm or not at all."""
    rows = _json(looked)
    with transaction.atomic():
        held = [row[0] for row in fetch_all(_HELD, {"rows": rows})]
        fetch_all(_WATCH, {"rows": rows, "held": held})
        moved = fetch_all(_DUE, {"rows": rows, "held": held})
        new = fetch_all(_RING, {"rows": _json(rings), "held": held, "at": at})
        rung = {row[0] for row in new}
        messages.tell([one for one in news if one.case_id in rung], at)
    return len(new), len(moved)


def forget_ended() -> int:
    """Stop watching cases that have ended; returns how many."""
    return len(fetch_all(_GONE, {}))


def _json(rows: Sequence[Looked] | Sequence[Ring]) -> str:
    return json.dumps([asdict(row) for row in rows], default=datetime.isoformat)
