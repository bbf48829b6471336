"""Asks the supplier when a case is opened, by its rules; its answer becomes evidence (R3.3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from weikameng.domain.case_life import State
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, holders
from weikameng.domain.staff_acts import Act
from weikameng.domain.supply import (
    CONTRADICTION,
    FIRST_PAUSE,
    HOLDING_QUESTIONS,
    MAX_QUESTIONS,
    SWITCHED_OFF,
    TOO_OLD,
    SupplierAnswer,
    SupplierGateway,
    ask_at,
    pause_after,
)
from weikameng.domain.words import Words
from weikameng.records.reading import supplying as reading
from weikameng.records.reading.photograph import photograph
from weikameng.records.reading.refunds import case_to_move
from weikameng.records.reading.supplying import OrderToAsk
from weikameng.records.writing import errands
from weikameng.records.writing import orders as orders_writing
from weikameng.records.writing import supplying as writing
from weikameng.records.writing.payouts import wake
from weikameng.records.writing.supplying import Heard
from weikameng.services import attached, chain, picture_marks, screening, wiring
from weikameng.services.staff_log import noted

# A case somebody still decides. What is decided is not asked about any more.
OPEN = frozenset({State.SCREENING, State.REVIEWING, State.AWAITING_BUYER})
_NOT_ASKED = frozenset({TOO_OLD, SWITCHED_OFF})
_NOTHING_TO_ASK = Words(
    "这份申请现在不能问合作方:已经有结果,或者商品不是合作方充值的。",
    "The supplier can't be asked about this case: it is decided, or no supplier delivered it.",
)
_ENOUGH = Words(
    "这个订单已经问过合作方太多次,不再问了。请联系合作方核实。",
    "The supplier was asked about this order too often. Please contact the supplier.",
)
_IN_THIS_MOMENT = Words(
    "正在问合作方,请过一会儿刷新看答复。",
    "The supplier is being asked in this moment; reload in a while to see the answer.",
)


@dataclass(frozen=True, slots=True)
class Later:
    """When to ask again, and the how-manieth question that is."""

    at: datetime
    question: int


def ask_supplier(case_number: str, *, question: int, at: datetime) -> Later | None:
    """Ask once, keep what came and screen the case again; None when no question is left to ask.

    May run twice at any point: what was asked is written before, what came once.
    """
    order = reading.order_to_ask(case_number)
    if order is None or order.state not in OPEN:
        return None
    if reading.has_spoken(order.case_id):
        _screen(case_number, at)
        return None
    turn = _turn(order, at)
    if isinstance(turn, datetime) and turn > at:
        return Later(turn, question)
    last = question in (HOLDING_QUESTIONS, MAX_QUESTIONS)
    try:
        answer = _heard(order, turn, at, last=last)
    except Conflict:
        return Later(at + FIRST_PAUSE, question)
    done = answer is None or answer.arrived is not None or answer in _NOT_ASKED
    if done or question >= HOLDING_QUESTIONS:
        _screen(case_number, at)
    if done or question >= MAX_QUESTIONS:
        return None
    return Later(at + _pause(order, question), question + 1)


def ask_now(case_number: str, *, who: Actor, at: datetime) -> SupplierAnswer:
    """Ask once more because a person wants to know; return what came.

    Refusal when it can't be asked (yet); not_found for roles that don't review.
    """
    order = _asked_by_person(case_number, who.role, at)
    with transaction.atomic():
        noted(who.id, Act.CASE_SUPPLIER_ASKED, f"case {case_number}", "", at)
    try:
        answer = _heard(order, _turn(order, at), at, last=True)
    except Conflict:
        raise Refusal("not_now", _IN_THIS_MOMENT, case_number) from None
    if answer is None:
        raise Refusal("not_now", _ENOUGH, case_number)
    _screen(case_number, at)
    return answer


def ask_soon(case_number: str, *, who: Actor, at: datetime) -> None:
    """Have the worker ask once more: the page does not wait for a supplier. Refuses as above."""
    _asked_by_person(case_number, who.role, at)
    with transaction.atomic():
        errands.defer("ask_supplier_once", case=case_number)
        noted(who.id, Act.CASE_SUPPLIER_ASKED, f"case {case_number}", "", at)


def ask_once(case_number: str, *, at: datetime) -> None:
    """Ask because a person wanted it; nothing when the supplier can't be asked any more."""
    order = reading.order_to_ask(case_number)
    turn = _turn(order, at) if order and order.state in OPEN else None
    if order is None or turn is None or (isinstance(turn, datetime) and turn > at):
        return
    try:
        _heard(order, turn, at, last=True)
    except Conflict:
        return  # somebody else asks in this moment: that answer will do
    _screen(case_number, at)


