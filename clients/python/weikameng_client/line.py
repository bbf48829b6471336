"""The line to the platform: token, keys that make a write safe to repeat, problems, pages."""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from weikameng_client.problems import problem_of

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# Worth asking again, with the same key: our answer got lost, or it is not now.
_LATER = frozenset({429, 502, 503, 504})
_UNDER_WAY = 409  # with Retry-After: the first of two under one key is not done yet
TRIES, LONGEST_WAIT_SECONDS = 3, 30.0


@dataclass(slots=True)
class Line:
    """One caller's line. ``etag`` is that of the last answer, for ``if_match`` of a change;
    ``key`` the Idempotency-Key of its one write, a new one for each without it."""

    http: httpx.Client
    wait: Callable[[float], None] = time.sleep
    etag: str = ""
    key: str = ""

    def call(self, verb: str, path: str, *, body: object = None, **more: Any) -> Any:
        """Send a call and return its answer as JSON or bytes; ProblemError where it is stopped."""
        answer = self.send(verb, path, body=body, **more)
        if answer.status_code == httpx.codes.NO_CONTENT:
            return None
        if "json" in answer.headers.get("Content-Type", ""):
            return answer.json()
        return answer.content

    def pages(self, path: str, *, query: Mapping[str, Any]) -> Iterator[Any]:
        """Return what every page of a list holds, one after another."""
        cursor = query.get("cursor")
        while True:
            page = self.call("GET", path, query={**query, "cursor": cursor})
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def send(
        self,
        verb: str,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str | None] | None = None,
        **content: Any,
    ) -> httpx.Response:
        """Send until it is answered, at most so many times; a write under one key all the time."""
        sent = {name: value for name, value in (headers or {}).items() if value is not None}
        if verb in _WRITES and "Upload-Offset" not in sent:
            sent.setdefault("Idempotency-Key", self.key or uuid.uuid4().hex)
        request = self.http.build_request(
            verb,
            path,
            params={name: value for name, value in (query or {}).items() if value is not None},
            headers=sent,
            json=body,
            **_form(content),
        )
        answer = self._answered(request)
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise problem_of(answer)
        self.etag = answer.headers.get("ETag", "")
        return answer

    def _answered(self, request: httpx.Request) -> httpx.Response:
        for last in range(1, TRIES):
            try:
                answer = self.http.send(request)
            except httpx.TransportError:
                self.wait(float(last))
                continue
            told = answer.headers.get("Retry-After", "")
            is_under_way = answer.status_code == _UNDER_WAY and told
            if answer.status_code not in _LATER and not is_under_way:
                return answer
            self.wait(min(float(told) if told.isdigit() else last, LONGEST_WAIT_SECONDS))
        return self.http.send(request)


def part(value: object) -> str:
    """Return a value as one part of an address."""
    return quote(str(value), safe="")


def _form(content: dict[str, Any]) -> dict[str, Any]:
    if "form" in content:
        form = content.pop("form")
        content["data"] = {name: value for name, value in form.items() if value is not None}
    return content
