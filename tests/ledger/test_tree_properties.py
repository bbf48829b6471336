"""Any tree, any index, any two sizes: proofs are RFC 6962's, hold, and spoiled ones don't."""

from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.trees import Reader, entries, mth, path, spoiled, subproof
from weikameng.ledger.frontier import Frontier, extend, frontier_of, root_of
from weikameng.ledger.hashing import leaf_hash
from weikameng.ledger.proofs import consistency_proof, inclusion_proof
from weikameng.ledger.verifying import TreeHead, consistent, included

LEAVES = entries(300)
HASHES = [leaf_hash(one) for one in LEAVES]
HEADS = [TreeHead(size, mth(LEAVES[:size])) for size in range(len(LEAVES) + 1)]
READ = Reader(LEAVES)
sizes = st.integers(1, len(LEAVES))


@st.composite
def places(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(sizes)
    return draw(st.integers(0, size - 1)), size


@st.composite
def growths(draw: st.DrawFn) -> tuple[int, int]:
    return tuple(sorted((draw(sizes), draw(sizes))))


@given(places())
def test_an_inclusion_proof_is_the_audit_path_of_the_rfc(place: tuple[int, int]) -> None:
    index, size = place
    proof = inclusion_proof(index, size, READ)
    assert list(proof) == path(index, LEAVES[:size])
    assert included(HASHES[index], index, HEADS[size], proof)


@given(growths())
def test_a_consistency_proof_is_the_subproof_of_the_rfc(growth: tuple[int, int]) -> None:
    old, new = growth
    proof = consistency_proof(old, new, READ)
    assert list(proof) == subproof(old, LEAVES[:new])
    assert consistent(HEADS[old], HEADS[new], proof)


def test_up_to_40_leaves_every_claim_is_judged_right() -> None:
    for size in range(1, 41):
        proofs = [inclusion_proof(index, size, READ) for index in range(size)]
        for index, claimed in product(range(size), range(size)):
            holds = included(HASHES[index], claimed, HEADS[size], proofs[index])
            assert holds == (index == claimed)
    for old, new in combinations(range(1, 41), 2):
        proof = consistency_proof(old, new, READ)
        for wrong in {old - 1, old + 1, new} - {old}:
            assert not consistent(HEADS[wrong], HEADS[new], proof)
        assert not consistent(HEADS[old], HEADS[new + 1], proof)
        assert not consistent(HEADS[new], HEADS[old], proof)


@given(places(), st.data())
def test_one_turned_bit_anywhere_in_an_inclusion_is_refused(place, data: st.DataObject) -> None:
    index, size = place
    proof = [*inclusion_proof(index, size, READ)]
    bit = data.draw(st.integers(0, 255))
    victim = data.draw(st.integers(-2, len(proof) - 1))
    leaf, head = HASHES[index], HEADS[size]
    if victim == -2:
        leaf = spoiled(leaf, bit)
    elif victim == -1:
        head = TreeHead(size, spoiled(head.root, bit))
    else:
        proof[victim] = spoiled(proof[victim], bit)
    assert not included(leaf, index, head, proof)


@given(growths(), st.data())
def test_one_turned_bit_anywhere_in_a_consistency_is_refused(growth, data: st.DataObject) -> None:
    old, new = HEADS[growth[0]], HEADS[growth[1]]
    proof = [*consistency_proof(old.size, new.size, READ)]
    bit = data.draw(st.integers(0, 255))
    victim = data.draw(st.integers(-2, len(proof) - 1))
    if victim == -2:
        old = TreeHead(old.size, spoiled(old.root, bit))
    elif victim == -1:
        new = TreeHead(new.size, spoiled(new.root, bit))
    else:
        proof[victim] = spoiled(proof[victim], bit)
    assert not consistent(old, new, proof)


@given(places(), st.data())
def test_hashes_in_another_order_number_or_length_are_refused(place, data: st.DataObject) -> None:
    index, size = place
    proof = [*inclusion_proof(index, size, READ)]
    other = data.draw(
        st.one_of(
            st.permutations(proof),
            st.lists(st.sampled_from([*proof, HASHES[0]]), max_size=len(proof) + 2),
            st.just([*proof, HASHES[index]]),
            st.just([b"".join(proof)]),
            st.just([one[:31] for one in proof]),
        )
    )
    held = included(HASHES[index], index, HEADS[size], other)
    assert held == (other == proof)


@given(places(), st.integers(-3, 400), st.integers(0, len(LEAVES)))
def test_another_index_or_the_head_of_another_size_is_refused(place, index, size) -> None:
    leaf, proof = HASHES[place[0]], inclusion_proof(*place, READ)
    head = HEADS[place[1]]
    assert included(leaf, index, head, proof) == (index == place[0])
    assert included(leaf, place[0], HEADS[size], proof) == (size == place[1])


def test_hashes_of_other_lengths_can_t_be_joined_into_a_proof() -> None:
    leaf, beside = HASHES[0], HASHES[1]
    assert included(leaf, 0, HEADS[2], [beside])
    assert not included(leaf[:31], 0, HEADS[2], [leaf[31:] + beside])
    assert not included(leaf + beside[:1], 0, HEADS[2], [beside[1:]])
    fold = consistency_proof(2, 4, READ)
    assert consistent(HEADS[2], HEADS[4], fold)
    assert not consistent(TreeHead(2, HEADS[2].root + fold[0][:1]), HEADS[4], [fold[0][1:]])


def test_a_proof_that_ends_below_the_root_is_refused() -> None:
    inclusion, consistency = inclusion_proof(1, 4, READ), consistency_proof(2, 4, READ)
    claimed = TreeHead(8, HEADS[4].root)
    assert not included(HASHES[1], 1, claimed, inclusion)
    assert not consistent(HEADS[2], claimed, consistency)


def test_nothing_is_consistent_with_the_empty_tree() -> None:
    for new in HEADS[:20]:
        assert not consistent(HEADS[0], new, [])
        assert not consistent(HEADS[0], new, [new.root])


@given(st.lists(st.integers(0, 40), max_size=8))
def test_appending_in_any_portions_gives_one_tree(portions: list[int]) -> None:
    edge, size = Frontier(), 0
    for portion in portions:
        more = HASHES[size : size + portion]
        edge, size = extend(edge, more).frontier, size + len(more)
        assert (edge.size, edge.root) == (size, HEADS[size].root)
        assert len(edge.hashes) == size.bit_count()
        assert edge == frontier_of(size, READ)
    assert edge.root == root_of(HASHES[:size])
