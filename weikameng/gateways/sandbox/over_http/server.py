"""The sandbox's own HTTP server: a thread a connection, loopback only unless asked, and lines
that really go dead.
"""

import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from http.server import ThreadingHTTPServer
from typing import Any

from weikameng.gateways.sandbox.over_http.letters import Postman
from weikameng.gateways.sandbox.over_http.room import Sandbox
from weikameng.gateways.sandbox.over_http.wire import (
    MAX_BODY_BYTES,
    Cut,
    Request,
    on_loopback,
)
from weikameng.gateways.served_line import ServedLine, address_of

IDLE_SECONDS = 30
BACKLOG = 256
DRAIN_BYTES, DRAIN_SECONDS = 16_000_000, 2.0


class NotOnLoopback(Exception):
    """The address could be reached from other machines, and nobody asked for that."""


class SandboxServer(ThreadingHTTPServer):
    """Serves one sandbox; ``port`` 0 takes a free one."""

    daemon_threads = True
    request_queue_size = BACKLOG
    block_on_close = False

    def __init__(
        self, sandbox: Sandbox, host: str, port: int, *, beyond_loopback: bool = False
    ) -> None:
        if not (on_loopback(host) or beyond_loopback):
            raise NotOnLoopback(host)
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        sandbox.desk.letters.beyond_loopback = beyond_loopback
        self.sandbox = sandbox
        self._postman = Postman(sandbox.walk)
        super().__init__((host, port), _Line)

    @property
    def address(self) -> str:
        """Return the address to write into a gateway's settings."""
        return address_of(self)

    def serve(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until ``shutdown`` is called from another thread; letters are carried meanwhile."""
        self._postman.start()
        ready()
        try:
            self.serve_forever(poll_interval=0.1)
        finally:
            self._postman.call_home()
            self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show a bug; a caller that hangs up is no news."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Line(ServedLine):
    """One connection."""

    server_version = "weikameng-sandbox"
    timeout = IDLE_SECONDS
    server: SandboxServer

    def _answer(self) -> None:
        request = self._read()
        if request is None:
            said = b"too large, or of no stated length"
            self.say(413, {"Connection": "close"}, said)
            self._drain()
            return
        try:
            answer = self.server.sandbox.handle(request)
        except Cut:
            self._go_dead()
        else:
            self.say(answer.status, answer.headers, answer.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _answer

    def _read(self) -> Request | None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdigit():
            return None
        if int(length) > MAX_BODY_BYTES:
            return None
        return Request(
            self.command,
            self.path,
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(int(length)),
            str(self.client_address[0]),
        )

    def _drain(self) -> None:
        """Read on for a while: closing on unread bytes would take the answer back."""
        self.connection.settimeout(DRAIN_SECONDS)
        left = DRAIN_BYTES
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            while left > 0 and (part := self.rfile.read1(65_536)):
                left -= len(part)

    def _go_dead(self) -> None:
        """Reset the connection: the caller sees a dead line, not an empty answer."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True
        self.connection.close()
