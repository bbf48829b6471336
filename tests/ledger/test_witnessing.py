"""What a witness answers: a published dialogue word for word, and what it never cosigns."""

import pytest

from tests.ledger.cast_of_log import ORIGIN, TRUST, checkpoint_of, note_of
from tests.ledger.published import needed, vectors
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.keys import SigningKey, VerifierKey
from weikameng.ledger.notes import Note
from weikameng.ledger.verifying import TreeHead
from weikameng.ledger.witnessing import NOTHING_SEEN, Answer, answer_to

HEAD = checkpoint_of(6).head
STRANGER = SigningKey("elsewhere.example", bytes(range(32)))
TODAY = {"unknown log": Answer.UNKNOWN_LOG}  # the recording said 403, the specification 404


@needed
def test_the_witness_answers_as_recorded() -> None:
    told = vectors("tlog_witness_dialogue")
    origin = told["origin"]
    logs = {origin: (VerifierKey(origin, bytes.fromhex(told["log_public_key_hex"])),)}
    seen: dict[str, TreeHead] = {}
    for step in told["steps"]:
        found = answer_to(step["body"].encode(), logs, lambda name: seen.get(name, NOTHING_SEEN))
        known = [answer for words, answer in TODAY.items() if words in step["assert"]]
        assert found.answer is (known[0] if known else Answer(step["status"])), step
        if found.answer is Answer.COSIGN:
            seen[origin] = found.checkpoint.head
        if found.answer is Answer.CONFLICT:
            assert step["assert"] == f'body == "{found.seen_size}\\n"'
    assert seen[origin].size == 5


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"", Answer.MALFORMED),
        (b"old 01\n\n", Answer.MALFORMED),
        (b"old 1\nnot base64\n\n", Answer.MALFORMED),
        (b"old 1\n" + b"KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64, Answer.MALFORMED),
        (b"new 1\n\nlog\n1\nKg==\n\n", Answer.MALFORMED),
    ],
)
def test_what_is_no_request_is_malformed(body: bytes, answer: Answer) -> None:
    assert answer_to(body, {}, lambda _: NOTHING_SEEN).answer is answer


def test_a_log_that_asks_for_less_than_it_had_is_told_so() -> None:
    logs = {ORIGIN: TRUST.log_keys}
    note = note_of(checkpoint_of(6)).encoded()
    for seen in (0, 9):
        found = answer_to(b"old 9\n\n" + note, logs, lambda _, seen=seen: checkpoint_of(seen).head)
        assert found.answer is Answer.MALFORMED


def test_two_roots_for_one_size_are_never_cosigned() -> None:
    forked = note_of(Checkpoint(ORIGIN, 6, bytes(32))).encoded()
    found = answer_to(b"old 6\n\n" + forked, {ORIGIN: TRUST.log_keys}, lambda _: HEAD)
    assert found.answer is Answer.NOT_CONSISTENT
    same = b"old 6\n\n" + note_of(checkpoint_of(6)).encoded()
    assert answer_to(same, {ORIGIN: TRUST.log_keys}, lambda _: HEAD).answer is Answer.COSIGN
    unsigned = b"old 6\n\n" + Note(checkpoint_of(6).text).signed(STRANGER).encoded()
    found = answer_to(unsigned, {ORIGIN: TRUST.log_keys}, lambda _: HEAD)
    assert found.answer is Answer.BAD_SIGNATURE
