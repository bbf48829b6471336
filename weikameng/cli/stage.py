"""A platform of its own for the demo: real web server, worker and database, walked in over HTTP."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import httpx

from weikameng.cli.rails import free_port
from weikameng.services.demo_data import PASSWORD

START_WITHIN_SECONDS = 180.0
MOVE_WITHIN_SECONDS = 30.0
LOOK_EVERY_SECONDS = 0.1
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class DoorClosed(click.ClickException):
    """A page did not answer as it should; the message names the page and the status."""


@dataclass
class Visitor:
    """A person with a browser: signed in, follows forms, sees what they see."""

    http: httpx.Client

    def sees(self, path: str) -> str:
        """Open a page and return its text."""
        answer = self.http.get(path)
        if answer.status_code != 200:
            raise DoorClosed(f"GET {path}: {answer.status_code}")
        return answer.text

    def sends(self, path: str, form: dict[str, str], files: dict[str, Any] | None = None) -> str:
        """Send a form with the token of its page; returns the address one ends up at."""
        token = _TOKEN.search(self.sees(path))
        if token is None:
            raise DoorClosed(f"GET {path}: no form")
        data = {"csrfmiddlewaretoken": token[1], **form}
        answer = self.http.post(path, data=data, files=files, headers={"Referer": str(self.here)})
        if answer.status_code != 200:
            raise DoorClosed(f"POST {path}: {answer.status_code}")
        return answer.url.path

    @property
    def here(self) -> httpx.URL:
        """The site's address."""
        return self.http.base_url


@dataclass
class Stage:
    """The platform under the stories, the sandbox it pays at, and who is signed in."""

    url: str
    sandbox: str
    environment: dict[str, str]
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def enter(self, username: str) -> Visitor:
        """Sign somebody in over the real sign-in page, once."""
        if username not in self.visitors:
            http = httpx.Client(base_url=self.url, follow_redirects=True, timeout=20)
            visitor = Visitor(http)
            visitor.sends("/accounts/login/", {"login": username, "password": PASSWORD})
            self.visitors[username] = visitor
        return self.visitors[username]

    def command(self, *words: str) -> str:
        """Run a ``weikameng`` command on this platform and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "weikameng.config.entry", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def until(what: Callable[[], Any], wanted: str) -> Any:
    """Look until something is there; DoorClosed says what was waited for in vain."""
    end = time.monotonic() + MOVE_WITHIN_SECONDS
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(LOOK_EVERY_SECONDS)
    raise DoorClosed(f"waited {MOVE_WITHIN_SECONDS:.0f} s in vain for: {wanted}")


@contextmanager
def open_stage() -> Iterator[Stage]:
    """Start a platform in a scratch directory on a free port, and take it down again."""
    with tempfile.TemporaryDirectory(prefix="weikameng-demo-") as scratch:
        Path(scratch).chmod(0o711)  # the database's own account must be able to enter
        port, sandbox_port = free_port(), free_port()
        # The stories need the platform as it comes, not as this shell has set it.
        environment = {
            name: value
            for name, value in os.environ.items()
            if name != "DATABASE_URL" and not name.startswith("WEIKAMENG_")
        }
        environment |= {"WEIKAMENG_DATA_DIR": scratch, "WEIKAMENG_LOG_LEVEL": "error"}
        entry = [sys.executable, "-m", "weikameng.config.entry"]
        ports = [f"--port={port}", f"--sandbox-port={sandbox_port}"]
        command = [*entry, "run", "--demo", *ports]
        log = Path(scratch) / "run.log"
        with log.open("wb") as output:
            platform = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        home = "http://127.0.0.1:"
        stage = Stage(f"{home}{port}", f"{home}{sandbox_port}", environment)
        try:
            _await(stage.url, platform, log)
            yield stage
        finally:
            for visitor in stage.visitors.values():
                visitor.http.close()
            platform.send_signal(signal.SIGTERM)
            platform.wait(30)


def _await(url: str, platform: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < end:
        if platform.poll() is not None:
            raise DoorClosed(log.read_text(encoding="utf-8"))
        try:
            if httpx.get(f"{url}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(LOOK_EVERY_SECONDS)
    raise DoorClosed("the platform did not start in time")
