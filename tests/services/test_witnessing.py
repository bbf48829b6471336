"""Witnesses in processes of their own cosign our heads; liars, forks and lost memories are seen."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.db import IntegrityError, connection

from tests.log_rows import AT, goods, happen, remember_in, sequenced
from tests.services.log_backups import put_back, saved, unguarded
from tests.witness_node import WitnessNode, witness_key, witness_node
from weikameng.gateways.witness.asking import heard
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.cosignatures import cosign
from weikameng.ledger.notes import Note, parse_note
from weikameng.ledger.offline import Outcome, Trust, check_head
from weikameng.ledger.trust_policies import check_by_policy
from weikameng.ledger.witness_replies import request_body
from weikameng.records.models.log import LogAlarm
from weikameng.records.models.witnesses import LogCosignature
from weikameng.records.reading import log as heads
from weikameng.services import log_reading, log_standing, witness_policy, witnessed_heads
from weikameng.services.log_audit import audit
from weikameng.services.log_identity import log_identity
from weikameng.services.log_standing import LogRefused
from weikameng.services.sequencing import Sequencer, alone
from weikameng.services.witnessing import Asked, WitnessTrouble, askers, heads_of_witnesses

NAMES = ("w1.example", "w2.example/quantum", "w3.example")


@pytest.fixture(autouse=True)
def fresh_log(settings, tmp_path, transactional_db) -> Iterator[None]:
    remember_in(settings, tmp_path / "log")
    yield
    witness_policy.forget_policy()


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[WitnessNode]:
    with witness_node(tmp_path / NAMES[0], log_identity().key.verifier) as running:
        yield running


@pytest.fixture
def policy(settings, tmp_path):
    """Write the policy and have it read."""

    def write(*lines: str) -> None:
        file = tmp_path / "policy"
        file.write_text("".join(lines), encoding="utf-8")
        settings.WITNESS_POLICY = str(file)
        witness_policy.forget_policy()

    return write


def now() -> datetime:
    return datetime.now(UTC)


def fresh() -> datetime:
    """The moment the newest head was signed: it has not waited at all."""
    return heads.published().signed_at


def soon() -> datetime:
    """When the head signed last is not of this second any more."""
    return now() + timedelta(seconds=3)


def written(count: int = 1) -> int:
    """Have the log grow; return its size."""
    happen(goods(count), 0, 0)
    sequenced(now())
    signed = heads.published()
    assert signed is not None
    return signed.size


def cosigned(size: int) -> set[str]:
    rows = LogCosignature.objects.filter(checkpoint_id=size).values_list("witness", flat=True)
    return {one.split("+")[0] for one in rows}


def fork(size: int) -> bytes:
    """A head somebody else signed with this log's key."""
    own = log_identity()
    return Note(Checkpoint(own.origin, size, bytes(32)).text).signed(own.key).encoded()


def test_two_of_three_are_enough_and_the_published_head_carries_them(tmp_path, policy):
    log = log_identity().key.verifier
    with (
        witness_node(tmp_path / "1", log, name=NAMES[0]) as first,
        witness_node(tmp_path / "2", log, name=NAMES[1]) as second,
    ):
        third = WitnessNode(tmp_path / "3", (log,), NAMES[2], port=9)
        quorum = "group enough 2 w1 w2 w3\nquorum enough\n"
        policy(f"log {log.vkey}\n", first.line, second.line, third.line, quorum)
        one, two, three = askers()
        size = written()
        assert witnessed_heads.published(fresh()) is None  # nobody saw the first head yet
        assert one.ask(soon()) is Asked.COSIGNED
        assert witnessed_heads.published(fresh()) is None
        with pytest.raises(WitnessTrouble):
            three.ask(soon())
        assert two.ask(soon()) is Asked.COSIGNED
        shown = witnessed_heads.published(fresh())
        checked = check_by_policy(shown.note.encode(), witness_policy.policy())
        assert (checked.outcome, checked.checkpoint.size) == (Outcome.HOLDS, size)
        assert {seen.name for seen in checked.witnesses} == set(NAMES[:2])
        larger = written()
        assert witnessed_heads.published(fresh()).size == size
        assert witnessed_heads.covering(size).size == size
        assert witnessed_heads.covering(larger).size == larger
        _, head, _ = log_reading.proof_of(0)
        assert head.note == shown.note
        for asker in (one, two, one):
            asker.ask(soon())
        assert witnessed_heads.published(fresh()).size == larger
        assert cosigned(larger) == set(NAMES[:2])


def test_without_its_witnesses_a_head_is_shown_after_a_while_and_what_is_shown_never_shrinks(
    witness, policy
):
    policy(witness.line, "quorum w1\n")
    (asker,) = askers()
    first = written()
    asker.ask(soon())
    second = written()
    assert witnessed_heads.published(fresh()).size == first
    later = heads.published().signed_at + witnessed_heads.SHOWN_ANYWAY
    assert witnessed_heads.published(later).size == second
    third = written()
    assert witnessed_heads.published(later).size == second
    asker.ask(soon())
    assert witnessed_heads.published(later).size == third


