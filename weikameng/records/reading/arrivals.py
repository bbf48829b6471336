"""How the promises of arrival were kept, route by route: promised against attained (R3.6, R9.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from weikameng.records.statements import fetch_all, statement

SPANS = (30, 90)
ARRIVALS = statement(Path(__file__).parent / "arrivals.sql")


@dataclass(frozen=True, slots=True)
class Kept:
    """The promises of one route whose money arrived, or is overdue, in the last ``days``.

    ``on_time`` arrived before the promise ended; ``overdue`` has not arrived yet. Hours from
    approval to settlement: half, and nine in ten, took no longer. None while nothing arrived.
    """

    days: int
    route: str
    count: int
    on_time: int
    overdue: int
    median_hours: float | None
    ninth_hours: float | None

    @property
    def per_mille(self) -> int:
        """How many of a thousand were on time, rounded down: 100 % is never rounded up to."""
        return self.on_time * 1000 // self.count if self.count else 0


def kept(at: datetime, spans: Sequence[int] = SPANS) -> list[Kept]:
    """Return a row for each route and span of days that has any, in one statement."""
    since = at - timedelta(days=max(spans))
    rows = fetch_all(ARRIVALS, {"at": at, "since": since, "spans": list(spans)})
    return [
        Kept(*row[:5], *(None if value is None else float(value) for value in row[5:]))
        for row in rows
    ]
