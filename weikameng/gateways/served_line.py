"""One connection to the small HTTP servers that are ours: chain, sandbox and witness."""

from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer


class ServedLine(BaseHTTPRequestHandler):
    """A server adds its name, how many seconds a line may be idle (``timeout``) and its verbs."""

    protocol_version = "HTTP/1.1"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave together

    def say(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Answer whole, with the length ahead of the body."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing: each server keeps what matters in its own way."""


def address_of(server: HTTPServer) -> str:
    """Return the address others reach a server at, without a slash at its end."""
    host, port = str(server.server_address[0]), server.server_address[1]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
