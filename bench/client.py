"""The clients that apply for refunds, or ask whether they could (``bench.http`` starts them)."""

import json
import socket
import sys
import time

from bench.clients import send
from bench.names import order_number, token


def main() -> None:
    """Ask about so many places from the first one on, over so many connections."""
    what, host, *numbers = sys.argv[1:]
    port, start, count, seconds, connections = map(int, numbers)
    share = max(count // connections, 1)
    ask, wanted = (_look, b"200") if what == "look" else (_application, b"201")

    def sends(place: int, end: float, counted: list[int]) -> None:
        first = start + place * share
        with socket.create_connection((host, port)) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for one in range(first, min(first + share, start + count)):
                if time.monotonic() > end:
                    return
                line.sendall(ask(one))
                counted[0] += 1
                counted[1] += not _answer(line).startswith(b"HTTP/1.1 " + wanted)

    send(connections, seconds, sends)


def _application(place: int) -> bytes:
    body = json.dumps({"order": order_number(place), "reason": "NOT_ACTIVATED"}).encode()
    about = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return _head("POST", "refunds", place, about) + body


def _look(place: int) -> bytes:
    return _head("GET", f"orders/{order_number(place)}/eligibility", place)


def _head(verb: str, path: str, place: int, about: str = "") -> bytes:
    return (
        f"{verb} /api/v1/{path} HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {token(place)}\r\n{about}\r\n"
    ).encode()


def _answer(line: socket.socket) -> bytes:
    """Read one answer: head, then as many bytes as it says."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += _more(line)
    head, _, body = got.partition(b"\r\n\r\n")
    length = next(
        int(row.split(b":")[1])
        for row in head.split(b"\r\n")
        if row.lower().startswith(b"content-length")
    )
    while len(body) < length:
        body += _more(line)
    return head


def _more(line: socket.socket) -> bytes:
    part = line.recv(65536)
    if not part:
        raise ConnectionError("the server hung up")
    return part


if __name__ == "__main__":
    main()
