"""Tiles hold the whole tree: laid out as specified, grown by pieces, enough for every proof."""

from collections import defaultdict

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.ledger.published import needed, vectors
from tests.ledger.trees import Reader, entries
from weikameng.ledger.bundles import bundle_of, entries_of
from weikameng.ledger.frontier import Frontier, extend, frontier_of, root_of
from weikameng.ledger.hashing import leaf_hash, node_hash
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.proofs import (
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
)
from weikameng.ledger.subtrees import Range, Subtree
from weikameng.ledger.tile_hashes import TileHashes
from weikameng.ledger.tiles import (
    ENTRIES,
    Tile,
    parse_tile_path,
    pieces,
    served,
    tiles_at,
    tiles_for,
    width_at,
)
from weikameng.ledger.verifying import TreeHead, consistent, included

COUNT = 66_000  # one full tile of level 1, and a little
HASHES = [leaf_hash(one) for one in entries(COUNT)]
LEVELS = [HASHES]
while len(LEVELS[-1]) > 1:
    pairs = zip(LEVELS[-1][::2], LEVELS[-1][1::2], strict=False)
    LEVELS.append([node_hash(*pair) for pair in pairs])


def read(subtree: Subtree) -> bytes:
    return LEVELS[subtree.level][subtree.index]


def grown(*portions: int) -> tuple[Frontier, dict[tuple[int, int], bytes]]:
    edge, stored = Frontier(), defaultdict(bytes)
    for portion in portions:
        growth = extend(edge, HASHES[edge.size : edge.size + portion])
        for piece in pieces(edge.size, growth):
            assert len(stored[piece.level, piece.index]) == 32 * piece.offset
            stored[piece.level, piece.index] += piece.content
        edge = growth.frontier
    return edge, stored


EDGE, STORED = grown(1, 254, 1, 2, 5_000, 60_000, 742)


def test_the_stored_tiles_are_those_of_the_size() -> None:
    assert EDGE.size == COUNT
    assert {place: len(content) // 32 for place, content in STORED.items()} == {
        (level, index): width_at(level, index, COUNT)
        for level in range(3)
        for index in range((COUNT >> 8 * level) // 256 + 1)
    }
    assert [tile.path for tile in tiles_at(COUNT)] == [
        "tile/0/257.p/208",
        "tile/1/001.p/1",
        "tile/2/000.p/1",
    ]
    assert frontier_of(COUNT, TileHashes(STORED)) == EDGE == frontier_of(COUNT, read)


@needed
@pytest.mark.parametrize("size", [70_000, 256])
def test_a_tree_is_laid_out_as_the_specification_counts(size: int) -> None:
    told = vectors("c2sp_spec_examples")[f"tile_layout_{size}"]
    for name, expected in told.items():
        level, kind = int(name[5]), name.split("_")[1]
        hashes = size >> 8 * level
        full, part = hashes // 256, width_at(level, hashes // 256, size)
        assert (full if kind == "full" else part) == expected
        assert full == 0 or width_at(level, full - 1, size) == 256
        assert width_at(level, full + 1, size) == 0


sizes = st.integers(1, COUNT)


@given(sizes, st.data())
@example(COUNT, None)
def test_the_tiles_named_are_enough_for_an_inclusion(size: int, data) -> None:
    index = data.draw(st.integers(0, size - 1)) if data else 65_535
    named = tiles_for(inclusion_ranges(index, size), size)
    tiles = {(one.level, one.index): served(STORED[one.level, one.index], one) for one in named}
    proof = inclusion_proof(index, size, TileHashes(tiles))
    head = TreeHead(size, frontier_of(size, read).root)
    assert proof == inclusion_proof(index, size, read)
    assert included(HASHES[index], index, head, proof)


@given(sizes, sizes)
def test_the_tiles_named_are_enough_for_a_consistency(one: int, other: int) -> None:
    old, new = sorted((one, other))
    named = tiles_for(consistency_ranges(old, new), new)
    assert len(named) <= 9
    tiles = {(one.level, one.index): served(STORED[one.level, one.index], one) for one in named}
    proof = consistency_proof(old, new, TileHashes(tiles))
    heads = [TreeHead(size, frontier_of(size, read).root) for size in (old, new)]
    assert consistent(*heads, proof)


@given(sizes)
def test_a_mirror_checks_a_head_from_the_edge_of_the_tiles(size: int) -> None:
    named = tiles_for([Range(0, size)], size)
    tiles = {(one.level, one.index): served(STORED[one.level, one.index], one) for one in named}
    assert frontier_of(size, TileHashes(tiles)).root == frontier_of(size, read).root


def test_a_missing_or_short_tile_is_said() -> None:
    with pytest.raises(Malformed, match="tile_missing"):
        TileHashes({})(Subtree(0, 5))
    with pytest.raises(Malformed, match="tile_missing"):
        TileHashes({(0, 0): bytes(32 * 5)})(Subtree(0, 5))
    with pytest.raises(Malformed, match="tile_too_short"):
        served(bytes(32 * 4), Tile(0, 0, 5))


@given(st.builds(Tile, st.integers(ENTRIES, 63), st.integers(0, 10**18), st.integers(1, 256)))
def test_every_tile_has_one_path(tile: Tile) -> None:
    assert parse_tile_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/67",
        "tile/00/067",
        "tile/64/067",
        "tile/-1/067",
        "tile/0/x000/067",
        "tile/0/001/067",
        "tile/0/x001",
        "tile/0/067.p/0",
        "tile/0/067.p/256",
        "tile/0/067.p/007",
        "tile/0/067.p/",
        "/tile/0/067",
        "tile/0/067/",
        "tile/0/067\n",
        "tile/0/٠٦٧",
        "tile/0/../067",
        "tile/0/" + "x001/" * 9 + "067",
        "tile/0/x099/x999/x999/x999/x999/x999/999",
    ],
)
def test_another_spelling_of_a_path_is_malformed(path: str) -> None:
    with pytest.raises(Malformed, match="tile_path"):
        parse_tile_path(path)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_a_bundle_gives_back_its_entries_and_only_whole(listed: list[bytes]) -> None:
    bundle = bundle_of(listed)
    assert entries_of(bundle, len(listed)) == tuple(listed)
    for worse, width in (
        (bundle[:-1], len(listed)),
        (bundle + b"\0", len(listed)),
        (bundle, len(listed) + 1),
        (bundle, len(listed) - 1),
    ):
        with pytest.raises(Malformed):
            entries_of(worse, width)


def test_a_bundle_is_never_empty_nor_wider_than_a_tile() -> None:
    for count in (0, 257):
        with pytest.raises(ValueError, match="256"):
            bundle_of([b""] * count)


def test_the_entries_of_a_bundle_are_the_leaves_of_the_tile_beside_it() -> None:
    listed = entries_of(bundle_of(entries(256)), 256)
    assert b"".join(map(leaf_hash, listed)) == STORED[0, 0]
    assert root_of([leaf_hash(one) for one in listed]) == read(Subtree(8, 0))
    assert Reader(entries(256))(Subtree(8, 0)) == read(Subtree(8, 0))
