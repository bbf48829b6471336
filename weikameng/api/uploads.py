"""Pictures through the API, by the words of tus 1.0, so that known clients can hand them in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status

from weikameng.api.callers import buyer_of, demand_scope
from weikameng.api.cursors import Cursor, Limit, NextCursor, page_of, place_in
from weikameng.api.words import Said
from weikameng.domain import tus
from weikameng.domain import uploads as rules
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.uploads import UploadAsRead, UploadState
from weikameng.domain.words import typeset
from weikameng.records.reading.uploads import policy_of_order, uploads_after
from weikameng.services import uploads
from weikameng.services.uploads import Stream

router = Router(tags=["uploads"])
WRITE = "refunds:write"
RATE = "uploads"  # counted with the pages'


class UploadOut(Schema):
    """One picture on its way in. ``state``: receiving, ready, refused, attached.

    ``refusal`` says why it was not taken; ``name`` is the file's own.
    """

    token: str
    order: str
    kind: str
    name: str
    size_bytes: int
    received_bytes: int
    state: str
    refusal: Said | None
    expires_at: datetime


class UploadsOut(Schema):
    """One page of what waits for an order's application, oldest first."""

    items: Sequence[UploadOut]
    next: NextCursor


@router.post("", response={201: UploadOut}, summary="Begin to hand in a picture")
def begin(request: HttpRequest, response: HttpResponse) -> Any:
    """Begin with ``Upload-Length`` and ``Upload-Metadata`` (order, kind, filename, filetype)."""
    demand_scope(request, WRITE)
    wanted = tus.wanted_in(request.headers)
    owner_id = buyer_of(request, order=wanted.order_number)
    if not ratelimit.consume(request, action=RATE, key=str(owner_id)):
        raise Refusal("too_often", rules.TOO_OFTEN)
    upload = uploads.begin(wanted, owner_id=owner_id, at=timezone.now())
    _in_headers(response, upload)
    response.headers["Location"] = f"/api/v1/uploads/{upload.token}"
    return Status(201, _out(upload))


@router.get("", response=UploadsOut, summary="Pictures that wait for an order's application")
def listing(request: HttpRequest, order: str, limit: Limit = 20, cursor: Cursor = "") -> Any:
    """Return the pictures of one's own order that are not handed in yet."""
    demand_scope(request, WRITE)
    owner_id = buyer_of(request, order=order)
    if policy_of_order(order, owner_id=owner_id) is None:
        raise not_found()
    after, at = place_in(cursor), timezone.now()
    found = uploads_after(order, after, limit + 1, owner_id=owner_id, at=at)
    return page_of(found, limit, lambda one: _out(one[1]), lambda one: one[0])


@router.get("/{token}", response=UploadOut, summary="One picture on its way in")
def look(request: HttpRequest, response: HttpResponse, token: str) -> Any:
    """Return how far it is, and whether it was taken."""
    return _out(_looked(request, response, token))


@router.api_operation(["HEAD"], "/{token}", response={200: None}, include_in_schema=False)
def head(request: HttpRequest, response: HttpResponse, token: str) -> Any:
    """Say in ``Upload-Offset`` where the next part begins."""
    _looked(request, response, token)
    return Status(200, None)


@router.patch("/{token}", response={204: None}, summary="The next part")
def receive(request: HttpRequest, response: HttpResponse, token: str) -> Any:
    """Take the part that begins at ``Upload-Offset``; after the last one the picture is looked at.

    A picture that is not taken is answered with 422 and why.
    """
    demand_scope(request, WRITE)
    offset, length = tus.part_in(request.headers)
    stream = Stream(offset, length, request.read)
    owner_id = buyer_of(request, upload=token)
    upload = uploads.receive(_named(token), stream, owner_id=owner_id, at=timezone.now())
    if upload.state is UploadState.REFUSED:
        raise Refusal(f"picture_{upload.refusal}", rules.fault_words(upload.refusal))
    _in_headers(response, upload)
    return Status(204, None)


@router.delete("/{token}", response={204: None}, summary="Take a picture back")
def remove(request: HttpRequest, response: HttpResponse, token: str) -> Any:
    """Take back what no application has taken along."""
    demand_scope(request, WRITE)
    uploads.remove(_named(token), owner_id=buyer_of(request, upload=token), at=timezone.now())
    response.headers["Tus-Resumable"] = tus.VERSION
    return Status(204, None)


def _looked(request: HttpRequest, response: HttpResponse, token: str) -> UploadAsRead:
    demand_scope(request, WRITE)
    owner_id = buyer_of(request, upload=token)
    upload = uploads.look(_named(token), owner_id=owner_id, at=timezone.now())
    _in_headers(response, upload)
    return upload


def _named(token: str) -> str:
    return token if rules.is_token(token) else ""


def _in_headers(response: HttpResponse, upload: UploadAsRead) -> None:
    for name, value in tus.headers_of(upload).items():
        response.headers[name] = value


def _out(upload: UploadAsRead) -> dict[str, Any]:
    refused = upload.state is UploadState.REFUSED
    why = rules.fault_words(upload.refusal)
    return {
        "token": upload.token,
        "order": upload.order_number,
        "kind": upload.kind,
        "name": upload.name,
        "size_bytes": upload.size_bytes,
        "received_bytes": upload.received_bytes,
        "state": upload.state,
        "refusal": {"zh": typeset(why.zh), "en": why.en} if refused else None,
        "expires_at": upload.expires_at,
    }
