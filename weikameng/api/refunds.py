"""Refunds through the API: apply, look, amend, withdraw, ask for a person."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from weikameng.api.bulk import MAX_ITEMS, ItemsOut, each
from weikameng.api.callers import buyer_of, caller_of, demand_scope
from weikameng.api.case_lines import CaseFilters, CasesOut, line_of
from weikameng.api.case_shapes import CaseDetail, detail_of
from weikameng.api.cursors import MAX_ID, Cursor, Limit, page_of, place_in
from weikameng.api.etags import (
    TAKES_IF_MATCH,
    TAKES_IF_NONE_MATCH,
    is_known,
    still_as_read,
    tag_of,
)
from weikameng.api.tracks import GuardianIn, guardian_of
from weikameng.domain.application import MAX_FILES, MAX_NARRATIVE, RefundApplication
from weikameng.domain.errors import not_found
from weikameng.domain.ratings import LEAST, MAX_SAID, MOST, Rating
from weikameng.records.reading import case_lists
from weikameng.records.reading.case_lists import WantedCases
from weikameng.records.reading.refunds import progress_of, revision_of
from weikameng.records.reading.shop_orders import Whose
from weikameng.services import case_files, chain_files, ratings, refunds

router = Router(tags=["refunds"])
READ, WRITE = "refunds:read", "refunds:write"
MAX_UNITS, MAX_TOKEN = 100, 64
UnitId = Annotated[int, Field(ge=1, le=MAX_ID)]
UploadToken = Annotated[str, Field(max_length=MAX_TOKEN)]
Uploads = Annotated[
    list[UploadToken],
    Field(max_length=MAX_FILES, description="tokens of pictures handed in before"),
]
AmountMinor = Annotated[int, Field(ge=0, le=MAX_ID)]
EXPECTED = "what you believe may go back: 409 amount_moved if it is another amount"
Still = Callable[[], None] | None


class Application(Schema):
    """What an application sends; without ``units`` the whole order is asked for."""

    order: str = Field(pattern=r"^\d{16}$")
    reason: str = Field(max_length=40)
    narrative: str = Field("", max_length=MAX_NARRATIVE)
    units: list[UnitId] | None = Field(None, max_length=MAX_UNITS)
    uploads: Uploads = []
    person: bool = Field(False, description="should it not be approved, let a person decide")
    guardian: GuardianIn | None = None
    refundable_amount_minor: AmountMinor | None = Field(None, description=EXPECTED)


class Amendment(Schema):
    """What an amendment sends; the case keeps its order and units."""

    reason: str = Field(max_length=40)
    narrative: str = Field("", max_length=MAX_NARRATIVE)
    uploads: Uploads = []
    person: bool = Field(False, description="should it not be approved, let a person decide")
    guardian: GuardianIn | None = None
    refundable_amount_minor: AmountMinor | None = Field(None, description=EXPECTED)


class CaseOut(Schema):
    """Where a case stands."""

    number: str
    state: str
    joined: bool = False


class ApplicationsIn(Schema):
    """Applications, each for itself."""

    applications: list[Application] = Field(min_length=1, max_length=MAX_ITEMS)


class RatingIn(Schema):
    """How the buyer rates a refund that has arrived."""

    score: int = Field(ge=LEAST, le=MOST)
    said: str = Field("", max_length=MAX_SAID)


@router.get("", response=CasesOut, summary="Refunds, the latest first")
def listing(
    request: HttpRequest, filters: Query[CaseFilters], limit: Limit = 20, cursor: Cursor = ""
) -> Any:
    """Return a page of a shop's cases, or of the token owner's own."""
    demand_scope(request, READ)
    caller = caller_of(request)
    whose = Whose(shop_id=caller.shop_id)
    if caller.shop_id is None:
        whose = Whose(buyer_id=caller.owner_id)
    wanted = WantedCases(**filters.model_dump(exclude_none=True))
    rows = case_lists.page(whose, wanted, place_in(cursor), limit + 1)
    return page_of(rows, limit, line_of, lambda row: row.pk)


@router.post("", response={201: CaseOut, 200: CaseOut}, summary="Apply for a refund")
def apply(request: HttpRequest, asked: Application) -> Any:
    """Apply; answers 201 with the new case, 200 when the order is in an open case already."""
    demand_scope(request, WRITE)
    return Status(*_applied(request, asked))


@router.post("/bulk", response=ItemsOut, summary="Apply for many refunds")
def apply_many(request: HttpRequest, sent: ApplicationsIn) -> Any:
    """Apply for each by itself; each result is what applying for it alone would answer."""
    demand_scope(request, WRITE)
    return each(request, sent.applications, lambda one: _applied(request, one))


@router.get(
    "/{number}",
    response={200: CaseDetail, 304: None},
    summary="One case, with every clause tested",
    openapi_extra=TAKES_IF_NONE_MATCH,
)
def look(request: HttpRequest, response: HttpResponse, number: str) -> Any:
    """Return one of the token owner's cases; with ``If-None-Match`` 304 while it is the same."""
    demand_scope(request, READ)
    buyer_id = buyer_of(request, case=number)
    tag = _tag(number, buyer_id)
    response.headers["ETag"] = tag
    if is_known(request, tag):
        return Status(304, None)
    progress = progress_of(number, buyer_id=buyer_id)
    if progress is None:
        raise not_found()
    return Status(200, detail_of(progress))


