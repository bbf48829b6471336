"""The refund desk as this shop calls it: problems with their sentence, silence apart."""

from collections.abc import Iterator
from typing import Any

import httpx

TOO_BUSY, TROUBLE = 429, 500


class Away(Exception):
    """The desk does not answer, or not now: ask the same again later."""


class Refused(Exception):
    """The desk says no, and why (RFC 9457)."""

    def __init__(self, status: int, told: dict[str, Any]) -> None:
        super().__init__(told.get("detail", ""))
        self.status = status
        self.told = told


class Desk:
    """Calls of the API with the shop's token."""

    def __init__(self, address: str, token: str) -> None:
        self._client = httpx.Client(
            base_url=f"{address.rstrip('/')}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
        )

    def get(self, path: str, **asked: str) -> dict[str, Any]:
        """Read something."""
        return self._read("GET", path, params=asked)

    def post(self, path: str, body: dict[str, Any], key: str = "") -> dict[str, Any]:
        """Change something; under the same key it is done once, however often it is sent."""
        headers = {"Idempotency-Key": key} if key else {}
        return self._read("POST", path, json=body, headers=headers)

    def change(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Change some fields of something that is there."""
        return self._read("PATCH", path, json=body)

    def every(self, path: str, **asked: str) -> Iterator[dict[str, Any]]:
        """Return all of a list, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.get(path, **asked, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page["next"]

    def _read(self, verb: str, path: str, **sent: Any) -> dict[str, Any]:
        try:
            answer = self._client.request(verb, path, **sent)
        except httpx.HTTPError as silence:
            raise Away(str(silence)) from silence
        if answer.status_code == TOO_BUSY or answer.status_code >= TROUBLE:
            raise Away(f"{verb} {path}: {answer.status_code}")
        if answer.is_error:
            raise Refused(answer.status_code, answer.json())
        return dict(answer.json()) if answer.content else {}
