"""``weikameng evidence export`` and ``verify``: a file anybody can check, offline (R7.1)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from tests.cast import enter
from tests.journeys import states
from tests.ledger.test_evidence_chain import CONTENT, ENTRIES
from weikameng.cli.evidence import evidence
from weikameng.services import chain_files, wiring

ROOT = Path(__file__).parents[2]
LOADED = """
import runpy, sys
sys.argv[1:] = [{path!r}]
try:
    runpy.run_module("weikameng.config.evidence_chain", run_name="__main__")
finally:
    print("LOADED", sorted({{"django", "psycopg"}} & set(sys.modules)))
"""


def checks(*words: object, code: int = 0) -> str:
    """Check a file in the process the command hands over to; returns what it prints."""
    command = [sys.executable, "-m", "weikameng.config.evidence_chain", *map(str, words)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def runs(*words: object, code: int = 0) -> str:
    """Run a command that needs the database."""
    done = CliRunner().invoke(evidence, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A chain that was handed out."""
    path = tmp_path / "chain.json"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def cast(settings, transactional_db):
    """Everyone on stage in a database."""
    yield enter()
    wiring.sandbox_memory().close()


def test_a_whole_file_says_what_was_checked(file: Path):
    said = checks(file)
    assert "完整：共 6 项，从下单到现在没有改动。" in said
    assert "every seal follows from its content and the seal before" in said
    assert "of pictures only the seals were checked" in said
    for entry in ENTRIES:
        assert f"{entry.digest[:12]}  {entry.kind}" in said


def test_the_first_broken_item_is_named(file: Path):
    document = json.loads(CONTENT)
    document["items"][2]["body"]["total_minor"] = 1
    file.write_text(json.dumps(document), encoding="utf-8")
    said = checks(file, code=1)
    assert "Not whole: the seal of item 3" in said
    assert [line[:4] for line in said.splitlines() if line.startswith("✗")] == ["✗  3"]


def test_a_seal_noted_earlier_tells_whether_the_chain_was_reworked(file: Path):
    noted = ENTRIES[3].digest
    assert "that of item 4" in checks(file, "--expect", noted)
    assert "that of item 4" in checks(file, "--expect", f" {noted[:6].upper()} {noted[6:14]} ")
    assert "the seal you noted is not in this chain" in checks(file, "--expect", "0" * 64, code=1)
    checks(file, "--expect", noted[:11], code=2)
    checks(file, "--expect", "Z" * 64, code=2)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not whole JSON"),
        (b"{}", "no exported evidence chain"),
        (b"[" * 300_000, "not whole JSON"),
        (b"\x1b]0;hello\x07", "not whole JSON"),
        (b" " * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
        (CONTENT.replace(b'"version": 1', b'"version": 9'), "newer weikameng"),
        (CONTENT.replace(b'"kind"', b'"\\u001b[2J"', 1), "item 1: '\\x1b[2J'"),
    ],
    ids=range(7),
)
def test_what_can_not_be_checked_is_told_apart_from_what_is_broken(file: Path, content, says):
    file.write_bytes(content)
    said = checks(file, code=2)
    assert "Can't be checked" in said
    assert says in said
    assert "\x1b" not in said


def test_a_missing_file_or_folder_is_said_in_a_sentence(tmp_path: Path):
    assert "Can't be checked" in checks(tmp_path / "nothing.json", code=2)
    assert "Can't be checked" in checks(tmp_path, code=2)


def test_what_a_file_says_never_steers_the_terminal(file: Path):
    document = json.loads(CONTENT)
    document["items"][0]["kind"] = "\x1b[31m\nred\u202e" * 100
    document["case"] = "\x1b[2J" * 100
    file.write_text(json.dumps(document), encoding="utf-8")
    said = checks(file, code=1)
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert max(len(line) for line in said.splitlines()) < 200


def test_pictures_beside_a_file_are_checked(file: Path, tmp_path: Path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    said = checks(file, "--files", folder, code=1)
    assert "the copy of the picture of item 6 is missing" in said


def test_a_file_is_checked_without_django_and_without_a_database(file: Path, tmp_path: Path):
    told = LOADED.format(path=str(file))
    done = subprocess.run(
        [sys.executable, "-c", told],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )
    assert done.stdout.splitlines()[-1] == "LOADED []"
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"WEIKAMENG_DATA_DIR": str(tmp_path / "data")}
    whole = subprocess.run(
        [sys.executable, "-m", "weikameng.config.entry", "evidence", "verify", str(file)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
        env=environment,
    )
    assert whole.returncode == 0, whole.stderr
    assert "完整" in whole.stdout
    assert not (tmp_path / "data").exists()


def test_a_case_is_handed_out_and_checked_everywhere(cast, tmp_path: Path):
    case = states.reviewing(cast).number
    path, pictures = tmp_path / "case.json", tmp_path / "pictures"
    said = runs("export", case, "-o", path, "--files", pictures)
    head = json.loads(path.read_text(encoding="utf-8"))["head"]
    assert said == f"{path}: 8 items, {head}\n"
    assert "1 copies of pictures are as sealed" in checks(path, "--files", pictures)
    assert "that of item 8" in runs("verify", case, "--expect", head)
    assert "pictures and their copies are what was sealed" in runs("verify", case)
    (copy,) = pictures.iterdir()
    copy.write_bytes(copy.read_bytes() + b"x")
    assert "the copy of the picture of item 7" in checks(path, "--files", pictures, code=1)
    assert "no refund 1" in runs("export", "1", "-o", path, code=1)
    assert "no refund or order 1" in runs("verify", "1", code=1)
    assert "Error" in runs("export", case, "-o", tmp_path / "no" / "case.json", code=1)


def test_every_chain_is_checked_with_progress(cast):
    order = chain_files.of_case(states.reviewing(cast).number).order_number
    cast.buys("game-card-60")
    assert "2 chains, 0 not whole" in runs("verify", "--all")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE evidence SET source = 'buyer' WHERE position = 3 AND order_id ="
            " (SELECT id FROM shop_order WHERE number = %s)",
            [order],
        )
    said = runs("verify", "--all", code=1)
    assert f"{order}  第 3 项" in said
    assert "2 chains, 1 not whole" in said
    runs("verify", code=2)
    runs("verify", order, "--all", code=2)
