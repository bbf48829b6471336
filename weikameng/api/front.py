"""What every answer of the API has in common: headers of the limit, kept answers, problems."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from weikameng.api import once, request_ids
from weikameng.api.problems import BOTH_LANGUAGES, problem
from weikameng.domain import problem_words as words
from weikameng.domain.errors import NOT_FOUND
from weikameng.domain.languages import asked_for
from weikameng.domain.words import Words
from weikameng.services.tokens import Use

PREFIX, ANY_VERSION = "/api/v1/", "/api/"
POLICY = "minute"
# What stops a request before or after any operation of ours, by its status.
_BARE: dict[int, tuple[str, Words]] = {
    400: ("unreadable", words.NOT_TAKEN),
    405: ("method", words.NO_METHOD),
    413: ("too_large_body", words.TOO_LARGE),
    500: ("broken", words.BROKEN),
}


# Read in parts as they come in: these have limits of their own.
_IN_PARTS = frozenset({"multipart/form-data", "application/offset+octet-stream"})


class EveryProblem:
    """Stands outside of whatever may stop a request before the API: a strange host, a fault."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a page that says no becomes a problem."""
        response = self.answer(request)
        is_ours = request.path_info.startswith(ANY_VERSION)
        return _as_problem(request, response) if is_ours else response


class ApiFront:
    """Stands innermost, around the API's operations alone."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; whatever is no answer of an operation becomes a problem."""
        if not request.path_info.startswith(PREFIX):
            return self.answer(request)
        if stop := _stop(request):
            return problem(request, *stop)
        response = _as_problem(request, self._answered(request))
        once.keep(request, response)
        _tell_limit(request, response)
        asked = asked_for(request.headers.get("Accept-Language", ""))
        if "json" in response.headers.get("Content-Type", ""):
            response.headers.setdefault("Content-Language", asked or BOTH_LANGUAGES)
        return response

    def _answered(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.answer(request)
            if request.method == "HEAD" and "GET" in response.headers.get("Allow", ""):
                request.method = "GET"
                response = self.answer(request)
                request.method = "HEAD"  # so that only the head of it is sent
            return response
        finally:
            request_ids.end(request)


def _stop(request: HttpRequest) -> tuple[int, str, Words] | None:
    """What no operation of ours needs to look at: status, code and sentence."""
    if _too_large(request):
        return 413, *_BARE[413]
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        return 411, "length", words.NO_LENGTH
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        return 415, "encoding", words.NO_ENCODING
    if "\0" in request.path_info:
        return 404, "not_found", NOT_FOUND
    if "%00" in request.META.get("QUERY_STRING", ""):
        return 400, "unreadable", words.UNREADABLE
    return None


def _too_large(request: HttpRequest) -> bool:
    length = request.headers.get("Content-Length", "")
    is_whole = request.content_type not in _IN_PARTS
    return is_whole and length.isdigit() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


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
