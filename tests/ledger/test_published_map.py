"""The published map: every root is ours, every lookup proves, every spoiled proof is refused."""

import pytest

from tests.ledger.published import needed, vectors
from tests.ledger.trees import spoiled
from weikameng.ledger.map_lookups import absent, present
from weikameng.ledger.map_tree import map_tree

pytestmark = needed


@pytest.mark.parametrize("told", vectors("mpt_rsc_generated") or [], ids=lambda one: str(one["n"]))
def test_the_published_map_is_ours(told) -> None:
    entries: dict[bytes, bytes] = {}
    for step in told["steps"]:
        for pair in step["Set"] or []:
            entries[bytes.fromhex(pair["K"])] = bytes.fromhex(pair["V"])
        tree = map_tree(entries)
        assert tree.root.hex() == step["Root"]
        for lookup in step["Lookups"]:
            _hold_lookup(tree, lookup)


def _hold_lookup(tree, lookup) -> None:
    root, key, value = tree.root, bytes.fromhex(lookup["Key"]), bytes.fromhex(lookup["Val"])
    proof = bytes.fromhex(lookup["Proof"])
    assert tree.lookup(key) == (value if lookup["Ok"] else None, proof)
    assert present(root, key, value, proof) == lookup["Ok"]
    assert absent(root, key, proof) != lookup["Ok"]
    spoilt = [proof[:-1], proof + b"\0", proof[33:], proof + proof[-33:]]
    spoilt += [spoiled(proof, bit) for bit in range(0, len(proof) * 8, 97)]
    for worse in spoilt:
        if worse != proof:
            assert not present(root, key, value, worse)
            assert not absent(root, key, worse)
    assert not present(root, key, spoiled(value, 9), proof)
    assert not present(root, spoiled(key, 200), value, proof)
    assert not present(spoiled(root, 1), key, value, proof)
    assert not absent(spoiled(root, 1), key, proof)
