"""Versions of what is read: unchanged since (304), and changed before a change (412)."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from weikameng.domain.errors import Refusal
from weikameng.domain.problem_words import CHANGED

IF_MATCH, IF_NONE_MATCH = "If-Match", "If-None-Match"
# For ``openapi_extra`` of an operation that looks at one of them.
TAKES_IF_MATCH: dict[str, Any] = {"parameters": [{"$ref": "#/components/parameters/IfMatch"}]}
TAKES_IF_NONE_MATCH: dict[str, Any] = {
    "parameters": [{"$ref": "#/components/parameters/IfNoneMatch"}]
}


def tag_of(*parts: object) -> str:
    """Return the tag of a version by all that makes it another one."""
    told = "\n".join(str(part) for part in parts)
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:24]}"'


def is_known(request: HttpRequest, tag: str) -> bool:
    """Whether the caller has this version already."""
    return _names(request, IF_NONE_MATCH, tag)


def still_as_read(request: HttpRequest, tag: Callable[[], str]) -> Callable[[], None] | None:
    """Return the check of ``If-Match`` a change makes while it holds what it changes.

    None without the header. The check asks for the ``tag`` anew and refuses another version than
    the caller has read: of two callers with the same version one wins.
    """
    if IF_MATCH not in request.headers:
        return None

    def still() -> None:
        if not _names(request, IF_MATCH, tag()):
            raise Refusal("changed", CHANGED)

    return still


def _names(request: HttpRequest, header: str, tag: str) -> bool:
    sent = [part.strip() for part in request.headers.get(header, "").split(",")]
    return tag in sent or sent == ["*"]
