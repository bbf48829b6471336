"""Money paid by another way because its route is dead (R4.4): proposed by one person and approved
by another, paid by one and confirmed by another. Every step locks the case first."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from weikameng.domain import case_life, transfer_life
from weikameng.domain.case_plan import CasePlan
from weikameng.domain.case_plan import Step as CaseStep
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.payout_life import PayoutState
from weikameng.domain.policy.publishing import Actor, beijing_day
from weikameng.domain.staff_acts import Act
from weikameng.domain.transfer_life import Event, Leg, State
from weikameng.domain.words import Words
from weikameng.records.reading import transfers as reading
from weikameng.records.reading.payouts import CaseMoney, case_money
from weikameng.records.writing import refunds
from weikameng.records.writing import transfers as writing
from weikameng.records.writing.transfers import Step
from weikameng.services import evidence, exchange_records, payouts, sealing
from weikameng.services.promised import successor_by
from weikameng.services.sealed_files import needed_unless_refused, remove_needless
from weikameng.services.staff_log import noted

if TYPE_CHECKING:
    from weikameng.records.models import OfflineTransfer, Payout

PROOF = "transfer_proof"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A transfer put forward: for which dead payout, to whom, why.

    ``compared``: the channel's own records were looked at (asked for when they disagree with ours).
    """

    payout_number: str
    method: str
    payee_name: str
    account: str = field(repr=False)
    note: str
    compared: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid: the bank's number of it, the day in Beijing, and a picture that shows it."""

    reference: str
    paid_on: date
    proof: evidence.Upload


@dataclass(frozen=True, slots=True)
class _Held:
    """A transfer with its case, both locked for one step."""

    row: "OfflineTransfer"
    case: CaseMoney


def propose(proposal: Proposal, actor: Actor, *, at: datetime) -> int:
    """Put a transfer forward for a dead payout; returns its id. Refusal while it isn't dead."""
    transfer_life.demand_role(actor.role, Event.PROPOSE)
    payee = transfer_life.payee_of(proposal.method, proposal.payee_name, proposal.account)
    note = transfer_life.note_of(proposal.note)
    found = reading.payout_named(proposal.payout_number)
    if found is None:
        raise not_found()
    transfer_life.demand_not_own(found.case.buyer_id, actor.id)
    with transaction.atomic():
        case_money(found.case_id)
        leg = reading.payout_named(proposal.payout_number)
        assert leg is not None, "payouts are never deleted"
        transfer_life.demand_dead(_leg(leg), proposal.compared)
        new = writing.NewTransfer(
            payout_id=leg.pk,
            method=payee.method,
            payee_name=payee.name,
            payee_sealed=sealing.sealed(payee.account),
            payee_shown=payee.shown,
            note=note,
        )
        try:
            made = writing.propose(new, actor.id, at)
        except writing.AlreadyUnderWay as error:
            raise _already() from error
        noted(actor.id, Act.TRANSFER_STEP, f"transfer {made}", f"propose: {note}", at)
    return made


def refuse(transfer_id: int, note: str, actor: Actor, *, at: datetime) -> None:
    """Turn a proposal down, or take one's own back; the payout waits for a person again."""
    because = transfer_life.note_of(note)
    with _held(transfer_id, Event.REFUSE, actor) as held:
        ended = _ended(actor, because, at)
        _move(held.row, Step(Event.REFUSE, actor.id, because), at, ended)


def approve(transfer_id: int, actor: Actor, *, at: datetime) -> None:
    """Agree to what another person proposed: a leg that people pay takes the dead one's place.

    Refusal when the payout is no longer dead: the channel may have paid it meanwhile.
    """
    with _held(transfer_id, Event.APPROVE, actor) as held:
        row = held.row
        transfer_life.demand_another(row.proposed_by_id, actor.id, Event.APPROVE)
        if refusal := transfer_life.why_not(_leg(row.payout)):
            raise refusal
        _demand_no_complaint(row)
        promised_at = successor_by(row.payout_id, writing.OFFLINE, at)
        successor = writing.to_offline(row.payout, promised_at, at)
        exchange_records.demand(successor, at)
        approved = {"approved_by_id": actor.id, "approved_at": at, "successor_id": successor}
        _move(row, Step(Event.APPROVE, actor.id), at, approved)
        if held.case.read.state is case_life.State.PAYOUT_STUCK and not reading.dead_legs(
            row.payout.case_id
        ):
            due_at = max(promised_at, held.case.due_at or promised_at)
            _walk(held.case, case_life.Event.RESUME, actor, (at, due_at))


def reveal(transfer_id: int, actor: Actor, *, at: datetime) -> str:
    """Return the whole account to whoever pays; that it was shown is committed before."""
    with _held(transfer_id, Event.REVEAL, actor) as held:
        _demand_no_complaint(held.row)
        _move(held.row, Step(Event.REVEAL, actor.id), at, {})
        token = held.row.payee_sealed
    return sealing.opened(token)


def cancel(transfer_id: int, note: str, actor: Actor, *, at: datetime) -> None:
    """Call an approved transfer off before it is paid: the leg waits for a person again."""
    because = transfer_life.note_of(note)
    with _held(transfer_id, Event.CANCEL, actor) as held:
        row = held.row
        assert row.successor is not None, "approved without a leg to pay"
        if row.successor.state == PayoutState.INTENDED:
            writing.back_to_route(row.successor, row.payout, at)
            if held.case.paying:
                _walk(held.case, case_life.Event.STICK, actor, (at, held.case.due_at))
        step = Step(Event.CANCEL, actor.id, because)
        _move(row, step, at, _ended(actor, because, at))


