"""Files of many rows through the API (P4): taken in whole, worked off by the worker."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from weikameng.api.callers import caller_of, demand_scope
from weikameng.api.cursors import MAX_ID, Cursor, Limit, NextCursor, page_of, place_in
from weikameng.api.words import Said, said
from weikameng.domain.bulk.jobs import JobState, RowKind
from weikameng.domain.bulk.mapping import MAX_TOML
from weikameng.domain.errors import not_found
from weikameng.records.reading import bulk as reading
from weikameng.services import bulk_imports
from weikameng.services.bulk_imports import Given

if TYPE_CHECKING:
    from weikameng.records.models import BulkImport

router = Router(tags=["imports"])
READ, WRITE = "orders:read", "orders:write"
ImportId = Annotated[int, Field(ge=1, le=MAX_ID)]
_FILE = {"schema": {"type": "string"}}
ROWS = {
    "responses": {
        200: {
            "description": "the rows that were left out, in the form they came in",
            "content": {"text/csv": _FILE, "application/x-ndjson": _FILE},
        }
    }
}


class ImportOut(Schema):
    """How far an import is. ``rows_about`` is never less than there are rows.

    ``stopped``: why it stands still, and what to do; null as long as it moves.
    """

    id: int
    name: str
    kind: RowKind
    state: JobState
    rows_about: int
    read: int
    new: int
    known: int
    bad: int
    created_at: datetime
    ended_at: datetime | None
    stopped: Said | None


class ProblemOut(Schema):
    """A row that was left out."""

    line: int
    problem: Said


class ProblemsOut(Schema):
    """A page of bad rows, by line."""

    items: Sequence[ProblemOut]
    next: NextCursor


@router.post("", response={202: ImportOut}, summary="Import a file")
def begin(
    request: HttpRequest,
    file: Annotated[UploadedFile, File(description="CSV or JSON lines, 1 GB at most")],
    kind: Annotated[RowKind, Form(description="what its rows are")] = RowKind.ORDERS,
    mapping: Annotated[str, Form(max_length=MAX_TOML, description="a mapping file (TOML)")] = "",
) -> Any:
    """Take a file in. It is safe to send the same rows again."""
    demand_scope(request, WRITE)
    caller, shop_id = caller_of(request), _shop(request)
    given = Given(file.name or "", kind, mapping, shop_id, caller.owner_id, as_staff=False)
    made = bulk_imports.accept(given, file.chunks(), at=timezone.now())
    return Status(202, _out(_mine(request, made)))


@router.get("/{bulk}", response=ImportOut, summary="How far an import is")
def look(request: HttpRequest, bulk: ImportId) -> Any:
    """Return an import of one's own."""
    demand_scope(request, READ)
    return _out(_mine(request, bulk))


@router.get("/{bulk}/problems", response=ProblemsOut, summary="Bad rows of an import")
def problems(request: HttpRequest, bulk: ImportId, limit: Limit, cursor: Cursor) -> Any:
    """Return what is wrong with the rows that were left out."""
    demand_scope(request, READ)
    mine = _mine(request, bulk)
    rows = list(reading.problems_of(mine.pk, place_in(cursor) or 0, limit + 1))
    return page_of(
        rows,
        limit,
        lambda row: {"line": row.line, "problem": said(row.words)},
        lambda row: row.line,
    )


@router.get("/{bulk}/errors", summary="Bad rows of an import as a file to mend", openapi_extra=ROWS)
def errors(request: HttpRequest, bulk: ImportId) -> StreamingHttpResponse:
    """Return the file: its columns, and ``problem``; mend it and send it again."""
    demand_scope(request, READ)
    mine = _mine(request, bulk)
    kind = "text/csv" if mine.form == bulk_imports.CSV else "application/x-ndjson"
    return StreamingHttpResponse(
        bulk_imports.errors_of(mine), content_type=f"{kind}; charset=utf-8"
    )


def _shop(request: HttpRequest) -> int:
    """Only a shop brings its own orders; ours come by the page or the command line."""
    shop_id = caller_of(request).shop_id
    if shop_id is None:
        raise not_found()
    return shop_id


def _mine(request: HttpRequest, bulk: int) -> "BulkImport":
    found = reading.import_of_shop(bulk, _shop(request))
    if found is None:
        raise not_found()
    return found


def _out(row: "BulkImport") -> dict[str, Any]:
    words = bulk_imports.stop_words(row)
    shown = (name for name in ImportOut.model_fields if name != "stopped")
    return {name: getattr(row, name) for name in shown} | {
        "stopped": said(words) if words else None
    }
