"""Receivers of webhooks: one signed POST each (Standard Webhooks), to an address that was checked.

A name is looked up once and only what was found may be called; redirects and proxies are not.
"""

import socket
import ssl
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import httpcore
from standardwebhooks import Webhook

from weikameng.domain.webhook_addresses import Network, callable_ones, place_of
from weikameng.domain.webhook_life import MAX_ANSWER, Answer, retry_after

CONNECT_SECONDS = 5.0
EXCHANGE_SECONDS = 15.0
# More is not read: only a few words of an answer are kept.
READ_BYTES = 4096
MOST_ADDRESSES = 3
REFUSED, UNKNOWN_HOST, NO_TIME = "ADDRESS_REFUSED", "UNKNOWN_HOST", "TIMEOUT"
_Value = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
_SocketOptions = Iterable[_Value]


@dataclass(frozen=True, slots=True)
class Letter:
    """One delivery: whom it goes to and what it says. Each secret signs; the first is the new."""

    url: str
    id: str
    body: str
    secrets: Sequence[str] = field(repr=False)


class Courier:
    """Takes letters to receivers; whatever happens on the way is an answer, never an exception."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self._tls = httpcore.default_ssl_context()

    def send(self, letter: Letter, at: datetime) -> Answer:
        """Send once, signed for this moment."""
        begun = time.monotonic()
        answer = self._sent(letter, at, begun + EXCHANGE_SECONDS)
        took_ms = int((time.monotonic() - begun) * 1000)
        return Answer(answer.status, answer.code, answer.text, answer.retry_after, took_ms)

    def _sent(self, letter: Letter, at: datetime, until: float) -> Answer:
        scheme, host, port = place_of(letter.url)
        try:
            lookup = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)
        except (OSError, UnicodeError):  # no resolver knows, or takes, such a name
            return Answer(0, UNKNOWN_HOST)
        found = [str(address[0]) for *_, address in lookup]
        addresses = callable_ones(found, scheme, self._allowed)
        if not addresses:
            return Answer(0, REFUSED)
        way = _Way(addresses[:MOST_ADDRESSES], until)
        try:
            with httpcore.ConnectionPool(ssl_context=self._tls, network_backend=way) as pool:
                return _exchanged(pool, letter, at)
        except httpcore.TimeoutException:
            return Answer(0, NO_TIME)
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            return Answer(0, type(error).__name__)


def signed_headers(letter: Letter, at: datetime) -> dict[bytes | str, bytes | str]:
    """Return the headers that receivers' libraries check."""
    signatures = [Webhook(secret).sign(letter.id, at, letter.body) for secret in letter.secrets]
    return {
        "webhook-id": letter.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _exchanged(pool: httpcore.ConnectionPool, letter: Letter, at: datetime) -> Answer:
    headers = {
        **signed_headers(letter, at),
        "content-type": "application/json; charset=utf-8",
        "accept-encoding": "identity",
        "user-agent": "weikameng-webhooks",
        "connection": "close",
    }
    with pool.stream("POST", letter.url, headers=headers, content=letter.body.encode()) as response:
        said = {name.lower(): value for name, value in response.headers}
        wait = retry_after(said.get(b"retry-after", b"").decode("latin-1"), at)
        return Answer(response.status, "", _read(response), wait)


def _read(response: httpcore.Response) -> str:
    """Return the beginning of an answer; what breaks off after its head is an answer still."""
    content = b""
    try:
        for part in response.iter_stream():
            content += part
            if len(content) >= READ_BYTES:
                break
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException):
        pass
    return content[:READ_BYTES].decode(errors="replace")[:MAX_ANSWER]


class _Way(httpcore.NetworkBackend):
    """Leads to the addresses that were checked, whatever a name means by now."""

    def __init__(self, addresses: Sequence[str], until: float) -> None:
        self._addresses = addresses
        self._until = until
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _SocketOptions | None = None,
    ) -> httpcore.NetworkStream:
        del host, timeout, local_address
        *others, last = self._addresses
        for address in others:
            try:
                return self._line(address, port, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._line(last, port, socket_options)

    def _line(
        self, address: str, port: int, options: _SocketOptions | None
    ) -> httpcore.NetworkStream:
        wait = min(CONNECT_SECONDS, _left(self._until))
        stream = self._inner.connect_tcp(address, port, timeout=wait, socket_options=options)
        return _Timed(stream, self._until)


class _Timed(httpcore.NetworkStream):
    """A line that ends at a moment, however slowly the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream, until: float) -> None:
        self._inner = inner
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        return self._inner.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        self._inner.write(buffer, _left(self._until))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        del timeout
        secure = self._inner.start_tls(ssl_context, server_hostname, _left(self._until))
        return _Timed(secure, self._until)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


def _left(until: float) -> float:
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout
    return seconds
