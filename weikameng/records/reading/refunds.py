"""Questions about cases: what a buyer, an agent and the services need to see of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from weikameng.domain.asking import Question, question_from
from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import CaseAsRead
from weikameng.records.models import (
    CaseEvent,
    CaseRound,
    Evidence,
    IdentityCheck,
    Order,
    Payout,
    PayoutReceipt,
    PictureReading,
    Product,
    RefundCase,
    User,
)

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class CaseToMove:
    """A case as a service needs it to move it: guarded by its revision.

    ``facts`` and ``at_stake_minor`` are what the latest round read and was about;
    ``description_asked`` whether any round so far sent it back for its description;
    ``asked_by_person`` whether it waits for the answer to a person's question, and how many
    ``questions`` there were: to answer one is no new try.
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
    asked_by_person: bool = False
    questions: int = 0
    said_at: datetime | None = None  # when the latest round was handed in


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
    def asking(self) -> CaseEvent | None:
        """The line by which a person asked the buyer for more, while that is waited for."""
        line = self.events[0]
        by_person = line.event == Event.ASK and line.actor.startswith("staff")
        return line if by_person and self.state is State.AWAITING_BUYER else None

    @property
    def question(self) -> Question | None:
        """What a person asked the buyer for, while that is waited for."""
        return question_from(self.asking.basis) if self.asking else None

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
    asked = _questions(case)
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
        asked_by_person=case.revision in asked,
        questions=len(asked),
        said_at=latest.at,
    )


def _questions(case: RefundCase) -> Sequence[int]:
    """Return the revisions at which people asked the buyer for more, where a round may follow."""
    if case.state not in {State.AWAITING_BUYER, State.REJECTED}:
        return ()
    asked = CaseEvent.objects.filter(case=case, event=Event.ASK, actor__startswith="staff:")
    return list(asked.values_list("revision", flat=True))


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


def revision_of(number: str, *, buyer_id: int) -> tuple[object, ...] | None:
    """Return what changes when the page must change (for ETags); one cheap statement.

    Payout attempts move without the case, so the newest leg and receipt count too, and so do a
    complaint that holds the money (N9), what the supplier answers beside a person (R3.3), what
    came onto the order's chain and was read of it, the buyer's own rating, and what moves in the
    lanes of a cross-border case (R6.2).
    """
    receipts = PayoutReceipt.objects.filter(payout__case=OuterRef("pk"))
    readings = PictureReading.objects.filter(evidence__order=OuterRef("order"))
    checks = IdentityCheck.objects.filter(order=OuterRef("order")).order_by("-id")
    legs = Payout.objects.filter(case=OuterRef("pk"))
    chain = Evidence.objects.filter(order=OuterRef("order")).exclude(kind="conversation")
    rows = RefundCase.objects.filter(number=number, buyer_id=buyer_id).annotate(
        leg=Subquery(legs.order_by("-id").values("id")[:1]),
        receipt=Subquery(receipts.order_by("-id").values("id")[:1]),
        link=Subquery(chain.order_by("-position").values("position")[:1]),
        read_at=Subquery(
            readings.order_by(F("read_at").desc(nulls_last=True)).values("read_at")[:1]
        ),
        looked=Subquery(checks.values("id")[:1]),
        looked_at=Subquery(checks.values("answered_at")[:1]),
    )
    return rows.values_list(
        "revision",
        *("leg", "receipt", "link", "read_at", "looked", "looked_at"),
        "order__chargeback_open",
        "order__supplier_asked_at",
        "order__reminded_at",
        "rating__changed_at",
        "order__exchange_deal__revision",
    ).first()


def turned_away_by_system(case_id: int) -> bool:
    """Whether the latest no, or the latest asking for more, was automatic: a person may decide."""
    noes = CaseEvent.objects.filter(case_id=case_id, event__in=[Event.REJECT, Event.ASK])
    latest = noes.order_by("-revision").first()
    return latest is not None and latest.actor == "system"


def latest_act(case_id: int) -> tuple[Event, str, datetime, int] | None:
    """Return the last thing people did about a case: what, who by name, when, and its fen."""
    line = (
        CaseEvent.objects.filter(case_id=case_id)
        .exclude(actor="system")
        .exclude(actor__startswith="route:")
        .select_related("case__buyer")
        .order_by("-revision")
        .first()
    )
    if line is None:
        return None
    kind, _, person = line.actor.partition(":")
    name = line.case.buyer.display_name if kind == "buyer" else _name_of(person)
    return Event(line.event), name, line.at, line.case.amount_minor


def _name_of(person: str) -> str:
    known = User.objects.filter(pk=int(person)) if person.isdigit() else User.objects.none()
    return known.values_list("display_name", flat=True).first() or ""


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


def expired(at: datetime, limit: int = 100) -> list[str]:
    """Return numbers of cases whose time to supplement is over (D4)."""
    waiting = RefundCase.objects.filter(state=State.AWAITING_BUYER, due_at__lte=at)
    return list(waiting.order_by("due_at").values_list("number", flat=True)[:limit])