def record_payment(transfer_id: int, payment: Payment, actor: Actor, *, at: datetime) -> None:
    """Keep that it was paid, with its proof; another person confirms it."""
    transfer_life.demand_role(actor.role, Event.PAY)
    reference = transfer_life.reference_of(payment.reference)
    seen = reading.transfer(transfer_id)
    if seen is None:
        raise not_found()
    transfer_life.next_state(State(seen.state), Event.PAY)
    (proof,) = evidence.take([payment.proof])
    with needed_unless_refused([proof]), _held(transfer_id, Event.PAY, actor) as held:
        assert held.row.approved_at is not None, "approved without a date"
        approved_on, today = beijing_day(held.row.approved_at), beijing_day(at)
        transfer_life.demand_day(payment.paid_on, approved_on, today)
        paid = {
            "reference": reference,
            "paid_on": payment.paid_on,
            "proof_digest": proof.copy_digest,
            "paid_by_id": actor.id,
            "paid_at": at,
        }
        _move(held.row, Step(Event.PAY, actor.id, reference, proof.digest), at, paid)


def send_back(transfer_id: int, note: str, actor: Actor, *, at: datetime) -> None:
    """Have a payment recorded anew: its proof does not fit. The money stays where it went."""
    because = transfer_life.note_of(note)
    with _held(transfer_id, Event.SEND_BACK, actor) as held:
        shown = held.row.proof_digest  # what was uploaded stays with its step
        transaction.on_commit(lambda: remove_needless([shown]))
        unpaid = {
            "reference": "",
            "paid_on": None,
            "proof_digest": "",
            "paid_by_id": None,
            "paid_at": None,
        }
        _move(held.row, Step(Event.SEND_BACK, actor.id, because), at, unpaid)


def confirm(transfer_id: int, seen: str, actor: Actor, *, at: datetime) -> None:
    """Confirm another person's payment: the leg is settled and the buyer told.

    ``seen`` is the SHA-256 of the proof that was looked at; Refusal when it is another one now.
    """
    with _held(transfer_id, Event.CONFIRM, actor) as held:
        row = held.row
        transfer_life.demand_another(row.paid_by_id, actor.id, Event.CONFIRM)
        transfer_life.demand_same(seen, row.proof_digest)
        assert row.successor_id is not None, "paid without a leg"
        payouts.settle_by_hand(
            row.successor_id,
            row.reference,
            actor=f"staff:{actor.id}",
            at=at,
            credited_to=row.payee_shown,
        )
        confirmed = {"confirmed_by_id": actor.id, "confirmed_at": at}
        _move(row, Step(Event.CONFIRM, actor.id), at, confirmed)


@contextmanager
def _held(transfer_id: int, event: Event, actor: Actor) -> Iterator[_Held]:
    """Lock the case, then look at the transfer: of two people at once one wins, one is told."""
    transfer_life.demand_role(actor.role, event)
    found = reading.transfer(transfer_id)
    if found is None:
        raise not_found()
    transfer_life.demand_not_own(found.payout.case.buyer_id, actor.id)
    try:
        with transaction.atomic():
            case = case_money(found.payout.case_id)
            row = reading.transfer(transfer_id)
            assert row is not None, "transfers are never deleted"
            transfer_life.next_state(State(row.state), event)
            yield _Held(row, case)
    except Conflict as error:
        raise _moved() from error
    except writing.ReferenceUsed as error:
        raise _reference_used() from error


def _move(row: "OfflineTransfer", step: Step, at: datetime, changes: Mapping[str, object]) -> None:
    """Walk one arrow and keep it in the staff log too."""
    writing.move(row, step, at, changes)
    because = f"{step.event}: {step.note}" if step.note else str(step.event)
    noted(step.actor_id, Act.TRANSFER_STEP, f"transfer {row.pk}", because, at)


def _walk(
    case: CaseMoney, event: case_life.Event, actor: Actor, when: tuple[datetime, datetime | None]
) -> None:
    at, due_at = when
    step = CaseStep(event, f"staff:{actor.id}")
    refunds.move(case.read, CasePlan((step,), due_at=due_at), at)


def _leg(payout: "Payout") -> Leg:
    return Leg(PayoutState(payout.state), payout.last_concern, payout.route)


def _ended(actor: Actor, because: str, at: datetime) -> dict[str, object]:
    return {"ended_by_id": actor.id, "ended_at": at, "ended_because": because}


def _demand_no_complaint(row: "OfflineTransfer") -> None:
    if reading.complaint_since(row.payout.case.order_id):
        raise Refusal(
            "complaint_open",
            Words(
                "这个订单有未结的投诉或拒付,渠道可能直接退款。结案之后再转账。",
                "A complaint is open on this order and the channel may pay it back itself. Wait"
                " until it is closed.",
            ),
        )


def _already() -> Refusal:
    return Refusal(
        "already_under_way",
        Words("这笔打款已经有一笔转账在办。", "A transfer is under way for this payout already."),
    )


def _moved() -> Refusal:
    return Refusal(
        "moved",
        Words(
            "这笔打款刚刚有了变化,什么都没有做。请看最新的状态再决定。",
            "This payout has just changed and nothing was done. See where it stands, then decide.",
        ),
    )


def _reference_used() -> Refusal:
    return Refusal(
        "reference_used",
        Words(
            "这个流水号已经记在另一笔转账上。一次付款只能记一次,请核对。",
            "That number stands on another transfer. One payment counts once; check it.",
        ),
    )
