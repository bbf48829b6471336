"""What a buyer can do about a refund: apply, amend, withdraw. One descent, one ascent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from weikameng.domain.application import RefundApplication
from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import CasePlan, Step
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.money import yuan_of
from weikameng.domain.words import Words
from weikameng.records.reading.disputes import ruled_against
from weikameng.records.reading.photograph import Photograph, photograph
from weikameng.records.reading.refunds import CaseToMove, case_to_move, turned_away_by_system
from weikameng.records.writing import refunds as writing
from weikameng.records.writing.payouts import wake
from weikameng.services import attached, chain, guardians, screening, unauthorised, uploads
from weikameng.services.promised import review_due_at

# Each try reads everything anew; only a unit that changes all the time exhausts them.
MAX_TRIES = 5
# A check that the case is still the version somebody has read; it raises to change nothing.
Still = Callable[[], None] | None
_BUSY = Words("订单正在变化,请稍后再试一次。", "The order is changing right now; please try again.")
_PERSON_DECIDED = Words(
    "这份申请已经由人工复核过,补充新的材料可以再次申请。",
    "A person has reviewed this already; new material lets you apply again.",
)
_RULED = Words(
    "仲裁已经裁决不支持这笔退款,不能再次申请。裁决和理由在原来的退款里;你仍可以向 12315 投诉或"
    "起诉。",
    "Arbitration has ruled against this refund, so it can't be asked for again. The ruling stands"
    " with that refund; you may still complain to 12315 or sue.",
)


@dataclass(frozen=True, slots=True)
class Applied:
    """Where the application stands; ``joined`` when it met a case that was open already (R8.3)."""

    number: str
    state: State
    joined: bool = False


def apply(application: RefundApplication, *, buyer_id: int, at: datetime) -> Applied:
    """Apply for a refund of an order (R2.1): decided at once, one open case per unit (R2.7).

    Raises Refusal when the order is not this buyer's or can't be asked for at all.
    """
    for _ in range(MAX_TRIES):
        photo = photograph(application.order_number, buyer_id=buyer_id, at=at)
        if photo is None:
            raise not_found()
        _demand_not_ruled(photo, application)
        if joined := _open_case_of(photo, application):
            return _joined(joined, application, buyer_id=buyer_id, at=at)
        if rejected := _rejected_case_of(photo, application):
            return _apply_again(rejected, application, buyer_id=buyer_id, at=at)
        guardians.demand(application)
        asked = uploads.with_files(application, photo.number, owner_id=buyer_id, at=at)
        screened = screening.screen(photo, asked, at)
        _demand_expected(application, screened.decision.at_stake_minor)
        new = screening.new_case(photo, asked, screened, at)
        try:
            screening.open_case(new, asked, at)
        except (writing.AlreadyOpen, Conflict):
            continue  # somebody was quicker: look again, then join or decide anew
        if new.plan.payouts:
            wake(at)
        return Applied(new.number, screened.state)
    raise Refusal("busy", _BUSY)


def amend(
    case_number: str,
    application: RefundApplication,
    *,
    buyer_id: int,
    at: datetime,
    still: Still = None,
) -> Applied:
    """Amend a case that was sent back or rejected (R2.6): same case, next round, screened again."""
    try:
        return _amended(case_number, application, buyer_id, at, still)
    except Refusal:
        if still:  # what another one's change made impossible is told as that change
            still()
        raise


def _amended(
    case_number: str, application: RefundApplication, buyer_id: int, at: datetime, still: Still
) -> Applied:
    for _ in range(MAX_TRIES):
        case = _case(case_number, buyer_id, still)
        screening.demand(case.read.state, Event.AMEND)
        guardians.demand(application, case.read.id)
        photo = photograph(case.order_number, buyer_id=buyer_id, at=at)
        assert photo is not None, "a case without its order"
        asked = replace(application, order_number=case.order_number, unit_ids=case.unit_ids)
        asked = uploads.with_files(asked, case.order_number, owner_id=buyer_id, at=at)
        screened = screening.screen(photo, asked, at, case)
        _demand_expected(application, screened.decision.at_stake_minor)
        if application.person_wanted and not screened.facts.application.new_material:
            _demand_machine(case)  # the same words again don't bring it back to a person
        try:
            with _held(case, still):
                screening.write_round(case, photo, asked, screened, at)
        except (Conflict, writing.AlreadyOpen):
            continue
        if screened.plan.payouts:
            wake(at)
        return Applied(case.read.number, screened.state)
    raise Refusal("busy", _BUSY)


def withdraw(case_number: str, *, buyer_id: int, at: datetime, still: Still = None) -> None:
    """Withdraw while undecided (R2.6); the buyer may apply again inside the window."""
    case = _case(case_number, buyer_id, still)
    screening.demand(case.read.state, Event.WITHDRAW)
    unauthorised.demand_may_withdraw(case.reason, case_number)
    try:
        with _held(case, still):
            writing.move(case.read, CasePlan((Step(Event.WITHDRAW, f"buyer:{buyer_id}"),)), at)
    except Conflict as error:
        raise Refusal("busy", _BUSY, case_number) from error


def ask_person(case_number: str, *, buyer_id: int, at: datetime, still: Still = None) -> None:
    """Ask that a person decides what was refused or sent back automatically (PIPL-24, I1).

    It joins the review queue; asking twice changes nothing. Raises Refusal when a person decided
    already (then only new material helps) and in states with nothing to ask for.
    """
    case = _case(case_number, buyer_id, still)
    if case.read.state is State.REVIEWING:
        return
    screening.demand(case.read.state, Event.APPEAL)
    _demand_machine(case)
    plan = CasePlan((Step(Event.APPEAL, f"buyer:{buyer_id}"),))
    plan = replace(plan, due_at=review_due_at(case.read, case.route, plan, at))
    try:
        with _held(case, still), transaction.atomic():
            writing.move(case.read, plan, at)
            asked = attached.conversation("buyer", case_number, Event.APPEAL)
            chain.keep(case.read.order_id, [asked], at)
    except (Conflict, writing.AlreadyOpen) as error:
        raise Refusal("busy", _BUSY, case_number) from error


def _case(case_number: str, buyer_id: int, still: Still) -> CaseToMove:
    """A buyer's case to be changed. What it can do is asked only of the version they have read."""
    case = case_to_move(case_number, buyer_id=buyer_id)
    if case is None:
        raise not_found()
    if still:
        still()
    return case


