"""An exported chain: whole as written, every change is found, whatever comes is read or refused."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.ledger.evidence_chain import (
    MAX_FILE_BYTES,
    MAX_ITEMS,
    Break,
    ChainFile,
    Entry,
    chain_file,
    file_break,
    first_break,
    pinned,
    read,
    seal_of,
    written,
)
from weikameng.ledger.malformed import Malformed

ORDER, CASE = "1261118000000017", "2261118000000025"
BODIES: list[dict[str, Any]] = [
    {"number": ORDER, "name": "游戏点卡 100 元", "total_minor": 10_000},
    {"version": "2026.1", "ticked": True},
    {"total_minor": 10_000, "legs": [{"route": "alipay", "amount_minor": 10_000}]},
    {"status": "success", "arrived": None},
    {"reason": "KEY_INVALID", "text": "“打不开”\n\t\\ /"},
    {"copy": "c" * 64},
]
KINDS = ["order_snapshot", "policy_confirmation", "payment_record", "supplier_answer"]
KINDS += ["narrative", "key_error_screenshot"]


def chained(bodies: list[dict[str, Any]]) -> list[Entry]:
    """A chain of these bodies."""
    entries: list[Entry] = []
    digest = ""
    for place, body in enumerate(bodies, start=1):
        file = "f" * 64 if "copy" in body else ""
        at = f"2026-11-18T02:00:{place:02}+00:00"
        bare = Entry(place, KINDS[(place - 1) % 6], "platform", at, body, file, "")
        digest = seal_of(digest, bare)
        entries.append(Entry(place, bare.kind, "platform", at, body, file, digest))
    return entries


ENTRIES = chained(BODIES)
FILE = chain_file(CASE, ORDER, "2026-11-19T02:00:00+00:00", ENTRIES)
CONTENT = written(FILE)


def verdict(content: bytes) -> str:
    """What checking comes to: whole, or why not."""
    try:
        broken = file_break(read(content))
    except Malformed as problem:
        return f"malformed {problem.code}"
    return f"{broken.code} {broken.position or ''}".strip() if broken else "whole"


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every value of a document stands."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in pairs:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from leaves(value, (*path, key))


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The file with a hand laid on it."""
    document = json.loads(CONTENT)
    change(document)
    return json.dumps(document, ensure_ascii=False).encode()


def put(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> None:
    """Replace the value at a place."""
    for key in path[:-1]:
        document = document[key]
    document[path[-1]] = value


def test_a_file_reads_back_as_it_was_written() -> None:
    assert read(CONTENT) == FILE
    assert verdict(CONTENT) == "whole"
    assert FILE.head == ENTRIES[-1].digest


def test_an_empty_chain_is_whole() -> None:
    assert file_break(chain_file(CASE, ORDER, "", [])) is None


@pytest.mark.parametrize("path", list(leaves(json.loads(CONTENT))), ids=str)
@pytest.mark.parametrize("value", ["", "x", 7, -1, True, None, [], {}, "2026-11-18T02:00:01Z"])
def test_every_value_that_is_changed_is_found(path: tuple[Any, ...], value: Any) -> None:
    document = json.loads(CONTENT)
    put(document, path, value)
    if json.dumps(document) != json.dumps(json.loads(CONTENT)):
        assert verdict(json.dumps(document).encode()) != "whole"


@pytest.mark.parametrize("path", list(leaves(json.loads(CONTENT))), ids=str)
def test_every_value_that_is_taken_out_is_found(path: tuple[Any, ...]) -> None:
    def take_out(document: Any) -> None:
        for key in path[:-1]:
            document = document[key]
        del document[path[-1]]

    assert verdict(changed(take_out)) != "whole"


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_a_byte_that_is_changed_is_found_or_says_the_same(place: int, turn: int) -> None:
    content = bytearray(CONTENT)
    content[place] ^= turn
    if verdict(bytes(content)) == "whole":
        assert read(bytes(content)) == FILE  # another blank between two values


@given(st.integers(0, len(CONTENT)), st.binary(min_size=1, max_size=3))
def test_a_byte_that_is_put_in_is_found_or_says_the_same(place: int, more: bytes) -> None:
    content = CONTENT[:place] + more + CONTENT[place:]
    if verdict(content) == "whole":
        assert read(content) == FILE


@given(st.integers(0, len(CONTENT) - 2))
def test_a_file_cut_short_is_found(length: int) -> None:
    assert verdict(CONTENT[:length]).startswith("malformed")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda d: d["items"][2]["body"].update(total_minor=1), "changed 3"),
        (lambda d: d["items"][0].update(at="2026-11-18T03:00:00+00:00"), "changed 1"),
        (lambda d: d["items"].pop(1), "gap 2"),
        (lambda d: d["items"].pop(), "head"),
        (lambda d: d["items"].insert(1, dict(d["items"][0])), "gap 2"),
        (lambda d: d["items"].reverse(), "gap 1"),
        (lambda d: d.update(head="0" * 64), "head"),
        (lambda d: d.update(case="2261118000000033"), "file"),
        (lambda d: d.update(exported_at="2026-11-20T02:00:00+00:00"), "file"),
        (lambda d: d.update(seal="0" * 64), "file"),
        (lambda d: d.update(order="1261118000000025"), "order"),
    ],
)
def test_the_first_thing_that_does_not_hold_is_named(change: Any, found: str) -> None:
    assert verdict(changed(change)) == found