def test_all_witnesses_of_a_second_are_asked_for_the_same_head(witness, policy):
    policy(witness.line, "quorum w1\n")
    (asker,) = askers()
    size = written()
    signed_at = heads.published().signed_at
    boundary = signed_at.replace(microsecond=0) + timedelta(seconds=1)
    happen(goods(1), 0, 0)
    sequenced(boundary)  # signs a second later
    assert asker.ask(boundary) is Asked.COSIGNED
    assert asker.ask(boundary + timedelta(milliseconds=999)) is Asked.COSIGNED
    assert (cosigned(size), cosigned(size + 1)) == ({NAMES[0]}, set())
    asker.ask(boundary + timedelta(seconds=1))
    assert cosigned(size + 1) == {NAMES[0]}


def test_a_witness_that_was_killed_goes_on_where_it_was(witness, policy):
    policy(witness.line, "quorum w1\n")
    (asker,) = askers()
    written(3)
    asker.ask(soon())
    witness.kill()
    size = written(3)
    with pytest.raises(WitnessTrouble):
        asker.ask(soon())
    witness.start()
    assert asker.ask(soon()) is Asked.COSIGNED
    assert cosigned(size) == {NAMES[0]}


def test_where_our_memory_of_a_witness_is_gone_it_says_where_it_was(witness, policy):
    policy(witness.line, "quorum w1\n")
    written(3)
    askers()[0].ask(soon())
    forget_cosignatures()
    size = written(3)
    assert askers()[0].ask(soon()) is Asked.COSIGNED
    assert cosigned(size) == {NAMES[0]}


def test_a_fork_shown_to_a_witness_raises_an_alarm_that_keeps_both_signed_heads(witness, policy):
    policy(witness.line, "quorum w1\n")
    size = written(3)
    assert witness.post(request_body(0, (), fork(size))).status_code == 200
    (asker,) = askers()
    for _ in range(3):
        assert asker.ask(soon()) is Asked.CONFLICT
    (alarm,) = LogAlarm.objects.filter(code="split_view")
    trust = Trust(log_identity().origin, (log_identity().key.verifier,))
    found = [check_head(alarm.evidence[side].encode(), trust) for side in ("ours", "theirs")]
    assert [one.outcome for one in found] == [Outcome.HOLDS] * 2
    assert [one.checkpoint.size for one in found] == [size, size]
    assert found[0].checkpoint.root != found[1].checkpoint.root
    assert not LogCosignature.objects.exists()
    with pytest.raises(LogRefused) as refused, alone():
        Sequencer(log_identity()).begin(AT, heads_of_witnesses())
    assert refused.value.code == "another_history"
    assert log_standing.sound_alarm(refused.value, AT)
    assert not log_standing.sound_alarm(refused.value, AT)


def test_a_larger_fork_at_a_witness_is_told_while_the_log_runs(witness, policy):
    policy(witness.line, "quorum w1\n")
    size = written(3)
    (asker,) = askers()
    asker.ask(soon())
    proof = log_reading.consistency(size, written(2))
    ahead = heads.published()
    witness.post(request_body(size, proof, ahead.note.encode()))
    forget_newest(ahead.size)
    assert asker.ask(soon()) is Asked.CONFLICT
    (alarm,) = LogAlarm.objects.filter(code="witness_ahead")
    assert (
        parse_note(alarm.evidence["theirs"].encode()).text == parse_note(ahead.note.encode()).text
    )


def test_a_restored_backup_is_refused_because_a_witness_has_seen_more(
    settings, tmp_path, witness, policy
):
    policy(witness.line, "quorum w1\n")
    written(3)
    backup = saved()
    seen = written(3)
    askers()[0].ask(soon())
    forget_cosignatures()
    put_back(backup)
    remember_in(settings, tmp_path / "another machine")
    with pytest.raises(LogRefused) as refused, alone():
        Sequencer(log_identity()).begin(AT, heads_of_witnesses())
    assert refused.value.code == "restored_backup"
    assert f"the witness w1 was signed at {seen}" in refused.value.words.en
    assert check_head(refused.value.note.encode(), log_identity().trust).checkpoint.size == seen
    witness.kill()
    with alone():
        Sequencer(log_identity()).begin(
            AT, heads_of_witnesses()
        )  # nobody who is down is waited for


def test_an_empty_database_is_refused_too(settings, tmp_path, witness, policy):
    policy(witness.line, "quorum w1\n")
    nothing = saved()
    written(3)
    askers()[0].ask(soon())
    forget_cosignatures()
    put_back(nothing)
    remember_in(settings, tmp_path / "another machine")
    with pytest.raises(LogRefused) as refused, alone():
        Sequencer(log_identity()).begin(AT, heads_of_witnesses())
    assert refused.value.code == "restored_backup"


