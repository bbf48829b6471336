"""What a shop takes along through the API (P4): made by the worker, fetched for a week."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from weikameng.api.callers import caller_of, demand_scope
from weikameng.api.cursors import MAX_ID, Cursor, Limit, NextCursor, page_of, place_in
from weikameng.domain.bulk.jobs import JobState
from weikameng.domain.errors import not_found
from weikameng.records.reading import take_along as reading
from weikameng.services import data_exports

if TYPE_CHECKING:
    from weikameng.records.models import DataExport

router = Router(tags=["exports"])
READ = "orders:read"
ExportId = Annotated[int, Field(ge=1, le=MAX_ID)]
ZIP = {
    "responses": {
        200: {
            "description": "a zip of JSON lines: orders, customers, refunds",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


class ExportOut(Schema):
    """How far an export is; ``size_bytes`` and ``expires_at`` once its file is there."""

    id: int
    state: JobState
    done: int
    total: int
    asked_at: datetime
    ended_at: datetime | None
    size_bytes: int | None
    expires_at: datetime | None


class ExportsOut(Schema):
    """A page of exports, the latest first."""

    items: Sequence[ExportOut]
    next: NextCursor


@router.post("", response={202: ExportOut}, summary="Ask for everything of the shop")
def begin(request: HttpRequest) -> Any:
    """Have the worker gather orders, customers and refunds."""
    demand_scope(request, READ)
    made = data_exports.ask_shop(_shop(request), caller_of(request).owner_id, at=timezone.now())
    return Status(202, export_out(_mine(request, made)))


@router.get("", response=ExportsOut, summary="Exports of the shop")
def listing(request: HttpRequest, limit: Limit, cursor: Cursor) -> Any:
    """Return them, the latest first."""
    demand_scope(request, READ)
    rows = reading.exports_of_shop(_shop(request), place_in(cursor), limit + 1)
    return page_of(rows, limit, export_out, lambda row: row.pk)


@router.get("/{export}", response=ExportOut, summary="How far an export is")
def look(request: HttpRequest, export: ExportId) -> Any:
    """Return an export of the shop's own."""
    demand_scope(request, READ)
    return export_out(_mine(request, export))


@router.get("/{export}/file", summary="The file of an export", openapi_extra=ZIP)
def file(request: HttpRequest, export: ExportId) -> StreamingHttpResponse:
    """Return the zip while it is kept. Its orders can be imported again as they are."""
    demand_scope(request, READ)
    return file_answer(_mine(request, export))


def file_answer(row: "DataExport") -> StreamingHttpResponse:
    """Return the zip of an export while it is kept; Refusal when it is not there."""
    made = data_exports.file_of(row)
    answer = StreamingHttpResponse(made.parts, content_type="application/zip")
    answer.headers["Content-Length"] = str(made.size_bytes)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _shop(request: HttpRequest) -> int:
    """A buyer takes their own along by their page."""
    shop_id = caller_of(request).shop_id
    if shop_id is None:
        raise not_found()
    return shop_id


def _mine(request: HttpRequest, export: int) -> "DataExport":
    found = reading.export_of(export)
    if found is None or found.shop_id != _shop(request):
        raise not_found()
    return found


def export_out(row: "DataExport") -> dict[str, Any]:
    """Return how far an export is."""
    kept = row.file
    return {
        "id": row.pk,
        "state": row.state,
        "done": row.done,
        "total": row.total,
        "asked_at": row.asked_at,
        "ended_at": row.ended_at,
        "size_bytes": kept.size_bytes if kept else None,
        "expires_at": kept.expires_at if kept else None,
    }
