"""``weikameng policy``: check, compare, decide, and the whole life of a version by two people."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cast import enter
from tests.services.policy_steps import WHY, newest, row_of
from weikameng.cli.policy import policy
from weikameng.records.documents import shipped_policy_text, toml_files
from weikameng.records.models import User
from weikameng.records.reading import policies as reading
from weikameng.services import accounts, wiring

CASE = {
    "id": "c1",
    "now": "2026-03-02T10:00:00+08:00",
    "order": {
        "goods_kind": "game_card_key",
        "units": [{"id": "u1", "price": "30.00", "usage": "none"}],
        "paid_total": "30.00",
        "paid_at": "2026-03-01T10:00:00+08:00",
        "completed_at": "2026-03-01T10:00:00+08:00",
        "delivered": True,
        "payments": [{"method": "alipay", "amount": "30.00"}],
        "cross_border": False,
    },
    "application": {
        "applicant": "owner",
        "channel": "form",
        "reason": "NOT_ACTIVATED",
        "evidence": [],
        "desc_quality": "good",
    },
}


def runs(*words, code=0):
    """Run one command; returns what it prints."""
    done = CliRunner().invoke(policy, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done


@pytest.fixture
def cast(settings, transactional_db):
    """Everyone on stage in a database."""
    yield enter()
    wiring.sandbox_memory().close()


@pytest.fixture
def text(tmp_path):
    """The shipped policy as a file to be edited."""
    path = tmp_path / "policy.toml"
    path.write_text(shipped_policy_text(), encoding="utf-8")
    return path


def edits(path: Path, old: str, new: str) -> Path:
    kept = path.read_text(encoding="utf-8")
    assert old in kept
    path.write_text(kept.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_policy_has_no_problems():
    assert "0 errors" in runs("check").output
    assert json.loads(runs("check", "--json").output) == []


def test_a_problem_is_told_with_file_and_line(tmp_path, text):
    edits(text, "major = false", "major = ")
    line = next(
        number
        for number, said in enumerate(text.read_text(encoding="utf-8").splitlines(), start=1)
        if said.startswith("major")
    )
    assert f"policy.toml:{line}:" in runs("check", text, code=1).output
    (problem,) = json.loads(runs("check", text, "--json", code=1).output)
    assert problem["line"] == line
    assert problem["severity"] == "error"
    assert problem["where"].startswith(f"policy.toml:{line}")
    # In a folder, the line is that of the file it is in.
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "10-head.toml").write_text("# one\n# two\n", encoding="utf-8")
    (folder / "20-rest.toml").write_text(text.read_text(encoding="utf-8"), encoding="utf-8")
    assert f"20-rest.toml:{line}:" in runs("check", folder, code=1).output


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"a = 1\n", b"a = " + b"[" * 5_000])
def test_a_file_that_is_no_policy_is_named_not_crashed_on(tmp_path, content):
    path = tmp_path / "odd.toml"
    path.write_bytes(content)
    assert "odd.toml" in runs("check", path, code=1).output


def test_an_empty_folder_is_told(tmp_path):
    assert "no .toml files" in runs("check", tmp_path, code=1).output


def test_a_folder_joins_its_files_in_name_order(tmp_path):
    for name in ("b.toml", "a.toml"):
        (tmp_path / name).write_text(f"# {name}", encoding="utf-8")
    assert [text for _, text in toml_files(tmp_path)] == ["# a.toml\n", "# b.toml\n"]


def test_two_files_are_compared_in_words_and_in_json(text):
    edits(text, 'auto_approve_max = "500.00"', 'auto_approve_max = "400.00"')
    said = runs("diff", "shipped", text).output
    assert "自动通过上限" in said
    assert "- 500.00" in said
    assert "+ 400.00" in said
    assert "worse for buyers" in said
    (change,) = json.loads(runs("diff", "shipped", text, "--json").output)
    assert (change["place"], change["old"], change["new"]) == (
        "params.auto_approve_max",
        "500.00",
        "400.00",
    )
    assert json.loads(runs("diff", text, text, "--json").output) == []


def cases(tmp_path, *lines):
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8", errors="surrogateescape")
    return path


def test_cases_are_decided_by_what_ships_or_by_a_file(tmp_path, text):
    path = cases(tmp_path, "", json.dumps(CASE), "")
    assert json.loads(runs("decide", "--cases", path).output)["decision"] == "approve_auto"
    edits(text, 'auto_approve_max = "500.00"', 'auto_approve_max = "10.00"')
    strict = json.loads(runs("decide", "--cases", path, "--policy", text).output)
    assert strict["decision"] == "manual"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[]", "must be a JSON object"),
        ("7", "must be a JSON object"),
        ("{}", "lacks 'order'"),
        (json.dumps(CASE | {"now": "2026-03-02T10:00:00"}), "now"),
        (json.dumps(CASE | {"now": "yesterday"}), "line 2"),
        (json.dumps(CASE | {"order": 3}), "line 2"),
        (json.dumps({key: CASE[key] for key in CASE if key != "id"}), "lacks 'id'"),
        (json.dumps(CASE | {"order": CASE["order"] | {"goods_kind": "x"}}), "goods_kind"),
        (json.dumps(CASE | {"order": CASE["order"] | {"paid_total": "much"}}), "line 2"),
        ("[" * 100_000, "line 2"),
        ("\udcff", "not JSON"),
    ],
)
def test_a_line_that_is_no_case_is_named_and_the_others_are_decided(tmp_path, line, said):
    good = json.dumps(CASE)
    done = runs("decide", "--cases", cases(tmp_path, good, line, good), code=2)
    assert done.stdout.count('"id": "c1"') == 2
    assert done.stderr.startswith("line 2: ")
    assert said in done.stderr


def test_a_broken_policy_decides_nothing(tmp_path, text):
    edits(text, "major = false", "major = ")
    path = cases(tmp_path, json.dumps(CASE))
    done = runs("decide", "--cases", path, "--policy", text, code=2)
    assert done.stdout == ""
    assert "policy.toml:" in done.stderr


def test_files_are_read_without_a_database(tmp_path):
    """The console script itself, with a database that can't be reached."""
    environment = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    entry = [sys.executable, "-m", "weikameng.config.entry", "policy"]
    path = cases(tmp_path, json.dumps(CASE))
    for words in (["check"], ["diff", "shipped", "shipped"], ["decide", "--cases", str(path)]):
        done = subprocess.run([*entry, *words], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_a_version_lives_from_draft_to_withdrawal_by_two_people(cast, tmp_path):
    base = newest()
    runs("draft", "2026.2", "--from", base, "--as", "xiaozheng")
    file = tmp_path / "mine.toml"
    file.write_text(runs("export", "2026.2").stdout, encoding="utf-8")
    edits(file, 'auto_approve_max = "500.00"', 'auto_approve_max = "600.00"')
    saved = runs("save", "2026.2", file, "--as", "xiaozheng").output.split()[1]
    assert saved == row_of("2026.2").digest
    assert "对买家更好" in runs("diff", base, "2026.2").output
    runs("propose", "2026.2", "--as", "xiaozheng", "--why", WHY)
    refused = runs("publish", "2026.2", "--as", "xiaozheng", code=1).output
    assert "two people" in refused
    refused = runs("publish", "2026.2", "--as", "laochen", "--effective", "2020-01-01", code=1)
    assert "最早" in refused.output
    refused = runs("publish", "2026.2", "--as", "laochen", "--seen", "0" * 64, code=1)
    assert "changed" in refused.output
    assert (
        "T00:00:00+08:00"
        in runs("publish", "2026.2", "--as", "laochen", "--seen", saved[:12]).output
    )
    listed = runs("list").output
    assert "in force" in listed
    assert "announced" in listed
    runs("withdraw", "2026.2", "--as", "laochen", "--why", "数字写错了,重新来过。")
    told = runs("history", "2026.2").output
    assert [line.split()[2] for line in told.splitlines()] == [
        "start",
        "save",
        "propose",
        "publish",
        "withdraw",
    ]
    assert "小郑" in told
    assert "老陈" in told


def test_a_proposal_goes_back_and_a_draft_comes_and_goes(cast):
    runs("draft", "2026.2", "--from", newest(), "--as", "xiaozheng")
    runs("propose", "2026.2", "--as", "xiaozheng", "--why", WHY)
    assert "proposed" in runs("list").output
    runs("return", "2026.2", "--as", "laochen", "--why", "英文标题还没有改。")
    runs("discard", "2026.2", "--as", "xiaozheng")
    assert reading.drafts() == []
    runs("restore", "2026.2", "--as", "xiaozheng")
    assert "draft" in runs("list").output


def test_a_draft_saved_by_somebody_else_is_not_overwritten_unread(cast, text):
    runs("draft", "2026.2", "--from", newest(), "--as", "xiaozheng")
    other = enter_editor(cast)
    edits(text, 'version = "2026.1"', 'version = "2026.2"')
    refused = runs("save", "2026.2", text, "--as", other, code=1).output
    assert "--seen" in refused
    digest = row_of("2026.2").digest
    edits(text, "major = false", "major = true")
    runs("save", "2026.2", text, "--as", other, "--seen", digest[:8])
    stale = runs("save", "2026.2", text, "--as", "xiaozheng", "--seen", digest, code=1)
    assert "Nothing of yours is lost" in stale.output


def enter_editor(cast):
    """A second editor's sign-in name."""
    accounts.add_person("xiaoli", "小李", "policy_editor", "", at=cast.at)
    return "xiaoli"


def test_a_broken_text_is_saved_but_its_proposal_is_refused_with_places(cast, text):
    runs("draft", "2026.2", "--from", newest(), "--as", "xiaozheng")
    edits(text, "major = false", "major = ")
    runs("save", "2026.2", text, "--as", "xiaozheng")
    refused = runs("propose", "2026.2", "--as", "xiaozheng", "--why", WHY, code=1).output
    assert "2026.2:" in refused
    assert "error" in refused


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["draft", "2026.2", "--from", "no-such", "--as", "xiaozheng"], "Not found"),
        (["draft", "2026.2", "--from", "2026.1", "--as", "nobody"], "no user nobody"),
        (["draft", "2026.2", "--from", "2026.1", "--as", "xiaolin"], "Only a policy editor"),
        (["propose", "no-such", "--why", WHY, "--as", "xiaozheng"], "Not found"),
        (["export", "no-such"], "no file, folder or version"),
        (["history", "no-such"], "no version"),
        (["diff", "shipped", "no-such"], "no file, folder or version"),
    ],
)
def test_what_can_not_be_done_is_said_in_a_sentence(cast, words, said):
    words = [newest() if word == "2026.1" else word for word in words]
    assert said in runs(*words, code=1).output


def test_somebody_who_may_no_longer_sign_in_does_nothing(cast):
    User.objects.filter(username="xiaozheng").update(is_active=False)
    words = ["draft", "2026.2", "--from", newest(), "--as", "xiaozheng"]
    assert "no user" in runs(*words, code=1).output
