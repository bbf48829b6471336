"""What was promised and what was attained, clock by clock, from history: one statement (R3.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from weikameng.domain.promises import Promises, PromiseTerm, promise_for
from weikameng.domain.working_time import Pause, Unit
from weikameng.records.reading.policies import promises
from weikameng.records.statements import fetch_all, statement

ATTAINED = statement(Path(__file__).parent / "attained.sql")
REVIEWS = ("first_review", "human_review", "urgent_review", "cross_border_review")
CLOCKS = (*REVIEWS, "refund_submit", "chat_first_human", "arrival")
# No promise ends sooner than so long after it began: nobody works faster than real time.
_SECONDS = {Unit.MINUTES: 60, Unit.WORKING_HOURS: 3600, Unit.WORKING_DAYS: 86_400}


@dataclass(frozen=True, slots=True)
class Attained:
    """Promises of one clock that ended in a span, or are overdue at its end.

    ``overdue`` still run. Hours are of real time, of those that ended: half, and nine in ten, took
    no longer.
    """

    clock: str
    count: int
    on_time: int
    overdue: int
    median_hours: float | None
    ninth_hours: float | None = None

    @property
    def per_mille(self) -> int:
        """How many of a thousand were on time, rounded down."""
        return self.on_time * 1000 // self.count if self.count else 0


def attained(since: datetime, until: datetime) -> list[Attained]:
    """Return a row for each clock, measured or not, in [since, until)."""
    by = promises()
    measured = [code for code in CLOCKS if code in by.terms]
    asked = {
        "since": since,
        "until": until,
        "clocks": measured,
        "seconds": [_least(by.terms[code]) for code in measured],
    }
    rows = {row[0]: row for row in fetch_all(ATTAINED, asked)}
    return [_attained(by, code, rows.get(code), until) for code in CLOCKS]


def _least(term: PromiseTerm) -> int:
    return term.limit * _SECONDS[term.unit]


def _attained(by: Promises, code: str, row: Sequence[Any] | None, until: datetime) -> Attained:
    if row is None:
        return Attained(code, 0, 0, 0, None)
    on_time, slow = int(row[1]), row[2] or []
    late = overdue = 0
    for started, ended, pauses in slow:
        end = datetime.fromisoformat(ended) if ended else None
        kept = False if code == "arrival" else _kept(by, code, (started, end, pauses), until)
        on_time += kept is True
        late += kept is False and end is not None
        overdue += kept is False and end is None
    hours = (None if value is None else float(value) for value in row[3:])
    return Attained(code, on_time + late + overdue, on_time, overdue, *hours)


def _kept(
    by: Promises, code: str, run: tuple[str, datetime | None, Any], until: datetime
) -> bool | None:
    """Whether a run ended in time; None while nobody can say: it still runs, or is paused."""
    started, end, pauses = run
    stops = [Pause(_moment(since), to and _moment(to)) for since, to in pauses or ()]
    due = promise_for(by, code, _moment(started), stops).due_at
    if end is None:
        return False if due is not None and due <= until else None
    return due is None or end <= due


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