@contextmanager
def _held(case: CaseToMove, still: Still) -> Iterator[None]:
    """Change a case that nobody else changes from the check on; without a check as it comes."""
    if still is None:
        yield
        return
    with transaction.atomic():
        writing.hold(case.read.number)
        still()
        yield


def _demand_expected(application: RefundApplication, at_stake_minor: int) -> None:
    """Who says what they believe may go back is told when it is another amount by now."""
    if application.expected_minor in {None, at_stake_minor}:
        return
    amount = yuan_of(at_stake_minor)
    words = Words(
        f"现在可退的是 {amount} 元,和你提交的金额不同,请确认后再申请。",
        f"What may go back now is CNY {amount}, not the amount sent; check it and apply again.",
    )
    raise Refusal("amount_moved", words, facts={"refundable_amount_minor": at_stake_minor})


def _demand_machine(case: CaseToMove) -> None:
    """Refuse to bring back to a person what a person has decided."""
    if not turned_away_by_system(case.read.id):
        raise Refusal("person_decided", _PERSON_DECIDED, case.read.number)


def _joined(
    met: Applied, application: RefundApplication, *, buyer_id: int, at: datetime
) -> Applied:
    """The case it met; who wants a person gets one there, if it waits for the buyer."""
    if not application.person_wanted or met.state is not State.AWAITING_BUYER:
        return met
    ask_person(met.number, buyer_id=buyer_id, at=at)
    return replace(met, state=State.REVIEWING)


def _apply_again(
    case_number: str, application: RefundApplication, *, buyer_id: int, at: datetime
) -> Applied:
    """After a rejection it is the same case's next round (R2.6); the same words change nothing."""
    case = case_to_move(case_number, buyer_id=buyer_id)
    assert case is not None, "photographed a moment ago"
    said_before = (case.reason, case.narrative) == (application.reason, application.narrative)
    asked = uploads.with_files(application, case.order_number, owner_id=buyer_id, at=at)
    if said_before and not asked.files:
        if application.person_wanted:
            ask_person(case_number, buyer_id=buyer_id, at=at)
            return Applied(case_number, State.REVIEWING, joined=True)
        return Applied(case_number, case.read.state, joined=True)
    return amend(case_number, application, buyer_id=buyer_id, at=at)


def _rejected_case_of(photo: Photograph, application: RefundApplication) -> str | None:
    """Return the latest case about exactly these units if it was rejected."""
    left = {int(unit.id) for unit in photo.order.units if not unit.refunded}
    asked = set(application.unit_ids or left) & left
    units: dict[str, set[int]] = {}
    for case in photo.cases:
        units.setdefault(case.number, set()).add(case.unit_id)
    latest = next((c for c in reversed(photo.cases) if c.unit_id in asked), None)
    if latest is None or latest.state is not State.REJECTED or units[latest.number] != asked:
        return None
    return latest.number


def _demand_not_ruled(photo: Photograph, application: RefundApplication) -> None:
    """What an arbitration has ruled on is not asked for again."""
    asked = application.unit_ids or tuple(int(unit.id) for unit in photo.order.units)
    closed = {c.number for c in photo.cases if c.state is State.CLOSED and c.unit_id in asked}
    if closed and (ruled := ruled_against(closed)):
        raise Refusal("ruled", _RULED, ruled)


def _open_case_of(photo: Photograph, application: RefundApplication) -> Applied | None:
    """An open case on any of the units asked for is the case; a finished refund is shown too.

    What a refund left out (a used card of two) may be asked for: a person can still be wanted.
    """
    asked = application.unit_ids or tuple(int(unit.id) for unit in photo.order.units)
    for case in photo.cases:
        if case.open and case.unit_id in asked:
            return Applied(case.number, case.state, joined=True)
    # A repeated submission of what was refunded already is answered with that refund.
    refunded = {c.unit_id: c for c in photo.cases if c.state is State.REFUNDED}
    left = any(int(unit.id) in asked and not unit.refunded for unit in photo.order.units)
    if not left and all(unit_id in refunded for unit_id in asked):
        done = refunded[asked[0]]
        return Applied(done.number, done.state, joined=True)
    return None
