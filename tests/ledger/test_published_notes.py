"""Published notes, keys, checkpoints and cosignatures hold, and their spoiled forms do not."""

from base64 import b64decode

import pytest

from tests.ledger.published import needed, vectors
from weikameng.ledger.checkpoints import Checkpoint, parse_checkpoint
from weikameng.ledger.cosignatures import cosigned_at
from weikameng.ledger.hashing import leaf_hash
from weikameng.ledger.keys import (
    SigningKey,
    VerifierKey,
    parse_signing_key,
    parse_vkey,
)
from weikameng.ledger.logged_proofs import parse_logged_proof
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import BadSignature, Note, parse_note, signatures_by
from weikameng.ledger.offline import Outcome, Trust, check_entry, check_head
from weikameng.ledger.signature_lines import parse_signature_line
from weikameng.ledger.tiles import Tile, parse_tile_path

pytestmark = needed
SPEC, GO = vectors("c2sp_spec_examples"), vectors("go_sumdb_note")
REKOR = vectors("rekor_v2_real_entries")
ALL_VKEYS = [
    *vectors("vkeys_misc").get("vkeys", []),
    *REKOR.get("witness_vkeys", []),
    *[one["vkey"] for one in (GO, vectors("tessera_keys")) if one],
]


def test_the_note_of_the_specification_holds() -> None:
    told = SPEC["signed_note"]
    key, note = parse_vkey(told["vkey"]), parse_note(told["note"].encode())
    assert set(signatures_by(note, [key])) == {key}
    assert note.encoded().decode() == told["note"]
    with pytest.raises(BadSignature):
        signatures_by(Note(note.text.replace("an", "no"), note.signatures), [key])


def test_an_example_nobody_can_verify_is_read_and_believed_by_nobody() -> None:
    note = parse_note(SPEC["signed_note_unverifiable_example"].encode())
    assert "\n\ned è" in note.text  # a blank line inside the text
    assert signatures_by(note, [parse_vkey(SPEC["signed_note"]["vkey"])]) == {}


@pytest.mark.parametrize("vkey", ALL_VKEYS)
def test_a_published_verifier_key_reads_and_writes_the_same(vkey: str) -> None:
    assert parse_vkey(vkey).vkey == vkey


@pytest.mark.parametrize(
    "vkey", [*GO.get("bad_vkeys", []), *vectors("vkeys_misc").get("bad_key_id", [])]
)
def test_a_published_bad_key_is_refused(vkey: str) -> None:
    with pytest.raises(Malformed):
        parse_vkey(vkey)


def test_we_sign_as_go_does() -> None:
    key = parse_signing_key(GO["skey"])
    assert key.verifier.vkey == GO["vkey"]
    assert Note(GO["text"]).signed(key).encoded().decode() == GO["signed"]


def test_a_second_signature_by_a_stranger_changes_nothing() -> None:
    note = parse_note((GO["signed"] + GO["two_signatures_tail"]).encode())
    assert [one.name for one in note.signatures] == ["PeterNeumann", "EnochRoot"]
    assert [key.name for key in signatures_by(note, [parse_vkey(GO["vkey"])])] == ["PeterNeumann"]


def test_go_formats_a_tree_as_we_do() -> None:
    told = GO["format_tree"]
    tree = Checkpoint(told["origin"], told["size"], leaf_hash(told["leaf"].encode()))
    assert tree.text.startswith(f"{told['origin']}\n{told['size']}\n")
    assert parse_checkpoint(told["text"]).text == told["text"]


def test_sigsum_signs_the_same_checkpoint() -> None:
    told = vectors("sigsum_checkpoint")
    key = SigningKey(told["origin"], bytes.fromhex(told["seed_hex"]))
    checkpoint = Checkpoint(told["origin"], told["size"], bytes.fromhex(told["root_hex"]))
    assert Note(checkpoint.text).signed(key).encoded().decode() == told["signed"]


def test_a_real_checkpoint_of_the_go_checksum_database_holds() -> None:
    told = vectors("sum_golang_org_real_checkpoint")
    trust = Trust("go.sum database tree", (parse_vkey(told["vkey"]),))
    checked = check_head(told["note"].encode(), trust)
    assert (checked.outcome, checked.checkpoint.size) == (Outcome.HOLDS, 35225469)
    grown = told["note"].replace("35225469", "35225470").encode()
    assert check_head(grown, trust).outcome is Outcome.BAD_SIGNATURE


