"""Follows a log of anybody's: takes its new entries, computes the tree anew, and keeps both signed
heads when they can't both be true.
"""

from dataclasses import dataclass
from pathlib import Path

from weikameng.domain import mirror_words as say
from weikameng.domain.witness_words import too_few_words
from weikameng.domain.words import Words
from weikameng.gateways.log_folder import LogFolder
from weikameng.gateways.log_site import LogSite, SiteTrouble
from weikameng.ledger.bundles import MAX_ENTRY_BYTES, bundle_of, entries_of
from weikameng.ledger.checkpoints import Checkpoint, parse_checkpoint
from weikameng.ledger.frontier import Frontier, Growth, extend, frontier_of
from weikameng.ledger.hashing import HASH_BYTES, leaf_hash
from weikameng.ledger.keys import MAX_KEY_TEXT, VerifierKey, parse_vkey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import MAX_NOTE_BYTES, parse_note
from weikameng.ledger.offline import Outcome, Trust, check_growth, check_head
from weikameng.ledger.proofs import consistency_proof, consistency_ranges
from weikameng.ledger.subtrees import Range
from weikameng.ledger.tile_hashes import TileHashes
from weikameng.ledger.tiles import ENTRIES, TILE_WIDTH, Tile, pieces, tiles_for, width_at
from weikameng.ledger.trust_policies import NO_POLICY, TrustPolicy, check_by_policy
from weikameng.services.map_audit import MapAudit

__all__ = [
    "Followed",
    "MirrorTrouble",
    "SiteTrouble",
    "check_map",
    "follow",
    "key_of",
    "look_again",
]
_BUNDLE_BYTES = TILE_WIDTH * (MAX_ENTRY_BYTES + 2)
_TILE_BYTES = TILE_WIDTH * HASH_BYTES


