"""One id a request, from the caller's own to the answer, the log lines and every problem."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

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
        record.request_id = _CURRENT.get()
        return True


def id_of(request: HttpRequest) -> str:
    """Return the id of a request."""
    return str(getattr(request, "request_id", NOBODY))