def keep_answer(order_id: int, heard: Heard, at: datetime, *, last: bool = True) -> None:
    """Keep what the supplier said: on the order for decisions, on the chain as evidence.

    Of answers that say nothing only the last is evidence; the others are kept with the question.
    """
    with transaction.atomic():
        said = heard.answer
        if said.arrived is not None and (not said.arrived) in reading.arrivals(order_id):
            orders_writing.supplier_said(order_id, CONTRADICTION, at)
            writing.contradicted(order_id)
        else:
            orders_writing.supplier_said(order_id, said, at)
        if last or said.arrived is not None:
            chain.keep(order_id, [attached.supplier_answer(heard)], at)


def _turn(order: OrderToAsk, at: datetime) -> datetime | SupplierAnswer:
    """When the supplier may be asked, or why it is not."""
    supplier = wiring.suppliers().get(order.supplier)
    if supplier is None:
        return SWITCHED_OFF
    moment = ask_at(supplier.questions, order.ordered_at, reading.asked_at(order.id), at)
    return moment or TOO_OLD


def _pause(order: OrderToAsk, question: int) -> timedelta:
    supplier = wiring.suppliers().get(order.supplier)
    return pause_after(question, supplier.questions) if supplier else FIRST_PAUSE


def _heard(
    order: OrderToAsk, turn: datetime | SupplierAnswer, at: datetime, *, last: bool
) -> SupplierAnswer | None:
    """Write the question, ask with nothing locked, write the answer; None: asked too often.

    Conflict when somebody else asks in this moment.
    """
    asked = isinstance(turn, datetime)
    question_id = writing.begin(order, at, asked=asked)
    if question_id is None:
        return None
    if isinstance(turn, datetime):
        heard = _sealed(wiring.suppliers()[order.supplier], order.number)
    else:
        heard = Heard(turn)
    with transaction.atomic():
        if writing.hear(question_id, heard):
            keep_answer(order.id, heard, at, last=last or not asked)
    return heard.answer


def _sealed(supplier: SupplierGateway, number: str) -> Heard:
    """Ask, and keep question and answer as they travelled, by their digests."""
    answer = supplier.ask(number)
    files = wiring.files()
    return Heard(
        answer,
        files.keep(answer.asked) if answer.asked else "",
        files.keep(answer.raw) if answer.raw else "",
    )


def _asked_by_person(case_number: str, role: str, at: datetime) -> OrderToAsk:
    order = reading.order_to_ask(case_number)
    if order is None or role not in holders(Right.REVIEW):
        raise not_found()
    if order.state not in OPEN or not order.direct:
        raise Refusal("not_now", _NOTHING_TO_ASK, case_number)
    turn = _turn(order, at)
    if isinstance(turn, datetime) and turn > at:
        seconds = max(1, round((turn - at).total_seconds()))
        words = Words(
            f"刚刚问过合作方,请 {seconds} 秒后再问。",
            f"The supplier has just been asked; ask again in {seconds} seconds.",
        )
        raise Refusal("not_now", words, case_number)
    return order


def _screen(case_number: str, at: datetime) -> None:
    """Decide a case that waited for its supplier; one that a person looks at is left to them."""
    case = case_to_move(case_number)
    if case is None or case.read.state is not State.SCREENING:
        return
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
