"""Proofs out of the log: which tiles a proof needs is planned first, so that one question reads
them all.
"""

from collections.abc import Iterable, Mapping

from weikameng.ledger.envelopes import parse_envelope
from weikameng.ledger.frontier import frontier_of
from weikameng.ledger.keyring import Keyring
from weikameng.ledger.proofs import (
    Proof,
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
)
from weikameng.ledger.subtrees import Range
from weikameng.ledger.tile_hashes import TileHashes
from weikameng.ledger.tiles import tiles_for
from weikameng.records.reading import log as reading
from weikameng.services import witnessed_heads
from weikameng.services.log_identity import log_identity


def log_origin() -> str:
    """Return the log's name."""
    return log_identity().origin


def log_vkey() -> str:
    """Return the key that verifies the log's checkpoints, as operators hand it on."""
    return log_identity().key.verifier.vkey


def inclusion(index: int, size: int) -> Proof:
    """Prove that an entry is among the first ``size``. ValueError when it is not."""
    return inclusion_proof(index, size, _tiles(inclusion_ranges(index, size), size))


def consistency(old: int, new: int) -> Proof:
    """Prove that the log of ``new`` entries begins with that of ``old``."""
    return consistency_proof(old, new, _tiles(consistency_ranges(old, new), new))


def root_at(size: int) -> bytes:
    """Return the root over the first entries, out of the tiles. Malformed when they lack some."""
    return frontier_of(size, _tiles((Range(0, size),), size)).root


def keyring() -> Keyring:
    """Return the keys the log has added, in order. Malformed when one was not properly signed."""
    ring = Keyring()
    for entry in reading.entries_of_keys():
        ring.take(parse_envelope(entry.leaf))
    return ring


def proof_of(index: int) -> tuple[reading.Entry, reading.SignedHead, Proof] | None:
    """Return an entry with its proof in a signed head that its witnesses saw, in the newest while
    they have not; None until it is signed."""
    signed = witnessed_heads.covering(index + 1) if index >= 0 else None
    if signed is None:
        return None
    entry = reading.entries(index, 1)[0]
    return entry, signed, inclusion(index, signed.size)


def inclusions(indexes: Iterable[int], size: int) -> Mapping[int, Proof]:
    """Prove several entries, out of tiles read with one question."""
    wanted = set(indexes)
    hashes = _tiles([span for one in wanted for span in inclusion_ranges(one, size)], size)
    return {one: inclusion_proof(one, size, hashes) for one in wanted}


def _tiles(ranges: Iterable[Range], size: int) -> TileHashes:
    wanted = tiles_for(ranges, size)
    return TileHashes(reading.tiles([(tile.level, tile.index) for tile in wanted]))
