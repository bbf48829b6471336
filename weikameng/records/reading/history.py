"""Past rounds in bulk, for backtests: read over a line of one's own, without Django, so that other
processes can read along. Memory stays flat however long the history is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import psycopg

from weikameng.domain.policy.backtest import Past, Tally, tally_of
from weikameng.domain.policy.document.reading import policy_of
from weikameng.domain.policy.model import Policy

# Rows fetched at once from the server's cursor.
BATCH = 1000
_WHERE = """
WHERE r.id >= %(low)s AND r.id < %(high)s
  AND (%(since)s::timestamptz IS NULL OR r.at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR r.at < %(until)s)
  AND r.decision ? 'outcome'
"""
_ROUNDS = f"""
SELECT c.number, r.round, r.facts::text, r.at, r.decision->>'outcome',
       (r.decision->>'at_stake_minor')::bigint
FROM case_round r JOIN refund_case c ON c.id = r.case_id
{_WHERE}
"""  # noqa: S608 (nothing of a visitor's is in it)
_BOUNDS = "SELECT coalesce(min(id), 0), coalesce(max(id), 0) + 1, count(*) FROM case_round r WHERE"
_IN_TIME = (
    " (%(since)s::timestamptz IS NULL OR r.at >= %(since)s)"
    " AND (%(until)s::timestamptz IS NULL OR r.at < %(until)s)"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of history: rounds with ids in [low, high) decided in [since, until)."""

    low: int
    high: int
    since: datetime | None = None
    until: datetime | None = None


def bounds(
    conninfo: str, since: datetime | None = None, until: datetime | None = None
) -> tuple[Span, int]:
    """Return the span of the rounds decided in [since, until), and how many they are."""
    with psycopg.connect(conninfo) as line:
        row = line.execute(_BOUNDS + _IN_TIME, {"since": since, "until": until}).fetchone()
    assert row is not None, "an aggregate always gives a row"
    return Span(row[0], row[1], since, until), row[2]


def parts(span: Span, size: int) -> list[Span]:
    """Cut a span into parts of at most ``size`` ids."""
    starts = range(span.low, span.high, size)
    ends = [*starts[1:], span.high]
    return [Span(low, high, span.since, span.until) for low, high in zip(starts, ends, strict=True)]


def rounds(conninfo: str, span: Span) -> Iterator[Past]:
    """Yield the rounds of a span, read in batches."""
    asked = {"low": span.low, "high": span.high, "since": span.since, "until": span.until}
    with psycopg.connect(conninfo) as line, line.cursor(name="history") as cursor:
        cursor.itersize = BATCH
        cursor.execute(_ROUNDS, asked)
        for row in cursor:
            yield Past(*row)


def tally_over(conninfo: str, text: str, calendar: str, span: Span) -> Tally:
    """Return the tally of a policy text over a span: the whole work of one process."""
    return tally_of(_policy(text, calendar), rounds(conninfo, span))


@lru_cache(maxsize=2)
def _policy(text: str, calendar: str) -> Policy:
    """Parsed once a process, not once a span."""
    return policy_of(text, json.loads(calendar))
