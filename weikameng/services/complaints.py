"""Complaints and chargebacks (N9): an open one holds what is not sent; its end frees it, or lets
what the channel paid stand for it. Never both paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from weikameng.domain import complaints as domain
from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import CasePlan, Step
from weikameng.domain.channel_names import CHANNEL_WORDS
from weikameng.domain.complaints import Closing, Leg, NewComplaint, Outcome
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.messages import Kind
from weikameng.domain.money import shared_out, yuan_of
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.policy.split import FIRST_PARTY
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import complaints as reading
from weikameng.records.reading.payouts import CaseMoney, case_money
from weikameng.records.reading.transfers import dead_legs
from weikameng.records.writing import complaints as writing
from weikameng.records.writing import messages, refunds
from weikameng.records.writing.payouts import wake
from weikameng.services import life, payouts
from weikameng.services.staff_log import noted

if TYPE_CHECKING:
    from weikameng.records.models import Complaint, Tender


@dataclass(frozen=True, slots=True)
class Standing:
    """A complaint as it stands, with every live leg of the order; ``known``: nothing was new."""

    id: int
    open: bool
    legs: tuple[Leg, ...]
    known: bool = False


def open_complaint(new: NewComplaint, actor: Actor, *, at: datetime) -> Standing:
    """Record a complaint or chargeback: what of the order is not sent waits from now on (N9).

    The same one again changes nothing. What was sent before can't be held: it is among the legs.
    Refusal for unknown or unpaid orders, and amounts above what the channel took.
    """
    _demand_keeper(actor)
    new = domain.demand_new(new, at)
    found = reading.paid_order(new.order_number)
    if found is None:
        raise not_found()
    _demand_not_own(found.order.buyer_id, actor)
    tender = _tender(found.tenders, new)
    with transaction.atomic():
        writing.lock_order(found.order.pk)
        if before := reading.known(tender.pk, new.reference):
            if (before.kind, before.amount_minor) != (new.kind, new.amount_minor):
                raise _another(before)
            return _standing(before.pk, found.order.pk, open_=before.closed_at is None, known=True)
        row = writing.NewRow(
            order_id=found.order.pk,
            tender_id=tender.pk,
            kind=new.kind,
            reference=new.reference,
            amount_minor=new.amount_minor,
            note=new.note,
            decides_by=new.decides_by,
        )
        complaint_id = writing.open_row(row, actor.id, at)
        writing.hold_or_free(found.order.pk, at)
        about = f"complaint {complaint_id}"
        noted(actor.id, Act.COMPLAINT_OPENED, about, new.note, at)
        _tell(found.order.pk, complaint_id, _News(Kind.COMPLAINED, by=new.decides_by), at)
        return _standing(complaint_id, found.order.pk, open_=True)


def close(complaint_id: int, closing: Closing, actor: Actor, *, at: datetime) -> Standing:
    """Record how it ended: what was held is due at once, unless the channel has paid it itself.

    What the channel paid stands for our legs first, and beyond them counts as given back. Closing
    it the same way again changes nothing. Refusal when the buyer would be paid twice.
    """
    _demand_keeper(actor)
    closing = domain.demand_closing(closing)
    try:
        with transaction.atomic():
            row = _locked(complaint_id, actor)
            if row.closed_at is not None:
                if (row.outcome, row.paid_minor) != (closing.outcome, closing.paid_minor):
                    raise _closed_already(row)
                return _standing(row.pk, row.order_id, open_=False, known=True)
            if closing.outcome == Outcome.PAID:
                _paid_by_channel(row, closing, actor, at)
            else:
                writing.lock_order(row.order_id)
            writing.close_row(row, closing, actor.id, at)
            writing.hold_or_free(row.order_id, at)
            noted(actor.id, Act.COMPLAINT_CLOSED, f"complaint {row.pk}", closing.note, at)
            _tell(row.order_id, row.pk, _News(Kind.COMPLAINT_OVER, closing.outcome), at)
            standing = _standing(row.pk, row.order_id, open_=False)
    except Conflict as error:
        raise _moving() from error
    wake(at)
    return standing


def reopen(complaint_id: int, note: str, actor: Actor, *, at: datetime) -> Standing:
    """Open one again that ended without money: what is not sent by now waits again.

    Refusal when it is open, or when the channel's payment has been booked.
    """
    _demand_keeper(actor)
    note = domain.demand_note(note)
    with transaction.atomic():
        row = _locked(complaint_id, actor)
        if row.closed_at is None:
            return _standing(row.pk, row.order_id, open_=True, known=True)
        if row.outcome == Outcome.PAID:
            raise Refusal("booked", _BOOKED)
        writing.lock_order(row.order_id)
        writing.reopen_row(row, note, actor.id, at)
        noted(actor.id, Act.COMPLAINT_REOPENED, f"complaint {row.pk}", note, at)
        writing.hold_or_free(row.order_id, at)
        _tell(row.order_id, row.pk, _News(Kind.COMPLAINED), at)
        return _standing(row.pk, row.order_id, open_=True)


@dataclass(frozen=True, slots=True)
class _News:
    """What buyers are told: that it waits, and by when the channel decides; or how it ended."""

    kind: Kind
    outcome: str = ""
    by: datetime | None = None


def _tell(order_id: int, complaint_id: int, news: _News, at: datetime) -> None:
    """Tell whoever waits for a refund of the order what holds it, or that it goes on (R5.1)."""
    cause = f"complaint:{complaint_id}:{reading.steps(complaint_id)}"
    waiting = reading.waiting_cases(order_id)
    told = [
        messages.News(case, None, news.kind, f"{cause}:{case}", news.outcome, news.by)
        for case in waiting
    ]
    messages.tell(told, at)


def _paid_by_channel(row: "Complaint", closing: Closing, actor: Actor, at: datetime) -> None:
    """Let the channel's payment stand for our legs, and count the rest as given back."""
    cases = _lock_cases(row)
    writing.lock_units(row.order_id)
    order = writing.lock_order(row.order_id)
    tender = writing.lock_tender(row.tender_id)
    if closing.paid_minor > tender.amount_minor:
        raise _above(tender)
    legs = reading.legs(row.order_id, row.tender_id)
    if {leg.case_id for leg in legs} - {case.read.id for case in cases}:
        raise Conflict("a refund was approved meanwhile")
    units = reading.units_left(row.order_id)
    left = min(
        tender.amount_minor - tender.refunding_minor,
        order.paid_minor - order.refunding_minor,
        sum(unit_left for _, unit_left in units),
    )
    settlement = domain.stands_for(closing.paid_minor, legs, left)
    who = f"staff:{actor.id}"
    for leg, part in settlement.parts:
        made = writing.stand_in(leg, part, at)
        payouts.settle_by_hand(made, row.reference, actor=who, at=at)
    for case_id in {leg.case_id for leg, _ in settlement.parts}:
        _go_on(case_money(case_id), who, at)
    if beyond := settlement.beyond_minor:
        shares = shared_out(beyond, [unit_left for _, unit_left in units], len(units) - 1)
        parts = [(pk, share) for (pk, _), share in zip(units, shares, strict=True) if share]
        life.returned(writing.give_back(row, parts, at), at)


