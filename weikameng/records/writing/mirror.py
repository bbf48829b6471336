"""Writes what a shop says of the legs it pays itself, and books it on the shop's own accounts."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F

from weikameng.domain import books
from weikameng.domain.mirror import (
    BACK,
    CONFIRMED,
    FAILED,
    MAX_REFERENCE,
    Confirmation,
    MirrorLeg,
    OurLine,
)
from weikameng.domain.payout_life import NextStep, Outcome, PayoutReceipt, PayoutState, Verb
from weikameng.records.writing.books import post_all
from weikameng.records.writing.payouts import Answer, note_word


def confirmed(leg: MirrorLeg, told: Confirmation, at: datetime) -> None:
    """Settle a leg as its shop says. The case is held."""
    reference = told.reference.strip()[:MAX_REFERENCE]
    settled = {
        "settled_at": at,
        "settlements": F("settlements") + 1,
        "provider_reference": reference,
    }
    said = {"reference": reference, "paid_at": told.paid_at and told.paid_at.isoformat()}
    receipt = PayoutReceipt(Outcome.SETTLED, CONFIRMED, reference, raw=json.dumps(said).encode())
    _write(leg, receipt, NextStep(PayoutState.SETTLED, None), settled, at)


def failed(leg: MirrorLeg, why: str, at: datetime) -> None:
    """Note that a shop can't pay a leg, or that its money came back. The case is held."""
    back = leg.state is PayoutState.SETTLED
    code = BACK if back else FAILED
    receipt = PayoutReceipt(Outcome.NEEDS_HUMAN, code, message=why)
    following = NextStep(PayoutState.REVERSED if back else PayoutState.REFUSED, None)
    _write(leg, receipt, following, {"last_message": why}, at)


def cleared(code: str, lines: Iterable[OurLine], at: datetime) -> None:
    """Book what a shop's own books show as well, once a settlement."""
    route = books.own_of_shop(code)
    post_all(
        (
            (books.cleared(line.number, line.amount_minor, route, line.nth), line.payout_id)
            for line in lines
        ),
        at,
    )


def _write(
    leg: MirrorLeg,
    receipt: PayoutReceipt,
    following: NextStep,
    changes: dict[str, Any],
    at: datetime,
) -> None:
    kept = {"last_code": receipt.code, "last_message": "", "last_concern": receipt.concern}
    note_word(leg.id, Answer(Verb.NONE, receipt, following), kept | changes, at)
