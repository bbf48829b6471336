"""A verifier others wrote reads our tiles and checkpoints, and judges every proof as we do."""

import random
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature

from tests.ledger.cast_of_log import ENTRIES, LOG, ORIGIN, WITNESSES, checkpoint_of, note_of
from tests.ledger.trees import entries, spoiled
from weikameng.ledger.bundles import bundle_of
from weikameng.ledger.frontier import Frontier, extend, frontier_of
from weikameng.ledger.hashing import HASH_BYTES, leaf_hash
from weikameng.ledger.keys import SignatureType, SigningKey, parse_signing_key, parse_vkey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import BadSignature, Note, parse_note, signatures_by
from weikameng.ledger.proofs import consistency_proof, inclusion_proof
from weikameng.ledger.tile_hashes import TileHashes
from weikameng.ledger.tiles import ENTRIES as BUNDLE
from weikameng.ledger.tiles import Tile, pieces, width_at
from weikameng.ledger.verifying import TreeHead, consistent, included

WHY = "the strangers' verifier is not installed"
tlog = pytest.importorskip("tlog_scales.tlog", reason=WHY)
signing = pytest.importorskip("tlog_scales.signing", reason=WHY)
reading = pytest.importorskip("tlog_scales.reader", reason=WHY)
backend = pytest.importorskip("tlog_scales.backend", reason=WHY)

COUNT = 1_000
LOGGED = entries(COUNT)
ROUNDS = 1_500


def grown() -> TileHashes:
    edge, tiles = Frontier(), {}
    for start in range(0, COUNT, 77):
        growth = extend(edge, [leaf_hash(one) for one in LOGGED[start : start + 77]])
        for piece in pieces(edge.size, growth):
            place = (piece.level, piece.index)
            tiles[place] = tiles.get(place, b"") + piece.content
        edge = growth.frontier
    return TileHashes(tiles)


READ = grown()
HEADS = [TreeHead(size, frontier_of(size, READ).root) for size in range(COUNT + 1)]


def published(folder: Path) -> None:
    """Put the log into files as it would be served."""
    for (level, index), content in READ.tiles.items():
        path = folder / Tile(level, index, len(content) // HASH_BYTES).path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for index in range((COUNT + 255) // 256):
        path = folder / Tile(BUNDLE, index, width_at(BUNDLE, index, COUNT)).path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bundle_of(LOGGED[index * 256 : index * 256 + 256]))


def test_a_stranger_follows_our_log_by_its_tiles(tmp_path: Path) -> None:
    published(tmp_path)
    reader = reading.TilesReader(backend.LocalBackend(tmp_path))
    reader.set_size(COUNT)
    assert reader.calculate_root_hash() == HEADS[COUNT].root
    for index in range(0, COUNT, 37):
        assert reader.get_entry(index) == LOGGED[index]
        theirs = reader.get_inclusion_proof(index, COUNT).node_hashes
        assert tuple(theirs) == inclusion_proof(index, COUNT, READ)
        theirs = reader.get_consistency_proof(index + 1, COUNT).node_hashes
        assert tuple(theirs) == consistency_proof(index + 1, COUNT, READ)


def test_a_stranger_judges_proofs_good_and_spoiled_as_we_do() -> None:
    dice, verdicts = random.Random(11), set()
    for turn in range(ROUNDS):
        size = dice.randrange(1, COUNT + 1)
        index = dice.randrange(size)
        inclusion = bent(dice, inclusion_proof(index, size, READ), turn % 2)
        claimed = dice.randrange(size) if turn % 6 == 5 else index
        leaf, head = leaf_hash(LOGGED[index]), HEADS[size]
        ours = included(leaf, claimed, head, inclusion)
        theirs = tlog.InclusionProof(claimed, size, inclusion)
        assert ours == holds(theirs, leaf, head.root)
        consistency = bent(dice, consistency_proof(index + 1, size, READ), turn % 2)
        ours_too = consistent(HEADS[claimed + 1], head, consistency)
        theirs = tlog.ConsistencyProof(claimed + 1, size, consistency)
        assert ours_too == holds(theirs, HEADS[claimed + 1].root, head.root)
        verdicts |= {ours, ours_too}
    assert verdicts == {True, False}


def bent(dice: random.Random, proof: tuple[bytes, ...], spoil: int) -> list[bytes]:
    if not spoil or not proof:
        return [*proof]
    at = dice.randrange(len(proof))
    worse = dice.choice(
        [
            [*proof[:at], spoiled(proof[at], dice.randrange(256)), *proof[at + 1 :]],
            [*proof[:at], *proof[at + 1 :]],
            [*proof[:at], dice.randbytes(32), *proof[at:]],
            dice.sample(proof, len(proof)),
        ]
    )
    return list(worse)


def holds(theirs, first: bytes, second: bytes) -> bool:
    try:
        theirs.check(first, second)
    except (tlog.InclusionProofInvalid, tlog.ConsistencyProofInvalid):
        return False
    return True


def test_a_stranger_accepts_our_checkpoints_and_cosignatures_and_we_theirs() -> None:
    for size in (0, 1, 9, len(ENTRIES)):
        text = note_of(checkpoint_of(size), *WITNESSES).encoded().decode()
        theirs = tlog.Checkpoint.from_text(text)
        assert (theirs.origin, theirs.size) == (ORIGIN, size)
        other = tlog.Checkpoint.from_text(text.replace(f"\n{size}\n", f"\n{size + 1}\n", 1))
        for key in (LOG, *WITNESSES):
            vkey = signing.Vkey.from_string(key.verifier.vkey)
            assert vkey.serialize() == key.verifier.vkey
            theirs.verify(vkey)
            with pytest.raises(InvalidSignature):
                other.verify(vkey)
        signer = signing.PlainEd25519Signer(ORIGIN, LOG.seed)
        made = tlog.Checkpoint.make_signed(ORIGIN, size, checkpoint_of(size).root, [signer])
        assert made.serialize().encode() == note_of(checkpoint_of(size)).encoded()


def test_a_stranger_accepts_our_ml_dsa_cosignatures_and_we_theirs() -> None:
    key = SigningKey("w.example/quantum", bytes(range(32)), SignatureType.ML_DSA_44)
    signer = signing.MLDSA44CosignatureSigner(key.name, key.seed)
    assert parse_vkey(key.verifier.vkey) == key.verifier
    assert signer.vkey.serialize() == key.verifier.vkey
    for size in (0, 1, 9, len(ENTRIES)):
        ours = note_of(checkpoint_of(size), key).encoded().decode()
        tlog.Checkpoint.from_text(ours).verify(signer.vkey)
        other = ours.replace(f"\n{size}\n", f"\n{size + 1}\n", 1)
        with pytest.raises(InvalidSignature):
            tlog.Checkpoint.from_text(other).verify(signer.vkey)
        with pytest.raises(BadSignature):
            signatures_by(parse_note(other.encode()), (key.verifier,))
        made = tlog.Checkpoint.make_signed(ORIGIN, size, checkpoint_of(size).root, [signer])
        assert set(signatures_by(parse_note(made.serialize().encode()), (key.verifier,))) == {
            key.verifier
        }


def test_a_note_that_is_no_checkpoint_is_not_cosigned_with_ml_dsa() -> None:
    key = SigningKey("w.example/quantum", bytes(32), SignatureType.ML_DSA_44)
    line = note_of(checkpoint_of(6), key).signatures[-1]
    with pytest.raises(Malformed):
        signatures_by(Note("hello\n").joined(line), (key.verifier,))
    with pytest.raises(Malformed):
        parse_signing_key(f"PRIVATE+KEY+{key.verifier.vkey}")
