"""Witnesses from the shell: who cosigned what, policies for ``verify``, and the worker's rounds."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click import Command
from click.testing import CliRunner

from tests.ledger.case_file_parts import packed, parts
from tests.ledger.cast_of_log import AT as COSIGNED_AT
from tests.ledger.cast_of_log import LOG, WITNESSES
from tests.ledger.test_good_bundles import WHOLE
from tests.log_rows import goods, happen, remember_in, sequenced
from tests.witness_node import WitnessNode, witness_node
from weikameng.cli import alarms, witnessing
from weikameng.cli import witnesses as commands
from weikameng.config import verify
from weikameng.ledger.case_file import names
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.cosignatures import cosign
from weikameng.ledger.notes import Note, parse_note
from weikameng.ledger.offline import check_head
from weikameng.ledger.witness_replies import request_body
from weikameng.records.models.witnesses import LogCosignature
from weikameng.records.reading import log as heads
from weikameng.services import witness_policy
from weikameng.services.log_identity import log_identity
from weikameng.services.witnessing import WitnessTrouble

KEYS = [key.verifier.vkey for key in WITNESSES]
QUORUM = "".join(f"witness w{n} {vkey}\n" for n, vkey in enumerate(KEYS))
TWO_OF_THREE = f"{QUORUM}group two 2 w0 w1 w2\nquorum two\n"
OUR_LOG = f"log {LOG.verifier.vkey}\n"


@pytest.fixture
def witness(settings, tmp_path, transactional_db, monkeypatch) -> Iterator[WitnessNode]:
    """One witness, named by the settings; a log of one entry."""
    remember_in(settings, tmp_path / "log")
    monkeypatch.setattr(commands, "ready", lambda: None)
    with witness_node(tmp_path / "w1", log_identity().key.verifier) as running:
        file = tmp_path / "policy"
        file.write_text(f"{running.line}quorum w1\n")
        settings.WITNESS_POLICY = str(file)
        witness_policy.forget_policy()
        grow()
        yield running
    witness_policy.forget_policy()


def grow() -> int:
    happen(goods(1), 0, 0)
    sequenced(datetime.now(UTC) - timedelta(seconds=5))
    return heads.published().size


def says(*words: str, code: int = 0) -> str:
    return runs(commands.witnesses, *words, code=code)


def runs(command: Command, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(command, words, catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_it_is_told_who_cosigned_what_how_late_and_how_far_the_quorum_is(witness):
    assert "has cosigned nothing yet" in says()
    assert "cosigned" in says("--ask")
    grow()
    told = says()
    assert "w1  2 (-1)  " in told
    assert "newest head that w1 saw: 2 entries (signed: 3)" in told
    told = json.loads(says("--json"))
    assert (told["size"], told["quorum_size"]) == (3, 2)
    assert told["witnesses"]["w1"]["vkey"] == witness.key.vkey
    assert told["witnesses"]["w1"]["heads"] == 1
    witness.kill()
    assert "witness w1: it gives no usable answer (ConnectError)" in says("--ask")


def test_alarms_are_told_and_hand_out_both_signed_heads(witness, tmp_path, monkeypatch):
    monkeypatch.setattr(alarms, "ready", lambda: None)
    assert "raised no alarm" in runs(alarms.alarms)
    own, size = log_identity(), heads.published().size
    fork = Note(Checkpoint(own.origin, size, bytes(32)).text).signed(own.key).encoded()
    assert witness.post(request_body(0, (), fork)).status_code == 200
    assert "conflict" in says("--ask")
    told = runs(alarms.alarms, "--write", str(tmp_path / "out"))
    assert "split_view: 分叉" in told
    ours, theirs = (next((tmp_path / "out").glob(f"*-{side}")) for side in ("ours", "theirs"))
    assert str(ours) in told
    assert ours.read_text() == heads.published().note
    assert check_head(theirs.read_bytes(), own.trust).checkpoint.root == bytes(32)
    (listed,) = json.loads(runs(alarms.alarms, "--json"))
    assert listed["evidence"]["witness"] == witness.key.vkey


def test_without_witnesses_and_with_a_bad_policy_it_says_what_to_do(settings, witness, tmp_path):
    settings.WITNESS_POLICY = ""
    witness_policy.forget_policy()
    assert "WEIKAMENG_WITNESS_POLICY" in says(code=1)
    settings.WITNESS_POLICY = str(tmp_path / "policy")
    (tmp_path / "policy").write_text("quorum nobody\n")
    witness_policy.forget_policy()
    assert "line 1: a name that no line before defines" in says(code=1)


def test_the_worker_asks_when_there_is_news_and_the_public_head_carries_the_answer(witness, client):
    (asker,) = witnessing.witnesses_to_ask()
    stop, seen = threading.Event(), []
    stop.wait = lambda _seconds: seen.append(LogCosignature.objects.count()) or _once(stop, seen)
    witnessing.ask_witness(asker, stop)
    size = heads.published().size
    assert LogCosignature.objects.filter(checkpoint_id=size).exists()
    shown = client.get("/checkpoint").content.decode()
    assert shown.startswith(heads.published().note)
    assert "— w1.example " in shown
    assert parse_note(shown.encode()).text.split("\n")[1] == str(size)
    assert witness.key.vkey in client.get("/ledger/heads/").content.decode()


def _once(stop: threading.Event, seen: list[int]) -> bool:
    """The second time somebody waits the log grows; soon after, it is time to stop."""
    if len(seen) == 2:
        grow()
    if len(seen) == 5:
        stop.set()
    return stop.is_set()


def test_a_witness_that_fails_is_told_of_once_and_asked_less_and_less_often(caplog):
    class Down:
        witness = witness_policy.Known("w9", WITNESSES[0].verifier)

        def ask(self, at: datetime) -> None:
            raise WitnessTrouble("status_404")

    asked: list[float] = []
    stop = threading.Event()
    stop.wait = lambda seconds: asked.append(seconds) or (len(asked) > 7 and stop.set())
    caplog.set_level("WARNING")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(witnessing, "_size", lambda: 0)
        witnessing._rounds(Down(), stop)
    assert asked == [1, 2, 4, 8, 16, 30, 30, 30]
    assert [one.message.split(" (")[0] for one in caplog.records] == [
        "witness w9: it does not know this log"
    ]


def checked(file: Path, policy: str, capsys, *words: str) -> tuple[int, str]:
    place = file.parent / "policy"
    place.write_text(policy)
    code = verify.main([str(file), "--policy", str(place), "--language=en", *words])
    done = capsys.readouterr()
    return code, done.out + done.err


@pytest.fixture
def bundle(tmp_path) -> Path:
    """A bundle whose head two witnesses saw."""
    text = parse_note(WHOLE.checkpoint.encode()).text
    lines = "".join(cosign(text, key, COSIGNED_AT).line for key in WITNESSES[:2])
    file = tmp_path / "good.bundle"
    file.write_bytes(replace(WHOLE, checkpoint=WHOLE.checkpoint + lines).encoded())
    return file


def test_a_bundle_holds_by_the_readers_policy_or_does_not(bundle, capsys):
    code, told = checked(bundle, OUR_LOG + TWO_OF_THREE, capsys)
    assert code == 0, told
    assert "✓ by your policy enough witnesses saw this head: witness0.example (2026-" in told
    assert "✓ the checkpoint is signed by the log's key" in told
    all_three = OUR_LOG + QUORUM + "group three all w0 w1 w2\nquorum three\n"
    code, told = checked(bundle, all_three, capsys)
    assert code == 1
    assert "✗ by your policy too few witnesses saw this head: witness0.example" in told
    code, told = checked(bundle, all_three, capsys, "--json")
    assert code == 1
    assert json.loads(told)["policy"]["outcome"] == "too_few_witnesses"
    code, told = checked(bundle, TWO_OF_THREE, capsys, "--key", LOG.verifier.vkey)
    assert code == 0, told
    code, told = checked(bundle, TWO_OF_THREE, capsys)
    assert (code, "✗ the head is not signed by a log your policy knows" in told) == (1, True)


def test_a_policy_that_can_not_be_read_checks_nothing(bundle, capsys):
    code, told = checked(bundle, "quorum x\n", capsys)
    assert code == 2
    assert "--policy: line 1" in told


def test_the_heads_in_a_case_file_are_held_against_the_policy_too(tmp_path, capsys):
    file, inside = tmp_path / "case.zip", names.bundle(WHOLE.good.hex())
    log = {"key": LOG.verifier.vkey, "goods": [{"good": "x", "file": inside, "salt": ""}]}
    file.write_bytes(packed(parts(log=log) | {inside: WHOLE.encoded()}))
    assert checked(file, OUR_LOG + "quorum none\n", capsys)[0] == 0
    code, told = checked(file, OUR_LOG + TWO_OF_THREE, capsys)
    assert code == 1
    assert "✗ by your policy too few witnesses saw this head: none" in told
    file.write_bytes(packed(parts()))
    assert "no head in this file" in checked(file, OUR_LOG + TWO_OF_THREE, capsys)[1]
