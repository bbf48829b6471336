"""The map answers for every key with a proof, and no proof serves another answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.trees import spoiled
from weikameng.ledger.map_lookups import (
    EMPTY_MAP,
    absent,
    good_key,
    map_leaf,
    map_node,
    present,
)
from weikameng.ledger.map_tree import map_tree

keys = st.binary(min_size=32, max_size=32)
near = st.integers(0, 255).map(lambda bit: spoiled(bytes(32), bit))  # long shared beginnings
maps = st.dictionaries(keys | near, keys, min_size=1, max_size=20)


@given(maps, keys | near, st.data())
def test_every_key_has_one_provable_answer(entries, key: bytes, data: st.DataObject) -> None:
    tree = map_tree(entries)
    asked = data.draw(st.sampled_from(sorted(entries)) | st.just(key))
    value, proof = tree.lookup(asked)
    assert value == entries.get(asked)
    assert absent(tree.root, asked, proof) == (value is None)
    assert present(tree.root, asked, value or bytes(32), proof) == (value is not None)


@given(maps, keys | near)
def test_a_proof_of_absence_does_not_hide_what_is_there(entries, key: bytes) -> None:
    tree = map_tree(entries)
    _, proof = tree.lookup(key)
    for there in entries:
        assert not absent(tree.root, there, proof)


@given(maps, st.data())
def test_one_turned_bit_is_refused(entries, data: st.DataObject) -> None:
    tree = map_tree(entries)
    key = data.draw(st.sampled_from(sorted(entries)))
    _, proof = tree.lookup(key)
    bit = data.draw(st.integers(0, 4_000))
    if proof:
        assert not present(tree.root, key, entries[key], spoiled(proof, bit))
    assert not present(tree.root, key, spoiled(entries[key], bit), proof)
    assert not present(spoiled(tree.root, bit), key, entries[key], proof)


@given(maps)
def test_the_order_of_writing_does_not_matter(entries) -> None:
    backwards = dict(reversed(entries.items()))
    assert map_tree(entries).root == map_tree(backwards).root


def test_an_empty_map_has_nothing() -> None:
    assert map_tree({}).lookup(bytes(32)) == (None, b"")
    assert absent(EMPTY_MAP, bytes(32), b"")
    assert not absent(bytes(32), bytes(32), b"")


def test_a_map_that_asks_its_bits_in_another_order_answers_nothing() -> None:
    key, value, beside = bytes(32), bytes(31) + b"v", bytes(31) + b"s"
    leaf = map_leaf(key, value)
    for lower, upper in ((3, 5), (5, 5)):
        root = map_node(upper, map_node(lower, leaf, beside), beside)
        proof = bytes([lower]) + beside + bytes([upper]) + beside
        assert not present(root, key, value, proof)
    root = map_node(3, map_node(5, leaf, beside), beside)
    assert present(root, key, value, bytes([5]) + beside + bytes([3]) + beside)


def test_keys_and_values_are_hashes() -> None:
    with pytest.raises(ValueError, match="hashes"):
        map_tree({b"short": bytes(32)})
    assert len(good_key(bytes(16))) == 32