class MirrorTrouble(Exception):
    """The log can't be believed as it shows itself; ``words`` say what and where."""

    def __init__(self, code: str, words: Words) -> None:
        super().__init__(words.en)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the mirror was, and how far it is."""

    before: int
    size: int


@dataclass(frozen=True, slots=True)
class _Head:
    note: bytes
    checkpoint: Checkpoint


def key_of(prefix: str, folder: Path, given: str) -> tuple[VerifierKey, bool]:
    """Return the key to hold the log against, and whether the log itself had to be asked for it.

    Raises MirrorTrouble when the mirror remembers another one, Malformed when it is none.
    """
    kept = LogFolder(folder).read("vkey")
    shown = not given and kept is None
    text = given or (kept or b"").decode()
    if shown:
        with LogSite(prefix) as site:
            text = site.get("log/vkey", MAX_KEY_TEXT).decode(errors="replace")
    key = parse_vkey(text.strip())
    if kept is not None and parse_vkey(kept.decode().strip()) != key:
        raise MirrorTrouble("other_key", say.NEEDS_KEY)
    return key, shown


def follow(
    prefix: str, folder: Path, key: VerifierKey, policy: TrustPolicy = NO_POLICY
) -> Followed:
    """Bring the mirror up to the head shown now, once enough witnesses saw it.

    Raises MirrorTrouble or SiteTrouble.
    """
    trust, mirror = Trust(key.name, (key,)), LogFolder(folder)
    with LogSite(prefix) as site:
        seen = _checked(site.get("checkpoint", MAX_NOTE_BYTES), trust)
        kept_note = mirror.read("checkpoint")
        kept = _checked(kept_note, trust) if kept_note else None
        before = kept.checkpoint.size if kept else 0
        if kept:
            _compare(kept, seen, mirror)
        _must_be_seen(seen, key, policy)
        if seen.checkpoint.size > before:
            _take(site, mirror, kept, seen)
    mirror.write("vkey", f"{key.vkey}\n".encode())
    mirror.write("checkpoint", seen.note)
    return Followed(before, seen.checkpoint.size)


def look_again(prefix: str, folder: Path) -> int:
    """Fetch every entry anew and hold it against the copy; return how many agree.

    Raises MirrorTrouble with the first entry that is another one now, or is gone.
    """
    mirror = LogFolder(folder)
    note = mirror.read("checkpoint")
    size = parse_checkpoint(parse_note(note).text).size if note else 0
    with LogSite(prefix) as site:
        for index in range(-(-size // TILE_WIDTH)):
            bundle = Tile(ENTRIES, index, width_at(ENTRIES, index, size))
            shown, kept = site.get(bundle.path, _BUNDLE_BYTES), mirror.read(bundle.path)
            if shown != kept:
                place = index * TILE_WIDTH + _first_other(kept or b"", shown, bundle.width)
                raise MirrorTrouble("entry_differs", say.entry_differs(place))
    return size


def check_map(folder: Path) -> int:
    """Compute the map of goods out of the copied entries and hold it against every root the log
    says; return how many agree. Raises MirrorTrouble with the first that does not."""
    mirror, goods = LogFolder(folder), MapAudit()
    note = mirror.read("checkpoint")
    size = parse_checkpoint(parse_note(note).text).size if note else 0
    for index in range(-(-size // TILE_WIDTH)):
        bundle = Tile(ENTRIES, index, width_at(ENTRIES, index, size))
        leaves = entries_of(mirror.read(bundle.path) or b"", bundle.width)
        for place, leaf in enumerate(leaves, index * TILE_WIDTH):
            for code, words in goods.take(place, leaf):
                raise MirrorTrouble(code, words)
    return goods.said


def _first_other(kept: bytes, shown: bytes, width: int) -> int:
    ours = entries_of(kept, width)
    for place in range(width):
        if not shown.startswith(bundle_of(ours[: place + 1])):
            return place
    return width - 1


def _checked(note: bytes, trust: Trust) -> _Head:
    checked = check_head(note, trust)
    if checked.outcome is not Outcome.HOLDS or checked.checkpoint is None:
        raise MirrorTrouble("head_bad", say.head_bad(f"{checked.outcome} {checked.detail}".strip()))
    return _Head(note, checked.checkpoint)


def _must_be_seen(seen: _Head, key: VerifierKey, policy: TrustPolicy) -> None:
    checked = check_by_policy(seen.note, policy, () if policy.logs else (key,))
    if checked.outcome is Outcome.TOO_FEW_WITNESSES:
        who = ", ".join(one.name for one in checked.witnesses)
        raise MirrorTrouble(checked.outcome, too_few_words(seen.checkpoint.size, who))
    if checked.outcome is not Outcome.HOLDS:
        raise MirrorTrouble("head_bad", say.head_bad(checked.outcome))


def _compare(kept: _Head, seen: _Head, mirror: LogFolder) -> None:
    old, new = kept.checkpoint, seen.checkpoint
    if new.size < old.size:
        where = str(mirror.keep_both(kept.note, seen.note))
        raise MirrorTrouble("rolled_back", say.rolled_back(old.size, new.size, where))
    if new.size == old.size and new.root != old.root:
        where = str(mirror.keep_both(kept.note, seen.note))
        raise MirrorTrouble("split_view", say.split_view(new.size, where))


def _take(site: LogSite, mirror: LogFolder, kept: _Head | None, seen: _Head) -> None:
    new = seen.checkpoint
    edge = _edge(mirror, kept.checkpoint.size if kept else 0)
    try:
        growth = extend(edge, _leaf_hashes(site, mirror, edge.size, new.size))
        agrees = growth.frontier.root == new.root
        proven = agrees or kept is None or _proven(site, kept.checkpoint, new)
    except Malformed as error:
        raise MirrorTrouble("not_signed", say.not_what_was_signed(new.size)) from error
    if not proven and kept:
        where = str(mirror.keep_both(kept.note, seen.note))
        raise MirrorTrouble("rewritten", say.rewritten(kept.checkpoint.size, new.size, where))
    if not agrees:
        raise MirrorTrouble("not_signed", say.not_what_was_signed(new.size))
    _keep_tiles(mirror, edge, growth)


def _edge(mirror: LogFolder, size: int) -> Frontier:
    tiles = tiles_for((Range(0, size),), size)
    kept = {(one.level, one.index): mirror.read(one.path) or b"" for one in tiles}
    return frontier_of(size, TileHashes(kept))


def _leaf_hashes(site: LogSite, mirror: LogFolder, old: int, new: int) -> list[bytes]:
    hashes: list[bytes] = []
    for index in range(old // TILE_WIDTH, (new - 1) // TILE_WIDTH + 1):
        bundle = Tile(ENTRIES, index, width_at(ENTRIES, index, new))
        content = site.get(bundle.path, _BUNDLE_BYTES)
        entries = entries_of(content, bundle.width)
        mirror.write(bundle.path, content)
        known = max(0, old - index * TILE_WIDTH)
        hashes += [leaf_hash(one) for one in entries[known:]]
    return hashes


def _proven(site: LogSite, old: Checkpoint, new: Checkpoint) -> bool:
    """Whether the log's own tiles show that the new head grew from the old one."""
    wanted = tiles_for(consistency_ranges(old.size, new.size), new.size)
    tiles = {(one.level, one.index): site.get(one.path, _TILE_BYTES) for one in wanted}
    proof = consistency_proof(old.size, new.size, TileHashes(tiles))
    return check_growth(old, new, proof) is Outcome.HOLDS


def _keep_tiles(mirror: LogFolder, edge: Frontier, growth: Growth) -> None:
    for piece in pieces(edge.size, growth):
        before = b""
        if piece.offset:
            before = mirror.read(Tile(piece.level, piece.index, piece.offset).path) or b""
        content = before + piece.content
        tile = Tile(piece.level, piece.index, len(content) // HASH_BYTES)
        mirror.write(tile.path, content)
