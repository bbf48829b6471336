"""The witness over HTTP: three small pages, limits on size, time and callers at once."""

import socket
import threading
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from re import fullmatch
from typing import Any

from weikameng.gateways.served_line import ServedLine, address_of
from weikameng.gateways.witness.serving import TEXT, Response, Witness
from weikameng.ledger.logged_proofs import MAX_PROOF_BYTES
from weikameng.ledger.witness_replies import ADD_CHECKPOINT

IDLE_SECONDS = 15
MOST_CALLERS = 64
DRAIN_BYTES = 1024 * 1024


class WitnessServer(ThreadingHTTPServer):
    """Serves one witness; ``port`` 0 takes a free one."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, witness: Witness, host: str, port: int) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.witness = witness
        self._callers = threading.BoundedSemaphore(MOST_CALLERS)
        super().__init__((host, port), _Line)

    @property
    def address(self) -> str:
        """Return the address that logs ask, this machine's."""
        return address_of(self)

    def serve(self, ready: Callable[[], None]) -> None:
        """Serve until ``shutdown`` is called from another thread."""
        ready()
        try:
            self.serve_forever(poll_interval=0.1)
        finally:
            self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Turn away who comes while too many are there."""
        if self._callers.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Let the next one in afterwards."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._callers.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no news; a bug answers nothing, which harms nobody."""


class _Line(ServedLine):
    """One connection."""

    server_version = "weikameng-witness"
    timeout = IDLE_SECONDS
    server: WitnessServer

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not fullmatch("[0-9]{1,9}", length):
            self._refuse(Response(411, "say how long the request is\n"))
        elif int(length) > MAX_PROOF_BYTES:
            self._refuse(Response(413, "too large\n"))
        elif self.path != f"/{ADD_CHECKPOINT}":
            self.rfile.read(int(length))
            self._say(Response(404, "there is only add-checkpoint\n"))
        else:
            body = self.rfile.read(int(length))
            if len(body) == int(length):
                self._say(self.server.witness.add_checkpoint(body))

    def do_GET(self) -> None:
        if found := fullmatch("/([0-9a-f]{64})/checkpoint", self.path):
            self._say(self.server.witness.latest(found[1]))
        elif self.path == "/":
            key = self.server.witness.key.verifier.vkey
            logs = "".join(f"{origin}\n" for origin in self.server.witness.logs)
            self._say(Response(200, f"{key}\n\n{logs}"))
        else:
            self._say(Response(404, "there is no such page\n"))

    def _say(self, said: Response) -> None:
        headers = {"Content-Type": said.type or TEXT, "Cache-Control": "no-store"}
        self.say(said.status, headers, said.body.encode())

    def _refuse(self, said: Response) -> None:
        """Answer without having read the request; reading on a little lets the answer arrive."""
        self.close_connection = True
        self._say(said)
        left = DRAIN_BYTES
        self.connection.settimeout(1.0)
        while left > 0 and (part := self.rfile.read1(65_536)):
            left -= len(part)
