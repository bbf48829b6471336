"""Money that is held up: what a person of finance may do about it (R4.3, R4.4)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from weikameng.domain import transfer_life
from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import CasePlan, Step
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.mirror import SHOP
from weikameng.domain.payout_life import Concern, Outcome, PayoutState, Verb
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.gateways.payments.wechatpay_abnormal import BuyersCard
from weikameng.records.reading.payouts import (
    CaseMoney,
    Leg,
    case_money,
    leg_named,
    number_of_leg,
)
from weikameng.records.reading.refunds import case_to_move
from weikameng.records.reading.transfers import complaint_since, dead_legs
from weikameng.records.writing import held_payouts as writing
from weikameng.records.writing import payouts, refunds
from weikameng.records.writing.claims import Leased
from weikameng.services import screening, wiring
from weikameng.services.payouts import MERCHANT, Heard, keep, order_of
from weikameng.services.promised import successor_by
from weikameng.services.staff_log import noted

MIN_NOTE, MAX_NOTE = 5, 500
_MOVED = Words("这笔退款刚刚有了变化,请刷新。", "This refund has just changed; reload.")


class Person:
    """Who acts: their id and role; Refusal where the role may not."""

    def __init__(self, staff_id: int, role: str) -> None:
        if not allowed(role, Right.MOVE_MONEY):
            raise not_found()
        self.actor = f"staff:{staff_id}"
        self.id = staff_id


def ask_again(case_number: str, *, staff_id: int, role: str, at: datetime) -> None:
    """Have every unsettled leg asked for and, if the route never had it, sent again (R4.2).

    Raises Refusal for other roles, and when the case is not held up (any more).
    """
    case = case_to_move(case_number)
    if case is None:
        raise not_found()
    person = Person(staff_id, role)
    screening.demand(case.read.state, Event.RESUME)

    def act() -> None:
        due_at = case_money(case.read.id).due_at
        refunds.move(case.read, CasePlan((Step(Event.RESUME, person.actor),), due_at=due_at), at)
        payouts.ask_again(case.read.id, at)
        noted(person.id, Act.PAYOUT_ASKED_AGAIN, f"case {case_number}", "", at)

    _in_one_step(act, case_number)
    payouts.wake(at)


def send_anew(number: str, note: str, *, staff_id: int, role: str, at: datetime) -> str:
    """Send a leg again under a new number, which is returned; a person's decision alone.

    Only where the channel's proven answer says that the old number can never succeed, or that the
    money came back: otherwise a new number would pay twice (docs/payments.md).
    """
    person, leg = Person(staff_id, role), _leg(number)
    _demand_note(note)
    _demand(_is_dead(leg) and leg.route in wiring.gateways(), leg, _NOT_DEAD)
    fresh: list[int] = []

    def act() -> None:
        case = case_money(leg.case_id)
        by = successor_by(leg.id, leg.route, at)
        again = payouts.Replacement(leg.route, leg.amount_minor, promised_at=by)
        fresh.extend(payouts.replace(leg.id, [again], at))
        _resume(case, person, note, at)
        noted(person.id, Act.PAYOUT_SENT_ANEW, f"payout {number}", note, at)

    _in_one_step(act, number)
    payouts.wake(at)
    return number_of_leg(fresh[0])


def redirect(
    number: str, card: BuyersCard | None, *, staff_id: int, role: str, at: datetime
) -> Outcome:
    """Direct an abnormal refund to the buyer's card, or (None) back to our own account.

    What came back to us is then refused with BACK_AT_MERCHANT, ready for an offline transfer. Card
    number and name are handed to the channel, encrypted, and kept nowhere.
    """
    assert not connection.in_atomic_block, "a gateway call inside a transaction"
    person, leg = Person(staff_id, role), _leg(number)
    gateway = wiring.abnormal_refunds() if leg.route == "wechatpay" else None
    _demand(_is_abnormal(leg) and gateway is not None, leg, _NOT_ABNORMAL)
    assert gateway is not None
    taken: list[Leased] = []

    def act() -> None:
        case = case_money(leg.case_id)
        if card and complaint_since(case.read.order_id):
            raise Refusal("complaint_open", _COMPLAINT_OPEN, leg.number)
        taken.append(writing.take(leg.id, "card" if card else MERCHANT, person.actor, at))
        _resume(case, person, "", at)
        noted(person.id, Act.PAYOUT_REDIRECTED, f"payout {number}", "", at)

    _in_one_step(act, number)
    receipt = gateway.redirect(order_of(taken[0]), leg.provider_reference, card)
    keep(taken[0], Heard(Verb.REDIRECT, receipt, timedelta(minutes=1)), at)
    return receipt.outcome


def bank_returned(number: str, note: str, *, staff_id: int, role: str, at: datetime) -> None:
    """Note that a settled refund came back from the bank: the buyer's claim stands again."""
    person, leg = Person(staff_id, role), _leg(number)
    _demand_note(note)
    _demand(leg.state is PayoutState.SETTLED and leg.route not in _NEVER_BACK, leg, _NOT_SETTLED)

    def act() -> None:
        case = case_money(leg.case_id)
        writing.reverse(leg.id, note.strip(), at)
        noted(person.id, Act.PAYOUT_RETURNED, f"payout {number}", note, at)
        event = Event.REVERSE if case.read.state is State.REFUNDED else Event.STICK
        if event is Event.REVERSE or case.paying:
            step = Step(event, person.actor, note.strip())
            refunds.move(case.read, CasePlan((step,), due_at=case.due_at), at)

    _in_one_step(act, number)


