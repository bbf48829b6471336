"""The client: a line with a token, the rooms of the API on it, and pictures handed in."""

import base64
from types import TracebackType
from typing import Self

import httpx

from weikameng_client.line import Line
from weikameng_client.rooms import Rooms

UPLOADS = "/api/v1/uploads"
PART = "application/offset+octet-stream"


class Client(Rooms):
    """Everything a token may do. ``language`` (zh, en): sentences in that one alone.

    ``http`` is a line of your own (a proxy, other timeouts); the token is added to it.
    """

    def __init__(
        self, address: str, token: str, *, language: str = "", http: httpx.Client | None = None
    ) -> None:
        self._http = http or httpx.Client(timeout=30)
        self._http.base_url = httpx.URL(address)
        self._http.headers["Authorization"] = f"Bearer {token}"
        if language:
            self._http.headers["Accept-Language"] = language
        self.line = Line(self._http)
        super().__init__(self.line)

    def hand_in(self, order: str, kind: str, content: bytes, filename: str) -> str:
        """Hand in a picture for an order and return its token, for ``uploads`` of a call."""
        about = {"order": order, "kind": kind, "filename": filename}
        packed = ((name, base64.b64encode(text.encode())) for name, text in about.items())
        told = ",".join(f"{name} {text.decode()}" for name, text in packed)
        begun = self.line.send(
            "POST", UPLOADS, headers={"Upload-Length": str(len(content)), "Upload-Metadata": told}
        )
        token = begun.headers["Location"].rstrip("/").rpartition("/")[2]
        sending = {"Upload-Offset": "0", "Content-Type": PART}
        self.line.send("PATCH", f"{UPLOADS}/{token}", headers=sending, content=content)
        return str(token)

    def under(self, key: str) -> Rooms:
        """Return the rooms for one write under an Idempotency-Key of your own.

        Sent again under it within 24 hours, even by a program that fell in between, the write is
        done once and answered the same.
        """
        return Rooms(Line(self._http, key=key))

    def close(self) -> None:
        """Let go of the line."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
