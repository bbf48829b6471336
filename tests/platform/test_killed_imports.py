"""Imports whose process is killed by the operating system, at any moment: every row arrives once,
the progress is true, the bad rows are complete, and whoever looks is told what to do (P4).
"""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from weikameng.cli.incident_runner import NICER
from weikameng.cli.stage import Stage, Visitor, open_stage
from weikameng.cli.stories import BUYER

HEADS = "external_number,buyer,sku,paid_at,paid,route,reference"
ROWS, EVERY_BAD, EVERY_TWICE = 24_000, 97, 1000
# A dead worker is believed dead after half a minute; who looks for it looks once a minute.
FOUND_WITHIN_SECONDS, LOOK_EVERY_SECONDS = 240.0, 0.1
_FIGURE = re.compile(r'figure__number">(\d+)<')
_READ = re.compile(r"已处理 (\d+) 行")
CUT_OFF = "不用重传"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A platform of its own: these tests kill its worker."""
    with open_stage() as stage:
        yield stage


class Table:
    """A file with good rows, bad ones and some that come twice."""

    def __init__(self, name: str, count: int = ROWS) -> None:
        self.lines, self.good, self.bad, self.twice = [HEADS], set[str](), set[str](), 0
        for place in range(count):
            number = f"{name}-{place}"
            wrong = place % EVERY_BAD == 0
            (self.bad if wrong else self.good).add(number)
            sku = "没有这个" if wrong else "game-card-3"
            row = f"{number},{BUYER},{sku},2026-11-01 10:00:00,3.00,sandbox,r-{number}"
            again = place % EVERY_TWICE == 1 and not wrong
            self.twice += again
            self.lines += [row] * (1 + again)

    @property
    def content(self) -> bytes:
        """As it is sent."""
        return ("\n".join(self.lines) + "\n").encode("gb18030")


def waits(what: Callable[[], Any], wanted: str) -> Any:
    end = time.monotonic() + FOUND_WITHIN_SECONDS
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(LOOK_EVERY_SECONDS)
    raise AssertionError(f"waited in vain for: {wanted}")


def running(stage: Stage) -> Iterator[tuple[int, str]]:
    """The platform's processes: id and command."""
    ours = f"WEIKAMENG_DATA_DIR={stage.environment['WEIKAMENG_DATA_DIR']}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if ours in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name), (folder / "cmdline").read_text().replace("\0", " ")


def parent_of(process: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def worker_of(stage: Stage) -> int:
    return next((pid for pid, said in running(stage) if said.rstrip().endswith(" worker")), 0)


def child_of(stage: Stage, worker: int) -> int:
    """The process of its own in which the worker imports."""
    spawned = (pid for pid, said in running(stage) if "spawn_main" in said)
    niced = (pid for pid in spawned if parent_of(pid) == worker)
    mine = os.getpriority(os.PRIO_PROCESS, worker) + NICER
    return next((pid for pid in niced if os.getpriority(os.PRIO_PROCESS, pid) == mine), 0)


class Seen:
    """An import's page as the administrator sees it."""

    def __init__(self, visitor: Visitor, path: str) -> None:
        self.visitor, self.path = visitor, path

    @property
    def text(self) -> str:
        return self.visitor.sees(f"{self.path}live/")

    @property
    def counts(self) -> tuple[int, ...]:
        """New, here before, bad."""
        return tuple(map(int, _FIGURE.findall(self.text)))

    def read(self) -> int:
        return int(_READ.findall(self.text)[0])


def kept(stage: Stage, folder: Path) -> Counter[str]:
    """How often each number is here."""
    file = folder / "all.jsonl"
    stage.command("orders", "export", str(file))
    return Counter(json.loads(line)["external_number"] for line in file.open(encoding="utf-8"))


def numbers_in(text: str) -> list[str]:
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    return [row["external_number"] for row in rows if "没有商品" in row["problem"]]


def test_a_niced_process_and_its_worker_are_killed_and_every_row_arrives_once(stage, tmp_path):
    table, visitor = Table("W"), stage.enter("laoxu")
    sent = {"file": ("orders.csv", table.content, "text/csv")}
    page = Seen(visitor, visitor.sends("/staff/imports/", {"kind": "orders"}, sent))
    worker = worker_of(stage)
    child = waits(lambda: page.read() and child_of(stage, worker), "a niced process at work")
    os.kill(child, signal.SIGKILL)
    waits(lambda: CUT_OFF in page.text, "a word about it")
    before = page.read()
    assert 0 < before < ROWS

    another = waits(lambda: page.read() > before and child_of(stage, worker), "another at work")
    assert another != child
    assert CUT_OFF not in page.text
    os.kill(worker, signal.SIGKILL)
    waits(lambda: worker_of(stage) not in {0, worker}, "another worker")
    waits(lambda: not Path(f"/proc/{another}").exists(), "an end of the orphan")
    assert page.read() < len(table.lines) - 1
    waits(lambda: "已完成" in page.text, "its end")

    assert page.counts == (len(table.good), table.twice, len(table.bad))
    assert page.read() == len(table.lines) - 1
    mended = visitor.sees(f"{page.path}errors/")
    assert sorted(numbers_in(mended)) == sorted(table.bad)
    here = kept(stage, tmp_path)
    assert {number for number in here if number.startswith("W-")} == table.good
    assert set(here.values()) == {1}

    again = {"file": ("bad.csv", mended.replace("没有这个", "game-card-3").encode(), "text/csv")}
    page = Seen(visitor, visitor.sends("/staff/imports/", {"kind": "orders"}, again))
    waits(lambda: "已完成" in page.text, "the end of the mended rows")
    assert page.counts == (len(table.bad), 0, 0)
    assert stage.command("audit").strip().endswith("0 findings")


def test_a_killed_command_is_begun_again_and_every_row_arrives_once(stage, tmp_path):
    table, bad = Table("C", 10_000), tmp_path / "bad.csv"
    file = tmp_path / "orders.csv"
    file.write_bytes(table.content)
    words = ["orders", "import", str(file), "--errors", str(bad)]
    entry = [sys.executable, "-m", "weikameng.config.entry", *words]
    begun = subprocess.Popen(entry, env=stage.environment, stderr=subprocess.PIPE, text=True)
    assert begun.stderr
    told = list(takewhile(lambda line: not line.startswith("6000 rows read"), begun.stderr))
    assert "4000 rows read …\n" in told, told[-20:]
    begun.kill()
    begun.wait()
    assert not bad.exists()
    some = {number for number in kept(stage, tmp_path) if number.startswith("C-")}
    assert 0 < len(some) < len(table.good)

    done = subprocess.run(entry, env=stage.environment, capture_output=True, text=True)
    left, known = len(table.good) - len(some), len(some) + table.twice
    told = f"{left} orders imported, {known} already here, {len(table.bad)} bad rows"
    assert told in done.stdout
    assert sorted(numbers_in(bad.read_text("utf-8"))) == sorted(table.bad)
    here = kept(stage, tmp_path)
    assert {number for number in here if number.startswith("C-")} == table.good
    assert set(here.values()) == {1}
    assert stage.command("audit").strip().endswith("0 findings")
