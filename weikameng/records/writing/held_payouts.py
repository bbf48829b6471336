"""Writes what a person decides about a leg that is held up."""

from datetime import datetime

from weikameng.domain.errors import Conflict
from weikameng.domain.payout_life import NextStep, Outcome, PayoutReceipt, PayoutState, Verb
from weikameng.records.models import Payout
from weikameng.records.writing import claims, payouts


def take(payout_id: int, redirected: str, who: str, at: datetime) -> claims.Leased:
    """Lease a refused or reversed leg for a person's call; Conflict when it is so no more.

    Where it is directed to (``card`` or ``merchant``) is written before anyone is called.
    """
    ended = [PayoutState.REFUSED, PayoutState.REVERSED]
    held = Payout.objects.filter(pk=payout_id, state__in=ended)
    if not held.update(
        state=PayoutState.SENT,
        attempts=1,
        due_at=at,
        leased_by=who[:40],
        leased_until=at + claims.LEASE,
        redirected=redirected,
    ):
        raise Conflict(f"payout {payout_id} waits for nobody any more")
    return claims.leased_leg(payout_id)


def reverse(payout_id: int, note: str, at: datetime) -> None:
    """A settled leg came back, in the caller's transaction; Conflict when it is settled no more."""
    receipt = PayoutReceipt(Outcome.PERMANENTLY_FAILED, "RETURNED", message=note)
    following = NextStep(PayoutState.REVERSED, None)
    # Before the change itself: whoever is told of it reads the moment from the receipt.
    payouts.note_reversal(payout_id, payouts.Answer(Verb.NONE, receipt, following), at)
    held = Payout.objects.filter(pk=payout_id, state=PayoutState.SETTLED)
    if not held.update(state=PayoutState.REVERSED, due_at=None, last_code="RETURNED"):
        raise Conflict(f"payout {payout_id} is not settled any more")
