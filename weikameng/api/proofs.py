"""Proofs out of the public log through the API (R11): of a good's life, and the signed head."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from weikameng.api.callers import demand_scope
from weikameng.domain.errors import not_found
from weikameng.ledger.encodings import bytes_of_base64url
from weikameng.ledger.events import GOOD_BYTES
from weikameng.ledger.malformed import Malformed
from weikameng.services import good_proofs, log_reading, witnessed_heads

router = Router(tags=["proofs"])
READ = "refunds:read"
Good = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_-]{22}$", description="as an order's unit has it")
]


class CheckpointOut(Schema):
    """The head signed last that its witnesses saw: the signed note, and the key that checks it."""

    origin: str
    size: int
    note: str
    vkey: str


@router.get("/checkpoint", response=CheckpointOut, summary="The log's signed head")
def checkpoint(request: HttpRequest) -> Any:
    """Return it; ask for the key elsewhere too if you rely on it."""
    demand_scope(request, READ)
    signed = witnessed_heads.published(timezone.now())
    if signed is None:
        raise not_found()
    return {
        "origin": log_reading.log_origin(),
        "size": signed.size,
        "note": signed.note,
        "vkey": log_reading.log_vkey(),
    }


@router.get(
    "/goods/{good}",
    response=dict[str, Any],
    summary="The whole life of a good, with what proves it",
)
def bundle(request: HttpRequest, good: Good) -> Any:
    """Return the bundle, byte for byte as `weikameng ledger verify` and other checkers take it."""
    demand_scope(request, READ)
    try:
        asked = UUID(bytes=bytes_of_base64url(good, GOOD_BYTES, "good"))
    except Malformed as error:
        raise not_found() from error
    found = good_proofs.bundle_of(asked)
    if found is None:
        raise not_found()
    return HttpResponse(found, content_type="application/json")
