"""Shows kept pictures (R2.4): the re-encoded copy only, sandboxed, never sniffed, behind links that
are signed for one person and soon expire.
"""

import io

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.words import Words
from weikameng.records.reading.evidence import copy_of
from weikameng.services.evidence import picture as copy_kept
from weikameng.web.links import LINK_LIVES, Link, link_of, signed
from weikameng.web.visitors import at_desk, buyer_of, politely, tell

_STATUS = {"picture_gone": 410, "picture_changed": 409, "picture_not_now": 503}
_OPEN_AGAIN = Words(
    "图片链接只在 10 分钟内、对打开页面的人有效。请在这里重新打开。",
    "Links to pictures work for 10 minutes and only for whoever opened the page. Open it again"
    " from here.",
)


@login_required
@politely
def picture(request: HttpRequest, number: str, position: int) -> HttpResponseBase:
    """A picture of a case: for the buyer whose case it is, and for the desk."""
    if own := copy_of(number, position, buyer_id=buyer_of(request)):
        return shown(request, own, reverse("refund", args=[number]))
    digest = copy_of(number, position) if at_desk(request) else None
    return shown(request, digest, reverse("desk_case", args=[number]))


def shown(request: HttpRequest, digest: str | None, page: str) -> HttpResponseBase:
    """Answer a signed link of somebody who may see the picture; ``page`` is where it belongs.

    Refusal not_found without a picture. A link that is old or another's leads to the page; only
    a picture within an old page of ours gets a fresh link by itself.
    """
    if digest is None:
        raise not_found()
    match link_of(request, buyer_of(request)):
        case Link.FRESH:
            return _served(request, digest, page)
        case Link.STALE if request.headers.get("Sec-Fetch-Dest") == "image":
            return redirect(signed(request.path, buyer_of(request)))
    tell(request, _OPEN_AGAIN)
    return redirect(page)


def sealed_picture(digest: str | None) -> FileResponse:
    """Return the copy itself; Refusal without one, or when it is not there as sealed."""
    if digest is None:
        raise not_found()
    response = FileResponse(io.BytesIO(copy_kept(digest)), content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = f"private, max-age={LINK_LIVES.seconds}"
    return response


def _served(request: HttpRequest, digest: str, page: str) -> HttpResponseBase:
    try:
        return sealed_picture(digest)
    except Refusal as refusal:
        room = {"words": refusal.words, "page": page}
        status = _STATUS[refusal.code]
        return render(request, "weikameng/picture_missing.html", room, status=status)
