"""Disputes through the API (R6.3): for buyers, for the shop's side, and for outside bodies whose
arbitrators decide with software of their own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from weikameng.api.callers import actor_of, buyer_of, caller_of, demand_scope
from weikameng.api.cursors import Cursor, Limit, page_of, place_in
from weikameng.api.dispute_lines import DisputeFilters, DisputesOut, line_of
from weikameng.api.shop_callers import whose
from weikameng.domain.disputes import MAX_FILES, MAX_REASON, MAX_TEXT, Outcome, Viewer, phase_of
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.rulings import MAX_CLAUSES, Draft, read_back
from weikameng.records.reading import dispute_lists, panels
from weikameng.records.reading import disputes as reading
from weikameng.records.reading.dispute_lists import WantedDisputes
from weikameng.records.reading.disputes import DisputeAsRead
from weikameng.services import arbitration, case_files, dispute_clocks, disputes
from weikameng.services.disputes import Statement

router = Router(tags=["disputes"])
READ, WRITE = "disputes:read", "disputes:write"


class Opening(Schema):
    """Which refused case goes to which body."""

    case: str = Field(pattern=r"^\d{16}$")
    body: str = Field(max_length=40)


class StatementIn(Schema):
    """What a side files; ``uploads`` are tokens of pictures a buyer handed in before."""

    text: str = Field(max_length=MAX_TEXT)
    uploads: list[str] = Field([], max_length=MAX_FILES)


class DeclarationIn(Schema):
    """Whether somebody who was drawn has a conflict of interest, and which."""

    conflict: bool
    because: str = Field("", max_length=MAX_REASON)


class ChallengeIn(Schema):
    """Which arbitrator a side refuses, by the id of the seat, and why."""

    seat: int
    because: str = Field(max_length=MAX_REASON)


class RequestIn(Schema):
    """What the panel asks which side for."""

    side: str
    text: str = Field(max_length=MAX_REASON)


class DraftIn(Schema):
    """A draft of the ruling; ``amount_minor`` in fen, for a part alone."""

    outcome: Outcome
    amount_minor: int = 0
    clauses: list[str] = Field(min_length=1, max_length=MAX_CLAUSES)
    reasons: str = Field(max_length=MAX_TEXT)
    reasons_en: str = Field("", max_length=MAX_TEXT)
    bearer: str = "platform"


class SignatureIn(Schema):
    """A detached signature, base64, over the exact bytes of ``document``; the draft it is for."""

    draft: int
    signature: str = Field(max_length=100)


class DissentIn(Schema):
    """Why somebody of the panel does not sign."""

    draft: int
    because: str = Field(max_length=MAX_REASON)


class FilingOut(Schema):
    """What a side filed, as far as the reader may see it; pictures by their SHA-256."""

    side: str
    kind: str
    text: str
    at: datetime
    pictures: Sequence[str]


class SeatOut(Schema):
    """Somebody drawn for a seat, and what became of it."""

    id: int
    seat: int
    name: str
    state: str


class RequestOut(Schema):
    """What the panel asked for."""

    side: str
    text: str
    state: str
    asked_at: datetime
    due_at: datetime


class SignatureOut(Schema):
    """Who signed by which key; ``strength``: own, or kept by the shop. A dissent has neither."""

    arbitrator: str
    agrees: bool
    because: str
    key: str
    signature: str
    strength: str


class RulingOut(Schema):
    """The ruling, or the draft before its panel; ``document`` is the exact text that is signed."""

    draft: int
    issued: bool
    document: str
    content: dict[str, Any]
    signatures: Sequence[SignatureOut]


class DisputeOut(Schema):
    """A dispute as its reader may see it."""

    number: str
    case: str
    order: str
    body: str
    you: str
    phase: str
    seats: int
    opened_at: datetime
    statements_due_at: datetime
    ruling_due_at: datetime | None
    unsealed_at: datetime | None
    ruled_at: datetime | None
    carried_out_at: datetime | None
    filed: Sequence[FilingOut]
    panel: Sequence[SeatOut]
    requests: Sequence[RequestOut]
    ruling: RulingOut | None


@router.post("", response={201: DisputeOut}, summary="Take a refused case to arbitration")
def begin(request: HttpRequest, sent: Opening) -> Any:
    """Open a dispute within the days the policy gives after the refusal."""
    demand_scope(request, WRITE)
    who, at = actor_of(request, case=sent.case), timezone.now()
    number = disputes.open_dispute(sent.case, sent.body, buyer_id=who.id, at=at)
    return Status(201, _out(number, who))


@router.get("", response=DisputesOut, summary="The disputes one decides, or one's own")
def listing(
    request: HttpRequest, filters: Query[DisputeFilters], limit: Limit = 20, cursor: Cursor = ""
) -> Any:
    """Return a page of a shop's disputes; of anybody else, of their own and of the files they
    were drawn for."""
    demand_scope(request, READ)
    if filters.case and caller_of(request).shop_id is not None:
        buyer_of(request, case=filters.case)  # what is another's is not there
    wanted = WantedDisputes(**filters.model_dump(exclude_none=True))
    rows = dispute_lists.page(whose(request), wanted, place_in(cursor), limit + 1)
    return page_of(rows, limit, line_of, lambda row: row.dispute.id)


@router.get("/{dispute}", response=DisputeOut, summary="One dispute, as the reader may see it")
def look(request: HttpRequest, dispute: str) -> Any:
    """Return a dispute: sealed filings of the other side are left out until they open."""
    demand_scope(request, READ)
    return _out(dispute, actor_of(request, dispute=dispute))


@router.get("/{dispute}/file", summary="The whole file of the case, signed, to keep and to check")
def file(request: HttpRequest, dispute: str) -> StreamingHttpResponse:
    """Return the archive for the sides and the panel; see docs/case-file.md."""
    demand_scope(request, READ)
    who = actor_of(request, dispute=dispute)
    found = disputes.seen(dispute, who)
    out = case_files.for_dispute(found.dispute, found.viewer, who.id, timezone.now())
    return StreamingHttpResponse(out.pieces, content_type="application/zip")


@router.post("/{dispute}/statement", response=DisputeOut, summary="File a side's statement, once")
def state(request: HttpRequest, dispute: str, sent: StatementIn) -> Any:
    """File it sealed; with the second side's both are opened."""
    demand_scope(request, WRITE)
    who, at = actor_of(request, dispute=dispute), timezone.now()
    disputes.state(dispute, Statement(sent.text, uploads=tuple(sent.uploads)), who, at)
    return _out(dispute, who)


