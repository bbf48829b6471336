"""The bundles of goods: the whole history of each with what proves it, and, once the log has said a
root of the map, that nothing was left out, or that there never was anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from weikameng.domain.bundle_words import Told
from weikameng.ledger.bundle_parts import BundledEntry
from weikameng.ledger.events import event_type_of
from weikameng.ledger.good_bundles import GoodBundle, check_bundle
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.map_lookups import absent, good_key, present
from weikameng.ledger.map_pages import Pages
from weikameng.ledger.map_roots import good_value
from weikameng.ledger.mapped_bundles import MappedBundle
from weikameng.ledger.proofs import Proof
from weikameng.records.reading import log, mapped
from weikameng.records.reading.log import Entry, SignedHead
from weikameng.records.reading.mapped import SaidRoot
from weikameng.services.log_reading import inclusions
from weikameng.services.witnessed_heads import covering


def bundle_of(good_id: UUID) -> bytes | None:
    """Return what proves the history of a good as it was signed last; None when it has none."""
    return bundles_of([good_id]).get(good_id)


def first_form_of(good_id: UUID) -> bytes | None:
    """Return the same in the form without the map, for readers that know no other."""
    drawn = _drawn([good_id])
    if drawn is None or not drawn.histories:
        return None
    drawn.prove([*drawn.keys, *drawn.histories[good_id]])
    return drawn.first_form(good_id)


def told_of(good_id: UUID) -> Told | None:
    """Return what anybody can check of a good: was its activation told, and up to when is nothing
    left out? None while nothing of it is signed."""
    content = bundle_of(good_id)
    if content is None:
        return None
    found = check_bundle(content, None)  # our own head: signed or not is no question here
    moment = found.activation.at if found.activation else None
    return Told(found.as_of, found.covered, len(found.events), moment, is_case=found.is_case)


def absence_of(good_id: UUID) -> bytes | None:
    """Return what proves that the map has nothing of a good; None while that can't be proved."""
    drawn = _drawn([good_id])
    return drawn.mapped(good_id) if drawn else None


def bundles_of(good_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Return the bundles of goods, as many questions for any number; those without a history are
    left out."""
    drawn = _drawn(list(good_ids))
    if drawn is None:
        return {}
    made = {good: drawn.mapped(good) for good in drawn.histories}
    if None in made.values():  # before the log has said a root of the map
        drawn.prove([*drawn.keys, *(one for each in drawn.histories.values() for one in each)])
    return {good: one or drawn.first_form(good) for good, one in made.items()}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Everything that was read for some goods, under one signed head."""

    signed: SignedHead
    keys: Sequence[Entry]
    histories: Mapping[UUID, Sequence[Entry]]
    said: SaidRoot | None
    pages: Pages
    proofs: dict[int, Proof]

    def prove(self, entries: Sequence[Entry]) -> None:
        """Have the proofs of these entries at hand."""
        missing = [one.index for one in entries if one.index not in self.proofs]
        self.proofs.update(inclusions(missing, self.signed.size))

    def first_form(self, good: UUID) -> bytes:
        """The history with a proof for every entry."""
        keys = tuple(map(self._proven, self.keys))
        events = tuple(map(self._proven, self.histories[good]))
        return GoodBundle(good.bytes, self.signed.note, keys, events).encoded()

    def mapped(self, good: UUID) -> bytes | None:
        """The history with the map's proof; None where the map has no such proof (yet)."""
        if self.said is None:
            return None
        said, history = self.said, self.histories.get(good, ())
        events = [one for one in history if one.index < said.size]
        lookup = self._lookup(good, events)
        if lookup is None:
            return None
        later = [one for one in history if one.index >= said.size]
        later += [one for one in self.keys if one.index > said.entry.index]
        return MappedBundle(
            good=good.bytes,
            checkpoint=self.signed.note,
            keys=tuple(one.leaf for one in self.keys if one.index < said.entry.index),
            root=self._proven(said.entry),
            lookup=lookup,
            events=tuple(one.leaf for one in events),
            since=tuple(self._proven(one) for one in sorted(later, key=lambda one: one.index)),
        ).encoded()

    def _lookup(self, good: UUID, events: Sequence[Entry]) -> bytes | None:
        """Look the good up; a map that is being made again, or is damaged, proves nothing."""
        key, root = good_key(good.bytes), self.said.root if self.said else b""
        try:
            value, lookup = self.pages.lookup(key)
        except Malformed:
            return None
        if not events:
            return lookup if value is None and absent(root, key, lookup) else None
        types = [event_type_of(one.leaf) for one in events]
        expected = good_value(good.bytes, types, [one.leaf_hash for one in events])
        return lookup if value == expected and present(root, key, expected, lookup) else None

    def _proven(self, entry: Entry) -> BundledEntry:
        return BundledEntry(entry.index, entry.leaf, self.proofs[entry.index])


def _drawn(goods: Sequence[UUID]) -> _Drawn | None:
    newest = log.published()
    if newest is None:
        return None
    histories = log.entries_of_goods(goods, newest.size)
    needed = max((history[-1].index + 1 for history in histories.values()), default=1)
    signed = covering(needed) or newest
    keys = [one for one in log.entries_of_keys() if one.index < signed.size]
    said = mapped.said_before(signed.size)
    pages = Pages(partial(mapped.pages, size=said.size if said else 0))
    drawn = _Drawn(signed, keys, histories, said, pages, {})
    if said:
        with suppress(Malformed):  # looking up will meet it again, and prove nothing
            pages.prepare(good_key(good.bytes) for good in goods)
        every = [*keys, *(one for history in histories.values() for one in history)]
        drawn.prove([said.entry, *(one for one in every if one.index >= said.size)])
    return drawn
