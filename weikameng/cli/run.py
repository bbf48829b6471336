"""Runs the platform on one machine: web and worker side by side, restarted when they fall; in
the demo a sandbox beside them.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

import click
from django.conf import settings
from django.utils import timezone

from weikameng.cli import chain
from weikameng.cli.database import bring_up_to_date, ready
from weikameng.cli.demo import ACCOUNTS_SHOWN
from weikameng.cli.rails import HOST, Rails, check_port, rails_to, wanted
from weikameng.services import demo

# A child that falls at once again and again is broken, not unlucky.
MAX_FALLS = 5
FALLS_WITHIN_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.2
STOP_WITHIN_SECONDS = 15
WORKERS, THREADS = 2, 4


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--demo", "with_demo", is_flag=True, help="Fill in demo data and show its accounts.")
@click.option(
    "--sandbox-port", default=0, help="Port of the demo's sandbox.  [default: a free one]"
)
def run(host: str, port: int, with_demo: bool, sandbox_port: int) -> None:
    """Run web server and worker; the database is brought up to date first.

    The demo has the sandbox over HTTP beside it, unless real channels are set up.
    """
    with_demo = with_demo or settings.DEMO
    rails = rails_to(host, port, sandbox_port) if with_demo and wanted() else None
    check_port(host, port, "--port")
    if rails:
        check_port(HOST, rails.port, "--sandbox-port")
    supervisor = Supervisor()
    with supervisor.to_the_end():
        if embedded := chain.beside():  # it loads while the database is brought up to date
            supervisor.start(Part("chain", embedded.command, quiet=True))
            os.environ.update(embedded.settings)
        if rails:  # makes its keys while the database is brought up to date
            supervisor.start(Part("sandbox", rails.command, quiet=True))
        bring_up_to_date()
        if with_demo:
            _prepare_demo(supervisor, rails)
        supervisor.start(Part("web", _web_command(host, port)))
        supervisor.start(Part("worker", _entry("worker")))
        click.echo(f"微卡盟 weikameng  http://{host}:{port}/")
        if embedded:
            click.echo(embedded.shown)
        if rails:
            click.echo(rails.shown)
        if with_demo:
            click.echo(ACCOUNTS_SHOWN)
        code = supervisor.watch()
    sys.exit(code)


def _prepare_demo(supervisor: "Supervisor", rails: Rails | None) -> None:
    """Fill in the demo's data; with rails, by a process that has their settings like the others."""
    os.environ["WEIKAMENG_DEMO"] = "yes"
    if rails is None:
        demo.seed(timezone.now())
        demo.replies(timezone.now())
        return
    os.environ.update(rails.open(supervisor.all_stand))
    seed = Part("seed", _entry("seed"), quiet=True)
    if seed.start().wait():
        raise click.ClickException("the demo's data could not be filled in")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def web(host: str, port: int) -> None:
    """Run the web server alone (production: one of several, beside `weikameng worker`)."""
    check_port(host, port, "--port")
    ready()
    command = _web_command(host, port)
    os.execv(command[0], command)  # noqa: S606 - no shell is the point


@dataclass(frozen=True, slots=True)
class Part:
    """One process of the platform; a quiet one says only what goes wrong."""

    name: str
    command: list[str]
    quiet: bool = False

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it in a group of its own, so that what it starts can be ended with it."""
        output = subprocess.DEVNULL if self.quiet else None
        return subprocess.Popen(self.command, stdout=output, process_group=0)


class Supervisor:
    """Keeps child processes running until it is told to stop or one keeps falling."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._children: list[subprocess.Popen[bytes]] = []
        self._falls: list[float] = []
        self._stopping = False

    @contextmanager
    def to_the_end(self) -> Iterator[None]:
        """Take over the signals that end the platform; whatever happens, no child is left."""
        signal.signal(signal.SIGTERM, self._asked_to_stop)
        signal.signal(signal.SIGINT, self._asked_to_stop)
        try:
            yield
        finally:
            self._end()

    def start(self, part: Part) -> None:
        """Start a child that is kept running from now on."""
        self._parts.append(part)
        self._children.append(part.start())

    def all_stand(self) -> bool:
        """Say whether every child still runs."""
        return all(child.poll() is None for child in self._children)

    def watch(self) -> int:
        """Restart what falls; return the exit code once everything has stopped."""
        code = 0
        while not self._stopping:
            time.sleep(LOOK_EVERY_SECONDS)
            for place, child in enumerate(self._children):
                if child.poll() is None or self._stopping:
                    continue
                if self._falls_lately() > MAX_FALLS:
                    click.echo(f"{self._parts[place].name} keeps falling; stopping", err=True)
                    self._stopping, code = True, 1
                    break
                self._children[place] = self._parts[place].start()
        return code

    def _falls_lately(self) -> int:
        """Count this fall with those of the last minute: months apart is bad luck, not a loop."""
        now = time.monotonic()
        self._falls = [fall for fall in self._falls if now - fall < FALLS_WITHIN_SECONDS] + [now]
        return len(self._falls)

    def _asked_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _end(self) -> None:
        for child in self._children:
            child.terminate()
        for child in self._children:
            with suppress(subprocess.TimeoutExpired):
                child.wait(STOP_WITHIN_SECONDS)
            with suppress(ProcessLookupError):  # nobody of the group is left, as it should be
                os.killpg(child.pid, signal.SIGKILL)


def _web_command(host: str, port: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface=wsgi",
        f"--host={host}",
        f"--port={port}",
        f"--workers={WORKERS}",
        f"--blocking-threads={THREADS}",
        "--no-ws",
        "--log-level=warning",
        "--respawn-failed-workers",
        "weikameng.config.wsgi:application",
    ]


def _entry(command: str) -> list[str]:
    return [sys.executable, "-m", "weikameng.config.entry", command]
