"""Below the doors nobody looks at the clock or rolls dice: `at` and chance are handed in."""

import ast
import re

import pytest

from tests.house.sources import PACKAGE, Complaints, broken, imports, modules, texts

FLOORS = ("domain", "ledger", "records", "services")
CLOCK = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|timezone\.(now|localtime|localdate)"
    r"|time\.(time|time_ns|localtime|gmtime))$"
)
STOPWATCH = re.compile(r"(^|\.)time\.(monotonic|perf_counter)(_ns)?$")
DICE = re.compile(r"^(random|numpy\.random)(\.|$)")
SQL = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random)\s*\(\s*\)"
    r"|\b(current_timestamp|current_date|localtimestamp)\b",
    re.IGNORECASE,
)
FIELDS = {"auto_now", "auto_now_add"}

# path below weikameng/ -> why it may.
ALLOWED: dict[str, str] = {}


def clock_in_sql(text: str) -> Complaints:
    """Say where a statement asks the server for the time."""
    return [f"SQL clock {found[0]}" for found in SQL.finditer(text)]


def clock(source: str) -> Complaints:
    """Say where a module asks for the time or for chance; a stopwatch is let be."""
    tree = ast.parse(source)
    found = [f"{n}: {said}" for n, text in texts(tree) for said in clock_in_sql(text)]
    found += [f"{line}: imports {name}" for line, name in imports(tree) if DICE.search(name)]
    found += [
        f"{line}: imports {name}"
        for line, name in imports(tree)
        if CLOCK.search(name) or name.endswith("functions.Now")
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and CLOCK.search(ast.unparse(node)):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
        elif isinstance(node, ast.keyword) and node.arg in FIELDS:
            found.append(f"{node.value.lineno}: {node.arg}")
    return found


def stopwatch(source: str) -> Complaints:
    """Say where a module measures time: only gateways may, to give up waiting."""
    tree = ast.parse(source)
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    found = [f"{n}: imports {name}" for n, name in imports(tree) if STOPWATCH.search(name)]
    return found + [
        f"{x.lineno}: {ast.unparse(x)}" for x in named if STOPWATCH.search(ast.unparse(x))
    ]


def test_no_clock_and_no_dice_below_the_doors() -> None:
    excused = {PACKAGE / name for name in ALLOWED}
    paths = [path for path in modules(*FLOORS, "gateways") if path not in excused]
    assert broken(clock, paths) == []
    assert broken(clock_in_sql, modules(*FLOORS, ending=".sql")) == []


def test_only_gateways_measure_how_long_they_wait() -> None:
    excused = {PACKAGE / name for name in ALLOWED}
    assert broken(stopwatch, [path for path in modules(*FLOORS) if path not in excused]) == []


def test_every_excuse_still_has_its_file_and_its_reason() -> None:
    assert all((PACKAGE / name).exists() and why for name, why in ALLOWED.items())


@pytest.mark.parametrize(
    "source",
    [
        "at = datetime.now(UTC)",
        "at = datetime.datetime.utcnow()",
        "day = date.today()",
        "at = timezone.now()",
        "field(default=timezone.now)",
        "import time\nat = time.time()",
        "from time import time",
        "import random",
        "from random import choice",
        "from django.db.models.functions import Now",
        "DateTimeField(auto_now_add=True)",
        "run('UPDATE payout SET sent_at = now()')",
        "run('SELECT CURRENT_TIMESTAMP')",
    ],
)
def test_a_glance_at_the_clock_is_seen(source: str) -> None:
    assert clock(source)


def test_a_stopwatch_is_seen() -> None:
    assert stopwatch("import time\nbegun = time.monotonic()")


@pytest.mark.parametrize("source", ["at = clock.at", '"""Never call now() here."""', "now = at"])
def test_time_that_is_handed_in_is_let_be(source: str) -> None:
    assert clock(source) == []
