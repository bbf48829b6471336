"""A receiver of webhooks in another shop: notes what came, answers by rule, may be slow or down."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """What came, in order; ``answer`` says the status, headers and text of each."""

    url: str = ""
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], tuple[int, dict[str, str], bytes]] = field(
        default=lambda event: (200, {}, b"thanks")
    )

    @property
    def events(self) -> list[dict[str, Any]]:
        """What was sent, read."""
        return [json.loads(body) for _, body in self.came]

    @property
    def types(self) -> list[str]:
        """The kinds of events that came."""
        return [event["type"] for event in self.events]

    def says(self, status: int, headers: dict[str, str] | None = None, text: bytes = b"") -> None:
        """From now on answer like this."""
        self.answer = lambda event: (status, headers or {}, text)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on this machine, until the block ends."""
    receiver = Receiver()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
            status, headers, text = receiver.answer(json.loads(body))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

    server = Server(("127.0.0.1", 0), Door)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hooks"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
