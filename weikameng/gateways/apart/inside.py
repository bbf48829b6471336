"""Inside a process apart: answer one question after the other, shut in from the first on. Nothing
can be opened, written, started or reached any more, and memory and processor time have an end.
"""

import os
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from weikameng.gateways.apart.wire import Broken, receive, send

Reply = tuple[dict[str, Any], bytes]
NOBODY = 65_534
# What Python code may not do here, by the names of its audit events (PEP 578).
_FORBIDDEN = (
    "open", "os.", "socket.", "subprocess.", "shutil.", "tempfile.", "glob.", "ctypes.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process apart may use: address space, and processor time for each question."""

    memory_bytes: int = 1_536 * 1024 * 1024
    seconds: int = 30
    nice: int = 0  # below the web's processes


def serve(prepare: Callable[[], None], answer: Callable[..., Reply], limits: Limits) -> None:
    """Load what is needed, shut the door, answer until the line is closed."""
    # Whatever a library prints must not get between the messages.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    os.nice(limits.nice)
    prepare()
    shut_in(limits)
    try:
        send(answers, {"ready": True})
        while (asked := receive(sys.stdin.buffer)) is not None:
            _allow_more_time(limits.seconds)
            send(answers, *answer(*asked))
    except Broken:
        sys.exit(1)


def shut_in(limits: Limits) -> None:
    """Give up, for good, what opening a stranger's file does not need."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    first_free = os.dup(sys.stdin.fileno())
    os.close(first_free)
    for what, most in (
        # The kernel hands out no further descriptor: no file, no socket, no pipe.
        (resource.RLIMIT_NOFILE, first_free),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not for a process apart")


def _allow_more_time(seconds: int) -> None:
    """Every question has its own time; the kernel ends the process that takes more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
