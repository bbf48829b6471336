"""The public log, at the paths of C2SP tlog-tiles: for machines, read by anybody from anywhere."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from weikameng.ledger.bundles import bundle_of
from weikameng.ledger.encodings import bytes_of_base64url
from weikameng.ledger.events import GOOD_BYTES
from weikameng.ledger.logged_proofs import LoggedProof
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.tiles import ENTRIES, TILE_WIDTH, Tile, parse_tile_path, served, width_at
from weikameng.records.reading import log as reading
from weikameng.services import good_proofs, log_reading, witnessed_heads

View = Callable[..., HttpResponse]
TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"
JSON = "application/json"
FOR_EVER = "public, max-age=31536000, immutable"
ALWAYS_NEW = "no-cache"


def public(view: View) -> View:
    """Answer the same to everybody: a page saved to disk may ask, no cookie matters."""

    @require_safe
    @wraps(view)
    def told(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        response = view(request, *args, **named)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return told


@public
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The head signed last that its witnesses saw, with their cosignatures."""
    signed = witnessed_heads.published(timezone.now())
    if signed is None:
        raise Http404
    return _answer(signed.note.encode(), TEXT, ALWAYS_NEW)


@public
def vkey(_request: HttpRequest) -> HttpResponse:
    """The key that verifies checkpoints; whoever relies on it also asks for it elsewhere."""
    return _answer(f"{log_reading.log_vkey()}\n".encode(), TEXT, ALWAYS_NEW)


@public
def tile(_request: HttpRequest, path: str) -> HttpResponse:
    """A tile or an entry bundle, whole or as wide as an earlier head had it."""
    try:
        wanted = parse_tile_path(f"tile/{path}")
    except Malformed as error:
        raise Http404 from error
    signed = reading.published()
    size = signed.size if signed else 0
    if width_at(wanted.level, wanted.index, size) < wanted.width:
        raise Http404
    content = _entries(wanted) if wanted.level == ENTRIES else _hashes(wanted)
    return _answer(content, BYTES, FOR_EVER)


@public
def proof(_request: HttpRequest, index: int) -> HttpResponse:
    """The proof file (C2SP tlog-proof) of one entry, against the head signed last."""
    found = log_reading.proof_of(index)
    if found is None:
        raise Http404
    _, signed, hashes = found
    file = LoggedProof(index, hashes, signed.note.encode())
    return _answer(file.encoded(), TEXT, ALWAYS_NEW)


@public
def bundle(request: HttpRequest, good: str) -> HttpResponse:
    """The whole history of a good with its proof, under the id that entries give it; asked with
    ``absent=1`` also that there is none; ``v=1`` is the form without the map."""
    try:
        asked = UUID(bytes=bytes_of_base64url(good, GOOD_BYTES, "good"))
    except Malformed as error:
        raise Http404 from error
    first = request.GET.get("v") == "1"
    found = good_proofs.first_form_of(asked) if first else good_proofs.bundle_of(asked)
    if found is None and request.GET.get("absent") == "1" and not first:
        found = good_proofs.absence_of(asked)
    if found is None:
        raise Http404
    return _answer(found, JSON, ALWAYS_NEW)


def _entries(wanted: Tile) -> bytes:
    found = reading.entries(wanted.index * TILE_WIDTH, wanted.width)
    return bundle_of([one.leaf for one in found])


def _hashes(wanted: Tile) -> bytes:
    place = (wanted.level, wanted.index)
    return served(reading.tiles([place])[place], wanted)


def _answer(content: bytes, kind: str, keep: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Cache-Control"] = keep
    return response
