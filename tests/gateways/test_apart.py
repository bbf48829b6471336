"""Processes apart: shut in, renewed, killed when too slow, and never asked twice by mistake."""

import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.gateways import rooms
from weikameng.gateways.apart import Apart, Fell, Room
from weikameng.gateways.apart.wire import MAX_BODY_BYTES, Broken, receive, send
from weikameng.gateways.pictures import MAX_BYTES

ROOT = Path(__file__).parents[2]
SHUT_IN = "from weikameng.gateways.apart.inside import Limits, shut_in\nshut_in(Limits())\n"


@pytest.fixture
def apart():
    """A process that does what it is told; see rooms.py."""
    opened = []

    def open_one(**how) -> Apart:
        opened.append(Apart(rooms.room(**how)))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


def fault_of(apart: Apart, verb: str) -> Fell:
    with pytest.raises(Fell) as caught:
        apart.ask({"verb": verb}, b"")
    return caught.value


def test_it_starts_at_first_use_and_stays(apart):
    echo = apart()
    assert echo.pids == ()
    assert echo.ask({"verb": "echo"}, b"abc") == ({"verb": "echo"}, b"abc")
    (pid,) = echo.pids
    assert echo.ask({"verb": "echo"}, b"def")[1] == b"def"
    assert echo.pids == (pid,)
    echo.close()
    assert echo.pids == ()
    assert not Path(f"/proc/{pid}").exists()


def test_it_is_renewed_after_so_many_answers(apart):
    echo = apart(answers=2)
    echo.ask({"verb": "echo"}, b"")
    (first,) = echo.pids
    echo.ask({"verb": "echo"}, b"")
    assert echo.pids == ()
    echo.ask({"verb": "echo"}, b"")
    assert echo.pids != (first,)


@pytest.mark.parametrize("verb", ["fall", "raise", "half", "memory"])
def test_what_makes_it_fall_costs_that_question_and_the_next_one_is_answered(apart, verb):
    echo = apart()
    echo.ask({"verb": "echo"}, b"")
    fault = fault_of(echo, verb)
    assert (fault.code, fault.started) == ("fell", True)
    assert echo.pids == ()
    assert echo.ask({"verb": "echo"}, b"again")[1] == b"again"


def test_one_that_ended_between_two_questions_is_not_the_questions_fault(apart):
    echo = apart()
    echo.ask({"verb": "echo"}, b"")
    os.kill(echo.pids[0], 9)
    assert echo.ask({"verb": "echo"}, b"still")[1] == b"still"


def test_what_takes_too_long_is_ended_by_the_clock_or_by_the_kernel(apart):
    assert fault_of(apart(patience_seconds=3.0), "sleep").code == "too_slow"
    busy = apart()
    assert fault_of(busy, "spin").code == "too_slow"  # two seconds of processor time, see rooms
    assert busy.pids == ()


def test_one_that_can_not_even_start_says_so():
    missing = Apart(Room(("-m", "weikameng.gateways.no_such_room")))
    with pytest.raises(Fell) as caught:
        missing.ask({}, b"")
    assert not caught.value.started


def test_threads_share_as_many_as_are_allowed_and_get_their_own_answers(apart):
    echo, wrong = apart(at_once=2), []

    def ask(name: bytes) -> None:
        for turn in range(20):
            said = name + bytes([turn])
            if echo.ask({"verb": "echo"}, said)[1] != said:
                wrong.append(said)

    threads = [threading.Thread(target=ask, args=(f"{n}".encode() * 1000,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert 1 <= len(echo.pids) <= 2


def test_it_gets_none_of_our_environment(apart, monkeypatch):
    monkeypatch.setenv("WEIKAMENG_NOT_FOR_CHILDREN", "a secret of ours")
    echo = apart()
    echo.ask({"verb": "echo"}, b"")
    home = Path("/proc") / str(echo.pids[0])
    if not home.exists():
        pytest.skip("no /proc here")
    assert b"a secret of ours" not in (home / "environ").read_bytes()
    limits = (home / "limits").read_text()
    assert "1610612736" in next(x for x in limits.splitlines() if x.startswith("Max address"))
    assert " 0 " in next(x for x in limits.splitlines() if x.startswith("Max file size"))
    assert len(list((home / "fd").iterdir())) == 4  # the line, its errors, and what it asks


@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/hostname')",
        "import os; os.listdir('/')",
        "import os; os.remove('/tmp/no-such-file')",
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo(b'localhost', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
    ],
)
def test_shut_in_nothing_is_opened_written_started_or_reached(deed):
    done = subprocess.run(
        [sys.executable, "-c", f"import os, socket, subprocess\n{SHUT_IN}{deed}"],
        capture_output=True, text=True, timeout=120, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 1
    assert "is not for a process apart" in done.stderr


def test_shut_in_the_kernel_hands_out_no_descriptor_either():
    lines = (
        "import ctypes\nlibc = ctypes.CDLL(None)\n"
        "file, socket, fork = libc.open, libc.socket, libc.fork\n"
        f"{SHUT_IN}print(file(b'/etc/hostname', 0), socket(2, 1, 0), fork())"
    )
    done = subprocess.run(
        [sys.executable, "-c", lines],
        capture_output=True, text=True, timeout=120, check=True, cwd=ROOT, stdin=subprocess.PIPE,
    )  # fmt: skip
    assert done.stdout.split() == ["-1", "-1", "-1"]


@pytest.mark.parametrize(
    "wire",
    [
        b"\x00\x00",
        b"\xff\xff\xff\xff\x00\x00\x00\x00",
        b"\x00\x00\x00\x05\x00\x00\x00\x00{}",
        b"\x00\x00\x00\x02\x00\x00\x00\x00[]",
        b"\x00\x00\x00\x02\x00\x00\x00\x00{{",
        b"\x00\x00\x00\x02\x00\x00\x00\x05{}ab",
    ],
)
def test_half_messages_and_nonsense_are_seen(wire):
    with pytest.raises(Broken):
        receive(io.BytesIO(wire))


def test_a_message_arrives_as_it_was_sent():
    line = io.BytesIO()
    send(line, {"verb": "读"}, b"abc")
    line.seek(0)
    assert receive(line) == ({"verb": "读"}, b"abc")
    assert receive(line) is None
    assert MAX_BODY_BYTES >= MAX_BYTES