@contextmanager
def liar(status: int, said: bytes, kind: str = "text/plain") -> Iterator[str]:
    """Somebody who answers every question with this."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def line_of(url: str) -> str:
    return f"witness w1 {witness_key(NAMES[0]).verifier.vkey} {url}\n"


def lies() -> list[tuple[str, int, bytes]]:
    """What a witness might say instead of cosigning, and what that is called."""
    text = parse_note(heads.published().note.encode()).text
    honest, other = witness_key(NAMES[0]), witness_key(NAMES[1])
    seconds = int(now().timestamp())
    elsewhere = cosign(Checkpoint(log_identity().origin, 1, bytes(32)).text, honest, seconds)
    return [
        ("cosignature_missing", 200, cosign(text, other, seconds).line.encode()),
        ("cosignature_wrong", 200, elsewhere.line.encode()),
        ("cosignature_time", 200, cosign(text, honest, seconds + 9_999).line.encode()),
        ("cosignature_time", 200, cosign(text, honest, 2**63 - 1).line.encode()),
        ("signature_line", 200, b"<html>hello</html>\n"),
        ("note", 200, b""),
        ("cosignature", 200, b"\xff\n"),
        ("OVERSIZED_ANSWER", 200, b"x" * 1_000_000),
        ("size", 409, b"-1\n"),
        ("size", 409, b"9" * 30),
        ("busy", 409, b"0\n"),
        ("refuses", 422, b""),
        ("status_302", 302, b""),
        ("status_500", 500, b"down"),
    ]


def test_no_lie_of_a_witness_is_kept_or_stops_anything(policy):
    written()
    for code, status, said in lies():
        with liar(status, said) as url:
            policy(line_of(url), "quorum w1\n")
            with pytest.raises(WitnessTrouble) as trouble:
                askers()[0].ask(soon())
            assert trouble.value.code == code, (status, said[:80])
    assert not LogCosignature.objects.exists()
    assert not LogAlarm.objects.exists()


def test_a_witness_that_only_claims_to_have_seen_more_is_told_of_once_and_asks_for_a_person(policy):
    written()
    for claimed in (b"77\n", b"78\n", b"9223372036854775807\n"):
        with liar(409, claimed) as url:
            policy(line_of(url), "quorum w1\n")
            assert askers()[0].ask(soon()) is Asked.CONFLICT
            with pytest.raises(LogRefused) as refused, alone():
                Sequencer(log_identity()).begin(AT, heads_of_witnesses())
            assert refused.value.code == "witness_ahead"
    assert LogAlarm.objects.count() == 1


def test_who_is_silent_is_not_waited_for():
    end = threading.Event()
    assert heard([lambda: end.wait(30), lambda: 7], 1.0) == [7]
    end.set()


def test_what_was_cosigned_stays_and_the_audit_checks_it(witness, policy):
    policy(witness.line, "quorum w1\n")
    size = written(3)
    askers()[0].ask(soon())
    assert list(audit(log_identity())) == []
    for sql in ("UPDATE log_cosignature SET line = line", "DELETE FROM log_cosignature"):
        with pytest.raises(IntegrityError), connection.cursor() as cursor:
            cursor.execute(sql)
    row = LogCosignature.objects.get()
    asleep(f"UPDATE log_cosignature SET cosigned_at = '{row.cosigned_at + timedelta(days=1)}'")
    (finding,) = audit(log_identity())
    assert finding.code == "cosignature_bad"
    assert f"the head of {size} entries" in finding.words.en


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("quorum w1\n",), "line 1: a name that no line before defines"),
        (("witness w1 nokey http://x\n", "quorum w1\n"), "line 1: not a public key"),
        ((line_of(""), "quorum w1\n"), "needs an http or https address"),
        ((line_of("ftp://x"), "quorum none\n"), "needs an http or https address"),
        ((line_of("http://x"),), "no line `quorum`"),
    ],
)
def test_a_policy_that_can_not_be_used_is_told_by_line_and_asks_nobody(policy, lines, told):
    policy(*lines)
    (words,) = witness_policy.policy_faults()
    assert told in words.en
    assert askers() == []
    written()
    assert witnessed_heads.published(fresh()).size == heads.published().size


def asleep(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE log_cosignature DISABLE TRIGGER USER")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE log_cosignature ENABLE TRIGGER USER")


def forget_cosignatures() -> None:
    asleep("DELETE FROM log_cosignature")


def forget_newest(size: int) -> None:
    """The head signed last is gone, as after a restored backup."""
    unguarded("DELETE FROM log_checkpoint WHERE size = %s", size)
