"""Writes reconciliation: who reads a statement now, its lines, the differences and their history.

A difference is one row for ever: found, gone, closed or open again, never the same twice."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from weikameng.domain import books
from weikameng.domain.errors import Conflict
from weikameng.domain.payout_life import StatementLine
from weikameng.domain.statements import DifferenceState, Found, Match
from weikameng.records.models import (
    ChannelBalance,
    ChannelStatement,
    Difference,
    DifferenceEvent,
    StatementRun,
)
from weikameng.records.models import StatementLine as LineRow
from weikameng.records.statements import fetch_all
from weikameng.records.writing.books import post_all, take_turns

# A process that dies while it reads a statement keeps others out no longer than this.
LEASE = timedelta(minutes=3)
BATCH = 2000
_ASK = """
UPDATE payout SET due_at = %(at)s, state = CASE state WHEN 'intended' THEN 'unknown' ELSE state END
WHERE id = ANY(%(ids)s) AND state IN ('intended', 'sent', 'accepted', 'unknown', 'settled')
  AND (leased_until IS NULL OR leased_until < %(at)s)
  AND (due_at IS NULL OR due_at > %(at)s OR state = 'intended')
RETURNING id
"""
_TAKE = """
INSERT INTO statement_run AS run (route, day, leased_until, tries, code, hopeless, matched, at)
VALUES (%(route)s, %(day)s, %(until)s, 1, '', false, 0, %(at)s)
ON CONFLICT (route, day) DO UPDATE
SET leased_until = excluded.leased_until, tries = run.tries + 1, at = excluded.at
WHERE run.leased_until IS NULL OR run.leased_until <= %(at)s
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Run:
    """The right to read one day's statement, until ``until``."""

    id: int
    route: str
    day: date
    until: datetime


def begin(route: str, day: date, at: datetime) -> Run | None:
    """Take the right to read a day's statement; None while somebody else has it."""
    until = at + LEASE
    rows = fetch_all(_TAKE, {"route": route, "day": day, "until": until, "at": at})
    return Run(rows[0][0], route, day, until) if rows else None


def end(run: Run, code: str = "", *, hopeless: bool = False) -> None:
    """Give the right back; ``code`` says why there is no statement, empty when there is one."""
    mine = StatementRun.objects.filter(pk=run.id, leased_until=run.until)
    mine.update(leased_until=None, code=code[:60], hopeless=hopeless)


def take_route(route: str) -> None:
    """Let no other reconciliation of this route write before this transaction has ended."""
    take_turns(f"reconcile:{route}")


@dataclass(frozen=True, slots=True)
class NewStatement:
    """A statement that was read. ``source``: fetched, uploaded, or none (the channel has none)."""

    route: str
    day: date
    source: str
    lines: Sequence[StatementLine]


def keep_statement(new: NewStatement, at: datetime, by: int | None) -> bool:
    """Keep a statement; False when it says the same as one kept before, which then counts again."""
    digest = _digest(new)
    row, fresh = ChannelStatement.objects.get_or_create(
        route=new.route,
        day=new.day,
        digest=digest,
        defaults={"source": new.source, "lines": len(new.lines), "by_id": by, "at": at},
    )
    if fresh:
        rows = (
            LineRow(statement=row, position=position, **asdict(line))
            for position, line in enumerate(new.lines, start=1)
        )
        LineRow.objects.bulk_create(rows, batch_size=BATCH)
        return True
    later = ChannelStatement.objects.filter(route=new.route, day=new.day).exclude(pk=row.pk)
    if later.filter(Q(at__gt=row.at) | Q(at=row.at, pk__gt=row.pk)).exists():
        ChannelStatement.objects.filter(pk=row.pk).update(at=at, by_id=by, source=new.source)
    return False


def _digest(new: NewStatement) -> str:
    """The same lines are the same statement, fetched or uploaded, however the file was packed."""
    said = [list(asdict(line).values()) for line in new.lines]
    text = json.dumps([new.source == "none", said], ensure_ascii=False, default=datetime.isoformat)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """A channel and a day."""

    route: str
    day: date


def keep_differences(place: Place, found: Iterable[Found], at: datetime) -> None:
    """Bring the differences of a day up to date with what a run found (idempotent).

    What is gone becomes settled. What a person closed stays closed, unless its amounts or its
    cause have changed: then it is another matter and opens again.
    """
    rows = Difference.objects.select_for_update().filter(route=place.route, day=place.day)
    known = {_key(row): row for row in rows}
    fresh, changed, events = [], [], []
    for one in found:
        row = known.pop(one.key, None)
        if row is None:
            fresh.append(_row_of(place, one, at))
        elif event := _renewed(row, one, at):
            changed.append(row)
            events.append(_event(row, event, at))
    for row in known.values():
        if row.state in (DifferenceState.OPEN, DifferenceState.EXPECTED):
            row.state, row.ended_at, row.ended_by_id = DifferenceState.SETTLED, at, None
            changed.append(row)
            events.append(_event(row, "settled", at))
    made = Difference.objects.bulk_create(fresh, batch_size=BATCH)
    Difference.objects.bulk_update(changed, _CHANGING, batch_size=BATCH)
    events += [_event(row, "found", at) for row in made]
    DifferenceEvent.objects.bulk_create(events, batch_size=BATCH)


