"""Questions about differences: how many are open, those of a day, a month of days at a glance."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q

from weikameng.domain.calendar import ONE_DAY
from weikameng.domain.statements import DayRun, DifferenceState
from weikameng.records.models import ChannelStatement, Difference, DifferenceEvent, StatementRun
from weikameng.records.statements import fetch_all

PAGE_SIZE = 50
# So many differences of one day are shown; a day with more has one cause, not thousands.
MAX_SHOWN = 200
MAX_OLDER = 30


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many differences wait: for somebody, or for the next day's statement."""

    open: int
    expected: int


def waiting_of(route: str, day: date) -> Waiting:
    """Return how many differences of a day wait."""
    counted = Counter(
        dict(
            Difference.objects.filter(route=route, day=day)
            .values_list("state")
            .annotate(n=Count("pk"))
        )
    )
    return Waiting(counted[DifferenceState.OPEN], counted[DifferenceState.EXPECTED])


def of_day(route: str, day: date, most: int = MAX_SHOWN) -> list[Difference]:
    """Return the differences of a day with their history: open ones first, then by kind."""
    rows = Difference.objects.filter(route=route, day=day).select_related(
        "payout__case", "ended_by"
    )
    history = DifferenceEvent.objects.select_related("by").order_by("id")
    kept = list(rows.prefetch_related(Prefetch("events", history)).order_by("kind", "id")[:most])
    return sorted(kept, key=lambda row: _RANK[row.state])


_RANK: Mapping[str, int] = {
    DifferenceState.OPEN: 0,
    DifferenceState.EXPECTED: 1,
    DifferenceState.CLOSED: 2,
    DifferenceState.SETTLED: 3,
}


def waiting_on(route: str, day: date) -> list[Difference]:
    """Return what is open or expected of a day."""
    rows = Difference.objects.filter(route=route, day=day)
    waiting = rows.filter(state__in=(DifferenceState.OPEN, DifferenceState.EXPECTED))
    return list(waiting.order_by("-state", "kind", "id"))


def place_of(difference_id: int) -> tuple[str, date] | None:
    """Return the route and the day of a difference; None when there is no such thing."""
    return Difference.objects.filter(pk=difference_id).values_list("route", "day").first()


def open_before(day: date) -> list[tuple[str, date, int]]:
    """Return (route, day, how many) of differences still open from before a day, newest first."""
    rows = Difference.objects.filter(state=DifferenceState.OPEN, day__lt=day)
    counted = rows.values_list("route", "day").annotate(n=Count("pk")).order_by("-day", "route")
    return list(counted[:MAX_OLDER])


def days(routes: Sequence[str], last: date, count: int) -> dict[tuple[str, date], DayRun]:
    """Return how the last ``count`` days of these routes stand; three statements."""
    span = (last - ONE_DAY * (count - 1), last)
    within = Q(route__in=routes, day__range=span)
    read = set(ChannelStatement.objects.filter(within).values_list("route", "day"))
    runs = {(row.route, row.day): row for row in StatementRun.objects.filter(within)}
    waiting: dict[tuple[str, date], dict[str, int]] = {}
    rows = Difference.objects.filter(within).values_list("route", "day", "state")
    for route, day, state, number in rows.annotate(n=Count("pk")):
        waiting.setdefault((route, day), {})[state] = number
    places = [(route, last - ONE_DAY * n) for route in routes for n in range(count)]
    return {
        place: _run(place[1], place in read, waiting.get(place, {}), runs.get(place))
        for place in places
    }


def _run(day: date, read: bool, waiting: Mapping[str, int], run: StatementRun | None) -> DayRun:
    return DayRun(
        day,
        read=read,
        open=waiting.get(DifferenceState.OPEN, 0),
        expected=waiting.get(DifferenceState.EXPECTED, 0),
        tried=run is not None,
        hopeless=bool(run and run.hopeless),
    )


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a statement with the payout it names, if it is ours; fen."""

    position: int
    refund_number: str
    provider_reference: str
    amount_minor: int
    status: str
    at: object
    payout_state: str
    ours_minor: int | None
    case_number: str


_LINES = """
SELECT l.position, l.refund_number, l.provider_reference, l.amount_minor, l.status, l.at,
       coalesce(p.state, ''), p.amount_minor, coalesce(c.number, '')
FROM statement_line l
LEFT JOIN payout p ON p.number = l.refund_number AND p.route = %(route)s
LEFT JOIN refund_case c ON c.id = p.case_id
WHERE l.statement_id = %(statement)s AND l.position > %(after)s
ORDER BY l.position LIMIT %(most)s
"""


def lines(statement: ChannelStatement, page: int) -> tuple[list[ShownLine], bool]:
    """Return one page of a statement's lines, and whether there are more."""
    after = (page - 1) * PAGE_SIZE
    params = {"route": statement.route, "statement": statement.pk, "after": after}
    rows = fetch_all(_LINES, params | {"most": PAGE_SIZE + 1})
    return [ShownLine(*row) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE
