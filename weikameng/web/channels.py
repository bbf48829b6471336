"""The door where payment channels leave their notices: for machines, and it shows nothing."""

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from weikameng.domain.payout_life import NoticeFault, NoticeRejected
from weikameng.services import channel_notices
from weikameng.web.flood import Flood

JSON, TEXT = "application/json", "text/plain"
# What a provider takes for "not taken, send it again": the kind of text, and its words.
_FAILED = {
    "alipay": (TEXT, "failure"),
    "wechatpay": (JSON, '{"code":"FAIL","message":"失败"}'),
}
_STATUS = {NoticeFault.FORGED: 401, NoticeFault.OVERSIZED: 413}
MALFORMED, TOO_MANY, DOWN = 400, 429, 503
_FLOOD = Flood("refused-notices")


@csrf_exempt
@require_POST
def notice(request: HttpRequest, route: str) -> HttpResponse:
    """Take one notice: the provider's own words when it is genuine, else its word for no."""
    if not channel_notices.served(route):
        return HttpResponse(status=404, content_type=TEXT)
    try:
        return _received(request, route)
    except (OperationalError, InterfaceError):  # the provider will bring it again
        return _failed(route, DOWN)


def _received(request: HttpRequest, route: str) -> HttpResponse:
    at = timezone.now()
    try:
        ack = channel_notices.receive(route, request.headers, _body(request), at=at)
    except NoticeRejected as rejected:
        if not _FLOOD.admits(request):
            return _failed(route, TOO_MANY)
        channel_notices.refuse(route, rejected, at=at)
        return _failed(route, _STATUS.get(rejected.reason, MALFORMED))
    return HttpResponse(ack, content_type=_kind(route))


def _body(request: HttpRequest) -> bytes:
    """The body as it came, before anybody reads it as a form. NoticeRejected above the limit."""
    length = request.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > channel_notices.MAX_BODY:
        raise NoticeRejected(NoticeFault.OVERSIZED, f"{length[:20]} bytes announced")
    try:
        body = request.read(channel_notices.MAX_BODY + 1)
    except UnreadablePostError:
        raise NoticeRejected(NoticeFault.MALFORMED, "the line died") from None
    if len(body) > channel_notices.MAX_BODY:
        raise NoticeRejected(NoticeFault.OVERSIZED, "more than announced")
    return body


def _failed(route: str, status: int) -> HttpResponse:
    kind, words = _FAILED.get(route, (TEXT, "failure"))
    return HttpResponse(words, content_type=kind, status=status)


def _kind(route: str) -> str:
    return _FAILED.get(route, (TEXT, ""))[0]
