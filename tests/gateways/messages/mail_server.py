"""A small SMTP server that really listens: it signs people in, takes letters, and misbehaves."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Manner:
    """How the server behaves. A reply of None: the line goes dead there."""

    certificate: Path | None = None
    implicit: bool = False
    starttls: bool = True
    auth: str | None = "235 ok"
    mail: str | None = "250 ok"
    rcpt: str | None = "250 ok"
    data: str | None = "354 go on"
    taken: str | None = "250 taken"


@dataclass
class MailServer:
    """What it got, in order; ``secret``: whether the line was encrypted at that moment."""

    manner: Manner
    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    commands: list[tuple[str, bool]] = field(default_factory=list)


class _Talk:
    """One connection."""

    def __init__(self, server: MailServer, line: socket.socket) -> None:
        self.server, self.manner = server, server.manner
        self.secret = False
        if self.manner.implicit:
            line = self._wrapped(line)
        self._use(line)

    def _use(self, line: socket.socket) -> None:
        self.line, self.reader = line, line.makefile("rb")

    def _wrapped(self, line: socket.socket) -> ssl.SSLSocket:
        assert self.manner.certificate, "no certificate to show"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.manner.certificate)
        self.secret = True
        return context.wrap_socket(line, server_side=True)

    def say(self, text: str) -> None:
        self.line.sendall(text.encode() + b"\r\n")

    def talk(self) -> None:
        self.say("220 here")
        while raw := self.reader.readline():
            text = raw.decode().strip()
            verb = text.split(" ")[0].upper()
            self.server.commands.append((verb, self.secret))
            if verb == "STARTTLS":
                self.say("220 go")
                self._use(self._wrapped(self.line))
            elif verb == "EHLO":
                offered = "250-STARTTLS\r\n" if self.manner.starttls and not self.secret else ""
                self.say(f"250-here\r\n{offered}250 AUTH PLAIN")
            elif verb == "DATA" and (self.manner.data or "").startswith("354"):
                self.say(self.manner.data or "")
                self._take()
                if not self._answered(self.manner.taken):
                    return
            elif not self._answered(self._reply(verb)):
                return

    def _reply(self, verb: str) -> str | None:
        manner = self.manner
        known = {"AUTH": manner.auth, "MAIL": manner.mail, "RCPT": manner.rcpt}
        return {**known, "DATA": manner.data}.get(verb, "221 bye" if verb == "QUIT" else "250 ok")

    def _answered(self, reply: str | None) -> bool:
        if reply is not None:
            self.say(reply)
        return reply is not None

    def _take(self) -> None:
        lines = []
        while (raw := self.reader.readline()) not in (b".\r\n", b""):
            lines.append(raw)
        self.server.letters.append(b"".join(lines))


@contextmanager
def serving(manner: Manner) -> Iterator[MailServer]:
    """Listen on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = MailServer(manner, listener.getsockname()[1])

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            try:
                _Talk(server, line).talk()
            except (OSError, ssl.SSLError):
                pass  # the client hung up, as some tests have it do
            finally:
                line.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield server
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def certificate(folder: Path) -> Path:
    """Key and certificate of this machine in one file; it vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    hosts = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "mail.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
