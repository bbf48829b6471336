"""What the clock makes happen: cases nobody supplemented are closed (D4), stalled work is swept."""

from datetime import datetime

from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import SYSTEM, CasePlan, Step
from weikameng.domain.errors import Conflict
from weikameng.records.reading.refunds import case_to_move, expired
from weikameng.records.writing import refunds as writing


def close_expired(at: datetime) -> int:
    """Close cases whose seven days to supplement are over; return how many."""
    closed = 0
    for number in expired(at):
        case = case_to_move(number)
        if case is None or case.read.state is not State.AWAITING_BUYER:
            continue
        try:
            writing.move(case.read, CasePlan((Step(Event.EXPIRE, SYSTEM),)), at)
            closed += 1
        except Conflict:
            continue  # the buyer answered in the last second: that stands
    return closed
