"""Questions about money on its way."""

from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.case_life import State
from weikameng.domain.case_plan import CaseAsRead
from weikameng.domain.payout_life import PayoutState
from weikameng.records.models import Payout, RefundCase


@dataclass(frozen=True, slots=True)
class CaseMoney:
    """A case locked while one of its payouts is written: ``unsettled`` are its open payout ids."""

    read: CaseAsRead
    unsettled: frozenset[int]
    due_at: datetime | None

    @property
    def paying(self) -> bool:
        """Whether the money is on its way (and not stuck already)."""
        return self.read.state is State.PAYING


def case_money(case_id: int) -> CaseMoney:
    """Lock the case and return what is unsettled: two legs arriving at once take turns."""
    case = RefundCase.objects.select_for_update().get(pk=case_id)
    unsettled = Payout.objects.filter(case_id=case_id).exclude(state=PayoutState.SETTLED)
    return CaseMoney(
        CaseAsRead(case.pk, case.number, case.order_id, State(case.state), case.revision),
        frozenset(unsettled.values_list("id", flat=True)),
        case.due_at,
    )


def amounts_of(route: str) -> dict[str, tuple[int, PayoutState]]:
    """Return fen and state of every payout of a route by its number."""
    rows = Payout.objects.filter(route=route).values_list("number", "amount_minor", "state")
    return {number: (amount, PayoutState(state)) for number, amount, state in rows}


def next_due() -> datetime | None:
    """Return when the next payout is due, None when nothing waits."""
    rows = Payout.objects.filter(due_at__isnull=False).order_by("due_at")
    return rows.values_list("due_at", flat=True).first()
