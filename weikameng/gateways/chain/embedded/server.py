"""The embedded chain's own process speaks JSON-RPC over HTTP, on loopback only."""

import json
import threading
from collections.abc import Callable, Mapping
from http.server import ThreadingHTTPServer
from typing import Any

from weikameng.gateways.chain.embedded.engine import Engine
from weikameng.gateways.chain.embedded.methods import methods
from weikameng.gateways.chain.embedded.pool import NotTaken
from weikameng.gateways.sandbox.over_http.server import NotOnLoopback
from weikameng.gateways.sandbox.over_http.wire import on_loopback
from weikameng.gateways.served_line import ServedLine, address_of

MOST_BYTES = 1024 * 1024
IDLE_SECONDS = 60
REFUSED, NO_METHOD, BAD_PARAMS, UNREADABLE = -32000, -32601, -32602, -32700


class ChainServer(ThreadingHTTPServer):
    """Serves one chain; ``port`` 0 takes a free one."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, engine: Engine, host: str, port: int) -> None:
        if not on_loopback(host):
            raise NotOnLoopback(host)
        self._engine = engine
        self._lock = threading.Lock()
        self._methods: Mapping[str, Callable[..., Any]] = methods(engine)
        self._stopped = threading.Event()
        super().__init__((host, port), _Line)

    @property
    def address(self) -> str:
        """Return the address to write into the settings."""
        return address_of(self)

    def serve(self, block_seconds: float, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until ``shutdown`` is called; a block every so often, 0: only when asked."""
        producer = threading.Thread(target=self._produce, args=(block_seconds,), daemon=True)
        if block_seconds:
            producer.start()
        ready()
        try:
            self.serve_forever(poll_interval=0.1)
        finally:
            self._stopped.set()
            if block_seconds:
                producer.join()
            self.server_close()

    def answer(self, body: bytes) -> dict[str, Any]:
        """Answer one call."""
        try:
            call = json.loads(body)
            number, name, params = call.get("id"), str(call["method"]), call.get("params", [])
        except (ValueError, KeyError, AttributeError, RecursionError):
            return _said(None, error=(UNREADABLE, "unreadable"))
        if name not in self._methods:
            return _said(number, error=(NO_METHOD, f"there is no method {name[:40]}"))
        try:
            with self._lock:
                return _said(number, result=self._methods[name](*params))
        except NotTaken as refusal:
            return _said(number, error=(REFUSED, str(refusal)))
        except (TypeError, ValueError, AttributeError, KeyError):
            return _said(number, error=(BAD_PARAMS, "bad parameters"))

    def _produce(self, seconds: float) -> None:
        while not self._stopped.wait(seconds):
            with self._lock:
                self._engine.produce()


class _Line(ServedLine):
    """One connection."""

    server_version = "weikameng-chain"
    timeout = IDLE_SECONDS
    server: ChainServer

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            self.send_error(413)
            self.close_connection = True
            return
        said = json.dumps(self.server.answer(self.rfile.read(int(length)))).encode()
        self.say(200, {"Content-Type": "application/json"}, said)


def _said(
    number: Any, *, result: Any = None, error: tuple[int, str] | None = None
) -> dict[str, Any]:
    said: dict[str, Any] = {"jsonrpc": "2.0", "id": number}
    if error:
        return said | {"error": {"code": error[0], "message": error[1]}}
    return said | {"result": result}
