"""How the asking process and the one apart talk: two lengths, then JSON, then raw bytes."""

import json
import struct
from typing import IO, Any

MAX_HEADER_BYTES = 4 * 1024 * 1024
MAX_BODY_BYTES = 16 * 1024 * 1024
_LENGTHS = struct.Struct(">II")


class Broken(Exception):
    """The other side went away or talks nonsense."""


def send(stream: IO[bytes], header: dict[str, Any], body: bytes = b"") -> None:
    """Write one message; Broken when nobody listens any more."""
    head = json.dumps(header, ensure_ascii=False).encode()
    try:
        stream.write(_LENGTHS.pack(len(head), len(body)) + head + body)
        stream.flush()
    except (OSError, ValueError) as error:
        raise Broken("nobody listens") from error


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read one message; None at the end of the line, Broken for half a message or nonsense."""
    lengths = stream.read(_LENGTHS.size)
    if not lengths:
        return None
    head, body = _LENGTHS.unpack(_whole(lengths, _LENGTHS.size))
    if head > MAX_HEADER_BYTES or body > MAX_BODY_BYTES:
        raise Broken("a message too long")
    try:
        header = json.loads(_whole(stream.read(head), head))
    except ValueError as error:
        raise Broken("no JSON") from error
    if not isinstance(header, dict):
        raise Broken("no JSON object")
    return header, _whole(stream.read(body), body)


def _whole(got: bytes, wanted: int) -> bytes:
    if len(got) != wanted:
        raise Broken("half a message")
    return got
