"""Asks the supplier when a case is opened; its signed answer becomes evidence (R3.3)."""

from datetime import datetime

from django.db import transaction

from weikameng.domain.case_life import State
from weikameng.domain.errors import Conflict
from weikameng.domain.supply import SupplierAnswer
from weikameng.records.reading.photograph import photograph
from weikameng.records.reading.refunds import CaseToMove, case_to_move
from weikameng.records.writing import orders as writing
from weikameng.records.writing.payouts import wake
from weikameng.services import attached, chain, picture_marks, screening, wiring

# A supplier that says nothing holds a buyer up no longer than this many questions.
MAX_QUESTIONS = 3


def ask_supplier(case_number: str, *, question: int, at: datetime) -> bool:
    """Ask once and screen the case again; False when it should be asked again a little later."""
    case = case_to_move(case_number)
    if case is None or case.read.state is not State.SCREENING:
        return True  # asked twice, or withdrawn meanwhile: nothing left to do
    answer = wiring.supplier().ask(case.order_number)
    if answer.arrived is None and question < MAX_QUESTIONS:
        return False
    keep_answer(case.read.order_id, answer, at)
    _screen(case, at)
    return True


def keep_answer(order_id: int, answer: SupplierAnswer, at: datetime) -> None:
    """Keep what the supplier said: on the order for decisions, on the chain as evidence."""
    with transaction.atomic():
        writing.supplier_said(order_id, answer, at)
        chain.keep(order_id, [attached.supplier_answer(answer)], at)


def _screen(case: CaseToMove, at: datetime) -> None:
    photo = photograph(case.order_number, buyer_id=case.buyer_id, at=at)
    assert photo is not None, "a case without its order"
    checked = picture_marks.checked(case.read.order_id)
    screened = screening.screen_again(case, photo, checked, at)
    try:
        screening.write_decision(case, screened, at)
    except Conflict:
        return  # the buyer withdrew while the supplier spoke: that move stands
    if screened.plan.payouts:
        wake(at)