def _lock_cases(row: "Complaint") -> list[CaseMoney]:
    """Lock every case with a leg of this payment, in one sequence for everybody."""
    ids = {leg.case_id for leg in reading.legs(row.order_id, row.tender_id)}
    return [case_money(case_id) for case_id in sorted(ids)]


def _go_on(case: CaseMoney, who: str, at: datetime) -> None:
    """A case that was stuck goes on once no leg of it waits for a person any more."""
    if case.read.state is State.PAYOUT_STUCK and not dead_legs(case.read.id):
        step = Step(Event.RESUME, who)
        refunds.move(case.read, CasePlan((step,), due_at=case.due_at), at)


def _standing(complaint_id: int, order_id: int, *, open_: bool, known: bool = False) -> Standing:
    return Standing(complaint_id, open_, tuple(reading.legs(order_id)), known)


def _locked(complaint_id: int, actor: Actor) -> "Complaint":
    row = writing.locked(complaint_id)
    if row is None:
        raise not_found()
    _demand_not_own(row.order.buyer_id, actor)
    return row


def _tender(tenders: Sequence["Tender"], new: NewComplaint) -> "Tender":
    """The payment it is about: the named one, or the only one a channel took. Refusal."""
    by_channel = [one for one in tenders if one.route not in FIRST_PARTY]
    found = [one for one in by_channel if one.route == new.route or not new.route]
    if len(found) != 1:
        names = [CHANNEL_WORDS.get(one.route, Words(one.route, one.route)) for one in by_channel]
        raise Refusal(
            "route",
            Words(
                f"请选这个订单的付款渠道:{'、'.join(name.zh for name in names) or '没有'}。",
                "Choose a channel that took this order's payment:"
                f" {', '.join(name.en for name in names) or 'there is none'}.",
            ),
        )
    if new.amount_minor > found[0].amount_minor:
        raise _above(found[0])
    return found[0]


def _demand_keeper(actor: Actor) -> None:
    if actor.role not in domain.KEEPERS:
        raise not_found()


def _demand_not_own(buyer_id: int, actor: Actor) -> None:
    if buyer_id == actor.id:
        raise Refusal(
            "own_order",
            Words(
                "不能经办自己订单的投诉,请同事来办。",
                "Nobody keeps a complaint about an order of their own; ask a colleague.",
            ),
        )


def _above(tender: "Tender") -> Refusal:
    paid = yuan_of(tender.amount_minor)
    return Refusal(
        "amount",
        Words(
            f"金额不能超过这个渠道收的 {paid} 元。",
            f"The amount can't be above the {paid} CNY this channel took.",
        ),
    )


def _another(before: "Complaint") -> Refusal:
    return Refusal(
        "known",
        Words(
            "这个单号已经记过,种类或金额不同。请核对渠道的单号。",
            "This number is recorded already, of another kind or amount. Check it at the channel.",
        ),
        str(before.pk),
    )


def _closed_already(row: "Complaint") -> Refusal:
    ended = domain.OUTCOME_WORDS[Outcome(row.outcome)]
    return Refusal(
        "not_now",
        Words(
            f"这一件已经结案:{ended.zh}。记错了可以重新打开(渠道已退钱的除外)。",
            f"It is closed already: {ended.en}. It may be opened again unless the channel paid.",
        ),
        str(row.pk),
    )


_BOOKED = Words(
    "渠道退的钱已经入账,不能重新打开。又有新的投诉,请另记一件。",
    "What the channel paid has been booked, so it can't be opened again. Record a new one instead.",
)


def _moving() -> Refusal:
    return Refusal(
        "moved",
        Words(
            "这个订单的退款正在变化,什么都没有记。请过一会儿再结案。",
            "A refund of this order is moving right now and nothing was recorded. Try again soon.",
        ),
    )
