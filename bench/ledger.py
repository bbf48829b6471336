"""What the ledger costs in processor time, beside the bare SHA-256 of the same run (issue 7)."""

import random
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.stopwatch import Timed, cut_ms, spent
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.cosignatures import cosign
from weikameng.ledger.envelopes import Envelope
from weikameng.ledger.events import Event, EventType
from weikameng.ledger.frontier import Frontier, extend, frontier_of
from weikameng.ledger.hashing import HASH_BYTES, leaf_hash
from weikameng.ledger.keys import SignatureType, SigningKey
from weikameng.ledger.logged_proofs import LoggedProof
from weikameng.ledger.notes import Note
from weikameng.ledger.offline import Outcome, Trust, check_entry
from weikameng.ledger.proofs import (
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
)
from weikameng.ledger.tile_hashes import TileHashes
from weikameng.ledger.tiles import pieces, tiles_for
from weikameng.ledger.verifying import TreeHead, consistent, included

LEAVES = 1_000_000
BATCH = 500  # what a sequencer takes at a time
SAMPLES = 2_000
WITNESSES = 2
ORIGIN = "weikameng.example/log"
SOURCE = Ed25519PrivateKey.from_private_bytes(bytes(32))
AT = datetime(2026, 11, 23, tzinfo=UTC)

Tiles = dict[tuple[int, int], bytearray]


@dataclass(frozen=True)
class Log:
    """A tree with its tiles."""

    edge: Frontier
    tiles: Tiles

    @property
    def read(self) -> TileHashes:
        return TileHashes({place: bytes(content) for place, content in self.tiles.items()})


def show(count: int = LEAVES) -> None:
    """Measure and print."""
    entry = _signed_event(0)
    bare = _bare(entry)
    print(f"bare SHA-256, one core: {bare:9.0f} pairs of a leaf ({len(entry)} bytes) and a node/s")
    seconds, log = _appended(entry, count)
    print(
        f"hash and append {count} leaves: {count / seconds:9.0f}/s "
        f"({count / seconds / bare:.2f} of bare), edge {len(log.edge.hashes)} hashes"
    )
    signed = _seconds(_signed_event(number) for number in range(SAMPLES))
    print(f"write and sign one event: {1e6 * signed / SAMPLES:.0f} µs")
    _proofs(log)
    _whole_check(log, entry)


def _signed_event(number: int) -> bytes:
    salted = sha256(b"%d" % number).digest()
    event = Event(
        EventType.ACTIVATED,
        salted[:16],
        7,
        AT,
        "supplier",
        "game-card.100",
        prev=salted,
        commit={"order": salted, "claim": salted},
    )
    return Envelope(event.payload).signed(SOURCE).leaf


def _bare(entry: bytes) -> float:
    leaf, node = b"\0" + entry, bytes(1 + 2 * HASH_BYTES)
    pairs = 300_000
    begun = time.thread_time()
    for _ in range(pairs):
        sha256(leaf).digest()
        sha256(node).digest()
    return pairs / (time.thread_time() - begun)


def _appended(entry: bytes, count: int) -> tuple[float, Log]:
    edge, tiles = Frontier(), Tiles()
    took = 0.0
    for start in range(0, count, BATCH):
        batch = [b"%d" % number + entry for number in range(start, min(start + BATCH, count))]
        begun = time.thread_time()
        growth = extend(edge, [leaf_hash(one) for one in batch])
        for piece in pieces(edge.size, growth):
            tiles.setdefault((piece.level, piece.index), bytearray()).extend(piece.content)
        edge = growth.frontier
        took += time.thread_time() - begun
    return took, Log(edge, tiles)


def _proofs(log: Log) -> None:
    size, dice, read = log.edge.size, random.Random(7), log.read
    head = TreeHead(size, log.edge.root)
    places = [dice.randrange(size) for _ in range(SAMPLES)]
    leaves = {at: read.tiles[0, at // 256][at % 256 * HASH_BYTES :][:HASH_BYTES] for at in places}
    made = [spent(lambda at=at: inclusion_proof(at, size, read)) for at in places]
    checks = [
        spent(lambda at=at, proof=proof: included(leaves[at], at, head, proof))
        for at, (_, proof) in zip(places, made, strict=True)
    ]
    assert all(holds for _, holds in checks)
    tiles = max(len(tiles_for(inclusion_ranges(at, size), size)) for at in places)
    _tell("inclusion", made, checks, tiles)
    made = [spent(lambda at=at: consistency_proof(at + 1, size, read)) for at in places]
    tiles = max(len(tiles_for(consistency_ranges(at + 1, size), size)) for at in places)
    _tell("consistency", made, _consistency_checks(log, places, made), tiles)


def _consistency_checks(log: Log, places: list[int], made: list[Timed]) -> list[Timed]:
    head, found = TreeHead(log.edge.size, log.edge.root), []
    read = log.read
    for at, (_, proof) in zip(places, made, strict=True):
        old = TreeHead(at + 1, frontier_of(at + 1, read).root)
        found.append(spent(lambda old=old, proof=proof: consistent(old, head, proof)))
    assert all(holds for _, holds in found)
    return found


def _whole_check(log: Log, entry: bytes) -> None:
    key = SigningKey(ORIGIN, bytes(32))
    witnesses = [
        SigningKey(f"witness{number}.example", bytes([number] * 32), SignatureType.COSIGNATURE)
        for number in range(1, WITNESSES + 1)
    ]
    note = Note(Checkpoint(ORIGIN, log.edge.size, log.edge.root).text).signed(key)
    note = note.joined(*(cosign(note.text, one, 1_795_000_000) for one in witnesses))
    at = log.edge.size // 3
    hashes = inclusion_proof(at, log.edge.size, log.read)
    file = LoggedProof(at, hashes, note.encoded()).encoded()
    trust = Trust(ORIGIN, (key.verifier,), tuple(one.verifier for one in witnesses), WITNESSES)
    logged = b"%d" % at + entry
    checks = [spent(lambda: check_entry(file, logged, trust).outcome) for _ in range(SAMPLES)]
    assert all(outcome is Outcome.HOLDS for _, outcome in checks)
    print(
        f"proof file with checkpoint and {WITNESSES} cosignatures: {len(file)} bytes, checked in "
        f"{_percentile(checks, 50):.0f} µs (p99 {_percentile(checks, 99):.0f} µs)"
    )


def _tell(name: str, made: list[Timed], checks: list[Timed], tiles: int) -> None:
    sizes = [len(proof) * HASH_BYTES for _, proof in made]
    print(
        f"{name:11} proof: made in {_percentile(made, 50):.0f} µs (p99 {_percentile(made, 99):.0f},"
        f" aim 5000) from at most {tiles} tiles, {statistics.mean(sizes):.0f} bytes "
        f"(most {max(sizes)}), checked in {_percentile(checks, 50):.0f} µs "
        f"(p99 {_percentile(checks, 99):.0f})"
    )


def _percentile(timed: list[Timed], percent: int) -> float:
    return 1000 * cut_ms(timed, percent)  # µs


def _seconds(work: Iterable[object]) -> float:
    begun = time.thread_time()
    for _ in work:
        pass
    return time.thread_time() - begun
