"""The guardian's track (H3): a declaration beside the case, asked for once, its contact sealed."""

from datetime import datetime

from weikameng.domain.application import RefundApplication
from weikameng.domain.errors import Refusal
from weikameng.domain.guardians import MISSING, REASON, Declaration
from weikameng.records.reading.guardians import guardian_of
from weikameng.records.writing import guardians as writing
from weikameng.services.sealing import sealed


def demand(application: RefundApplication, case_id: int | None = None) -> None:
    """Refuse a claim about a minor that nobody speaks for, on the telephone too.

    A further round keeps what was declared before.
    """
    if application.reason != REASON or application.guardian:
        return
    if case_id is None or guardian_of(case_id) is None:
        raise Refusal("guardian", MISSING)


def keep_joining(
    case_id: int, reason: str, said: Declaration, filed_by_id: int, at: datetime
) -> None:
    """Keep what was declared for a claim about a minor that is open already and had nobody who
    speaks for the child (in the caller's transaction); what was declared before stays."""
    if reason == REASON and guardian_of(case_id) is None:
        keep(case_id, said, filed_by_id, at)


def keep(case_id: int, said: Declaration, filed_by_id: int, at: datetime) -> None:
    """Keep a declaration with its case, the contact sealed (in the case's transaction)."""
    row = writing.Declared(
        said.relation, said.minor_age, sealed(said.contact), said.shown, said.consent
    )
    writing.keep(case_id, row, filed_by_id, at)
