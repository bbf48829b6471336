"""What every answer of the API has in common: headers of the limit, kept answers, problems."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from weikameng.api import once
from weikameng.api.problems import problem
from weikameng.domain import problem_words as words
from weikameng.domain.errors import NOT_FOUND
from weikameng.domain.languages import asked_for
from weikameng.domain.words import Words
from weikameng.services.tokens import Use

PREFIX = "/api/v1/"
POLICY = "minute"
# What stops a request before or after any operation of ours, by its status.
_BARE: dict[int, tuple[str, Words]] = {
    405: ("method", words.NO_METHOD),
    413: ("too_large_body", words.TOO_LARGE),
    500: ("broken", words.BROKEN),
}


class ApiFront:
    """Stands innermost, around the API's operations alone."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; whatever is no answer of an operation becomes a problem."""
        if not request.path_info.startswith(PREFIX):
            return self.answer(request)
        if _too_large(request):
            return problem(request, 413, *_BARE[413])
        if "\0" in request.path_info:
            return problem(request, 404, "not_found", NOT_FOUND)
        if "%00" in request.META.get("QUERY_STRING", ""):
            return problem(request, 400, "unreadable", words.UNREADABLE)
        response = _as_problem(request, self.answer(request))
        once.keep(request, response)
        _tell_limit(request, response)
        asked = asked_for(request.headers.get("Accept-Language", ""))
        if "json" in response.headers.get("Content-Type", ""):
            response.headers.setdefault("Content-Language", asked or "zh, en")
        return response


def _too_large(request: HttpRequest) -> bool:
    length = request.headers.get("Content-Length", "")
    is_json = request.content_type in {"", "application/json"}
    return is_json and length.isdigit() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    told = response.headers.get("Content-Type", "")
    if response.status_code < 400 or response.streaming or "json" in told:
        return response
    code, sentence = _BARE.get(response.status_code, ("refused", words.REFUSED))
    made = problem(request, response.status_code, code, sentence)
    if "Allow" in response.headers:
        made.headers["Allow"] = response.headers["Allow"]
    return made


def _tell_limit(request: HttpRequest, response: HttpResponse) -> None:
    """By the draft of RateLimit header fields: what the limit is, and what is left of it."""
    use: Use | None = getattr(request, "use", None)
    if use is None:
        return
    limit = settings.API_CALLS_A_MINUTE
    response.headers["RateLimit-Policy"] = f'"{POLICY}";q={limit};w=60'
    response.headers["RateLimit"] = f'"{POLICY}";r={max(use.left, 0)};t={use.seconds}'
