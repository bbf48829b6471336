"""Reconciliation (对账): a channel's statement of a day is read, kept and matched with our payouts;
what differs is listed with its cause until it is gone or somebody closes it (R4.5)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from weikameng.domain import statements as told
from weikameng.domain.calendar import ONE_DAY
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.payout_life import StatementLine, StatementUnavailable
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.reconciliation import match
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.statements import DayRun, DayState, Matching
from weikameng.domain.words import Words
from weikameng.gateways.payments import statement_files
from weikameng.records.reading import differences
from weikameng.records.reading import statements as reading
from weikameng.records.writing import payouts
from weikameng.records.writing import reconciliation as writing
from weikameng.records.writing.reconciliation import NewStatement, Place, Run
from weikameng.services import wiring
from weikameng.services.staff_log import noted
from weikameng.services.statement_words import bad_file

ROUTES = tuple(statement_files.READERS)
MAX_FILE = statement_files.FILE_LIMIT
MIN_NOTE, MAX_NOTE = 5, 500
# A worker that was away for days reads what it missed; older days are read when somebody asks.
CATCH_UP = timedelta(days=7)
# So long the differences of a day are looked at again by themselves, so many days in a round.
LOOKED_AT, DAYS_A_ROUND = timedelta(days=31), 100
# What can't be helped by asking again is asked for again only so often: somebody may have helped.
HOPELESS_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What became of one run. ``fresh``: the statement says something new; ``code``: why it could
    not be read."""

    route: str
    day: date
    state: DayState
    lines: int = 0
    matched: int = 0
    fresh: bool = False
    code: str = ""


def served() -> list[str]:
    """Return the routes that have statements and a working gateway."""
    return [route for route in ROUTES if route in wiring.gateways()]


def reconcile(route: str, day: date, *, at: datetime, by: Actor | None = None) -> Reconciled:
    """Fetch a day's statement and reconcile it; ``by`` nobody: the clock or the operator.

    A statement that is not there is no error: it is told. Refusal for other roles, for a day that
    is not over, and while somebody else reads the same day.
    """
    run = _begin(route, day, at, by)
    try:
        source, lines = _fetched(route, day, at)
    except StatementUnavailable as lacking:
        writing.end(run, lacking.code, hopeless=not lacking.later)
        return _standing(route, day, at, lacking.code)
    return _kept(run, NewStatement(route, day, source, lines), at, by)


def reconcile_upload(
    route: str, day: date, content: bytes, *, at: datetime, by: Actor | None = None
) -> Reconciled:
    """Reconcile a day with a statement that somebody downloaded from the channel.

    Refusal when the file can't be relied on or is of another day; then nothing is kept.
    """
    _demand(route, day, at, by)
    try:
        lines = _keepable(statement_files.read_file(route, content))
    except StatementUnavailable as bad:
        raise Refusal("bad_statement", bad_file(bad.code)) from bad
    _demand_day(day, lines)
    run = _begin(route, day, at, by)
    return _kept(run, NewStatement(route, day, "uploaded", lines), at, by)


def match_again(route: str, day: date, *, at: datetime) -> Matching | None:
    """Match a day anew with the statement that was read before; None when there is none."""
    with transaction.atomic():
        writing.take_route(route)
        return _match(Place(route, day), at)


def run_due(at: datetime) -> list[Reconciled]:
    """Reconcile what is due: days of late without a statement, then what was still different."""
    done = [one for route in served() for one in _caught_up(route, at)]
    since = told.day_of(at) - LOOKED_AT
    for route, day in reading.days_with_differences(since, DAYS_A_ROUND):
        match_again(route, day, at=at)
    return done


def close_difference(difference_id: int, note: str, *, by: Actor, at: datetime) -> None:
    """Close a difference with a note: it stays closed unless its amounts or its cause change.

    Refusal for other roles, without a note, and when it is not open any more.
    """
    _demand_role(by)
    said = note.replace("\0", "").strip()
    if not MIN_NOTE <= len(said) <= MAX_NOTE:
        raise Refusal(
            "note",
            Words(
                f"请写明查到了什么、怎么处理的,{MIN_NOTE} 到 {MAX_NOTE} 个字。",
                f"Say what you found and did, in {MIN_NOTE} to {MAX_NOTE} characters.",
            ),
        )
    with _in_time(), transaction.atomic():
        writing.close(difference_id, said, by.id, at)
        noted(by.id, Act.DIFFERENCE_CLOSED, f"difference {difference_id}", said, at)


def reopen_difference(difference_id: int, *, by: Actor, at: datetime) -> None:
    """Take a closing back. Refusal for other roles, and when it is not closed."""
    _demand_role(by)
    with _in_time(), transaction.atomic():
        writing.reopen(difference_id, by.id, at)
        noted(by.id, Act.DIFFERENCE_REOPENED, f"difference {difference_id}", "", at)


