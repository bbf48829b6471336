"""The door where carriers of text messages leave receipts: for machines, and it shows nothing."""

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from weikameng.domain.delivery import BadReport
from weikameng.services import carriers, notices

JSON, TEXT = "application/json", "text/plain"
MAX_BODY = 1024 * 1024


@csrf_exempt
@require_POST
def receipt(request: HttpRequest, carrier: str) -> HttpResponse:
    """Take receipts: the carrier's own words once we have them. They only make us ask."""
    body = _body(request)
    if body is None:
        return HttpResponse("too large", content_type=TEXT, status=413)
    try:
        said = notices.hear(carrier, body, carriers.carriers(), timezone.now())
    except BadReport:
        return HttpResponse("no receipt", content_type=TEXT, status=400)
    except (OperationalError, InterfaceError):  # the carrier will bring it again
        return HttpResponse("later", content_type=TEXT, status=503)
    if said is None:
        return HttpResponse(status=404, content_type=TEXT)
    return HttpResponse(said, content_type=JSON)


def _body(request: HttpRequest) -> bytes | None:
    """The body as it came; None when it is too large or the line died."""
    length = request.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > MAX_BODY:
        return None
    try:
        body = request.read(MAX_BODY + 1)
    except UnreadablePostError:
        return None
    return body if len(body) <= MAX_BODY else None
