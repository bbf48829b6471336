"""Questions about cases: what a buyer, an agent and the services need to see of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When

from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import CaseAsRead
from weikameng.domain.reading.marks import Mark
from weikameng.records.models import (
    CaseEvent,
    CaseRound,
    Evidence,
    Order,
    Payout,
    Product,
    RefundCase,
)
from weikameng.records.reading.picture_readings import marked, rank_of

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class CaseToMove:
    """A case as a service needs it to move it: guarded by its revision.

    ``facts`` and ``at_stake_minor`` are what the latest round read and was about;
    ``description_asked`` whether any round so far sent it back for its description.
    """

    read: CaseAsRead
    order_number: str
    buyer_id: int
    round: int
    unit_ids: tuple[int, ...]
    route: str
    reason: str
    narrative: str
    applied_at: datetime
    facts: Mapping[str, Any]
    at_stake_minor: int
    description_asked: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything a page shows of one case; events newest first."""

    case: RefundCase
    order: Order
    product: Product
    state: State
    rounds: Sequence[CaseRound]
    events: Sequence[CaseEvent]
    payouts: Sequence[Payout]
    evidence: Sequence[Evidence]

    @property
    def latest(self) -> CaseRound:
        """The round that holds now."""
        return self.rounds[-1]

    @property
    def decision(self) -> Mapping[str, Any]:
        """The stored decision of the latest round."""
        stored: Mapping[str, Any] = self.latest.decision
        return stored


def case_to_move(number: str, *, buyer_id: int | None = None) -> CaseToMove | None:
    """Return the case for a move; with ``buyer_id`` only if it is that buyer's."""
    owned = Q(number=number) if buyer_id is None else Q(number=number, buyer_id=buyer_id)
    case = RefundCase.objects.filter(owned).select_related("order").first()
    if case is None:
        return None
    latest = case.rounds.order_by("-round")[0]
    return CaseToMove(
        read=CaseAsRead(case.pk, case.number, case.order_id, State(case.state), case.revision),
        order_number=case.order.number,
        buyer_id=case.buyer_id,
        round=case.round,
        unit_ids=tuple(case.units.order_by("unit_id").values_list("unit_id", flat=True)),
        route=case.route,
        reason=latest.reason,
        narrative=latest.narrative,
        applied_at=case.applied_at,
        facts=latest.facts,
        at_stake_minor=latest.decision["at_stake_minor"],
        description_asked=_description_asked(latest),
    )


def _description_asked(latest: CaseRound) -> bool:
    """Each round remembers it in its facts, so the latest round knows of all before it."""
    before: bool = latest.facts["application"].get("description_asked", False)
    return before or "description" in latest.decision["missing"]


def progress_of(number: str, *, buyer_id: int | None = None) -> Progress | None:
    """Return the whole case in five statements; with ``buyer_id`` only if it is that buyer's."""
    owned = Q(number=number) if buyer_id is None else Q(number=number, buyer_id=buyer_id)
    case = (
        RefundCase.objects.filter(owned)
        .select_related("order__product", "order__policy", "buyer")
        .first()
    )
    if case is None:
        return None
    return Progress(
        case=case,
        order=case.order,
        product=case.order.product,
        state=State(case.state),
        rounds=list(case.rounds.order_by("round")),
        events=list(case.events.order_by("-revision")),
        payouts=list(case.payouts.order_by("number")),
        evidence=list(_chain_of(case.order_id)),
    )


def _chain_of(order_id: int) -> QuerySet[Evidence]:
    """Each item with ``agrees``: a machine read it and all of it matched (null where none did)."""
    rows = Evidence.objects.filter(order_id=order_id).annotate(agrees=F("reading__clears"))
    return rows.order_by("position")


def place_of(number: str) -> tuple[int, str] | None:
    """Return the order's id and the version that decides it, for parts of a case's page."""
    rows = RefundCase.objects.filter(number=number)
    return rows.values_list("order_id", "order__policy__version").first()


def revision_of(number: str, *, buyer_id: int) -> tuple[int, int | None, bool] | None:
    """Return what changes when the page must change (for ETags); one cheap statement.

    Payout attempts move without the case, so the newest receipt counts too, and so does a
    complaint that holds the money (N9).
    """
    return (
        RefundCase.objects.filter(number=number, buyer_id=buyer_id)
        .values_list("revision", "payouts__receipts__id", "order__chargeback_open")
        .order_by("-payouts__receipts__id")
        .first()
    )


def turned_away_by_system(case_id: int) -> bool:
    """Whether the latest no, or the latest asking for more, was automatic: a person may decide."""
    noes = CaseEvent.objects.filter(case_id=case_id, event__in=[Event.REJECT, Event.ASK])
    latest = noes.order_by("-revision").first()
    return latest is not None and latest.actor == "system"


def left_by_system(case_id: int) -> bool:
    """Whether the last thing that happened is that screening sent it to a person or back."""
    latest = CaseEvent.objects.filter(case_id=case_id).order_by("-revision").first()
    waits = latest is not None and latest.event in {Event.REFER, Event.ASK}
    return waits and latest is not None and latest.actor == "system"


def cases_of(buyer_id: int, page: int = 1) -> tuple[list[RefundCase], bool]:
    """Return one page of a buyer's cases, newest first, and whether there are more."""
    start = (page - 1) * PAGE_SIZE
    rows = list(
        RefundCase.objects.filter(buyer_id=buyer_id)
        .select_related("order__product")
        .order_by("-applied_at", "-id")[start : start + PAGE_SIZE + 1]
    )
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def queue(
    page: int = 1, mark: Mark | None = None, *, trusted: bool = True
) -> tuple[list[RefundCase], bool]:
    """Return one page of the cases that wait for a person, the earliest promise first (R3.2).

    Each has ``mark_rank``, what its pictures come to; of one promise those that agree come first,
    for they are quick. With ``mark`` only those.
    """
    start = (page - 1) * PAGE_SIZE
    waiting = RefundCase.objects.filter(state__in=[State.REVIEWING, State.PAYOUT_STUCK])
    cases = marked(waiting, trusted=trusted).select_related("order__product", "buyer")
    if mark is not None:
        cases = cases.filter(mark_rank=rank_of(mark))
    quick = Case(When(mark_rank=rank_of(Mark.AGREES), then=Value(0)), default=Value(1))
    rows = list(cases.order_by("due_at", quick, "id")[start : start + PAGE_SIZE + 1])
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def expired(at: datetime, limit: int = 100) -> list[str]:
    """Return numbers of cases whose time to supplement is over (D4)."""
    waiting = RefundCase.objects.filter(state=State.AWAITING_BUYER, due_at__lte=at)
    return list(waiting.order_by("due_at").values_list("number", flat=True)[:limit])
