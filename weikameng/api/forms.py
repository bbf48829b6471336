"""How the API reads and writes JSON: no text a database can't keep, sentences as asked for."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from weikameng.domain.languages import LANGUAGES, asked_for

_BOTH = frozenset(LANGUAGES)
# How text that no database column takes looks in JSON: NUL, and halves of one character.
_SUSPECT = (b"\\u0000", b"\\ud", b"\\uD", b"\x00")


class StrictParser(Parser):
    """Takes JSON whose texts are whole characters and whose numbers are numbers."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Read the body; HttpError says what is wrong with it."""
        found = json.loads(request.body, parse_constant=_no_number)
        if any(sign in request.body for sign in _SUSPECT):
            _demand_text(found)
        return found


class SparseRenderer(JSONRenderer):
    """Writes sentences in the language of ``Accept-Language``, without one in both."""

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        """Write JSON; an object with ``zh`` and ``en`` keeps the one that was asked for."""
        language = asked_for(request.headers.get("Accept-Language", ""))
        told = sparse(data, language) if language else data
        return super().render(request, told, response_status=response_status)


_WRITES = SparseRenderer()


def ready(request: HttpRequest, data: Any) -> HttpResponse:
    """Answer with data that already has the form of its schema.

    Checking every field of a large answer again costs more than making it.
    """
    content = _WRITES.render(request, data, response_status=200)
    return HttpResponse(content, content_type="application/json; charset=utf-8")


def sparse(data: Any, language: str) -> Any:
    """Return the data with only this language of every sentence that is there in both."""
    if isinstance(data, dict):
        kept = {name: sparse(value, language) for name, value in data.items()}
        if kept.keys() >= _BOTH:
            for other in _BOTH - {language}:
                del kept[other]
        return kept
    if isinstance(data, list | tuple):
        return [sparse(one, language) for one in data]
    return data


def _demand_text(found: Any) -> None:
    if isinstance(found, str):
        try:
            found.encode()
        except UnicodeEncodeError as error:
            raise HttpError(400, "Text holds half a character (a lone surrogate)") from error
        if "\0" in found:
            raise HttpError(400, "Text holds the character U+0000")
    elif isinstance(found, dict):
        for name, value in found.items():
            _demand_text(name)
            _demand_text(value)
    elif isinstance(found, list):
        for value in found:
            _demand_text(value)


def _no_number(name: str) -> None:
    raise HttpError(400, f"{name} is no JSON number")