def test_who_reworks_a_whole_chain_is_found_by_a_seal_noted_earlier() -> None:
    noted = ENTRIES[2].digest
    reworked = chained([*BODIES[:2], {"total_minor": 1, "legs": []}, *BODIES[3:]])
    assert first_break(reworked) is None
    assert pinned(ENTRIES, noted) == 3
    assert pinned(ENTRIES, noted[:12]) == 3
    assert pinned(reworked, noted) is None
    assert pinned(ENTRIES, noted[:11]) is None  # too short to mean anything
    assert pinned(ENTRIES, "") is None


@given(
    st.lists(
        st.dictionaries(
            st.text(max_size=5),
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            max_size=3,
        ),
        max_size=5,
    )
)
def test_whatever_a_chain_says_it_reads_back_whole(bodies: list[dict[str, Any]]) -> None:
    entries = chained([{"number": ORDER}, *bodies])
    file = chain_file(CASE, ORDER, "now", entries)
    assert read(written(file)) == file
    assert file_break(file) is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_json"),
        (b"\xff\xfe\x00", "not_json"),
        (b"[" * 200_000, "not_json"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "not_json"),
        (b"9" * 100_000, "not_json"),
        (b"[]", "not_ours"),
        (b"null", "not_ours"),
        (b'{"format": "other"}', "not_ours"),
        (b'{"format": ["weikameng.evidence-chain"]}', "not_ours"),
        (b'{"format": "weikameng.evidence-chain"}', "version"),
        (b'{"format": "weikameng.evidence-chain", "version": true}', "version"),
        (b'{"format": "weikameng.evidence-chain", "version": 2}', "version"),
        (b'{"format": "weikameng.evidence-chain", "version": 1.0}', "not_json"),
        (b'{"format": "x", "format": "weikameng.evidence-chain"}', "not_json"),
        (b" " * (MAX_FILE_BYTES + 1), "too_large"),
        (changed(lambda d: d.pop("head")), "the file: 'head'"),
        (changed(lambda d: d.update(more=1)), "the file: 'more'"),
        (changed(lambda d: d.update(case=7)), "case"),
        (changed(lambda d: d.update(items={})), "items"),
        (changed(lambda d: d.update(items=[7])), "item 1"),
        (changed(lambda d: d.update(items=[{}] * (MAX_ITEMS + 1))), "too_many_items"),
        (changed(lambda d: d["items"][1].pop("kind")), "item 2: 'kind'"),
        (changed(lambda d: d["items"][1].update(position="2")), "item 2: position"),
        (changed(lambda d: d["items"][1].update(position=True)), "item 2: position"),
        (changed(lambda d: d["items"][1].update(body=[])), "item 2: body"),
        (changed(lambda d: d["items"][1].update(source=None)), "item 2: source"),
        (CONTENT.replace(b'"2026.1"', b'"\\ud800"'), "item 2: body"),
        (CONTENT.replace(b'"2026.1"', b"NaN"), "not_json"),
        (CONTENT.replace(b'"2026.1"', b"[" * 50 + b"]" * 50), "item 2: body"),
        (CONTENT.replace(b'"ticked": true', b'"ticked": true, "ticked": true'), "not_json"),
    ],
    ids=range(30),
)
def test_a_hostile_file_is_refused_with_its_fault(content: bytes, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        read(content)
    assert caught.value.code == code


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_no_bytes_at_all_bring_the_reader_down(content: bytes) -> None:
    with pytest.raises(Malformed):
        read(content)


def test_breaks_name_a_place_or_none() -> None:
    assert file_break(ChainFile(CASE, ORDER, "", tuple(ENTRIES), "", "")) == Break("head")
