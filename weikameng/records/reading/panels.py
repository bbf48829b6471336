"""Questions about arbitrators and rulings: who may be drawn, which draft is open, who signed it."""

from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.case_life import Event
from weikameng.domain.disputes import Outcome
from weikameng.records.models import (
    ArbitrationBody,
    Arbitrator,
    CaseEvent,
    DisputeSeat,
    RulingDraft,
    RulingSignature,
)
from weikameng.records.reading.disputes import DisputeAsRead


@dataclass(frozen=True, slots=True)
class SignatureAsRead:
    """An arbitrator's word on a draft; ``agrees`` False is a dissent, which has no signature."""

    arbitrator_id: int
    username: str
    name: str
    agrees: bool
    because: str
    key: str
    signature: str
    strength: str
    certificate: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DraftAsRead:
    """A draft or the ruling: ``document`` is the exact text that is signed."""

    id: int
    document: str
    outcome: Outcome
    amount_minor: int
    by_id: int
    by_name: str
    at: datetime
    issued: bool
    signatures: tuple[SignatureAsRead, ...]


def candidates(dispute: DisputeAsRead) -> dict[str, int]:
    """Return who can still be drawn, by sign-in name: of the body, not drawn before, no party, and
    nobody who worked on the case."""
    drawn = DisputeSeat.objects.filter(dispute_id=dispute.id).values("arbitrator_id")
    rows = Arbitrator.objects.filter(
        body_id=dispute.body_id, active=True, person__is_active=True, person__role="arbiter"
    )
    free = rows.exclude(pk__in=drawn).exclude(person_id=dispute.buyer_id)
    worked = staff_of_case(dispute.case_id)
    found = free.values_list("person__username", "pk", "person_id")
    return {name: pk for name, pk, person in found if person not in worked}


def staff_of_case(case_id: int) -> frozenset[int]:
    """Return who of the staff did anything about a case."""
    rows = CaseEvent.objects.filter(case_id=case_id, actor__startswith="staff:")
    return frozenset(int(actor.partition(":")[2]) for actor in rows.values_list("actor", flat=True))


def rejected_at(case_id: int) -> datetime | None:
    """Return when a case was last refused."""
    rows = CaseEvent.objects.filter(case_id=case_id, event=Event.REJECT)
    return rows.order_by("-revision").values_list("at", flat=True).first()


def arbitrator_of(person_id: int) -> Arbitrator | None:
    """Return somebody as an arbitrator, with their body."""
    return Arbitrator.objects.filter(person_id=person_id).select_related("body", "person").first()


def body_of(code: str) -> ArbitrationBody | None:
    """Return a body by its code."""
    return ArbitrationBody.objects.filter(code=code).first()


def arbitrators() -> list[Arbitrator]:
    """Return all arbitrators with their bodies."""
    rows = Arbitrator.objects.select_related("body", "person")
    return list(rows.order_by("body__code", "person__username"))


def draft_of(dispute_id: int) -> DraftAsRead | None:
    """Return the draft that is open, or the ruling once it is issued, with who signed it."""
    rows = RulingDraft.objects.filter(dispute_id=dispute_id).exclude(state="replaced")
    row = rows.select_related("by").first()
    if row is None:
        return None
    signed = RulingSignature.objects.filter(draft_id=row.pk).select_related("arbitrator__person")
    return DraftAsRead(
        row.pk,
        row.document,
        Outcome(row.outcome),
        row.amount_minor,
        row.by_id,
        row.by.display_name or row.by.username,
        row.at,
        row.state == "issued",
        tuple(_signature(one) for one in signed.order_by("pk")),
    )


def _signature(row: RulingSignature) -> SignatureAsRead:
    person = row.arbitrator.person
    return SignatureAsRead(
        row.arbitrator_id,
        person.username,
        person.display_name or person.username,
        row.agrees,
        row.because,
        row.key,
        row.signature,
        row.strength,
        row.certificate,
        row.at,
    )
