"""``weikameng ledger``: heads, proofs, the sequencer, the audit and a mirror, from the shell."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.log_rows import goods, happen, remember_in
from tests.services.log_backups import put_back, saved, unguarded
from weikameng.cli import ledger
from weikameng.ledger.keys import parse_vkey
from weikameng.ledger.offline import Outcome, Trust, check_entry, check_head
from weikameng.services.log_identity import log_identity


@pytest.fixture(autouse=True)
def log(settings, tmp_path, transactional_db, monkeypatch):
    """An empty log; the test's database is up already."""
    remember_in(settings, tmp_path / "log")
    monkeypatch.setattr(ledger, "ready", lambda: None)


def run(*words: object) -> Result:
    return CliRunner().invoke(ledger.ledger, [str(word) for word in words], catch_exceptions=False)


def says(*words: object, code: int = 0) -> str:
    done = run(*words)
    assert done.exit_code == code, done.output
    return done.output


def written(count: int = 3) -> None:
    happen(goods(count), 0, 3)
    assert says("sequence", "--once") == f"{4 * count} entries\n"


def test_what_waits_is_written_down_once():
    written()
    assert says("sequence", "--once") == "0 entries\n"


def test_the_head_is_printed_as_it_is_published():
    assert "no signed head yet" in says("head", code=1)
    written()
    key = parse_vkey(says("vkey").strip())
    note = says("head")
    assert check_head(note.encode(), Trust(key.name, (key,))).outcome is Outcome.HOLDS
    told = json.loads(says("head", "--json"))
    assert (told["size"], told["vkey"]) == (14, key.vkey)  # key, events, map


def test_a_proof_of_an_entry_holds_offline(tmp_path):
    written()
    proof, entry = tmp_path / "proof", tmp_path / "entry"
    says("prove", 7, "-o", proof, "--entry", entry)
    key = log_identity().key.verifier
    checked = check_entry(proof.read_bytes(), entry.read_bytes(), Trust(key.name, (key,)))
    assert (checked.outcome, checked.index) == (Outcome.HOLDS, 7)
    assert says("prove", 7).encode() == proof.read_bytes()
    assert "not signed up to there" in says("prove", 14, code=1)


def test_the_audit_names_what_was_changed_and_ends_with_one():
    written()
    assert "都对得上" in says("audit")
    unguarded("UPDATE log_entry SET leaf = 'x' WHERE index = 4")
    told = says("audit", "--quick", code=1)
    assert "entry_changed: 第 4 条记录被改过" in told
    assert "Entry 4 was changed" in told
    assert told.endswith("findings\n")


def test_a_restored_backup_is_refused_with_words_and_one(tmp_path: Path):
    written()
    backup = saved()
    written()
    put_back(backup)
    told = says("sequence", "--once", code=1)
    assert "数据库很可能是从旧备份恢复的" in told
    assert "holds 14 entries" in told


def test_a_mirror_of_nothing_ends_with_two(tmp_path):
    key = log_identity().key.verifier.vkey
    told = says("mirror", "http://127.0.0.1:1/", tmp_path / "mirror", "--vkey", key, code=2)
    assert "http://127.0.0.1:1/checkpoint" in told
    assert "--vkey" in says("mirror", "http://127.0.0.1:1/", tmp_path, "--vkey", "no key", code=2)
