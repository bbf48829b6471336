"""Refusals and faults as RFC 9457 problems: one form, whatever stops a request."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.responses import NinjaJSONEncoder
from pydantic import Field

from weikameng.api import once
from weikameng.api.forms import sparse
from weikameng.api.request_ids import id_of
from weikameng.domain import problem_words as words
from weikameng.domain.errors import Refusal
from weikameng.domain.languages import asked_for
from weikameng.domain.uploads import WrongOffset
from weikameng.domain.words import Words, typeset
from weikameng.services.uploads import LATER

MEDIA_TYPE = "application/problem+json"
URN = "urn:weikameng:problem:"
BOTH_LANGUAGES = "zh, en"
# The status of a refusal by its code; every other code is 422.
STATUS: Mapping[str, int] = {
    "idempotency_key": 400,
    "cursor": 400,
    "scope": 403,
    "not_found": 404,
    "busy": 409,
    "moved": 409,
    "dispute_moved": 409,
    "not_now": 409,
    "not_waiting": 409,
    "upload_offset": 409,
    "amount_moved": 409,
    "amount_changed": 409,
    "awaits_second": 409,
    "not_open": 409,
    "own_request": 409,
    "asked_other": 409,
    "identity_first": 409,
    "idempotency_in_flight": 409,
    "idempotency_sealed": 409,
    "changed": 412,
    "picture_too_large": 413,
    "upload_overfull": 413,
    "too_large_body": 413,
    "upload_type": 415,
    "too_often": 429,
    LATER: 503,
}


class FaultOut(Schema):
    """One fault of a request: where it is, why in words, and the checker's name of it."""

    where: str = Field(alias="in", description="body, query, path or header")
    pointer: str = Field(description="JSON pointer into it, as in #/order")
    kind: str
    zh: str
    en: str


class Problem(Schema):
    """RFC 9457. ``type`` ends with the code; ``title`` and ``detail`` are the sentence, in English
    and Chinese, or both in the language of ``Accept-Language``."""

    type: str
    title: str
    status: int
    detail: str
    request: str = Field(description="the X-Request-Id to quote to us")
    see: str = Field("", description="a number worth reading instead")
    errors: Sequence[FaultOut] = []


def problem(
    request: HttpRequest, status: int, code: str, told: Words, **more: object
) -> HttpResponse:
    """Return one problem in its form; what else is told has names of its own."""
    body = problem_body(request, status, code, told) | more
    language = asked_for(request.headers.get("Accept-Language", ""))
    if language:
        body = sparse(body, language)
    answer = HttpResponse(NinjaJSONEncoder().encode(body), status=status, content_type=MEDIA_TYPE)
    answer.headers["Content-Language"] = language or BOTH_LANGUAGES
    return answer


def problem_body(request: HttpRequest, status: int, code: str, told: Words) -> dict[str, Any]:
    """Return what one problem says, for an answer that holds several."""
    language = asked_for(request.headers.get("Accept-Language", ""))
    chinese = typeset(told.zh)
    return {
        "type": URN + code,
        "title": chinese if language == "zh" else told.en,
        "status": status,
        "detail": told.en if language == "en" else chinese,
        "request": id_of(request),
    }


def status_of(refusal: Refusal) -> int:
    """Return the status a refusal is answered with."""
    return STATUS.get(refusal.code, 422)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal."""
    more = {"see": refusal.see} if refusal.see else {}
    answer = problem(
        request, status_of(refusal), refusal.code, refusal.words, **more, **refusal.facts
    )
    if isinstance(refusal, WrongOffset):
        answer.headers["Upload-Offset"] = str(refusal.offset)
    if "seconds" in refusal.facts:
        answer.headers["Retry-After"] = str(refusal.facts["seconds"])
    return answer


def answer_problems(api: NinjaAPI) -> None:
    """Let the API tell everything that stops a request as a problem."""
    api.exception_handler(Refusal)(refused)
    api.exception_handler(AuthenticationError)(_stranger)
    api.exception_handler(HttpError)(_unreadable)
    api.exception_handler(ValidationError)(_malformed)
    api.exception_handler(once.Told)(once.tell_again)


def _stranger(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    answer = problem(request, 401, "token", words.NO_TOKEN)
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    told = Words(words.UNREADABLE.zh, str(error))
    return problem(request, error.status_code, "unreadable", told)


def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [_fault(one) for one in error.errors]
    return problem(request, 422, "malformed", words.MALFORMED, errors=faults)


def _fault(one: Mapping[str, Any]) -> dict[str, str]:
    where, *path = one["loc"]
    if where == "body":
        path = path[1:]  # the name our own code has for the body
    told = words.fault_words(str(one["type"]), str(one["msg"]))
    return {
        "in": str(where),
        "pointer": "#" + "".join(f"/{_escaped(part)}" for part in path),
        "kind": str(one["type"]),
        "zh": typeset(told.zh),
        "en": told.en,
    }


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
