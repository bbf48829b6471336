"""Links that are signed for one person and soon expire; whoever else has one has nothing."""

from datetime import timedelta
from enum import Enum
from urllib.parse import urlencode

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest
from django.urls import reverse

LINK_LIVES = timedelta(minutes=10)
_SIGNER = TimestampSigner(salt="weikameng.picture")
_PARAMETER = "link"


class Link(Enum):
    """``STALE``: it was this person's, and is too old."""

    FRESH, STALE, FOREIGN = range(3)


def picture_url(viewer_id: int, case_number: str, position: int) -> str:
    """Return where this person, and for ten minutes, sees a picture of a case."""
    return signed(reverse("picture", args=[case_number, position]), viewer_id)


def signed(path: str, viewer_id: int) -> str:
    """Return a path of ours with a signature for one viewer, dated now."""
    whole = _SIGNER.sign(_claim(path, viewer_id))
    link = whole.removeprefix(f"{_claim(path, viewer_id)}:")
    return f"{path}?{urlencode({_PARAMETER: link})}"


def link_of(request: HttpRequest, viewer_id: int) -> Link:
    """Return what the signature is worth that this person came with."""
    given = request.GET.get(_PARAMETER, "")
    try:
        _SIGNER.unsign(f"{_claim(request.path, viewer_id)}:{given}", max_age=LINK_LIVES)
    except SignatureExpired:
        return Link.STALE
    except BadSignature:
        return Link.FOREIGN
    return Link.FRESH


def _claim(path: str, viewer_id: int) -> str:
    return f"{viewer_id}:{path}"
