"""Reconciliation (对账): a channel's statement of one day held against our payouts, line by line
(R4.5, docs/reconciliation.md). Pure: what agrees, what differs and why, and whom to ask at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from weikameng.domain.calendar import ONE_DAY
from weikameng.domain.numbers import CASE, is_number
from weikameng.domain.payout_life import PayoutState, StatementLine
from weikameng.domain.statements import (
    Cause,
    Day,
    Found,
    Held,
    Kind,
    Match,
    Matching,
    Told,
    bounds,
    day_of,
    told_by,
)

# So near to midnight the channel may have booked it on the next day.
NEAR_MIDNIGHT = timedelta(hours=1)
# A payout may be heard of days after the channel paid it; older statements are not waited for.
LOOK_BACK = timedelta(days=7)
_CASE_DIGITS, _LEG_DIGITS = 16, 2
_OPEN = frozenset(
    {PayoutState.INTENDED, PayoutState.SENT, PayoutState.ACCEPTED, PayoutState.UNKNOWN}
)
_GIVEN_UP = frozenset({PayoutState.REFUSED, PayoutState.REPLACED})


def match(day: Day) -> Matching:
    """Hold a day's lines against our payouts (R4.5). The same day gives the same answer."""
    by_number: dict[str, list[StatementLine]] = {}
    for line in day.lines:
        by_number.setdefault(line.refund_number, []).append(line)
    said: list[Match | Found] = []
    ask: set[int] = set()
    for number, lines in by_number.items():
        held = day.held.get(number)
        if held is None:
            said += _of_nobody(lines)
        else:
            judge = _Judge(day, held, lines)
            said += judge.all()
            ask |= judge.ask
    for held in day.held.values():
        if held.number not in by_number:
            said += _Judge(day, held, ()).absent()
    matched = tuple(one for one in said if isinstance(one, Match))
    return Matching(matched, _joined(one for one in said if isinstance(one, Found)), frozenset(ask))


def _of_nobody(lines: Sequence[StatementLine]) -> Iterator[Found]:
    """Lines that name no payout of ours; a refund that failed moved no money and is let be."""
    for line in lines:
        match told_by(line):
            case Told.CAME_BACK:
                yield _of_line(line, Kind.RETURNED, Cause.RETURN_OF_UNKNOWN)
            case Told.UNREAD:
                yield _of_line(line, Kind.EXTRA, Cause.STRANGE_STATUS)
            case Told.PAID | Told.UNDER_WAY:
                yield _of_line(line, Kind.EXTRA, _stranger(line.refund_number))
            case Told.FAILED:
                pass


def _stranger(number: str) -> Cause:
    if not number:
        return Cause.NAMELESS
    ours = len(number) == _CASE_DIGITS + _LEG_DIGITS and number.startswith(CASE)
    if ours and number.isascii() and number.isdigit() and is_number(number[:_CASE_DIGITS]):
        return Cause.FORGOTTEN_NUMBER
    return Cause.UNKNOWN_NUMBER


def _of_line(line: StatementLine, kind: Kind, cause: Cause) -> Found:
    return Found(
        kind, cause, line.refund_number, line.provider_reference, theirs_minor=line.amount_minor
    )


