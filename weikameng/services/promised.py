"""By when a case moves on, as promised to the buyer (R3.6, sla.json)."""

from datetime import datetime

from weikameng.domain.case_life import State
from weikameng.domain.case_plan import CasePlan
from weikameng.domain.promises import promise_for
from weikameng.records.reading.policies import promises

_CLOCK_OF = {
    State.SCREENING: "first_review",
    State.REVIEWING: "human_review",
    State.AWAITING_BUYER: "supplement",
    State.REJECTED: "supplement",  # amending keeps the first filing date for so long (D4)
}
# Reviews with a promise of their own (sla.json).
_REVIEW_CLOCKS = {"urgent": "urgent_review", "cross_border": "cross_border_review"}
# How each route's money arrives: the clock of arrival_by_channel in sla.json.
_ARRIVES_BY = {"wallet": "balance", "sandbox": "alipay_balance", "": "bank_debit"}


def due_at(state: State, route: str, plan: CasePlan, at: datetime) -> datetime | None:
    """Return by when the case moves on, as promised; None where nobody is waited for (R3.6)."""
    if state is State.PAYING:
        return promise_for(promises(), "arrival", at, channel=_ARRIVES_BY[_slowest(plan)]).due_at
    clock = _CLOCK_OF.get(state)
    if clock == "human_review":
        clock = _REVIEW_CLOCKS.get(route, clock)
    return promise_for(promises(), clock, at).due_at if clock else None


def _slowest(plan: CasePlan) -> str:
    routes = {leg.route for leg in plan.payouts} - {"wallet"}
    other = next(iter(sorted(routes)), "wallet")
    return other if other in _ARRIVES_BY else ""