@contextmanager
def _in_time() -> Iterator[None]:
    """Tell somebody who came too late."""
    try:
        yield
    except Conflict as error:
        raise Refusal(
            "moved",
            Words("这处差异刚刚有了变化,请刷新。", "This difference has just changed; reload."),
        ) from error


def _caught_up(route: str, at: datetime) -> Iterator[Reconciled]:
    days = reading.days_lacking(route, told.day_of(at) - ONE_DAY, CATCH_UP)
    tried = reading.tries(route, days)
    for day in days:
        last = tried.get(day)
        spared = last is not None and last.hopeless and at - last.at < HOPELESS_WAIT
        if told.is_ready(day, at) and not spared:
            try:
                yield reconcile(route, day, at=at)
            except Refusal as refusal:
                if refusal.code != "running":
                    raise


def _begin(route: str, day: date, at: datetime, by: Actor | None) -> Run:
    _demand(route, day, at, by)
    run = writing.begin(route, day, at)
    if run is None:
        raise Refusal(
            "running",
            Words(
                "这一天的账正在对,请过一会儿刷新。",
                "This day is being reconciled right now; reload in a moment.",
            ),
        )
    return run


def _demand(route: str, day: date, at: datetime, by: Actor | None) -> None:
    if by is not None:
        _demand_role(by)
    if route not in ROUTES:
        raise not_found()
    if day >= told.day_of(at):
        raise Refusal(
            "day_not_over",
            Words("这一天还没有过完,没有账单。", "That day is not over; it has no statement yet."),
        )


def _demand_role(by: Actor) -> None:
    if not allowed(by.role, Right.MOVE_MONEY):
        raise not_found()


def _demand_day(day: date, lines: list[StatementLine]) -> None:
    days = {told.day_of(line.at) for line in lines if line.at}
    if days and day not in days:
        other = min(days)
        raise Refusal(
            "wrong_day",
            Words(
                f"这份账单是 {other} 的,不是 {day} 的。",
                f"This statement is of {other}, not of {day}.",
            ),
        )


def _fetched(route: str, day: date, at: datetime) -> tuple[str, list[StatementLine]]:
    """Ask the channel, with nothing locked and no transaction open (law 3).

    "There is none" means after noon that nothing happened that day; before, that it will come. Of
    a day that was read it means that the channel keeps it no longer: what was read stands.
    """
    assert not connection.in_atomic_block, "a gateway call inside a transaction"
    gateway = wiring.gateways().get(route)
    if gateway is None:
        raise StatementUnavailable("CHANNEL_OFF", later=True)
    try:
        return "fetched", _keepable(list(gateway.fetch_statement(day)))
    except StatementUnavailable as lacking:
        none = lacking.code in statement_files.NONE_THAT_DAY and told.is_late(day, at)
        if none and not reading.was_there(route, day):
            return reading.NONE, []
        raise


def _keepable(lines: list[StatementLine]) -> list[StatementLine]:
    for number, line in enumerate(lines, start=1):
        if not told.is_keepable(line):
            raise StatementUnavailable(f"MALFORMED_BILL FIELD_{number}", later=False)
    return lines


def _kept(run: Run, new: NewStatement, at: datetime, by: Actor | None) -> Reconciled:
    """Keep the statement and match every day it touches, one reconciliation of a route at a time;
    then have the channel asked about what only the statement knew."""
    with transaction.atomic():
        writing.take_route(new.route)
        fresh = writing.keep_statement(new, at, by.id if by else None)
        asked: frozenset[int] = frozenset()
        for day in reading.touched_by(new.route, new.day):
            matching = _match(Place(new.route, day), at)
            if matching and day == new.day:
                asked = matching.ask
        writing.end(run)
    if asked and writing.ask(asked, at):
        payouts.wake(at)
    return _standing(new.route, new.day, at, fresh=fresh)


def _match(place: Place, at: datetime) -> Matching | None:
    picture = reading.picture_of(place.route, place.day)
    if picture is None:
        return None
    matching = match(picture)
    writing.keep_differences(place, matching.found, at)
    writing.book(place.route, matching.matched, at)
    writing.note_matched(place, len(matching.matched), at)
    return matching


def _standing(
    route: str, day: date, at: datetime, code: str = "", *, fresh: bool = False
) -> Reconciled:
    standing = reading.standing(route, day)
    run, statement = standing.run, standing.statement
    waiting = differences.waiting_of(route, day)
    known = DayRun(
        day,
        read=statement is not None,
        open=waiting.open,
        expected=waiting.expected,
        tried=run is not None,
        hopeless=bool(run and run.hopeless),
    )
    return Reconciled(
        route,
        day,
        told.state_of(known, at),
        statement.lines if statement else 0,
        run.matched if run else 0,
        fresh,
        code,
    )
