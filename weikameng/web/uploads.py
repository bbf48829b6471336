"""Files on their way in, by the words of tus 1.0: begin, how far, the next part, taken back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weikameng.domain import tus
from weikameng.domain import uploads as rules
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.uploads import UploadAsRead, UploadState, WrongOffset
from weikameng.records.reading.uploads import policy_of_order
from weikameng.services import uploads
from weikameng.services.uploads import Stream
from weikameng.web.pictures import sealed_picture
from weikameng.web.templatetags.words import in_words
from weikameng.web.visitors import buyer_of, politely

View = Callable[..., HttpResponseBase]
RATE = "uploads"  # counted with the API's; how many an hour: config/settings.py
_STATUS = {
    "not_found": 404,
    "upload_offset": 409,
    "picture_too_large": 413,
    "upload_overfull": 413,
    "upload_type": 415,
    "too_often": 429,
    uploads.LATER: 503,
}


def _plainly(view: View) -> View:
    """Answer refusals to a script: a code and its sentence, and where a part should begin."""

    @wraps(view)
    def told(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        try:
            response = view(request, *args, **named)
        except Refusal as refusal:
            body = {"code": refusal.code, "words": in_words(refusal.words)}
            response = JsonResponse(body, status=_STATUS.get(refusal.code, 422))
            if isinstance(refusal, WrongOffset):
                response.headers["Upload-Offset"] = str(refusal.offset)
        response.headers["Tus-Resumable"] = tus.VERSION
        return response

    return told


@login_required
@require_POST
@_plainly
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Begin to hand in a file for an order."""
    if policy_of_order(number, owner_id=buyer_of(request)) is None:
        raise not_found()
    if not ratelimit.consume(request, action=RATE, key=str(buyer_of(request))):
        raise Refusal("too_often", rules.TOO_OFTEN)
    wanted = tus.wanted_in(request.headers, number)
    upload = uploads.begin(wanted, owner_id=buyer_of(request), at=timezone.now())
    response = _answer(upload, 201)
    response.headers["Location"] = reverse("upload", args=[upload.token])
    return response


@login_required
@require_http_methods(["HEAD", "GET", "PATCH", "DELETE", "POST"])
@_plainly
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """One upload: how far it is, its next part, taken back (DELETE), brought back (POST)."""
    assert request.method is not None
    doing = {"PATCH": _receive, "DELETE": _remove, "POST": _restore}.get(request.method, _look)
    return doing(request, token)


@login_required
@require_safe
@politely
def picture(request: HttpRequest, token: str) -> FileResponse:
    """The copy of a picture of mine that is not handed in yet."""
    upload = uploads.look(token, owner_id=buyer_of(request), at=timezone.now())
    return sealed_picture(upload.copy_digest or None)


def _look(request: HttpRequest, token: str) -> HttpResponse:
    upload = uploads.look(token, owner_id=buyer_of(request), at=timezone.now())
    return _answer(upload, 200)


def _receive(request: HttpRequest, token: str) -> HttpResponse:
    offset, length = tus.part_in(request.headers)
    stream = Stream(offset, length, request.read)
    upload = uploads.receive(token, stream, owner_id=buyer_of(request), at=timezone.now())
    if upload.state is UploadState.REFUSED:
        raise Refusal(f"picture_{upload.refusal}", rules.fault_words(upload.refusal))
    return _answer(upload, 204)


def _remove(request: HttpRequest, token: str) -> HttpResponse:
    uploads.remove(token, owner_id=buyer_of(request), at=timezone.now())
    return HttpResponse(status=204)


def _restore(request: HttpRequest, token: str) -> HttpResponse:
    upload = uploads.restore(token, owner_id=buyer_of(request), at=timezone.now())
    return _answer(upload, 200)


def _answer(upload: UploadAsRead, status: int) -> HttpResponse:
    empty = status == 204
    response = HttpResponse(status=204) if empty else JsonResponse(_told(upload), status=status)
    for name, value in tus.headers_of(upload).items():
        response.headers[name] = value
    return response


def _told(upload: UploadAsRead) -> dict[str, Any]:
    ready = upload.state is UploadState.READY
    refused = upload.state is UploadState.REFUSED
    return {
        "token": upload.token,
        "state": upload.state,
        "words": in_words(rules.fault_words(upload.refusal)) if refused else "",
        "picture": reverse("upload_picture", args=[upload.token]) if ready else "",
    }
