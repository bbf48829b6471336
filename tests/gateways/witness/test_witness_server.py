"""A witness in a process of its own, asked over HTTP: what it signs, remembers and keeps."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.ledger.cast_of_log import LOG, ORIGIN, READ, checkpoint_of, note_of
from tests.ledger.published import needed, vectors
from tests.witness_node import WitnessNode, witness_node
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.cosignatures import cosigned
from weikameng.ledger.keys import VerifierKey
from weikameng.ledger.logged_proofs import MAX_PROOF_BYTES
from weikameng.ledger.notes import parse_note
from weikameng.ledger.offline import Outcome, Trust, check_head
from weikameng.ledger.proofs import consistency_proof
from weikameng.ledger.witness_replies import SIZE_TYPE, latest_path, request_body


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[WitnessNode]:
    with witness_node(tmp_path, LOG.verifier) as running:
        yield running


def grown(old: int, new: int) -> bytes:
    """What the log sends to show that it grew."""
    proof = consistency_proof(old, new, READ) if old else ()
    return request_body(old, proof, note_of(checkpoint_of(new)).encoded())


def forked(old: int, size: int) -> bytes:
    """A head of that size with another root, signed by the log all the same."""
    return request_body(old, (), note_of(Checkpoint(ORIGIN, size, bytes(32))).encoded())


@needed
def test_the_published_dialogue_is_answered_as_recorded(tmp_path):
    told = vectors("tlog_witness_dialogue")
    log = VerifierKey(told["origin"], bytes.fromhex(told["log_public_key_hex"]))
    with witness_node(tmp_path, log) as witness:
        for step in told["steps"]:
            answer = witness.post(step["body"].encode())
            wanted = 404 if "unknown log" in step["assert"] else step["status"]
            assert answer.status_code == wanted, step
            if wanted == 200:
                assert answer.text.startswith("— w1.example ")
            if wanted == 409:
                assert step["assert"] == f'body == "{answer.text[:-1]}\\n"'
                assert answer.headers["Content-Type"] == SIZE_TYPE


def test_what_it_cosigned_is_shown_with_both_signatures(witness):
    path = f"/{latest_path(ORIGIN)}"
    assert witness.get(path).status_code == 404
    answer = witness.post(grown(0, 7))
    note = parse_note(f"{checkpoint_of(7).text}\n{answer.text}".encode())
    assert cosigned(note.text, witness.key, note.signatures[0].content)
    shown = witness.get(path).content
    checked = check_head(shown, Trust(ORIGIN, (LOG.verifier,), (witness.key,), 1))
    assert (checked.outcome, checked.checkpoint) == (Outcome.HOLDS, checkpoint_of(7))
    assert answer.text in shown.decode()


def test_killed_and_started_again_it_remembers(witness):
    assert witness.post(grown(0, 7)).status_code == 200
    witness.kill()
    witness.start()
    again = witness.post(grown(0, 9))
    assert (again.status_code, again.text) == (409, "7\n")
    assert witness.post(forked(7, 9)).status_code == 422
    assert witness.post(grown(7, 9)).status_code == 200


def test_of_two_heads_at_the_same_moment_it_signs_one_and_keeps_what_convicts(witness):
    bodies = [grown(0, 7), forked(0, 7)] * 4
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda body: witness.post(body).status_code, bodies))
    assert sorted(answers) == [200] + [409] * 7
    witness.post(forked(0, 7)), witness.post(grown(0, 7))
    (seen,) = (witness.state / "conflicts").glob("*/*.note")
    signed = parse_note(seen.with_suffix(".cosigned").read_bytes())
    assert {parse_note(seen.read_bytes()).text, signed.text} == {
        checkpoint_of(7).text,
        Checkpoint(ORIGIN, 7, bytes(32)).text,
    }
    assert {one.name for one in signed.signatures} == {ORIGIN, "w1.example"}


def test_what_is_no_request_is_refused_and_costs_little(witness):
    assert witness.post(b"old 1\n").status_code == 400
    assert witness.post(b"x" * (MAX_PROOF_BYTES + 1)).status_code == 413
    assert witness.post(b"", "/elsewhere").status_code == 404
    assert witness.get("/elsewhere").status_code == 404
    assert witness.key.vkey in witness.get("/").text
    for said in (b"Transfer-Encoding: chunked", b"Content-Length: -1"):
        with socket.create_connection(("127.0.0.1", witness.port), 20) as line:
            line.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\n" + said + b"\r\n\r\n")
            assert line.recv(100).startswith(b"HTTP/1.1 411 ")


def test_callers_who_never_finish_keep_nobody_waiting(witness):
    lines = [socket.create_connection(("127.0.0.1", witness.port), 20) for _ in range(20)]
    for line in lines:
        line.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 900\r\n\r\nold")
    assert witness.post(grown(0, 7)).status_code == 200
    for line in lines:
        line.close()


def test_what_it_can_not_read_is_no_log_never_seen(witness):
    assert witness.post(grown(0, 7)).status_code == 200
    (kept,) = witness.state.glob("*.note")
    kept.write_bytes(kept.read_bytes()[:-30])
    assert witness.post(grown(0, 9)).status_code == 500
    witness.kill()
    done = subprocess.run(witness.command(), capture_output=True, text=True, timeout=20)
    assert done.returncode == 1
    assert str(kept) in done.stderr


def test_a_witness_needs_neither_django_nor_a_database_nor_a_client() -> None:
    strange = "[m for m in ('django', 'psycopg', 'httpx', 'weikameng.records') if m in sys.modules]"
    code = f"import sys, weikameng.config.witness; print({strange})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n"


def test_two_processes_never_share_what_is_remembered(witness):
    done = subprocess.run(witness.command(), capture_output=True, text=True, timeout=20)
    assert done.returncode == 1
    assert "another witness uses this folder" in done.stderr