def may_act_on(leg: Leg) -> frozenset[str]:
    """Return what may be done about a leg now: ``again``, ``anew``, ``redirect``, ``returned``."""
    found = {
        "again": leg.state in {PayoutState.REFUSED, PayoutState.UNKNOWN, PayoutState.ACCEPTED}
        or (leg.route == SHOP and leg.state in _SHOP_AGAIN),
        "anew": _is_dead(leg) and leg.route in wiring.gateways(),
        "redirect": _is_abnormal(leg)
        and leg.route == "wechatpay"
        and wiring.abnormal_refunds() is not None,
        "returned": leg.state is PayoutState.SETTLED and leg.route not in _NEVER_BACK,
        "offline": transfer_life.why_not(_as_dead(leg)) is None,
    }
    return frozenset(name for name, allowed in found.items() if allowed)


def _is_dead(leg: Leg) -> bool:
    """Whether the old number can never succeed; what is abnormal lies at the channel still."""
    if leg.state is PayoutState.REVERSED:
        return leg.concern is not Concern.ABNORMAL
    return leg.state is PayoutState.REFUSED and leg.outcome is Outcome.PERMANENTLY_FAILED


def _is_abnormal(leg: Leg) -> bool:
    ended = leg.state in {PayoutState.REFUSED, PayoutState.REVERSED}
    return ended and leg.concern is Concern.ABNORMAL


def _as_dead(leg: Leg) -> transfer_life.Leg:
    return transfer_life.Leg(leg.state, leg.concern, leg.route)


# A late shop is asked again, and one whose payment came back.
_SHOP_AGAIN = (PayoutState.INTENDED, PayoutState.REVERSED)
# No bank stands between these and the buyer, or the shop tells what its bank did.
_NEVER_BACK = (payouts.WALLET, SHOP, "chargeback")
_NOT_DEAD = Words(
    "只有渠道明确说这个号码不会成功,或钱已退回时,才能换新号码。请先向渠道核实。",
    "A new number is only for what the channel has closed or sent back. Ask the channel first.",
)
_COMPLAINT_OPEN = Words(
    "买家在渠道的投诉还没结束,现在退可能付两次。请先办结投诉,或先让钱退回我们的账户。",
    "A complaint at the channel is open, so this could pay twice. Close it first, or have the money"
    " directed back to us.",
)
_NOT_ABNORMAL = Words(
    "只有微信支付标为退款异常的,才能改退到别的账户。",
    "Only a refund that WeChat Pay calls abnormal can be directed to another account.",
)
_NOT_SETTLED = Words(
    "只有已到账的渠道退款才能记为被银行退回。",
    "Only a channel's refund that has arrived can be noted as returned by the bank.",
)


def _leg(number: str) -> Leg:
    leg = leg_named(number)
    if leg is None:
        raise not_found()
    return leg


def _demand(allowed: bool, leg: Leg, words: Words) -> None:
    if not allowed:
        raise Refusal("not_now", words, leg.number)


def _demand_note(note: str) -> None:
    if not MIN_NOTE <= len(note.strip()) <= MAX_NOTE:
        raise Refusal(
            "note",
            Words(
                f"请写明依据,{MIN_NOTE} 到 {MAX_NOTE} 字。",
                f"Say what it is based on, in {MIN_NOTE} to {MAX_NOTE} characters.",
            ),
        )


def _resume(case: CaseMoney, person: Person, note: str, at: datetime) -> None:
    """The money is on its way again, unless another leg of the case still waits for a person."""
    if case.read.state is State.PAYOUT_STUCK and not dead_legs(case.read.id):
        step = Step(Event.RESUME, person.actor, note.strip())
        refunds.move(case.read, CasePlan((step,), due_at=case.due_at), at)


def _in_one_step(act: Callable[[], None], see: str) -> None:
    try:
        with transaction.atomic():
            act()
    except Conflict as error:
        raise Refusal("moved", _MOVED, see) from error
