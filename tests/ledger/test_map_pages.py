"""The map in pages is the map: the same root and proofs as a tree built in one piece, after any
history of changes, and no page but a true one is read.
"""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.test_map import keys, near
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.map_lookups import absent, present
from weikameng.ledger.map_pages import Pages, page_bytes, page_of
from weikameng.ledger.map_tree import map_tree

changes = st.lists(st.dictionaries(keys | near, keys, max_size=12), min_size=1, max_size=5)


class Store(dict[str, bytes]):
    """Pages by name, read as from the database."""

    def __call__(self, names: Sequence[str]) -> Mapping[str, bytes]:
        return {name: self[name] for name in names if name in self}

    def put(self, values: Mapping[bytes, bytes]) -> bytes:
        pages = Pages(self)
        root = pages.put(values)
        self.update(pages.written())
        return root


@given(changes, st.lists(keys | near, max_size=5))
def test_any_history_of_changes_gives_the_tree_of_what_is_there(batches, strangers) -> None:
    store, whole = Store(), {}
    for batch in batches:
        whole |= batch
        tree = map_tree(whole)
        assert store.put(batch) == tree.root
    for key in (*whole, *strangers):
        value, proof = Pages(store).lookup(key)
        assert (value, proof) == tree.lookup(key)
        assert present(tree.root, key, value or bytes(32), proof) == (key in whole)
        assert absent(tree.root, key, proof) == (key not in whole)


@given(changes)
def test_earlier_roots_stay_provable_while_their_pages_are_kept(batches) -> None:
    pages: list[tuple[int, dict[str, bytes]]] = []
    whole: dict[bytes, bytes] = {}
    earlier = []

    def as_of(size: int) -> Store:
        return Store({name: one for at, kept in pages if at <= size for name, one in kept.items()})

    for size, batch in enumerate(batches):
        changed = Pages(as_of(size))
        changed.put(batch)
        pages.append((size, changed.written()))
        whole = whole | batch
        earlier.append(whole)
    for size, then in enumerate(earlier):
        assert Pages(as_of(size)).root == map_tree(then).root


@given(st.binary(max_size=200))
def test_whatever_is_read_as_a_page_is_its_one_spelling_or_refused(content: bytes) -> None:
    try:
        page = page_of(content)
    except Malformed:
        return
    assert page_bytes(page) == content


def test_a_page_that_is_gone_is_noticed() -> None:
    store = Store()
    twins = {bytes(32): bytes(32), bytes(31) + b"\1": bytes(32)}
    store.put(twins)
    del store["0" * 40]
    with pytest.raises(Malformed):
        Pages(store).lookup(bytes(32))


def test_keys_and_values_are_hashes() -> None:
    with pytest.raises(ValueError, match="hashes"):
        Pages(Store()).put({b"short": bytes(32)})
