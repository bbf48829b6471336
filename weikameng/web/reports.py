"""The door where suppliers report what became of a good: for machines, no page of the shop."""

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from weikameng.domain.errors import Conflict
from weikameng.domain.reports import ReportFault, ReportOutcome, ReportRejected
from weikameng.ledger.encodings import base64url_of
from weikameng.services import reports
from weikameng.services.reports import Answer
from weikameng.web.flood import Flood

_FAULTS = {
    ReportFault.OVERSIZED: 413,
    ReportFault.FORGED: 401,
    ReportFault.STALE: 401,
    ReportFault.MALFORMED: 400,
}
_OUTCOMES = {
    ReportOutcome.TAKEN: 200,
    ReportOutcome.KNOWN: 200,
    ReportOutcome.EARLY: 202,
    ReportOutcome.NOT_FOUND: 404,
}
ILLEGAL, TOO_MANY, DOWN = 409, 429, 503
_FLOOD = Flood("refused-reports")


@csrf_exempt
@require_POST
def report(request: HttpRequest, supplier: str) -> HttpResponse:
    """Take one report and say what became of it and where the good stands."""
    if not reports.served(supplier):
        return HttpResponse(status=404, content_type="text/plain")
    try:
        answer = _received(request, supplier)
    except (OperationalError, InterfaceError, Conflict):  # the supplier will bring it again
        return JsonResponse({"outcome": "later"}, status=DOWN)
    return answer


def _received(request: HttpRequest, supplier: str) -> HttpResponse:
    at = timezone.now()
    try:
        return _told(reports.receive(supplier, request.headers, _body(request), at=at))
    except ReportRejected as rejected:
        if not _FLOOD.admits(request):
            return JsonResponse({"outcome": "too_many"}, status=TOO_MANY)
        reports.refuse(supplier, rejected, at=at)
        return JsonResponse({"outcome": rejected.reason}, status=_FAULTS[rejected.reason])


def _told(answer: Answer) -> HttpResponse:
    said: dict[str, object] = {"report": answer.report_id, "outcome": answer.outcome}
    if answer.good_id:
        good = base64url_of(answer.good_id.bytes)
        said |= {"good": good, "state": answer.state, "events": answer.events}
        said["proof"] = reverse("log_bundle", args=[good])  # once the log holds it
    return JsonResponse(said, status=_OUTCOMES.get(answer.outcome, ILLEGAL))


def _body(request: HttpRequest) -> bytes:
    """The body as it came. ReportRejected above the limit, before more of it is read."""
    length = request.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > reports.MAX_BODY:
        raise ReportRejected(ReportFault.OVERSIZED)
    try:
        return request.read(reports.MAX_BODY + 1)
    except UnreadablePostError:
        raise ReportRejected(ReportFault.MALFORMED) from None
