"""Writes disputes: what is filed, who sits, what is asked for, drafts, signatures, their ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from weikameng.domain.application import KeptFile
from weikameng.domain.disputes import Asked, Filed, Outcome, Seat, Side
from weikameng.domain.errors import Conflict
from weikameng.records.models import (
    ArbitrationBody,
    Arbitrator,
    Dispute,
    DisputeFile,
    DisputeFiling,
    DisputeRequest,
    DisputeSeat,
    RulingDraft,
    RulingSignature,
)


@dataclass(frozen=True, slots=True)
class NewDispute:
    """A dispute to open."""

    number: str
    case_id: int
    buyer_id: int
    body_id: int
    seats: int


@dataclass(frozen=True, slots=True)
class NewFiling:
    """What a side files, with its sealed digest."""

    side: Side
    kind: Filed
    text: str
    by_id: int
    salt: str
    digest: str
    files: Sequence[KeptFile] = ()
    request_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewSignature:
    """An arbitrator's word on a draft; a dissent has no key."""

    arbitrator_id: int
    agrees: bool
    because: str = ""
    key: str = ""
    signature: str = ""
    strength: str = ""
    certificate: str = ""


def open_dispute(new: NewDispute, at: datetime) -> int:
    """Write a dispute and return its id. Conflict when the case has one already."""
    try:
        with transaction.atomic():
            row = Dispute.objects.create(
                number=new.number,
                case_id=new.case_id,
                buyer_id=new.buyer_id,
                body_id=new.body_id,
                seats=new.seats,
                opened_at=at,
            )
    except IntegrityError as error:
        raise Conflict("there is a dispute about it already") from error
    return row.pk


def file(dispute_id: int, new: NewFiling, at: datetime) -> None:
    """Keep what a side files. Conflict when it has filed that already, or may not file it."""
    try:
        with transaction.atomic():
            row = DisputeFiling.objects.create(
                dispute_id=dispute_id,
                side=new.side,
                kind=new.kind,
                request_id=new.request_id,
                text=new.text,
                by_id=new.by_id,
                at=at,
                salt=new.salt,
                digest=new.digest,
            )
            DisputeFile.objects.bulk_create(
                DisputeFile(
                    filing=row, kind=one.kind, digest=one.digest, copy_digest=one.copy_digest
                )
                for one in {one.digest: one for one in new.files}.values()
            )
    except IntegrityError as error:
        raise Conflict("filed already, or not theirs to file") from error


def unseal(dispute_id: int, at: datetime) -> bool:
    """Open the statements to everybody; returns whether they were sealed until now."""
    return _once(dispute_id, "unsealed_at", at)


def ruled(dispute_id: int, at: datetime) -> bool:
    """Note that the ruling was issued; returns whether it is new."""
    return _once(dispute_id, "ruled_at", at)


def carried_out(dispute_id: int, at: datetime) -> bool:
    """Note that the ruling was carried out; returns whether it is new."""
    return _once(dispute_id, "carried_out_at", at)


def hold(dispute_id: int) -> None:
    """Let what is written about a dispute come one after another (inside a transaction)."""
    Dispute.objects.select_for_update(no_key=True).get(pk=dispute_id)


def invite(dispute_id: int, seat: int, arbitrator_id: int, at: datetime) -> None:
    """Draw somebody for a seat. Conflict when the seat is taken or they can't sit."""
    try:
        with transaction.atomic():
            DisputeSeat.objects.create(
                dispute_id=dispute_id, seat=seat, arbitrator_id=arbitrator_id, drawn_at=at
            )
    except IntegrityError as error:
        raise Conflict("the seat is taken, or they can't sit") from error


def change_seat(
    seat_id: int, change: tuple[Seat, Seat], said: tuple[str, str], at: datetime
) -> None:
    """Change a seat from one state to another; ``said``: why, and the side that refused them.

    Conflict when it is no longer in the first state, or the side has refused somebody already.
    """
    was, now = change
    because, refused_by = said
    try:
        with transaction.atomic():
            changed = DisputeSeat.objects.filter(pk=seat_id, state=was).update(
                state=now, because=because, refused_by=refused_by, changed_at=at
            )
    except IntegrityError as error:
        raise Conflict("one challenge a side") from error
    if not changed:
        raise Conflict("the seat changed meanwhile")


