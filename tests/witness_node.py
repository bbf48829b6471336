"""Witnesses in processes of their own, as `weikameng witness serve` starts them, for tests."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import httpx

from weikameng.ledger.encodings import base64_of
from weikameng.ledger.keys import SignatureType, SigningKey, VerifierKey

_ENTRY = [sys.executable, "-m", "weikameng.config.witness", "serve"]
STOP_WITHIN_SECONDS = 20.0


def witness_key(name: str) -> SigningKey:
    """The key of a witness of the tests, always the same for a name."""
    kind = SignatureType.ML_DSA_44 if "quantum" in name else SignatureType.COSIGNATURE
    return SigningKey(name, sha256(name.encode()).digest(), kind)


def key_text(key: SigningKey) -> str:
    """The key as its file has it."""
    content = base64_of(bytes([key.type]) + key.seed)
    return f"PRIVATE+KEY+{key.name}+{key.verifier.key_id.hex()}+{content}"


@dataclass
class WitnessNode:
    """A witness with a folder of its own; may be killed and started again at its address."""

    folder: Path
    logs: tuple[VerifierKey, ...]
    name: str
    port: int = 0
    said: list[str] = field(default_factory=list)
    process: "subprocess.Popen[str] | None" = None

    @property
    def key(self) -> VerifierKey:
        return witness_key(self.name).verifier

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def line(self) -> str:
        """Its line in a policy, under the first part of its name."""
        return f"witness {self.name.split('.')[0]} {self.key.vkey} {self.url}\n"

    def start(self) -> "WitnessNode":
        self.process = subprocess.Popen(
            self.command(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()  # it speaks once it listens
        assert "http://" in said, f"the witness did not start: {said!r}"
        self.port = int(said.split("  ")[1].rpartition(":")[2])
        return self

    def command(self) -> list[str]:
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / "key"
        file.write_text(key_text(witness_key(self.name)), encoding="utf-8")
        logs = [f"--log={one.vkey}" for one in self.logs]
        given = [f"--key={file}", f"--state={self.state}", f"--port={self.port}"]
        return [*_ENTRY, *given, *logs]

    def kill(self) -> None:
        """As a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(STOP_WITHIN_SECONDS)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(STOP_WITHIN_SECONDS)
            assert self.process.stdout is not None
            self.process.stdout.close()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Let it take connections and say nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def post(self, body: bytes, path: str = "/add-checkpoint") -> httpx.Response:
        return httpx.post(f"{self.url}{path}", content=body, trust_env=False, timeout=20)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", trust_env=False, timeout=20)


@contextmanager
def witness_node(
    folder: Path, *logs: VerifierKey, name: str = "w1.example"
) -> Iterator[WitnessNode]:
    """Run a witness until the end."""
    node = WitnessNode(folder, logs, name)
    try:
        yield node.start()
    finally:
        node.stop()
