"""One id a request, from the caller's own to the answer, the log, problems and webhooks."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from weikameng.services import asked_by

HEADER = "X-Request-Id"
NOBODY = "-"
_SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,63}")
_CURRENT = ContextVar("request id", default=NOBODY)


class RequestIds:
    """Takes the id a caller sent, or makes one, and answers with it. Stands outside of all."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer under an id that log lines of this request carry, too."""
        sent = request.headers.get(HEADER, "")
        name = sent if _SHAPE.fullmatch(sent) else uuid.uuid4().hex
        request.request_id = name  # type: ignore[attr-defined]
        before = _CURRENT.set(id_of(request))
        try:
            response = self.answer(request)
        finally:
            _CURRENT.reset(before)
        response.headers[HEADER] = id_of(request)
        return response


class WithRequestId(logging.Filter):
    """Gives every log line the id of the request it was written for, or a hyphen."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, with ``record.request_id``."""
        asked = getattr(record, "request", None)  # Django tells of refusals when all is over
        record.request_id = getattr(asked, "request_id", "") or _CURRENT.get()
        return True


def begin(request: HttpRequest) -> None:
    """Let the events that this call brings about carry the id its caller gave it."""
    if request.headers.get(HEADER, "") == id_of(request):
        asked_by.begin(id_of(request))
        request.asked_by = True  # type: ignore[attr-defined]


def end(request: HttpRequest) -> None:
    """Let go of the connection as it was found."""
    if getattr(request, "asked_by", False):
        asked_by.end()


def id_of(request: HttpRequest) -> str:
    """Return the id of a request."""
    return str(getattr(request, "request_id", NOBODY))
