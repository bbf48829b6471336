"""The clients of the bench, in a process that knows nothing of the platform."""

import json
import socket
import sys
import threading
import time

from bench.names import CONNECTIONS, order_number, token


def main() -> None:
    """Post for so many seconds over 16 connections; print done, failed and the time it took."""
    host, *numbers = sys.argv[1:]
    port, start, count, seconds = map(int, numbers)
    where = (host, port)
    share = count // CONNECTIONS
    counts = [[0, 0] for _ in range(CONNECTIONS)]
    begun = time.monotonic()
    threads = [
        threading.Thread(
            target=_client,
            args=(where, range(start + i * share, start + (i + 1) * share), begun + seconds, one),
        )
        for i, one in enumerate(counts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.monotonic() - begun
    print(json.dumps([sum(c[0] for c in counts), sum(c[1] for c in counts), elapsed]))


def _client(where: tuple[str, int], places: range, end: float, counted: list[int]) -> None:
    with socket.create_connection(where) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for place in places:
            if time.monotonic() > end:
                return
            line.sendall(_request(place))
            counted[0] += 1
            counted[1] += not _answer(line).startswith(b"HTTP/1.1 201")


def _request(place: int) -> bytes:
    body = json.dumps({"order": order_number(place), "reason": "NOT_ACTIVATED"}).encode()
    head = (
        "POST /api/refunds HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {token(place)}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _answer(line: socket.socket) -> bytes:
    """Read one answer: head, then as many bytes as it says."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += line.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    length = next(
        int(row.split(b":")[1])
        for row in head.split(b"\r\n")
        if row.lower().startswith(b"content-length")
    )
    while len(body) < length:
        body += line.recv(65536)
    return head


if __name__ == "__main__":
    main()
