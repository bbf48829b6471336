"""A sandbox on a free port for every test; its keys are made once."""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.gateways.sandbox_http.clients import AlipayClient, WechatClient
from weikameng.gateways.sandbox.over_http.keys import key_ring
from weikameng.gateways.sandbox.over_http.reports import configuration
from weikameng.gateways.sandbox.over_http.room import Sandbox
from weikameng.gateways.sandbox.over_http.server import SandboxServer


class Running:
    """A sandbox that serves, with somebody at its controls."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.room = Sandbox(folder, time.time)
        self.server = SandboxServer(self.room, "127.0.0.1", 0)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        self.line = httpx.Client(base_url=self.server.address, timeout=10, trust_env=False)
        self.config = configuration(self.room.keys, self.server.address)
        self.secrets = json.loads((folder / "keys" / "credentials.json").read_text())

    def get(self, name: str, **query: str) -> Any:
        """Look at the control room."""
        return self.line.get(f"/_control/{name}", params=query).raise_for_status().json()

    def do(self, name: str, **wishes: Any) -> Any:
        """Use the control room."""
        return self.line.post(f"/_control/{name}", json=wishes).raise_for_status().json()

    def advance(self, seconds: float) -> None:
        """Let time pass, and let the postman walk."""
        self.do("clock", advance_seconds=seconds)
        self.do("deliver")

    def alipay(self) -> AlipayClient:
        """Somebody who speaks with Alipay."""
        return AlipayClient(self.config, self.line)

    def wechat(self, serial: str = "") -> WechatClient:
        """Somebody who speaks with WeChat Pay."""
        key = self.secrets["wechatpay_apiv3_key"]
        return WechatClient(self.config, self.line, key, serial)

    def stop(self) -> None:
        """End it; what it knows stays in its folder."""
        self.line.close()
        self.server.shutdown()
        self.server.server_close()
        self.room.close()


@dataclass
class Letterbox:
    """Our side of notifications: keeps what arrives, answers what it is told."""

    url: str
    server: ThreadingHTTPServer
    got: list[tuple[dict[str, str], bytes]]
    answers: list[tuple[int, bytes]]


@pytest.fixture(scope="session")
def made_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sandbox") / "keys"
    key_ring(folder, time.time)
    return folder


@pytest.fixture
def folder(tmp_path: Path, made_keys: Path) -> Path:
    shutil.copytree(made_keys, tmp_path / "sandbox" / "keys")
    return tmp_path / "sandbox"


@pytest.fixture
def sandbox(folder: Path) -> Iterator[Running]:
    running = Running(folder)
    yield running
    running.stop()


@pytest.fixture
def letterbox() -> Iterator[Letterbox]:
    got: list[tuple[dict[str, str], bytes]] = []
    answers: list[tuple[int, bytes]] = []

    class Slot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((dict(self.headers), body))
            status, said = answers.pop(0) if answers else (200, b"success")
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slot)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield Letterbox(f"http://127.0.0.1:{server.server_port}/notify", server, got, answers)
    server.shutdown()
    server.server_close()


@pytest.fixture
def today() -> Any:
    """The sandbox's own day in Beijing, as its bills name it."""
    return lambda sandbox: f"{_beijing(sandbox):%Y-%m-%d}"


@pytest.fixture
def tomorrow_at() -> Any:
    """Let time pass until this hour of the day after the test began."""
    began: list[datetime] = []

    def pass_to(sandbox: Running, hour: int) -> None:
        now = _beijing(sandbox)
        began.append(now)
        midnight = began[0].replace(hour=0, minute=0, second=0, microsecond=0)
        sandbox.advance((midnight + timedelta(days=1, hours=hour, seconds=5) - now).total_seconds())

    return pass_to


def _beijing(sandbox: Running) -> datetime:
    return datetime.fromtimestamp(sandbox.get("clock")["now"], timezone(timedelta(hours=8)))