@router.post("/{dispute}/reply", response=DisputeOut, summary="Answer what the panel asked for")
def reply(request: HttpRequest, dispute: str, sent: StatementIn) -> Any:
    """File the material; both sides and the panel read it at once."""
    demand_scope(request, WRITE)
    who, at = actor_of(request, dispute=dispute), timezone.now()
    disputes.reply(dispute, Statement(sent.text, uploads=tuple(sent.uploads)), who, at)
    return _out(dispute, who)


@router.post("/{dispute}/challenge", response=DisputeOut, summary="Refuse an arbitrator, once")
def challenge(request: HttpRequest, dispute: str, sent: ChallengeIn) -> Any:
    """The next of the draw takes the seat."""
    demand_scope(request, WRITE)
    who, at = actor_of(request, dispute=dispute), timezone.now()
    disputes.challenge(dispute, sent.seat, sent.because, who, at)
    return _out(dispute, who)


@router.post("/{dispute}/declaration", response={204: None}, summary="Take a seat, or step down")
def declare(request: HttpRequest, dispute: str, sent: DeclarationIn) -> Any:
    """Say that there is no conflict of interest, or which; then the next of the draw is asked."""
    demand_scope(request, WRITE)
    arbitration.declare(
        dispute,
        actor_of(request, dispute=dispute),
        conflict=sent.conflict,
        because=sent.because,
        at=timezone.now(),
    )
    return Status(204, None)


@router.post("/{dispute}/requests", response=DisputeOut, summary="Ask a side for material")
def ask(request: HttpRequest, dispute: str, sent: RequestIn) -> Any:
    """Ask; while the buyer is asked, the promised time of the ruling stands still."""
    demand_scope(request, WRITE)
    who, at = actor_of(request, dispute=dispute), timezone.now()
    arbitration.ask(dispute, sent.side, sent.text, who, at)
    return _out(dispute, who)


