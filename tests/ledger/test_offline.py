"""Checking offline says what holds, and of everything else what exactly is wrong."""

import pytest

from tests.ledger.cast_of_log import (
    AT,
    ENTRIES,
    LOG,
    ORIGIN,
    READ,
    TRUST,
    WITNESSES,
    checkpoint_of,
    note_of,
    proof_file,
)
from tests.ledger.trees import spoiled
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.cosignatures import cosign
from weikameng.ledger.hashing import EMPTY_ROOT
from weikameng.ledger.keys import SigningKey
from weikameng.ledger.notes import Note
from weikameng.ledger.offline import (
    Outcome,
    Trust,
    Witnessed,
    check_entry,
    check_growth,
    check_head,
)
from weikameng.ledger.proofs import consistency_proof

OTHER = SigningKey("elsewhere.example", bytes(range(32)))


def test_a_head_with_enough_witnesses_holds_and_says_who_saw_it_when() -> None:
    checked = check_head(note_of(checkpoint_of(9), *WITNESSES[:2]).encoded(), TRUST)
    assert checked.outcome is Outcome.HOLDS
    assert checked.checkpoint == checkpoint_of(9)
    assert checked.witnesses == tuple(Witnessed(key.name, AT) for key in WITNESSES[:2])


@pytest.mark.parametrize(
    ("note", "outcome"),
    [
        (note_of(checkpoint_of(9), WITNESSES[0]), Outcome.TOO_FEW_WITNESSES),
        (note_of(checkpoint_of(9), WITNESSES[0], WITNESSES[0]), Outcome.TOO_FEW_WITNESSES),
        (Note(checkpoint_of(9).text).signed(OTHER), Outcome.NOT_SIGNED),
        (Note(Checkpoint("other", 9, bytes(32)).text).signed(LOG), Outcome.OTHER_LOG),
        (note_of(Checkpoint(ORIGIN, 0, bytes(32)), *WITNESSES), Outcome.IMPOSSIBLE_TREE),
        (Note("nothing of the kind\n").signed(LOG), Outcome.MALFORMED),
    ],
)
def test_what_is_wrong_with_a_head_is_said(note: Note, outcome: Outcome) -> None:
    assert check_head(note.encoded(), TRUST).outcome is outcome


def test_an_empty_log_has_a_head_too() -> None:
    note = note_of(Checkpoint(ORIGIN, 0, EMPTY_ROOT), *WITNESSES)
    assert check_head(note.encoded(), TRUST).outcome is Outcome.HOLDS


def test_a_signature_taken_from_another_head_names_its_key() -> None:
    borrowed = note_of(checkpoint_of(8), *WITNESSES)
    for taken in borrowed.signatures:
        forged = Note(checkpoint_of(9).text, (taken,))
        checked = check_head(forged.encoded(), TRUST)
        assert (checked.outcome, checked.detail) == (Outcome.BAD_SIGNATURE, taken.name)


def test_one_bad_signature_by_a_known_key_spoils_the_note_whatever_else_holds() -> None:
    wrong = cosign(checkpoint_of(8).text, WITNESSES[0], AT)
    for more in ((wrong,), (cosign(checkpoint_of(9).text, WITNESSES[0], AT), wrong)):
        note = note_of(checkpoint_of(9), *WITNESSES[1:]).joined(*more)
        assert check_head(note.encoded(), TRUST).outcome is Outcome.BAD_SIGNATURE


def test_a_witness_that_signed_twice_counts_once_with_its_first_line() -> None:
    again = cosign(checkpoint_of(9).text, WITNESSES[0], AT + 60)
    checked = check_head(note_of(checkpoint_of(9), *WITNESSES[:2]).joined(again).encoded(), TRUST)
    assert checked.witnesses == tuple(Witnessed(key.name, AT) for key in WITNESSES[:2])


def test_every_entry_of_every_size_is_proved_by_a_file() -> None:
    for size in (1, 2, 7, 64, 100):
        for index in range(size):
            checked = check_entry(proof_file(index, size).encoded(), ENTRIES[index], TRUST)
            assert (checked.outcome, checked.index) == (Outcome.HOLDS, index)


def test_another_entry_is_not_proved() -> None:
    file = proof_file(4, 100).encoded()
    assert check_entry(file, ENTRIES[5], TRUST).outcome is Outcome.NOT_INCLUDED
    assert check_entry(file, ENTRIES[4] + b" ", TRUST).outcome is Outcome.NOT_INCLUDED


def test_any_bit_turned_in_a_proof_file_is_noticed() -> None:
    file = proof_file(4, 20).encoded()
    strict = Trust(TRUST.origin, TRUST.log_keys, TRUST.witness_keys[:2], 2)  # no spare witness
    for bit in range(len(file) * 8):
        checked = check_entry(spoiled(file, bit), ENTRIES[4], strict)
        assert checked.outcome is not Outcome.HOLDS, bit


def test_growth_is_judged_for_all_that_can_happen() -> None:
    old, new = checkpoint_of(6), checkpoint_of(13)
    proof = consistency_proof(6, 13, READ)
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    other = Checkpoint(ORIGIN, 13, spoiled(new.root, 0))
    foreign = Checkpoint("other", 13, new.root)
    assert check_growth(old, new, proof) is Outcome.HOLDS
    assert check_growth(new, new, []) is Outcome.HOLDS
    assert check_growth(empty, new, []) is Outcome.HOLDS
    assert check_growth(empty, new, proof) is Outcome.NOT_CONSISTENT
    assert check_growth(old, new, proof[1:]) is Outcome.NOT_CONSISTENT
    assert check_growth(old, other, proof) is Outcome.NOT_CONSISTENT
    assert check_growth(new, new, proof) is Outcome.NOT_CONSISTENT
    assert check_growth(new, other, []) is Outcome.SPLIT_VIEW
    assert check_growth(new, old, proof) is Outcome.ROLLED_BACK
    assert check_growth(old, foreign, proof) is Outcome.OTHER_LOG
    assert check_growth(Checkpoint(ORIGIN, 0, bytes(32)), new, []) is Outcome.IMPOSSIBLE_TREE


@pytest.mark.parametrize(
    "made",
    [
        lambda: Trust(ORIGIN, ()),
        lambda: Trust(ORIGIN, (LOG.verifier, LOG.verifier)),
        lambda: Trust(ORIGIN, (LOG.verifier,), (LOG.verifier,)),
        lambda: Trust(ORIGIN, (WITNESSES[0].verifier,)),
        lambda: Trust(ORIGIN, (LOG.verifier,), (WITNESSES[0].verifier,), 2),
        lambda: Trust(ORIGIN, (LOG.verifier,), (OTHER.verifier,), 1),
        lambda: Trust(ORIGIN, (LOG.verifier,), (), -1),
    ],
)
def test_a_trust_that_could_fool_itself_is_refused(made) -> None:
    with pytest.raises(ValueError, match=r"key|witness|note"):
        made()
