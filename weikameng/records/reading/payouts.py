"""Questions about money on its way."""

from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.case_life import State
from weikameng.domain.case_plan import CaseAsRead
from weikameng.domain.payout_life import Concern, Outcome, PayoutState
from weikameng.records.models import Payout, RefundCase

_DONE = (PayoutState.SETTLED, PayoutState.REPLACED)


@dataclass(frozen=True, slots=True)
class CaseMoney:
    """A case locked while one of its payouts is written: ``unsettled`` are its open payout ids.

    A replaced leg is open no more: its successors are.
    """

    read: CaseAsRead
    unsettled: frozenset[int]
    due_at: datetime | None

    @property
    def paying(self) -> bool:
        """Whether the money is on its way (and not stuck already)."""
        return self.read.state is State.PAYING

    @property
    def awaited(self) -> bool:
        """Whether money is still to arrive."""
        return self.read.state in {State.PAYING, State.PAYOUT_STUCK}


def case_money(case_id: int) -> CaseMoney:
    """Lock the case and return what is unsettled: two legs arriving at once take turns."""
    # No key: what only refers to the case, as a complaint's message does, must not wait for it
    # while holding the payout that is written next.
    case = RefundCase.objects.select_for_update(no_key=True).get(pk=case_id)
    unsettled = Payout.objects.filter(case_id=case_id).exclude(state__in=_DONE)
    return CaseMoney(
        CaseAsRead(case.pk, case.number, case.order_id, State(case.state), case.revision),
        frozenset(unsettled.values_list("id", flat=True)),
        case.due_at,
    )


@dataclass(frozen=True, slots=True)
class Leg:
    """One payout as a person looks at it; ``outcome`` is what its newest receipt says."""

    id: int
    number: str
    case_id: int
    case_number: str
    route: str
    amount_minor: int
    state: PayoutState
    concern: Concern
    outcome: Outcome | None
    provider_reference: str


def leg_named(number: str) -> Leg | None:
    """Return one payout by its number."""
    row = Payout.objects.filter(number=number).select_related("case").first()
    if row is None:
        return None
    newest = row.receipts.order_by("-id").values_list("outcome", flat=True).first()
    return leg_of(row, newest)


def leg_of(row: Payout, newest: str | None) -> Leg:
    """Return a payout read with its case; ``newest`` is its newest receipt's outcome, if any."""
    return Leg(
        id=row.pk,
        number=row.number,
        case_id=row.case_id,
        case_number=row.case.number,
        route=row.route,
        amount_minor=row.amount_minor,
        state=PayoutState(row.state),
        concern=Concern(row.last_concern),
        outcome=Outcome(newest) if newest else None,
        provider_reference=row.provider_reference,
    )


def number_of_leg(payout_id: int) -> str:
    """Return a payout's number."""
    return Payout.objects.values_list("number", flat=True).get(pk=payout_id)


def case_of(payout_id: int) -> int:
    """Return the id of the case a payout belongs to."""
    return Payout.objects.values_list("case_id", flat=True).get(pk=payout_id)


def crosses_border(payout_id: int) -> bool:
    """Return whether a payout belongs to a cross-border order: such money takes longer."""
    rows = Payout.objects.filter(pk=payout_id)
    return rows.values_list("tender__order__cross_border", flat=True).get()


def amounts_of(route: str) -> dict[str, tuple[int, PayoutState]]:
    """Return fen and state of every payout of a route by its number."""
    rows = Payout.objects.filter(route=route).values_list("number", "amount_minor", "state")
    return {number: (amount, PayoutState(state)) for number, amount, state in rows}


def next_due() -> datetime | None:
    """Return when the next payout is due, None when nothing waits."""
    rows = Payout.objects.filter(due_at__isnull=False).order_by("due_at")
    return rows.values_list("due_at", flat=True).first()
