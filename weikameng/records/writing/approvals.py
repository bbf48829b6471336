"""Rows of large refunds that wait for a second person: put forward, and decided once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from weikameng.domain.errors import Conflict
from weikameng.domain.policy.share import Amounts
from weikameng.records.models import ApprovalRequest

_ONE_OPEN = "one_open_approval_a_case"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What somebody would approve; ``revision`` is the case's as they saw it."""

    case_id: int
    revision: int
    amounts: Amounts
    because: str
    because_en: str
    basis: Mapping[str, Any] | None = None


def propose(what: Proposed, by_id: int, at: datetime) -> int:
    """Keep a proposal and return its id; Conflict when another one is open.

    One left over from before the case moved makes room: it could not be signed any more.
    """
    held = ApprovalRequest.objects.filter(case_id=what.case_id, state="open")
    try:
        with transaction.atomic():
            held.exclude(case_revision=what.revision).update(state="lapsed", decided_at=at)
            row = ApprovalRequest.objects.create(
                case_id=what.case_id,
                case_revision=what.revision,
                asked_by_id=by_id,
                asked_at=at,
                amounts=[list(pair) for pair in what.amounts],
                amount_minor=sum(fen for _, fen in what.amounts),
                because=what.because,
                because_en=what.because_en,
                basis=what.basis,
            )
    except IntegrityError as error:
        if _ONE_OPEN in str(error):
            raise Conflict("another proposal is open") from error
        raise
    return row.pk


def decide(request_id: int, state: str, by_id: int | None, note: str, at: datetime) -> None:
    """Sign, send back or take back an open proposal; Conflict when somebody was quicker."""
    held = ApprovalRequest.objects.filter(pk=request_id, state="open")
    if not held.update(state=state, decided_by_id=by_id, decided_at=at, note=note):
        raise Conflict("decided meanwhile")
