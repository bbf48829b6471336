"""The desk's queue: cases that wait for a person, by promise, filtered; and found by a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from weikameng.domain.alarms import LAW_STAGES
from weikameng.domain.case_life import State
from weikameng.domain.desk import Search
from weikameng.domain.reading.marks import Mark
from weikameng.records.models import DeskFilter, Order, RefundCase
from weikameng.records.reading.desk_claims import live
from weikameng.records.reading.picture_readings import marked, rank_of

PAGE_SIZE = 20
MAX_FIRST = 200  # cases the law presses; more than this many are ordered by promise again
MAX_FOUND = 50  # cases of one account; whoever has more is asked about by number
WAITING = (State.REVIEWING, State.PAYOUT_STUCK)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases to list: ``show`` is all, mine, nobody or overdue; empty means whichever."""

    show: str = "all"
    reason: str = ""
    route: str = ""
    kind: str = ""
    least_minor: int | None = None
    most_minor: int | None = None
    pictures: Mark | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, when, and whether "differs" is believed at present."""

    id: int
    at: datetime
    trusted: bool = True


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases wait: in all, past their promise, with me, with nobody."""

    all: int
    overdue: int
    mine: int
    nobody: int


def queue(wanted: Wanted, viewer: Viewer, page: int) -> tuple[list[Any], bool]:
    """Return one page of the cases that wait, the earliest promise first, and whether more (R3.2).

    Whatever was promised, first come those for which the law's 15 days end; of one promise those
    whose pictures agree, for they are quick. Each has ``mark_rank``, what its pictures come to,
    ``alarm``, its gravest alarm, and ``version``, the policy that decides it.
    """
    cases = _narrowed(RefundCase.objects.filter(state__in=WAITING), wanted, viewer)
    pressing = cases.filter(watch__mark__in=LAW_STAGES).order_by("watch__mark", "due_at", "id")
    first = list(pressing.values_list("pk", flat=True)[:MAX_FIRST])
    start = (page - 1) * PAGE_SIZE
    mine = first[start:][: PAGE_SIZE + 1]
    by_id = {case.pk: case for case in _shown(cases.filter(pk__in=mine), viewer)} if mine else {}
    rows = [by_id[pk] for pk in mine if pk in by_id]
    if (missing := PAGE_SIZE + 1 - len(mine)) > 0:
        rest = cases.exclude(pk__in=first) if first else cases
        after = max(0, start - len(first))
        ordered = _shown(rest, viewer).order_by("due_at", "-quick", "id")
        rows += ordered[after:][:missing]
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def counts(viewer: Viewer) -> Counts:
    """Count what waits, in two statements."""
    late = Count("pk", filter=Q(due_at__lte=viewer.at))
    cases = RefundCase.objects.filter(state__in=WAITING).aggregate(all=Count("pk"), late=late)
    claims = live(viewer.at).filter(case__state__in=WAITING)
    held = claims.aggregate(held=Count("pk"), mine=Count("pk", filter=Q(by_id=viewer.id)))
    return Counts(cases["all"], cases["late"], held["mine"], cases["all"] - held["held"])


def found(search: Search, viewer: Viewer) -> list[Any]:
    """Return the cases of a number, whatever their state, or of a top-up account, newest first."""
    if search.number:
        by = "number" if search.of_case else "order__number"
        cases = RefundCase.objects.filter(**{by: search.number})
    else:
        orders = Order.objects.filter(
            Q(external_number__in=search.texts) | Q(account__in=search.texts) & ~Q(account="")
        )
        cases = RefundCase.objects.filter(order__in=orders)
    return list(_shown(cases, viewer).order_by("-applied_at", "-id")[:MAX_FOUND])


def filters_of(person_id: int) -> Sequence[DeskFilter]:
    """Return the filters a person keeps, in the order they were kept."""
    return list(DeskFilter.objects.filter(owner_id=person_id).order_by("place"))


def _shown(cases: QuerySet[RefundCase], viewer: Viewer) -> QuerySet[Any]:
    whole: QuerySet[Any] = marked(cases, trusted=viewer.trusted)
    whole = whole.select_related("order__product", "buyer")
    shown: QuerySet[Any] = whole.annotate(
        version=F("order__policy__version"), alarm=F("watch__mark")
    )
    return shown


def _narrowed(cases: QuerySet[RefundCase], wanted: Wanted, viewer: Viewer) -> QuerySet[RefundCase]:
    claims = live(viewer.at)
    match wanted.show:
        case "mine":
            cases = cases.filter(pk__in=claims.filter(by_id=viewer.id).values("case_id"))
        case "nobody":
            cases = cases.filter(~Exists(claims.filter(case_id=OuterRef("pk"))))
        case "overdue":
            cases = cases.filter(due_at__lte=viewer.at)
    plain = {
        "reason": wanted.reason,
        "route": wanted.route,
        "goods_kind": wanted.kind,
        "at_stake_minor__gte": wanted.least_minor,
        "at_stake_minor__lte": wanted.most_minor,
    }
    cases = cases.filter(
        **{name: value for name, value in plain.items() if value not in ("", None)}
    )
    if wanted.pictures is None:
        return cases
    seen: QuerySet[Any] = marked(cases, trusted=viewer.trusted)
    return seen.filter(mark_rank=rank_of(wanted.pictures))
