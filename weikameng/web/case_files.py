"""The file of a case, for its buyer and for the desk, and the public page with the key (R6.4)."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from weikameng.services import case_files
from weikameng.web.visitors import buyer_of, desk_only, politely


@login_required
@politely
def file(request: HttpRequest, number: str) -> StreamingHttpResponse:
    """The file of my own case."""
    at = timezone.now()
    return _handed_out(case_files.for_buyer(number, buyer_id=buyer_of(request), at=at))


@desk_only
@politely
def desk_file(request: HttpRequest, number: str) -> StreamingHttpResponse:
    """The file of a case for whoever works on it; that they took it stays on record."""
    role = request.user.role  # type: ignore[union-attr]
    staff_id, at = buyer_of(request), timezone.now()
    return _handed_out(case_files.for_staff(number, staff_id=staff_id, role=role, at=at))


def checking(request: HttpRequest) -> HttpResponse:
    """How anyone checks a file, and the key that ours are signed by."""
    room = {"vkey": case_files.signing_key().verifier.vkey}
    return render(request, "weikameng/case_files.html", room)


def _handed_out(out: case_files.Export) -> StreamingHttpResponse:
    response = StreamingHttpResponse(out.pieces, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{out.name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