@router.post("/{dispute}/draft", response=DisputeOut, summary="Put a draft before the panel")
def draft(request: HttpRequest, dispute: str, sent: DraftIn) -> Any:
    """Draft; ``ruling.document`` of the answer is the exact text to sign."""
    demand_scope(request, WRITE)
    who, at = actor_of(request, dispute=dispute), timezone.now()
    wanted = Draft(
        sent.outcome,
        tuple(sent.clauses),
        sent.reasons,
        sent.reasons_en,
        sent.amount_minor,
        sent.bearer,
    )
    arbitration.draft(dispute, wanted, who, at)
    return _out(dispute, who)


@router.post("/{dispute}/signature", response=DisputeOut, summary="Sign with a key of one's own")
def sign(request: HttpRequest, dispute: str, sent: SignatureIn) -> Any:
    """Hand in a signature made outside; with a majority the ruling is issued and carried out."""
    demand_scope(request, WRITE)
    who, at = actor_of(request, dispute=dispute), timezone.now()
    arbitration.sign(dispute, sent.draft, who, at, sent.signature or "-")
    return _out(dispute, who)


@router.post("/{dispute}/dissent", response=DisputeOut, summary="Say why one does not sign")
def dissent(request: HttpRequest, dispute: str, sent: DissentIn) -> Any:
    """Keep a dissent; the others may still be a majority."""
    demand_scope(request, WRITE)
    who, at = actor_of(request, dispute=dispute), timezone.now()
    arbitration.dissent(dispute, sent.draft, sent.because, who, at)
    return _out(dispute, who)


def _out(number: str, who: Actor) -> dict[str, Any]:
    found = disputes.seen(number, who)
    dispute, viewer = found.dispute, found.viewer
    asked = reading.requests_of(dispute.id)
    outside = viewer is Viewer.INVITED
    return {
        "number": dispute.number,
        "case": dispute.case_number,
        "order": dispute.order_number,
        "body": dispute.body_code,
        "you": viewer.value,
        "phase": phase_of(reading.facts_of(dispute)).value,
        "seats": dispute.seats,
        "opened_at": dispute.opened_at,
        "statements_due_at": dispute_clocks.statement_due(dispute.opened_at),
        "ruling_due_at": None if dispute.ruled_at else dispute_clocks.ruling_due(dispute, asked),
        "unsealed_at": dispute.unsealed_at,
        "ruled_at": dispute.ruled_at,
        "carried_out_at": dispute.carried_out_at,
        "filed": [_filed(one) for one in reading.filings_seen(dispute, viewer)],
        "panel": [
            {"id": one.id, "seat": one.seat, "name": one.name, "state": one.state.value}
            for one in reading.seats_of(dispute.id)
        ],
        "requests": [] if outside else [_asked(one) for one in asked],
        "ruling": _ruling(dispute, viewer),
    }


def _filed(one: reading.FiledAsRead) -> dict[str, Any]:
    return {
        "side": one.side.value,
        "kind": one.kind.value,
        "text": one.text,
        "at": one.at,
        "pictures": [file.digest for file in one.files],
    }


def _asked(one: reading.RequestAsRead) -> dict[str, Any]:
    return {
        "side": one.side.value,
        "text": one.text,
        "state": one.state.value,
        "asked_at": one.asked_at,
        "due_at": dispute_clocks.material_due(one.asked_at),
    }


def _ruling(dispute: DisputeAsRead, viewer: Viewer) -> dict[str, Any] | None:
    row = panels.draft_of(dispute.id)
    if row is None or (not row.issued and viewer is not Viewer.PANEL):
        return None
    return {
        "draft": row.id,
        "issued": row.issued,
        "document": row.document,
        "content": read_back(row.document),
        "signatures": [
            {
                "arbitrator": one.username,
                "agrees": one.agrees,
                "because": one.because,
                "key": one.key,
                "signature": one.signature,
                "strength": one.strength,
            }
            for one in row.signatures
        ],
    }
