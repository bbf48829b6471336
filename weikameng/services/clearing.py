"""After its pictures were read a case is screened once more (R3.4): only a yes is acted upon, and
only where a machine, not a person, has spoken last.
"""

from datetime import datetime

from weikameng.domain.errors import Conflict
from weikameng.records.reading.photograph import photograph
from weikameng.records.reading.refunds import CaseToMove, case_to_move, left_by_system
from weikameng.records.writing.payouts import wake
from weikameng.records.writing.refunds import AsRead
from weikameng.services import picture_marks, screening
from weikameng.services.screening import Screened

MAX_TRIES = 3


def clear(case_number: str, at: datetime) -> bool:
    """Clear the case if the policy does so now that the pictures were read; may run twice."""
    for _ in range(MAX_TRIES):
        case = case_to_move(case_number)
        if case is None or not left_by_system(case.read.id):
            return False
        checked = picture_marks.checked(case.read.order_id)
        if checked == "not_checked":
            return False
        photo = photograph(case.order_number, buyer_id=case.buyer_id, at=at)
        assert photo is not None, "a case without its order"
        screened = screening.screen_pictures(case, photo, checked, at)
        if screened is None:
            return False
        if _written(case, screened, at, screening.as_read(photo, case.unit_ids)):
            return True
    return False


def _written(case: CaseToMove, screened: Screened, at: datetime, seen: AsRead) -> bool:
    try:
        screening.write_decision(case, screened, at, seen)
    except Conflict:
        return False  # the buyer or a person was quicker: look again
    if screened.plan.payouts:
        wake(at)
    return True
