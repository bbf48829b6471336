"""The codes on our own pages: made when a page is shown, known again when a screenshot is read."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from weikameng.domain.calendar import CHINA
from weikameng.domain.proof_code import (
    Claim,
    ProofKey,
    grouped,
    key_from,
    minute_of,
    status_said,
)
from weikameng.domain.words import Words


@dataclass(frozen=True, slots=True)
class ShownProof:
    """What a page shows: the code in groups, and the minute it speaks of, in Beijing's time."""

    code: str
    minute: str


def proof_key() -> ProofKey:
    """Return the platform's key; it follows from its secret (docs/evidence.md)."""
    return key_from(settings.SECRET_KEY)


def shown(number: str, amount_minor: int, status: Words, at: datetime) -> ShownProof | None:
    """Return the code for what a page says now; None for a status that has no word of its own."""
    name = status_said(number, status)
    if name is None:
        return None
    minute = minute_of(at.astimezone(CHINA))
    return ShownProof(grouped(proof_key().code(Claim(number, amount_minor, name, minute))), minute)
