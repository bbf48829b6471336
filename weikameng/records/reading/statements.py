"""Questions about the channels' statements: what one day's matching needs, what was read when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from weikameng.domain.calendar import ONE_DAY
from weikameng.domain.payout_life import PayoutState, StatementLine
from weikameng.domain.reconciliation import LOOK_BACK
from weikameng.domain.statements import Dated, Day, DifferenceState, Held, bounds, day_of
from weikameng.records.models import ChannelStatement, Difference, Payout, StatementRun
from weikameng.records.models import StatementLine as LineRow
from weikameng.records.statements import fetch_all

NONE = "none"  # the source of a day of which the channel says that there was nothing

_HELD = """
SELECT p.id, p.number, p.amount_minor, p.state, p.settlements, p.settled_at,
       coalesce(p.first_sent_at, p.created_at),
       (SELECT min(r.created_at) FROM payout r WHERE r.replaces_id = p.id),
       p.redirected = 'merchant'
FROM payout p
WHERE p.id IN (
    SELECT id FROM payout WHERE route = %(route)s AND number = ANY(%(numbers)s)
    UNION
    SELECT id FROM payout
    WHERE route = %(route)s AND settled_at >= %(begin)s AND settled_at < %(end)s
)
"""
# A statement that was read again counts as it was read last.
_ELSEWHERE = """
SELECT s.day, l.refund_number, l.provider_reference, l.order_number, l.amount_minor, l.status, l.at
FROM (SELECT DISTINCT ON (day) id, day FROM channel_statement
      WHERE route = %(route)s AND day <> %(day)s ORDER BY day, at DESC, id DESC) s
JOIN statement_line l ON l.statement_id = s.id
WHERE l.refund_number = ANY(%(numbers)s)
ORDER BY s.day, l.position
"""
_OTHER_DAYS = """
SELECT DISTINCT other.day
FROM (SELECT DISTINCT ON (day) id, day FROM channel_statement
      WHERE route = %(route)s AND day <> %(day)s ORDER BY day, at DESC, id DESC) other
JOIN statement_line theirs ON theirs.statement_id = other.id
JOIN statement_line ours ON ours.refund_number = theirs.refund_number
WHERE ours.statement_id = %(statement)s AND ours.refund_number <> ''
"""
_WAITING = (DifferenceState.OPEN, DifferenceState.EXPECTED)


@dataclass(frozen=True, slots=True)
class Standing:
    """A day that was not read, or was: the last try, and the statement that counts."""

    run: StatementRun | None
    statement: ChannelStatement | None


def newest(route: str, day: date) -> ChannelStatement | None:
    """Return the statement that counts for a day: the one read last."""
    rows = ChannelStatement.objects.filter(route=route, day=day).select_related("by")
    return rows.order_by("-at", "-id").first()


def was_there(route: str, day: date) -> bool:
    """Whether the channel, or somebody, once had a statement of that day."""
    rows = ChannelStatement.objects.filter(route=route, day=day)
    return rows.exclude(source=NONE).exists()


def standing(route: str, day: date) -> Standing:
    """Return what is known of a day."""
    return Standing(StatementRun.objects.filter(route=route, day=day).first(), newest(route, day))


def picture_of(route: str, day: date) -> Day | None:
    """Return all that matching a day needs; None when its statement was never read."""
    statement = newest(route, day)
    if statement is None:
        return None
    rows = LineRow.objects.filter(statement=statement).order_by("position")
    lines = [_line(row) for row in rows.values_list(*_COLUMNS).iterator(chunk_size=5000)]
    numbers = {line.refund_number for line in lines} - {""}
    held = _held(route, day, numbers)
    return Day(
        day=day,
        lines=lines,
        held=held,
        elsewhere=_elsewhere(route, day, held),
        known=_known(route, day),
        told_none=statement.source == NONE,
    )


_COLUMNS = (
    "refund_number",
    "provider_reference",
    "order_number",
    "amount_minor",
    "status",
    "at",
)


def _line(row: Sequence[Any]) -> StatementLine:
    return StatementLine(*row)


def _held(route: str, day: date, numbers: Iterable[str]) -> dict[str, Held]:
    begin, end = bounds(day)
    params = {"route": route, "numbers": sorted(numbers), "begin": begin, "end": end}
    found: dict[str, Held] = {}
    for pk, number, amount, state, *rest in fetch_all(_HELD, params):
        found[number] = Held(pk, number, amount, PayoutState(state), *rest)
    return found


def _elsewhere(route: str, day: date, held: Iterable[str]) -> dict[str, list[Dated]]:
    params = {"route": route, "day": day, "numbers": sorted(held)}
    found: dict[str, list[Dated]] = {}
    for when, *row in fetch_all(_ELSEWHERE, params):
        found.setdefault(row[0], []).append(Dated(when, _line(row)))
    return found


def _known(route: str, day: date) -> frozenset[date]:
    near = (day - LOOK_BACK, day + ONE_DAY)
    rows = ChannelStatement.objects.filter(route=route, day__range=near)
    return frozenset(rows.values_list("day", flat=True))


def touched_by(route: str, day: date) -> list[date]:
    """Return the days, this one included, that its newest statement may make look different.

    The day before may have waited for a late line, the week after for a day not read, and days
    with the same refund numbers count them together.
    """
    statement = newest(route, day)
    if statement is None:
        return []
    params = {"route": route, "day": day, "statement": statement.pk}
    days = {row[0] for row in fetch_all(_OTHER_DAYS, params)}
    near = (day - ONE_DAY, day + LOOK_BACK)
    waiting = Difference.objects.filter(route=route, state__in=_WAITING, kind="missing")
    days |= set(waiting.filter(day__range=near).values_list("day", flat=True))
    return sorted(days | {day})


def days_with_differences(since: date, most: int) -> list[tuple[str, date]]:
    """Return (route, day) of days with something open or expected, newest first."""
    rows = Difference.objects.filter(state__in=_WAITING, day__gte=since)
    pairs = rows.order_by("-day", "route").values_list("route", "day").distinct()
    return list(pairs[:most])


def days_lacking(route: str, last: date, back: timedelta) -> list[date]:
    """Return the days up to ``last`` without a statement, oldest first.

    The last one always; the days before it only from this route's first payout on. That there is
    none is asked again for two days: a channel may be late.
    """
    first_payout = (
        Payout.objects.filter(route=route).order_by("created_at").values_list("created_at")
    ).first()
    begin = max(day_of(first_payout[0]), last - back) if first_payout else last
    span = [begin + ONE_DAY * n for n in range((last - begin).days + 1)] or [last]
    read = ChannelStatement.objects.filter(route=route, day__in=span)
    read = read.exclude(source=NONE, day__gte=last - ONE_DAY)
    return sorted({*span} - set(read.values_list("day", flat=True)))


def tries(route: str, days: Sequence[date]) -> dict[date, StatementRun]:
    """Return the last try to read each of these days."""
    rows = StatementRun.objects.filter(route=route, day__in=days)
    return {row.day: row for row in rows}
