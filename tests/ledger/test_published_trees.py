"""Published trees hold: hashes, roots, inclusion and consistency, good and spoiled."""

from base64 import b64decode
from itertools import combinations

import pytest

from tests.ledger.published import hashes, needed, vectors
from tests.ledger.trees import spoiled
from weikameng.ledger.frontier import Frontier, extend, root_of
from weikameng.ledger.hashing import EMPTY_ROOT, leaf_hash, node_hash
from weikameng.ledger.proofs import consistency_proof, inclusion_proof
from weikameng.ledger.subtrees import Subtree
from weikameng.ledger.verifying import TreeHead, consistent, included

pytestmark = needed
TREE = vectors("rfc6962_reference_tree")
LEAVES = [leaf_hash(bytes.fromhex(one)) for one in TREE.get("leaf_inputs_hex", [])]
ROOTS = hashes(TREE.get("root_hashes_hex_by_size", []))


def reader(subtree: Subtree) -> bytes:
    return bytes.fromhex(TREE["node_hashes_hex"][subtree.level][subtree.index])


def test_leaves_and_nodes_hash_as_published() -> None:
    told = vectors("rfc6962_hasher")
    assert told["empty_root"] == EMPTY_ROOT.hex()
    for content, expected in told["leaves"]:
        assert leaf_hash(bytes.fromhex(content)).hex() == expected
    for left, right, expected in told["nodes"]:
        assert node_hash(bytes.fromhex(left), bytes.fromhex(right)).hex() == expected


def test_every_size_of_the_reference_tree_has_its_root() -> None:
    edge = Frontier()
    assert edge.root == ROOTS[0]
    for size, leaf in enumerate(LEAVES, 1):
        edge = extend(edge, [leaf]).frontier
        assert edge.root == ROOTS[size] == root_of(LEAVES[:size])


def test_every_proof_from_published_nodes_holds_against_published_roots() -> None:
    for size in range(1, 9):
        for index in range(size):
            head = TreeHead(size, ROOTS[size])
            assert included(LEAVES[index], index, head, inclusion_proof(index, size, reader))
    for old, new in combinations(range(1, 9), 2):
        proof = consistency_proof(old, new, reader)
        assert consistent(TreeHead(old, ROOTS[old]), TreeHead(new, ROOTS[new]), proof)


@pytest.mark.parametrize("case", vectors("ct_consistency").get("valid", []))
def test_published_consistency_holds_and_no_spoiled_form_of_it(case) -> None:
    old = TreeHead(case["size1"], bytes.fromhex(case["root1"]))
    new = TreeHead(case["size2"], bytes.fromhex(case["root2"]))
    proof = hashes(case["proof"])
    assert consistent(old, new, proof)
    assert consistency_proof(old.size, new.size, reader) == proof
    for place in range(len(proof)):
        worse = [*proof]
        worse[place] = spoiled(worse[place], 77)
        assert not consistent(old, new, worse)
        assert not consistent(old, new, proof[:place])
    assert not consistent(old, new, [*proof, proof[-1] if proof else old.root])
    assert not consistent(TreeHead(0, EMPTY_ROOT), new, proof)
    assert not consistent(TreeHead(old.size, spoiled(old.root, 3)), new, proof)
    assert not consistent(old, TreeHead(new.size, spoiled(new.root, 3)), proof)


def test_an_entry_of_a_real_log_is_included_and_nothing_beside_it() -> None:
    told = vectors("ct_real_inclusion_3630887")
    leaf = leaf_hash(bytes.fromhex(told["leaf_hex"]))
    head = TreeHead(told["size"], bytes.fromhex(told["root"]))
    index, proof = told["index"], hashes(told["proof"])
    assert leaf.hex() == told["leaf_hash"]
    assert included(leaf, index, head, proof)
    assert not included(spoiled(leaf, 0), index, head, proof)
    for near in (-1, 0, index - 1, index + 1, index ^ 1 << 20, head.size, head.size + index):
        assert not included(leaf, near, head, proof)
    for place in range(len(proof) - 1):
        turned = [*proof[:place], proof[place + 1], proof[place], *proof[place + 2 :]]
        assert not included(leaf, index, head, turned)
        assert not included(leaf, index, head, [*proof[:place], *proof[place + 1 :]])


@pytest.mark.parametrize("entry", vectors("rekor_v2_real_entries").get("entries", []))
def test_entries_of_rekor_are_included(entry) -> None:
    head = TreeHead(entry["size"], b64decode(entry["root_b64"]))
    leaf, proof = leaf_hash(b64decode(entry["body_b64"])), [*map(b64decode, entry["proof_b64"])]
    assert included(leaf, entry["index"], head, proof)
    assert not included(leaf, entry["index"] - 1, head, proof)
    assert not included(leaf, entry["index"], TreeHead(head.size + 1, head.root), proof[1:])