_CHANGING = (
    "payout",
    "provider_reference",
    "ours_minor",
    "theirs_minor",
    "cause",
    "state",
    "found_at",
    "ended_at",
    "ended_by",
)


def _key(row: Difference) -> tuple[str, str, str]:
    reference = "" if row.refund_number else row.provider_reference
    return row.kind, row.refund_number, reference


def _row_of(place: Place, one: Found, at: datetime) -> Difference:
    return Difference(
        route=place.route,
        day=place.day,
        kind=one.kind.value,
        refund_number=one.refund_number,
        provider_reference=one.provider_reference,
        payout_id=one.payout_id,
        ours_minor=one.ours_minor,
        theirs_minor=one.theirs_minor,
        cause=one.cause.value,
        state=one.state.value,
        found_at=at,
    )


def _renewed(row: Difference, one: Found, at: datetime) -> str:
    """Write what was found into its row; return the event, empty when nothing is new."""
    said = (row.ours_minor, row.theirs_minor, row.cause)
    same = said == (one.ours_minor, one.theirs_minor, one.cause.value)
    if same and row.state != DifferenceState.SETTLED:
        return ""
    ended = row.state in (DifferenceState.SETTLED, DifferenceState.CLOSED)
    row.payout_id, row.provider_reference = one.payout_id, one.provider_reference
    row.ours_minor, row.theirs_minor, row.cause = one.ours_minor, one.theirs_minor, one.cause.value
    row.state = one.state.value
    if ended:
        row.found_at, row.ended_at, row.ended_by_id = at, None, None
    return "found" if ended else "changed"


def _event(
    row: Difference, event: str, at: datetime, note: str = "", by: int | None = None
) -> DifferenceEvent:
    return DifferenceEvent(
        difference=row,
        event=event,
        cause=row.cause,
        ours_minor=row.ours_minor,
        theirs_minor=row.theirs_minor,
        note=note,
        by_id=by,
        at=at,
    )


def close(difference_id: int, note: str, by: int, at: datetime) -> None:
    """End a difference by a person's word. Conflict when it is not open any more."""
    row = _locked(difference_id, (DifferenceState.OPEN, DifferenceState.EXPECTED))
    row.state, row.note = DifferenceState.CLOSED, note
    row.ended_at, row.ended_by_id = at, by
    row.save(update_fields=["state", "note", "ended_at", "ended_by"])
    _event(row, "closed", at, note, by).save()


def reopen(difference_id: int, by: int, at: datetime) -> None:
    """Take a closing back. Conflict when it is not closed any more."""
    row = _locked(difference_id, (DifferenceState.CLOSED,))
    row.state, row.ended_at, row.ended_by_id = DifferenceState.OPEN, None, None
    row.save(update_fields=["state", "ended_at", "ended_by"])
    _event(row, "reopened", at, "", by).save()


def _locked(difference_id: int, states: Sequence[str]) -> Difference:
    rows = Difference.objects.select_for_update().filter(pk=difference_id, state__in=states)
    row = rows.first()
    if row is None:
        raise Conflict(f"difference {difference_id} has moved")
    return row


def book(route: str, matched: Iterable[Match], at: datetime) -> None:
    """Book what a statement shows, once a line: it has left the channel's account, or come back."""
    post_all(
        (
            (
                (books.returned if one.back else books.cleared)(
                    one.number, one.amount_minor, route, one.nth
                ),
                one.payout_id,
            )
            for one in matched
        ),
        at,
    )


def note_matched(place: Place, matched: int, at: datetime) -> None:
    """Remember how many lines agreed at the last look."""
    StatementRun.objects.update_or_create(
        route=place.route,
        day=place.day,
        defaults={"matched": matched},
        create_defaults={"matched": matched, "at": at},
    )


def ask(payout_ids: Iterable[int], at: datetime) -> int:
    """Make payouts due now, so that their channel is asked; return how many.

    Only asked: an intent becomes unknown, which is queried before anything is sent. What a worker
    holds is let be; what has settled may be asked whether it came back.
    """
    return len(fetch_all(_ASK, {"ids": sorted(payout_ids), "at": at}))


def keep_balance(route: str, balance_minor: int, by: int, at: datetime) -> None:
    """Note what the merchant's account at a channel held, as somebody read it."""
    ChannelBalance.objects.create(route=route, balance_minor=balance_minor, by_id=by, at=at)
