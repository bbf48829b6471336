"""The only writer of offline transfers: each step changes the row and adds its line of history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from weikameng.domain.errors import Conflict
from weikameng.domain.payout_life import PayoutState
from weikameng.domain.transfer_life import Event, State, next_state
from weikameng.records.models import OfflineTransfer, Payout, TransferEvent
from weikameng.records.writing import payouts
from weikameng.records.writing.payouts import Replacement

OFFLINE = "offline"


class ReferenceUsed(Exception):
    """Another transfer of the same method has this bank's number: one payment for two legs."""


class AlreadyUnderWay(Exception):
    """There is a transfer for this payout: the database refused a second one."""


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """A transfer to write; ``payee_sealed`` is the account encrypted."""

    payout_id: int
    method: str
    payee_name: str
    payee_sealed: str
    payee_shown: str
    note: str


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow walked: what happened, by whom, why; the digest of a file handed in with it."""

    event: Event
    actor_id: int
    note: str = ""
    file_digest: str = ""


def propose(new: NewTransfer, actor_id: int, at: datetime) -> int:
    """Write a proposal and return its id. AlreadyUnderWay when the payout has one."""
    try:
        with transaction.atomic():
            row = OfflineTransfer.objects.create(
                payout_id=new.payout_id,
                state=next_state(None, Event.PROPOSE),
                method=new.method,
                payee_name=new.payee_name,
                payee_sealed=new.payee_sealed,
                payee_shown=new.payee_shown,
                note=new.note,
                proposed_by_id=actor_id,
                proposed_at=at,
            )
    except IntegrityError as error:
        if "one_transfer_a_payout" in str(error):
            raise AlreadyUnderWay from error
        raise
    _tell(row.pk, State.PROPOSED, Step(Event.PROPOSE, actor_id, new.note), at)
    return row.pk


def move(seen: OfflineTransfer, step: Step, at: datetime, changes: Mapping[str, Any]) -> None:
    """Walk one arrow with the columns it changes, in the caller's transaction.

    Raises Conflict when the transfer is no longer as it was read, ReferenceUsed when the bank's
    number stands on another transfer.
    """
    state = next_state(State(seen.state), step.event)
    same = OfflineTransfer.objects.filter(pk=seen.pk, state=seen.state)
    try:
        with transaction.atomic():
            if not same.update(state=state, **changes):
                raise Conflict(f"transfer {seen.pk} is no longer as it was read")
    except IntegrityError as error:
        if "transfer_reference_once" in str(error):
            raise ReferenceUsed from error
        raise
    _tell(seen.pk, state, step, at)


def to_offline(dead: Payout, promised_at: datetime, at: datetime) -> int:
    """Put a leg that people pay in a dead one's place; return its id. Conflict as in replace."""
    leg = Replacement(OFFLINE, dead.amount_minor, promised_at=promised_at)
    (successor,) = payouts.replace(dead.pk, [leg], at)
    return successor


def back_to_route(successor: Payout, dead: Payout, at: datetime) -> None:
    """Put a leg of the old route in the unpaid one's place: as dead as the first one was.

    It was never sent and is never sent by itself: a person chooses again what becomes of it.
    """
    amount, promised_at = successor.amount_minor, dead.promised_at
    leg = Replacement(dead.route, amount, PayoutState.REFUSED, promised_at)
    (fresh,) = payouts.replace(successor.pk, [leg], at)
    Payout.objects.filter(pk=fresh).update(
        last_code="TRANSFER_CANCELLED", last_concern=dead.last_concern
    )


def _tell(transfer_id: int, state: State, step: Step, at: datetime) -> None:
    TransferEvent.objects.create(
        transfer_id=transfer_id,
        position=TransferEvent.objects.filter(transfer_id=transfer_id).count() + 1,
        event=step.event,
        state=state,
        actor_id=step.actor_id,
        note=step.note,
        file_digest=step.file_digest,
        at=at,
    )
