"""Questions about disputes. What a side filed is sealed from the other and from the panel until
both have filed or their time is over: that is decided here and nowhere else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from weikameng.domain.disputes import Asked, Facts, Filed, Outcome, Seat, Side, Viewer
from weikameng.domain.words import Words
from weikameng.records.models import (
    ArbitrationBody,
    Dispute,
    DisputeFile,
    DisputeFiling,
    DisputeRequest,
    DisputeSeat,
)

PAGE_SIZE = 20
BATCH = 500


@dataclass(frozen=True, slots=True)
class DisputeAsRead:
    """A dispute with what is always told of it."""

    id: int
    number: str
    case_id: int
    case_number: str
    order_id: int
    order_number: str
    policy_version: str
    buyer_id: int
    buyer_name: str
    body_id: int
    body_code: str
    body: Words
    body_key: str
    good: Words
    at_stake_minor: int
    seats: int
    opened_at: datetime
    unsealed_at: datetime | None
    ruled_at: datetime | None
    carried_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileAsRead:
    """A picture that was filed."""

    id: int
    kind: str
    digest: str
    copy_digest: str


@dataclass(frozen=True, slots=True)
class FiledAsRead:
    """What a side filed; ``digest`` over it and its ``salt`` was sealed when it came."""

    side: Side
    kind: Filed
    text: str
    at: datetime
    request_id: int | None
    salt: str
    digest: str
    files: tuple[FileAsRead, ...]


@dataclass(frozen=True, slots=True)
class SeatAsRead:
    """An arbitrator drawn for a seat."""

    id: int
    seat: int
    arbitrator_id: int
    person_id: int
    username: str
    name: str
    state: Seat
    because: str
    refused_by: str
    drawn_at: datetime


@dataclass(frozen=True, slots=True)
class RequestAsRead:
    """What the panel asked a side for."""

    id: int
    side: Side
    text: str
    by_name: str
    asked_at: datetime
    state: Asked
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """A dispute in a list, with what its phase follows from."""

    dispute: DisputeAsRead
    facts: Facts


def dispute_of(number: str) -> DisputeAsRead | None:
    """Return a dispute by its number."""
    row = disputes().filter(number=number).first()
    return _dispute(row) if row else None


def dispute_of_case(case_number: str, *, buyer_id: int | None = None) -> DisputeAsRead | None:
    """Return the dispute about a case, if there is one; with ``buyer_id`` only that buyer's."""
    rows = disputes().filter(case__number=case_number)
    row = (rows if buyer_id is None else rows.filter(buyer_id=buyer_id)).first()
    return _dispute(row) if row else None


def number_of_case(case_id: int) -> tuple[str, Words] | None:
    """Return the number of the dispute about a case, and the body that decides it."""
    row = Dispute.objects.filter(case_id=case_id).select_related("body").first()
    return (row.number, Words(row.body.name_zh, row.body.name_en)) if row else None


def facts_of(dispute: DisputeAsRead) -> Facts:
    """Return what the phase of one dispute follows from."""
    (row,) = rows_of(disputes().filter(pk=dispute.id))
    return row.facts


def filings_seen(dispute: DisputeAsRead, viewer: Viewer) -> list[FiledAsRead]:
    """Return what was filed as far as this viewer may read it, oldest first."""
    rows = DisputeFiling.objects.filter(_seen_by(viewer), dispute_id=dispute.id)
    return [_filed(row) for row in rows.order_by("pk").prefetch_related("files")]


def filings_to_unseal(dispute_id: int) -> list[FiledAsRead]:
    """Return all that was filed, for sealing it onto the chain in the open."""
    rows = DisputeFiling.objects.filter(dispute_id=dispute_id).order_by("pk")
    return [_filed(row) for row in rows.prefetch_related("files")]


def filed_sides(dispute_id: int) -> frozenset[Side]:
    """Return which sides have filed their statement; that they did is no secret."""
    rows = DisputeFiling.objects.filter(dispute_id=dispute_id, kind=Filed.STATEMENT)
    return frozenset(Side(side) for side in rows.values_list("side", flat=True))


def copy_seen(dispute: DisputeAsRead, file_id: int, viewer: Viewer) -> str | None:
    """Return the digest of a picture's copy, if this viewer may see it."""
    sealed = DisputeFiling.objects.filter(_seen_by(viewer), dispute_id=dispute.id)
    rows = DisputeFile.objects.filter(pk=file_id, filing__in=sealed)
    return rows.values_list("copy_digest", flat=True).first()


def seats_of(dispute_id: int) -> list[SeatAsRead]:
    """Return everybody drawn for a dispute, in the order of their seats."""
    rows = DisputeSeat.objects.filter(dispute_id=dispute_id).select_related("arbitrator__person")
    return [
        SeatAsRead(
            row.pk,
            row.seat,
            row.arbitrator_id,
            row.arbitrator.person_id,
            row.arbitrator.person.username,
            row.arbitrator.person.display_name or row.arbitrator.person.username,
            Seat(row.state),
            row.because,
            row.refused_by,
            row.drawn_at,
        )
        for row in rows.order_by("seat", "pk")
    ]


