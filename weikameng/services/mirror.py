"""Mirror mode (P2): a shop pays its refunds back itself, and tells us when it has, or can't."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from weikameng.domain.case_life import Event
from weikameng.domain.case_plan import SYSTEM, CasePlan, Step
from weikameng.domain.errors import not_found
from weikameng.domain.mirror import (
    ANSWER_AGAIN,
    LATE,
    SHOP,
    Compared,
    Confirmation,
    MirrorLeg,
    TheirLine,
    compared,
    demand_confirmation,
    demand_open,
    plain_reason,
)
from weikameng.domain.payout_life import NextStep, PayoutState
from weikameng.domain.statements import bounds
from weikameng.records.reading import mirror as reading
from weikameng.records.reading.payouts import CaseMoney, case_money, case_of
from weikameng.records.writing import mirror as writing
from weikameng.records.writing import refunds
from weikameng.services.payouts import follow

# One round of the errand; what is left is seen in the next.
BATCH = 500
_ACTOR = f"route:{SHOP}"


@dataclass(frozen=True, slots=True)
class Payer:
    """The shop that speaks."""

    shop_id: int
    code: str


def confirm(number: str, told: Confirmation, shop: Payer, *, at: datetime) -> None:
    """The shop has paid a leg: the money has arrived, and the case goes on.

    The same again changes nothing. Refusal when amount or time can't be, or it is paid already.
    """
    with transaction.atomic():
        case, leg = _held(number, shop)
        if not demand_open(leg, told):
            return
        demand_confirmation(leg, told, at)
        writing.confirmed(leg, told, at)
        said = (_ACTOR, told.reference.strip())
        follow(case, leg.id, NextStep(PayoutState.SETTLED, None), said, at)


def fail(number: str, why: str, shop: Payer, *, came_back: bool = False, at: datetime) -> None:
    """The shop can't pay a leg, or (``came_back``) what it had paid came back: a person looks.

    The same again changes nothing. Refusal when the leg has ended otherwise.
    """
    reason = plain_reason(why)
    with transaction.atomic():
        case, leg = _held(number, shop)
        if leg.state in {PayoutState.REFUSED, PayoutState.REVERSED}:
            return
        back = came_back and leg.state is PayoutState.SETTLED
        if not back:
            demand_open(leg)
        writing.failed(leg, reason, at)
        state = PayoutState.REVERSED if back else PayoutState.REFUSED
        follow(case, leg.id, NextStep(state, None), (_ACTOR, reason), at)


def escalate(at: datetime) -> int:
    """Hold up the cases whose shop has not confirmed in time, so that people see to them."""
    held = 0
    for case_id in reading.late_cases(at, ANSWER_AGAIN, BATCH):
        with transaction.atomic():
            case = case_money(case_id)
            if not case.paying:
                continue  # the shop confirmed in the last second
            step = Step(Event.STICK, SYSTEM, LATE.zh, LATE.en)
            refunds.move(case.read, CasePlan((step,), due_at=case.due_at), at)
            held += 1
    return held


def reconcile(day: date, lines: Sequence[TheirLine], shop: Payer, *, at: datetime) -> Compared:
    """Hold a shop's own books of a Beijing day against ours; what agrees is booked as reconciled.

    Sending the same day again books nothing twice.
    """
    with transaction.atomic():
        of_day = reading.settled_between(shop.shop_id, *bounds(day))
        named = reading.our_lines(shop.shop_id, [line.number for line in lines])
        ours = {line.number: line for line in (*of_day, *named)}
        found = compared(lines, ours, [line.number for line in of_day])
        writing.cleared(shop.code, found.agree, at)
    return found


def _held(number: str, shop: Payer) -> tuple[CaseMoney, MirrorLeg]:
    """The leg as it stands while its case is held: two words at once take turns."""
    seen = reading.leg_of(number, shop_id=shop.shop_id)
    if seen is None:
        raise not_found()
    case = case_money(case_of(seen.id))
    leg = reading.leg_of(number, shop_id=shop.shop_id)
    assert leg is not None, "payouts are never deleted"
    return case, leg