def ask(dispute_id: int, side: Side, asked: tuple[str, int], at: datetime) -> None:
    """Keep what somebody of the panel asks a side for (words, person). Conflict while one is
    open."""
    text, by_id = asked
    try:
        with transaction.atomic():
            DisputeRequest.objects.create(
                dispute_id=dispute_id, side=side, text=text, by_id=by_id, asked_at=at
            )
    except IntegrityError as error:
        raise Conflict("the side is asked already") from error


def end_request(request_id: int, how: Asked, at: datetime) -> bool:
    """End a request; returns whether it was open."""
    rows = DisputeRequest.objects.filter(pk=request_id, state=Asked.OPEN)
    return bool(rows.update(state=how, ended_at=at))


def draft(
    dispute_id: int, document: str, what: tuple[Outcome, int], by: tuple[int, datetime]
) -> None:
    """Put a draft (outcome, fen) before the panel; an open one is replaced. Conflict once a
    ruling was issued."""
    outcome, amount_minor = what
    by_id, at = by
    try:
        with transaction.atomic():
            drop_draft(dispute_id)
            RulingDraft.objects.create(
                dispute_id=dispute_id,
                document=document,
                outcome=outcome,
                amount_minor=amount_minor,
                by_id=by_id,
                at=at,
            )
    except IntegrityError as error:
        raise Conflict("the ruling was issued") from error


def drop_draft(dispute_id: int) -> None:
    """Let an open draft fall, with its signatures: its panel is no longer the same."""
    RulingDraft.objects.filter(dispute_id=dispute_id, state="open").update(state="replaced")


def sign(draft_id: int, new: NewSignature, at: datetime) -> None:
    """Keep an arbitrator's word. Conflict when they gave it before, are not on the panel, or the
    draft is no longer open."""
    try:
        with transaction.atomic():
            RulingSignature.objects.create(
                draft_id=draft_id,
                arbitrator_id=new.arbitrator_id,
                agrees=new.agrees,
                because=new.because,
                key=new.key,
                signature=new.signature,
                strength=new.strength,
                certificate=new.certificate,
                at=at,
            )
    except IntegrityError as error:
        raise Conflict("said already, or not theirs to sign") from error


def issue(draft_id: int) -> None:
    """Make an open draft the ruling; the database demands its majority."""
    if not RulingDraft.objects.filter(pk=draft_id, state="open").update(state="issued"):
        raise Conflict("the draft is no longer open")


def keep_body(
    code: str, names: tuple[str, str], key: str, three_from_minor: int | None
) -> ArbitrationBody:
    """Make or change an arbitration body; ``names`` in Chinese and English."""
    row, _ = ArbitrationBody.objects.update_or_create(
        code=code,
        defaults={
            "name_zh": names[0],
            "name_en": names[1],
            "key": key,
            "three_from_minor": three_from_minor,
            "active": True,
        },
    )
    return row


def keep_arbitrator(person_id: int, body_id: int, key: str, certificate: str) -> Arbitrator:
    """Let somebody be drawn for a body, with their own key where the body vouches for one."""
    row, _ = Arbitrator.objects.update_or_create(
        person_id=person_id,
        defaults={"body_id": body_id, "key": key, "certificate": certificate, "active": True},
    )
    return row


def dismiss(person_id: int) -> bool:
    """Draw somebody no more; the files they sit on stay theirs. Returns whether they were."""
    return bool(Arbitrator.objects.filter(person_id=person_id, active=True).update(active=False))


def _once(dispute_id: int, field: str, at: datetime) -> bool:
    rows = Dispute.objects.filter(pk=dispute_id, **{field: None})
    return bool(rows.update(**{field: at}))
