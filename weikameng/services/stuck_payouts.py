"""Money that is held up (payout_stuck): a person asks the route again, with the same number."""

from datetime import datetime

from django.db import transaction

from weikameng.domain.case_life import Event
from weikameng.domain.case_plan import CasePlan, Step
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.words import Words
from weikameng.records.reading.refunds import case_to_move
from weikameng.records.writing import payouts, refunds
from weikameng.services import screening

MAY_RETRY = frozenset({"finance", "supervisor"})


def ask_again(case_number: str, *, staff_id: int, role: str, at: datetime) -> None:
    """Have every unsettled leg asked for and, if the route never had it, sent again (R4.2).

    Raises Refusal for other roles, and when the case is not held up (any more).
    """
    case = case_to_move(case_number)
    if case is None or role not in MAY_RETRY:
        raise not_found()
    screening.demand(case.read.state, Event.RESUME)
    step = Step(Event.RESUME, f"staff:{staff_id}")
    try:
        with transaction.atomic():
            refunds.move(case.read, CasePlan((step,)), at)
            payouts.ask_again(case.read.id, at)
    except Conflict as error:
        raise Refusal(
            "moved",
            Words("这笔退款刚刚有了变化,请刷新。", "This refund has just changed; reload."),
            case_number,
        ) from error
    payouts.wake(at)