def test_checkpoints_of_the_specifications_are_read() -> None:
    plain = parse_note(SPEC["checkpoint_format_example"].encode())
    cosigned = parse_note(SPEC["cosigned_checkpoint_format_example"].encode())
    assert plain.text == cosigned.text
    assert parse_checkpoint(plain.text).size == 20852163
    log, witness = cosigned.signatures
    assert (log.name, witness.name) == ("example.com/behind-the-sofa", "witness.example.com/w1")
    assert cosigned_at(witness.content) == 1679315147  # the time the specification prints


def test_rekor_s_witnesses_cosigned_its_checkpoint() -> None:
    entry = REKOR["entries"][-1]
    origin = "log2025-alpha3.rekor.sigstage.dev"
    witnesses = tuple(parse_vkey(one) for one in REKOR["witness_vkeys"])
    trust = Trust(origin, (parse_vkey(REKOR["log_vkeys"][origin]),), witnesses, 3)
    checked = check_head(entry["checkpoint"].encode(), trust)
    assert checked.outcome is Outcome.HOLDS
    assert {one.name for one in checked.witnesses} == {key.name for key in witnesses}
    assert all(one.at > 1_700_000_000 for one in checked.witnesses)
    assert checked.checkpoint.root == b64decode(entry["root_b64"])


def test_a_witness_that_cosigned_another_time_is_found_out() -> None:
    entry = REKOR["entries"][-1]
    note = parse_note(entry["checkpoint"].encode())
    witness = parse_vkey(REKOR["witness_vkeys"][0])
    line = next(one for one in note.signatures if one.is_of(witness))
    later = (cosigned_at(line.content) + 1).to_bytes(8, "big") + line.content[8:]
    forged = Note(note.text, (type(line)(line.name, line.key_id, later),))
    with pytest.raises(BadSignature):
        signatures_by(forged, [witness])


def test_a_log_known_by_its_bare_key_alone_is_verified() -> None:
    entry = REKOR["entries"][0]
    name = "log2025-alpha1.rekor.sigstage.dev"
    spki = b64decode(REKOR["log_vkeys"][name].split()[3])
    key = VerifierKey(name, spki[-32:])
    assert key.key_id == b64decode(entry["log_id_b64"])[:4]
    assert check_head(entry["checkpoint"].encode(), Trust(name, (key,))).outcome is Outcome.HOLDS


def test_a_rekor_entry_verifies_as_one_proof_file() -> None:
    entry = REKOR["entries"][-1]
    origin = "log2025-alpha3.rekor.sigstage.dev"
    trust = Trust(origin, (parse_vkey(REKOR["log_vkeys"][origin]),))
    lines = ["c2sp.org/tlog-proof@v1", f"index {entry['index']}", *entry["proof_b64"], ""]
    file = "\n".join([*lines, entry["checkpoint"]]).encode()
    body = b64decode(entry["body_b64"])
    assert check_entry(file, body, trust).outcome is Outcome.HOLDS
    assert check_entry(file, body + b" ", trust).outcome is Outcome.NOT_INCLUDED


def test_a_proof_file_with_a_shortened_checkpoint_is_read_but_believed_by_nobody() -> None:
    example = SPEC["tlog_proof_format_example_truncated"]
    read = parse_logged_proof(example.encode())
    assert (read.index, len(read.hashes)) == (73894, 5)
    assert read.extra.startswith(b"age-v1.2.1-darwin-arm64.tar.gz")
    assert read.encoded().decode() == example
    with pytest.raises(Malformed, match="signature_encoding"):
        parse_note(read.checkpoint)
    with pytest.raises(Malformed, match="signature_encoding"):
        parse_signature_line("— witness1.example mJirIklj[...]qY9v2B/5bg==")


@pytest.mark.parametrize(("index", "path"), SPEC.get("tile_paths", []))
def test_tile_paths_are_the_published_ones(index: int, path: str) -> None:
    assert Tile(0, index).path == f"tile/0/{path}"
    assert parse_tile_path(f"tile/0/{path}") == Tile(0, index)