class _Judge:
    """One payout of ours and what the statements say of it, on this day and on others."""

    def __init__(self, day: Day, held: Held, lines: Sequence[StatementLine]) -> None:
        self.day = day
        self.held = held
        # In whatever order they stand, a line that agrees is held to be ours before another is.
        self.told = [(told_by(line), line) for line in sorted(lines, key=self._strangeness)]
        self.others = [
            (one.day, told_by(one.line), one.line) for one in day.elsewhere.get(held.number, ())
        ]
        self.begin, self.end = bounds(day.day)
        self.ask: set[int] = set()

    def all(self) -> list[Match | Found]:
        """Judge every line; when none of them says anything, see whether one is lacking."""
        said = [*self._paid(), *self._came_back(), *self._moved_nothing()]
        return said or list(self.absent())

    def absent(self) -> Iterator[Match | Found]:
        """We say settled that day; does any statement?"""
        held = self.held
        if held.state is not PayoutState.SETTLED or not self._that_day(held.settled_at):
            return
        if sum(told is Told.PAID for _, told, _ in self.others) >= held.settlements:
            return  # on the statement of another day
        if any(self._equal(line) for line in self._under_way()):
            # A bill may list a refund once only, on the day it was asked for.
            yield Match(held.id, held.number, held.amount_minor, held.settlements)
        else:
            yield self._found(Kind.MISSING, self._why_missing(), None)

    def _under_way(self) -> Iterator[StatementLine]:
        yield from (line for told, line in self.told if told is Told.UNDER_WAY)
        for day, told, line in self.others:
            if told is Told.UNDER_WAY and day < self.day.day:
                yield line

    def _why_missing(self) -> Cause:
        held, day = self.held, self.day.day
        if self._near_midnight(held.settled_at) and day + ONE_DAY not in self.day.known:
            return Cause.LATE_LINE
        if self.day.told_none:
            return Cause.NO_STATEMENT
        first = max(day_of(held.sent_at), day - LOOK_BACK)
        before = {first + ONE_DAY * n for n in range((day - first).days)}
        return Cause.NO_LINE if before <= self.day.known else Cause.DAY_BEFORE_UNREAD

    def _paid(self) -> Iterator[Match | Found]:
        earlier = self._earlier(Told.PAID)
        nth, total = len(earlier), sum(line.amount_minor for line in earlier)
        too_many = None
        for told, line in self.told:
            if told is not Told.PAID:
                continue
            nth, total = nth + 1, total + line.amount_minor
            if nth <= self.held.settlements or self._is_news(nth):
                yield from self._one_paid(line, nth)
            else:
                too_many = line
        if too_many:
            found = self._found(Kind.REPEATED, Cause.MORE_THAN_ONCE, too_many)
            yield replace(found, theirs_minor=total)

    def _is_news(self, nth: int) -> bool:
        """One line more than it settled can be right, if we don't hold it as settled now."""
        unsettled = self.held.state in _OPEN | _GIVEN_UP
        return unsettled and nth == self.held.settlements + 1

    def _one_paid(self, line: StatementLine, nth: int) -> Iterator[Match | Found]:
        held = self.held
        if held.state in _OPEN:
            self.ask.add(held.id)
        if nth > held.settlements and held.state in _GIVEN_UP:
            yield from self._paid_after_all(line)
        elif not self._equal(line):
            more = line.amount_minor > held.amount_minor
            yield self._found(Kind.UNEQUAL, Cause.PAID_MORE if more else Cause.PAID_LESS, line)
        elif nth > held.settlements:
            yield self._found(Kind.EXTRA, Cause.SETTLED_UNHEARD, line)
        else:
            yield Match(held.id, held.number, held.amount_minor, nth)

    def _paid_after_all(self, line: StatementLine) -> Iterator[Found]:
        """Unless finance directed it to ourselves: then the line is right and no buyer has it."""
        if not self.held.to_us:
            replaced = self.held.state is PayoutState.REPLACED
            cause = Cause.REPLACED_LEG_PAID if replaced else Cause.REFUSED_BUT_PAID
            yield self._found(Kind.EXTRA, cause, line)

    def _came_back(self) -> Iterator[Match | Found]:
        nth = len(self._earlier(Told.CAME_BACK))
        for told, line in self.told:
            if told is not Told.CAME_BACK:
                continue
            nth += 1
            if nth <= self.held.reversals and -line.amount_minor == self.held.amount_minor:
                yield Match(self.held.id, self.held.number, self.held.amount_minor, nth, back=True)
            else:
                yield self._asked(Kind.RETURNED, Cause.CAME_BACK, line)

    def _moved_nothing(self) -> Iterator[Found]:
        """Lines under way, failed, or in words that we can't read. A line tells of its own day:
        what we heard after that stands."""
        held = self.held
        settled_by_then = (
            held.state is PayoutState.SETTLED
            and held.settled_at is not None
            and held.settled_at < self.end
            and not self._near_midnight(held.settled_at)
        )
        replaced_before = held.replaced_at is not None and held.replaced_at < self.begin
        for told, line in self.told:
            if told is Told.UNREAD:
                yield self._found(Kind.EXTRA, Cause.STRANGE_STATUS, line)
            elif told is Told.FAILED and settled_by_then:
                yield self._asked(Kind.RETURNED, Cause.FAILED_AFTER_SUCCESS, line)
            elif told is Told.FAILED and held.state in _OPEN:
                self.ask.add(held.id)
            elif told is Told.UNDER_WAY and settled_by_then and not self._paid_anywhere():
                yield self._asked(Kind.MISSING, Cause.UNDER_WAY, line)
            elif told is Told.UNDER_WAY and replaced_before:
                yield from self._paid_after_all(line)

    def _paid_anywhere(self) -> bool:
        return any(one is Told.PAID for one, _ in self.told) or any(
            one is Told.PAID for _, one, _ in self.others
        )

    def _earlier(self, wanted: Told) -> list[StatementLine]:
        return [line for day, told, line in self.others if told is wanted and day < self.day.day]

    def _asked(self, kind: Kind, cause: Cause, line: StatementLine) -> Found:
        if self.held.state in _OPEN or self.held.state is PayoutState.SETTLED:
            self.ask.add(self.held.id)
        return self._found(kind, cause, line)

    def _found(self, kind: Kind, cause: Cause, line: StatementLine | None) -> Found:
        held = self.held
        reference = line.provider_reference if line else ""
        theirs = line.amount_minor if line else None
        return Found(kind, cause, held.number, reference, held.id, held.amount_minor, theirs)

    def _strangeness(self, line: StatementLine) -> tuple[bool, str, int, str]:
        odd = abs(line.amount_minor) != self.held.amount_minor
        return odd, line.provider_reference, line.amount_minor, line.status

    def _equal(self, line: StatementLine) -> bool:
        return line.amount_minor == self.held.amount_minor

    def _that_day(self, at: datetime | None) -> bool:
        return at is not None and self.begin <= at < self.end

    def _near_midnight(self, at: datetime | None) -> bool:
        return at is not None and self.end - NEAR_MIDNIGHT <= at < self.end


def _joined(found: Iterable[Found]) -> tuple[Found, ...]:
    """One difference a kind and number: what more lines of it say is added up."""
    kept: dict[tuple[str, str, str], Found] = {}
    for one in found:
        before = kept.get(one.key)
        if before:
            one = replace(one, theirs_minor=(before.theirs_minor or 0) + (one.theirs_minor or 0))
        kept[one.key] = replace(one, cause=before.cause) if before else one
    return tuple(kept.values())