def requests_of(dispute_id: int) -> list[RequestAsRead]:
    """Return what the panel asked for, oldest first."""
    rows = DisputeRequest.objects.filter(dispute_id=dispute_id).select_related("by")
    return [
        RequestAsRead(
            row.pk,
            Side(row.side),
            row.text,
            row.by.display_name or row.by.username,
            row.asked_at,
            Asked(row.state),
            row.ended_at,
        )
        for row in rows.order_by("pk")
    ]


def ruled_against(case_numbers: Collection[str]) -> str:
    """Return which of these cases a ruling has closed; empty for none."""
    rows = Dispute.objects.filter(case__number__in=case_numbers, ruled_at__isnull=False)
    against = rows.filter(drafts__state="issued", drafts__outcome=Outcome.NONE)
    return against.values_list("case__number", flat=True).first() or ""


def bodies(after: int = 0, many: int = BATCH) -> list[ArbitrationBody]:
    """Return the bodies a buyer may choose from: those with somebody to decide.

    So many after a place, the oldest first; there are few.
    """
    rows = ArbitrationBody.objects.filter(active=True, arbitrators__active=True, pk__gt=after)
    return list(rows.distinct().order_by("pk")[:many])


def open_numbers(limit: int = BATCH) -> list[str]:
    """Return the disputes that are not carried out yet, oldest first."""
    rows = Dispute.objects.filter(carried_out_at=None).order_by("pk")
    return list(rows.values_list("number", flat=True)[:limit])


def page_of_all(page: int) -> tuple[list[Row], bool]:
    """Return one page of all disputes, newest first, and whether there are more."""
    return _page(disputes(), page)


def page_of_arbitrator(person_id: int, page: int) -> tuple[list[Row], bool]:
    """Return one page of the files somebody is on the panel of, or drawn for."""
    mine = DisputeSeat.objects.filter(
        arbitrator__person_id=person_id, state__in=[Seat.INVITED, Seat.ACCEPTED]
    )
    return _page(disputes().filter(pk__in=mine.values("dispute_id")), page)


def _page(rows: QuerySet[Dispute], page: int) -> tuple[list[Row], bool]:
    start = (page - 1) * PAGE_SIZE
    found = rows_of(rows.order_by("-opened_at", "-id")[start : start + PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def _seen_by(viewer: Viewer) -> Q:
    """What is one's own, and all once it is unsealed; who is only invited reads nothing."""
    if viewer is Viewer.INVITED:
        return Q(pk__in=[])
    opened = Q(dispute__unsealed_at__isnull=False)
    return opened | Q(side=viewer.side.value) if viewer.side else opened


def disputes() -> QuerySet[Dispute]:
    """Return all disputes, each with what is always told of it."""
    return Dispute.objects.select_related(
        "case__order__product", "case__order__policy"
    ).select_related("body", "buyer")


def rows_of(rows: QuerySet[Dispute]) -> list[Row]:
    """Return each with its facts: three statements however many."""
    found = list(rows.prefetch_related("panel", "requests", "drafts"))
    return [Row(_dispute(row), _facts(row)) for row in found]


def _facts(row: Dispute) -> Facts:
    return Facts(
        seats=row.seats,
        accepted=sum(one.state == Seat.ACCEPTED for one in row.panel.all()),
        unsealed=row.unsealed_at is not None,
        asked_open=any(one.state == Asked.OPEN for one in row.requests.all()),
        drafted=any(one.state == "open" for one in row.drafts.all()),
        ruled=row.ruled_at is not None,
        carried_out=row.carried_out_at is not None,
    )


def _dispute(row: Dispute) -> DisputeAsRead:
    case, order = row.case, row.case.order
    return DisputeAsRead(
        id=row.pk,
        number=row.number,
        case_id=case.pk,
        case_number=case.number,
        order_id=order.pk,
        order_number=order.number,
        policy_version=order.policy.version,
        buyer_id=row.buyer_id,
        buyer_name=row.buyer.display_name or row.buyer.username,
        body_id=row.body_id,
        body_code=row.body.code,
        body=Words(row.body.name_zh, row.body.name_en),
        body_key=row.body.key,
        good=Words(order.product.name_zh, order.product.name_en),
        at_stake_minor=case.at_stake_minor,
        seats=row.seats,
        opened_at=row.opened_at,
        unsealed_at=row.unsealed_at,
        ruled_at=row.ruled_at,
        carried_out_at=row.carried_out_at,
    )


def _filed(row: DisputeFiling) -> FiledAsRead:
    files = tuple(
        FileAsRead(one.pk, one.kind, one.digest, one.copy_digest)
        for one in sorted(row.files.all(), key=lambda one: one.pk)
    )
    kind, side = Filed(row.kind), Side(row.side)
    return FiledAsRead(side, kind, row.text, row.at, row.request_id, row.salt, row.digest, files)
