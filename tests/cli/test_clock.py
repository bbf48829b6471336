"""``weikameng clock due``: an answer a line, and bad lines named with exit code 2."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from weikameng.cli.clock import clock
from weikameng.records.documents import shipped

CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "cases" / "clocks.dev.jsonl"
GOOD = {
    "id": "1",
    "kind": "working_hours",
    "input": {"start": "2026-10-08T17:00:00+08:00", "hours": 2, "calendar": "review"},
    "due": "whatever stands here is not read",
}


def asked(folder: Path, content: bytes, *more: str) -> Result:
    cases = folder / "cases.jsonl"
    cases.write_bytes(content)
    return CliRunner().invoke(clock, ["due", "--cases", str(cases), *more])


@pytest.mark.skipif(not CASES.exists(), reason="the worked cases (../shared) are not here")
def test_all_worked_cases_are_answered_right() -> None:
    done = CliRunner().invoke(clock, ["due", "--cases", str(CASES)])
    assert (done.exit_code, done.stderr) == (0, "")
    worked = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines() if line]
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"id": case["id"], "due": case["due"]} for case in worked
    ]


def test_a_bad_line_is_named_and_the_others_are_still_answered(tmp_path: Path) -> None:
    lines = [json.dumps(GOOD), "nonsense", json.dumps(GOOD | {"kind": "weeks"}), json.dumps(GOOD)]
    done = asked(tmp_path, "\n".join(lines).encode())
    assert done.exit_code == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["1", "1"]
    assert "line 2: " in done.stderr
    assert "not JSON" in done.stderr
    assert "line 3: " in done.stderr
    assert "working_hours" in done.stderr
    assert "第 3 行" in done.stderr


def test_another_calendar_may_be_tried(tmp_path: Path) -> None:
    calendar = json.loads(json.dumps(shipped("cn_calendar")))
    calendar["years"]["2026"]["off"]["2026-10-09"] = "台风"
    other = tmp_path / "calendar.json"
    other.write_text(json.dumps(calendar), encoding="utf-8")
    usual = asked(tmp_path, json.dumps(GOOD).encode())
    assert json.loads(usual.stdout)["due"] == "2026-10-09T10:00:00+08:00"
    later = asked(tmp_path, json.dumps(GOOD).encode(), "--calendar", str(other))
    assert json.loads(later.stdout)["due"] == "2026-10-10T10:00:00+08:00"


@pytest.mark.parametrize("text", ["[]", "{}", "nonsense", '{"years": {"x": {"off": {}}}}'])
def test_what_is_no_calendar_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    other = tmp_path / "calendar.json"
    other.write_text(text, encoding="utf-8")
    done = asked(tmp_path, json.dumps(GOOD).encode(), "--calendar", str(other))
    assert done.exit_code == 1
    assert "is no calendar" in done.stderr
    assert "Traceback" not in done.output


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(clock, ["due", "--cases", str(tmp_path / "none.jsonl")])
    assert done.exit_code == 2
    assert "none.jsonl" in done.output
