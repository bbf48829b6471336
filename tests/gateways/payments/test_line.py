"""The line gives up in time, keeps to its limits and takes no detours: over real sockets."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx
import pytest

from weikameng.gateways.payments import line as lines
from weikameng.gateways.payments.line import Line, LineDead, new_client

HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
BODY = b"a=1"


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """A server that treats every connection as it is told; returns its address."""
    ears: list[socket.socket] = []

    def start(treat: Callable[[socket.socket], None]) -> str:
        ear = socket.create_server(("127.0.0.1", 0))
        ears.append(ear)

        def listen() -> None:
            while True:
                try:
                    caller, _ = ear.accept()
                except OSError:
                    return
                with caller:
                    _hear(caller)
                    with suppress(OSError):  # the caller gave up, as it should
                        treat(caller)

        threading.Thread(target=listen, daemon=True).start()
        return f"http://127.0.0.1:{ear.getsockname()[1]}/"

    yield start
    for ear in ears:
        ear.close()


def _hear(caller: socket.socket) -> None:
    """Take in the whole request: closing on bytes not read would take the answer back."""
    heard = b""
    while not heard.endswith(BODY) and (more := caller.recv(65536)):
        heard += more


def ask(address: str, limit: int = lines.ANSWER_LIMIT) -> lines.Reply:
    with new_client() as client:
        line = Line(client)
        return line.ask(line.request("POST", address, BODY), limit)


def dead(address: str, limit: int = lines.ANSWER_LIMIT) -> LineDead:
    with pytest.raises(LineDead) as gone:
        ask(address, limit)
    return gone.value


def test_an_answer_arrives_with_status_headers_and_exact_bytes(serve) -> None:
    reply = ask(serve(lambda caller: caller.sendall(HEAD + b'X-A: 1\r\n\r\n{"a":"\\/"}')))
    assert (reply.status, reply.headers["x-a"], reply.body) == (200, "1", b'{"a":"\\/"}')


def test_nobody_there_means_surely_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as ear:
        address = f"http://127.0.0.1:{ear.getsockname()[1]}/"
    assert dead(address).reached is False


def test_a_connection_cut_after_the_request_may_have_been_heard(serve) -> None:
    assert dead(serve(lambda caller: None)).reached is True


def test_an_answer_cut_in_the_middle_is_no_answer(serve) -> None:
    cut = serve(lambda caller: caller.sendall(HEAD + b"Content-Length: 100\r\n\r\n{"))
    assert dead(cut).reached is True


def test_a_redirect_is_not_followed(serve) -> None:
    to = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    assert ask(serve(lambda caller: caller.sendall(to))).status == 302


def test_an_answer_beyond_the_limit_is_given_up(serve) -> None:
    huge = serve(lambda caller: caller.sendall(HEAD + b"\r\n" + b"x" * 100_000))
    assert dead(huge, 50_000).code == "OVERSIZED_ANSWER"


def test_an_answer_nobody_asked_to_pack_is_not_unpacked(serve) -> None:
    packed = gzip.compress(b"0" * 1_000_000)
    bomb = serve(lambda caller: caller.sendall(HEAD + b"Content-Encoding: gzip\r\n\r\n" + packed))
    assert dead(bomb).code == "ENCODED_ANSWER"


def test_a_server_that_says_nothing_is_given_up(serve, monkeypatch) -> None:
    monkeypatch.setattr(lines, "TIMEOUT_SECONDS", 0.2)
    begun = time.monotonic()
    assert dead(serve(lambda caller: time.sleep(2))).code == "ReadTimeout"
    assert time.monotonic() - begun < 1.5


def test_a_server_that_dribbles_is_given_up(serve, monkeypatch) -> None:
    monkeypatch.setattr(lines, "EXCHANGE_SECONDS", 0.3)

    def dribble(caller: socket.socket) -> None:
        caller.sendall(HEAD + b"\r\n")
        for _ in range(40):
            caller.sendall(b"x")
            time.sleep(0.05)

    begun = time.monotonic()
    assert dead(serve(dribble)).code == "SLOW_ANSWER"
    assert time.monotonic() - begun < 1.5


def test_what_is_no_http_is_no_answer(serve) -> None:
    assert dead(serve(lambda caller: caller.sendall(b"220 smtp ready\r\n"))).reached is True


def test_proxies_of_the_environment_are_not_believed(monkeypatch, serve) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    ok = serve(lambda caller: caller.sendall(HEAD + b"\r\nok"))
    assert ask(ok).body == b"ok"
    with pytest.raises(AssertionError), httpx.Client() as client:
        Line(client)


def test_a_host_name_nobody_can_resolve_is_a_dead_line() -> None:
    assert dead(f"http://{'a' * 300}/").reached is False
