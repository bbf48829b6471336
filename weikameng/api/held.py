"""Money that is held up, through the API (R4.3, R6.1): what it waits for, who acts, by when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from weikameng.api.words import Said, said
from weikameng.domain.payout_life import NO_RECORD, PayoutState
from weikameng.services.held_up import HeldUp, Waits


class HeldUpOut(Schema):
    """Why the money of a case in ``payout_stuck`` has not gone, in the words of its page."""

    waits_for: str = Field(
        description="exchange_record: nothing was sent; returned: the bank sent it back; channel;"
        " shop: it pays this itself and has not confirmed"
    )
    owner: str = Field(description="who acts next: finance or buyer")
    title: Said
    text: Said
    by: datetime | None = Field(description="by when, or for channel when it was to arrive")
    missing: Sequence[str] = Field(
        description="of an exchange record: deal, confirmed, payer, payment, approved, reason,"
        " evidence"
    )


def held_out(found: HeldUp | None) -> dict[str, Any] | None:
    """Return it as answers carry it; None for a case whose money is not held up."""
    if found is None:
        return None
    return {
        "waits_for": found.waits_for,
        "owner": found.owner,
        "title": said(found.title),
        "text": said(found.text),
        "by": found.by,
        "missing": found.missing,
    }


def leg_waits_for(state: str, code: str) -> str:
    """Return what a refused leg waits for, where no channel refused it; empty for others."""
    unsent = state == PayoutState.REFUSED and code == NO_RECORD
    return Waits.EXCHANGE_RECORD if unsent else ""
