"""Canonical JSON that others wrote gives the same bytes as ours, for whatever a leaf may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.ledger.canonical import MAX_INTEGER, canonical_leaf, read_leaf

rfc8785 = pytest.importorskip("rfc8785", reason="the strangers' canonical JSON is not installed")

names = st.text(st.characters(max_codepoint=127, blacklist_categories=["Cc"]), max_size=12)
texts = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40)
things = st.recursive(
    st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(names, things, max_size=6))
def test_a_leaf_is_written_as_rfc_8785_says(content):
    try:
        written = canonical_leaf(content)
    except ValueError:
        return
    assert written == rfc8785.dumps(content)
    assert read_leaf(written) == content
