"""The audit of the log: everything is computed anew from the entries and the outbox, and what does
not agree is named. Nothing that is kept is believed but the keys.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from weikameng.domain import log_audit_words as say
from weikameng.domain.words import Words
from weikameng.ledger.frontier import Frontier, extend
from weikameng.ledger.hashing import HASH_BYTES, leaf_hash
from weikameng.ledger.offline import Outcome, check_head
from weikameng.ledger.tiles import Tile, TilePiece, pieces
from weikameng.records.reading import log as reading
from weikameng.records.reading import mapped
from weikameng.records.reading.log import AuditedEntry, SignedHead
from weikameng.services import log_standing, witness_audit
from weikameng.services.log_identity import LogIdentity
from weikameng.services.log_lives import Lives
from weikameng.services.map_audit import MapAudit

CHUNK = 5_120  # a whole number of tiles


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree, by a code that stays and in words."""

    code: str
    words: Words


def audit(
    log: LogIdentity, *, quick: bool = False, progress: Callable[[int], None] = lambda _: None
) -> Iterator[Finding]:
    """Look at every entry, tile and checkpoint; ``quick`` leaves out what entries say and who
    signed them: the tree, its tiles and its signed heads alone."""
    tree, lives, goods = _Tree(log, quick), Lives(), MapAudit()
    place = 0
    while entries := reading.audited(place, CHUNK):
        for first, last in _holes(place, entries):
            tree.whole = False
            yield Finding("entries_missing", say.entries_missing(first, last))
        yield from _changed(entries)
        yield from tree.grow([leaf_hash(one.leaf) for one in entries])
        if not quick:
            for one in entries:
                yield from (Finding(*found) for found in lives.take(one))
                yield from (Finding(*found) for found in goods.take(one.index, one.leaf))
        place = entries[-1].index + 1
        progress(place)
    yield from tree.ended(place)
    if not quick:
        yield from _kept_map(goods)
    for row in reading.left_out():
        yield Finding("left_out", say.left_out(row))
    yield from (Finding(*found) for found in witness_audit.findings())
    try:
        log_standing.check(log)
    except log_standing.LogRefused as refused:
        yield Finding(refused.code, refused.words)


def _holes(place: int, entries: Sequence[AuditedEntry]) -> Iterator[tuple[int, int]]:
    for one in entries:
        if one.index > place:
            yield place, one.index - 1
        place = one.index + 1


def _changed(entries: Sequence[AuditedEntry]) -> Iterator[Finding]:
    for one in entries:
        if leaf_hash(one.leaf) != one.leaf_hash:
            yield Finding("entry_changed", say.entry_changed(one.index))


def _kept_map(goods: MapAudit) -> Iterator[Finding]:
    """Hold the pages that proofs are made of against those the entries give."""
    if not mapped.is_kept(goods.taken):
        return
    kept = 0
    for name, content in mapped.all_pages(goods.taken):
        kept += 1
        if goods.pages.get(name) != content:
            yield Finding("map_page_wrong", say.map_page_wrong(name))
            return
    if kept != len(goods.pages):
        yield Finding("map_page_wrong", say.map_page_wrong("*"))


class _Tree:
    """The tree as the entries give it, held against tiles and signed heads on the way.

    One finding of a kind: behind the first everything differs.
    """

    def __init__(self, log: LogIdentity, quick: bool) -> None:
        self.log = log
        self.quick = quick
        self.edge = Frontier()
        self.whole = True
        self.told: set[str] = set()

    def grow(self, hashes: Sequence[bytes]) -> Iterator[Finding]:
        """Append, stopping at every size that was signed."""
        if not self.whole:
            return
        before, end = self.edge.size, self.edge.size + len(hashes)
        cut: list[TilePiece] = []
        for signed in reading.checkpoints_between(before, end):
            cut += self._extend(hashes[self.edge.size - before : signed.size - before])
            yield from self._checked(signed)
        cut += self._extend(hashes[self.edge.size - before :])
        yield from self._tiles(cut)

    def ended(self, held: int) -> Iterator[Finding]:
        """Hold the end against the head, and look for heads beyond it."""
        for signed in reading.checkpoints_between(held, 2**63 - 1):
            words = say.checkpoint_beyond(signed.size, held)
            yield from self._once("checkpoint_beyond", words)
        head = reading.head()
        size = head.size if head else 0
        same = head is None or (head.frontier, reading.kept_root()) == (self.edge, self.edge.root)
        if size != held or (self.whole and not same):
            yield Finding("head_wrong", say.head_wrong(size, held))

    def _extend(self, hashes: Sequence[bytes]) -> list[TilePiece]:
        growth = extend(self.edge, hashes)
        cut = list(pieces(self.edge.size, growth))
        self.edge = growth.frontier
        return cut

    def _checked(self, signed: SignedHead) -> Iterator[Finding]:
        if not self.quick:
            note = signed.note.encode()
            checked = check_head(note, self.log.trust_under(note))
            said = checked.checkpoint
            if checked.outcome is not Outcome.HOLDS:
                yield Finding("checkpoint_bad", say.checkpoint_bad(signed.size, checked.outcome))
            elif said is None or (said.size, said.root) != (signed.size, signed.root):
                yield Finding("checkpoint_bad", say.checkpoint_bad(signed.size, "other_head"))
        if signed.root != self.edge.root:
            at = signed.signed_at.isoformat(timespec="seconds")
            yield from self._once("checkpoint_root", say.checkpoint_root(signed.size, at))

    def _tiles(self, cut: Sequence[TilePiece]) -> Iterator[Finding]:
        kept = reading.tiles(sorted({(one.level, one.index) for one in cut}))
        for one in cut:
            begin = one.offset * HASH_BYTES
            found = kept.get((one.level, one.index), b"")[begin : begin + len(one.content)]
            if found != one.content:
                words = say.tile_wrong(Tile(one.level, one.index).path)
                yield from self._once("tile_wrong", words)

    def _once(self, code: str, words: Words) -> Iterator[Finding]:
        if code not in self.told:
            self.told.add(code)
            yield Finding(code, words)
