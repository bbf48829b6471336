"""What travels: a request as it arrived, an answer as it leaves, and a line that goes dead."""

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

# Refunds, notices and forms are small; a megabyte is somebody's mistake or attack.
MAX_BODY_BYTES = 1_000_000


class Cut(Exception):
    """The line goes dead here: the caller gets no answer at all."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: ``target`` is path and query exactly as sent, header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    peer: str = "127.0.0.1"

    @property
    def path(self) -> str:
        """Return the path without the query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """Return the query's parameters, decoded."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def origin(self) -> str:
        """Return the address the caller used, for links back to us."""
        return f"http://{self.headers.get('host', '127.0.0.1')}"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with its exact bytes."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(status: int, content: Any) -> Answer:
    """Return an unsigned JSON answer."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return Answer(status, body, {"Content-Type": "application/json; charset=utf-8"})


def object_of(body: bytes) -> dict[str, Any]:
    """Return the JSON object in these bytes; ValueError when they hold anything else."""
    content = json.loads(body.decode("utf-8"))
    if not isinstance(content, dict):
        raise ValueError("not a JSON object")
    return content


def on_loopback(host: str) -> bool:
    """Say whether a host name or address stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
