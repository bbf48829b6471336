"""Runs the platform on one machine: web and worker side by side, restarted when they fall."""

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

import click
from django.conf import settings
from django.utils import timezone

from weikameng.cli.database import bring_up_to_date, ready
from weikameng.cli.demo import ACCOUNTS_SHOWN
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
def run(host: str, port: int, with_demo: bool) -> None:
    """Run web server and worker; the database is brought up to date first."""
    _check_port(host, port)
    bring_up_to_date()
    if with_demo or settings.DEMO:
        os.environ["WEIKAMENG_DEMO"] = "yes"
        demo.seed(timezone.now())
    supervisor = Supervisor([_web_command(host, port), _worker_command()])
    supervisor.start()
    click.echo(f"微卡盟 weikameng  http://{host}:{port}/")
    if with_demo or settings.DEMO:
        click.echo(ACCOUNTS_SHOWN)
    sys.exit(supervisor.watch())


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def web(host: str, port: int) -> None:
    """Run the web server alone (production: one of several, beside `weikameng worker`)."""
    _check_port(host, port)
    ready()
    command = _web_command(host, port)
    os.execv(command[0], command)  # noqa: S606 - no shell is the point


class Supervisor:
    """Keeps child processes running until it is told to stop or one keeps falling."""

    def __init__(self, commands: list[list[str]]) -> None:
        self._commands = commands
        self._children: list[subprocess.Popen[bytes]] = []
        self._falls: list[float] = []
        self._stopping = False

    def start(self) -> None:
        """Start every child and take over the signals that end the platform."""
        signal.signal(signal.SIGTERM, self._asked_to_stop)
        signal.signal(signal.SIGINT, self._asked_to_stop)
        self._children = [subprocess.Popen(command) for command in self._commands]

    def watch(self) -> int:
        """Restart what falls; return the exit code once everything has stopped."""
        code = 0
        while not self._stopping:
            time.sleep(LOOK_EVERY_SECONDS)
            for place, child in enumerate(self._children):
                if child.poll() is None or self._stopping:
                    continue
                if self._falls_lately() > MAX_FALLS:
                    click.echo(f"{self._commands[place][-1]} keeps falling; stopping", err=True)
                    self._stopping, code = True, 1
                    break
                self._children[place] = subprocess.Popen(self._commands[place])
        self._end()
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
            try:
                child.wait(STOP_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()


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


def _worker_command() -> list[str]:
    return [sys.executable, "-m", "weikameng.config.entry", "worker"]


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"{host}:{port} can't be used ({error.strerror}); choose another with --port"
            ) from error