@router.post(
    "/{number}/amend",
    response=CaseOut,
    summary="Amend a case sent back or rejected",
    openapi_extra=TAKES_IF_MATCH,
)
def amend(request: HttpRequest, number: str, asked: Amendment) -> Any:
    """Amend; the same case is screened again as its next round (R2.6)."""
    application = RefundApplication(
        "",
        asked.reason,
        asked.narrative,
        uploads=tuple(asked.uploads),
        channel="api",
        person_wanted=asked.person,
        guardian=guardian_of(asked.guardian),
        expected_minor=asked.refundable_amount_minor,
    )
    buyer_id, still = _changer(request, number)
    applied = refunds.amend(number, application, buyer_id=buyer_id, at=timezone.now(), still=still)
    return {"number": applied.number, "state": applied.state}


@router.post(
    "/{number}/withdraw",
    response={204: None},
    summary="Withdraw while undecided",
    openapi_extra=TAKES_IF_MATCH,
)
def withdraw(request: HttpRequest, number: str) -> Any:
    """Withdraw; the buyer may apply again inside the window."""
    buyer_id, still = _changer(request, number)
    refunds.withdraw(number, buyer_id=buyer_id, at=timezone.now(), still=still)
    return Status(204, None)


@router.post(
    "/{number}/person",
    response=CaseOut,
    summary="Ask that a person decides",
    openapi_extra=TAKES_IF_MATCH,
)
def ask_person(request: HttpRequest, number: str) -> Any:
    """Ask that a person decides what was refused or sent back automatically (PIPL-24)."""
    buyer_id, still = _changer(request, number)
    refunds.ask_person(number, buyer_id=buyer_id, at=timezone.now(), still=still)
    return {"number": number, "state": "reviewing"}


@router.post(
    "/{number}/rating",
    response={204: None},
    summary="Rate a refund that arrived",
    openapi_extra=TAKES_IF_MATCH,
)
def rate(request: HttpRequest, number: str, sent: RatingIn) -> Any:
    """Rate it once; sent again within seven days it takes the earlier one's place (R12.1)."""
    rating, (buyer_id, still) = Rating(sent.score, sent.said), _changer(request, number)
    ratings.rate(number, rating, buyer_id=buyer_id, at=timezone.now(), still=still)
    return Status(204, None)


@router.get("/{number}/evidence", summary="The evidence chain of a case, to keep and to check")
def chain(request: HttpRequest, number: str) -> HttpResponse:
    """Return the chain file of one of the token owner's cases; see docs/evidence.md."""
    demand_scope(request, READ)
    kept = chain_files.of_case(number, buyer_id=buyer_of(request, case=number))
    content = chain_files.exported(kept, timezone.now())
    return HttpResponse(content, content_type="application/json")


@router.get("/{number}/file", summary="The whole file of a case, signed, to keep and to check")
def whole_file(request: HttpRequest, number: str) -> StreamingHttpResponse:
    """Return the archive of one of the token owner's cases; see docs/case-file.md."""
    demand_scope(request, READ)
    at = timezone.now()
    out = case_files.for_buyer(number, buyer_id=buyer_of(request, case=number), at=at)
    return StreamingHttpResponse(out.pieces, content_type="application/zip")


def _applied(request: HttpRequest, asked: Application) -> tuple[int, dict[str, Any]]:
    applied = refunds.apply(
        RefundApplication(
            order_number=asked.order,
            reason=asked.reason,
            narrative=asked.narrative,
            unit_ids=tuple(asked.units) if asked.units else None,
            uploads=tuple(asked.uploads),
            channel="api",
            person_wanted=asked.person,
            guardian=guardian_of(asked.guardian),
            expected_minor=asked.refundable_amount_minor,
        ),
        buyer_id=buyer_of(request, order=asked.order),
        at=timezone.now(),
    )
    out = {"number": applied.number, "state": applied.state, "joined": applied.joined}
    return (200 if applied.joined else 201), out


def _changer(request: HttpRequest, number: str) -> tuple[int, Still]:
    """For whom a case may be changed, and the check that it is the version ``If-Match`` names."""
    demand_scope(request, WRITE)
    buyer_id = buyer_of(request, case=number)
    return buyer_id, still_as_read(request, lambda: _tag(number, buyer_id))


def _tag(number: str, buyer_id: int) -> str:
    version = revision_of(number, buyer_id=buyer_id)
    if version is None:
        raise not_found()
    return tag_of(number, *version)
