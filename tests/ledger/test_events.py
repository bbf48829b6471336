"""An event has one canonical form, signed at its source; nothing else is an event."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.trees import spoiled
from weikameng.ledger.canonical import MAX_INTEGER, canonical_leaf, read_leaf
from weikameng.ledger.commitments import commitment, opens
from weikameng.ledger.encodings import bytes_of_base64url
from weikameng.ledger.envelopes import Envelope, keyid_of, parse_envelope, signers
from weikameng.ledger.events import Event, EventType, parse_event
from weikameng.ledger.malformed import Malformed

AT = datetime(2026, 11, 23, 8, 0, 0, 120, tzinfo=timezone(timedelta(hours=8)))
SOLD = Event(EventType.SOLD, bytes(16), 1, AT, "platform", "game-card.100", prev=bytes(32))
PLATFORM = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SUPPLIER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
digests = st.binary(min_size=32, max_size=32)


@st.composite
def events(draw: st.DrawFn) -> Event:
    seq = draw(st.integers(0, MAX_INTEGER))
    return Event(
        type=draw(st.sampled_from(EventType)),
        good=draw(st.binary(min_size=16, max_size=16)),
        seq=seq,
        at=draw(st.datetimes(timezones=st.just(UTC))),
        actor=draw(st.from_regex("[a-z][a-z_]{0,31}", fullmatch=True)),
        sku=draw(st.from_regex("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True)),
        prev=draw(digests) if seq else b"",
        links=draw(
            st.dictionaries(st.from_regex("[a-z]{1,9}", fullmatch=True), digests, max_size=4)
        ),
        commit=draw(st.dictionaries(st.sampled_from(["order", "claim", "evidence"]), digests)),
        attested_by_platform=draw(st.booleans()),
    )


def test_an_event_is_written_as_designed() -> None:
    written = replace(SOLD, commit={"order": bytes(32)}).payload
    zero = "A" * 43
    assert written.decode() == (
        '{"actor":"platform","at":"2026-11-23T00:00:00.000120Z",'
        f'"commit":{{"order":"{zero}"}},"good":"{"A" * 22}","prev":"{zero}",'
        '"seq":1,"sku":"game-card.100","type":"sold","v":1}'
    )


@given(events())
def test_any_event_reads_back_and_is_written_the_same(event: Event) -> None:
    read = parse_event(event.payload)
    assert read == event
    assert read.payload == event.payload


@pytest.mark.parametrize(
    "change",
    [
        {"good": bytes(15)},
        {"seq": -1},
        {"seq": MAX_INTEGER + 1},
        {"seq": 0},
        {"prev": b""},
        {"prev": bytes(31)},
        {"at": datetime(2026, 1, 1)},  # noqa: DTZ001 - a time without a zone is what is refused
        {"actor": "13800138000"},
        {"actor": "Li Lei"},
        {"actor": "a\n"},
        {"sku": ""},
        {"sku": "点卡"},
        {"commit": {"phone": bytes(32)}},
        {"commit": {"order": b"4000123412341234"}},
        {"links": {"replaces": b"short"}},
        {"links": {str(number): bytes(32) for number in range(17)}},
    ],
)
def test_what_must_not_stand_in_an_event_can_t_be_built(change) -> None:
    with pytest.raises(Malformed):
        replace(SOLD, **change)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"v": True},
        {"type": "stolen"},
        {"type": 1},
        {"seq": "1"},
        {"seq": True},
        {"seq": 0},
        {"at": "2026-11-23T00:00:00Z"},
        {"at": "2026-11-23T08:00:00.000120+08:00"},
        {"at": "2026-02-30T00:00:00.000120Z"},
        {"at": "2026-11-23T00:00:60.000120Z"},
        {"good": "A" * 21 + "B"},
        {"good": "A" * 21},
        {"good": ["A"]},
        {"good": "点" * 22},
        {"prev": 5},
        {"links": {}},
        {"links": []},
        {"commit": "order"},
        {"commit": {"order": 7}},
        {"attested_by": "supplier"},
        {"phone": "13800138000"},
        {"sku": {}},
    ],
)
def test_an_event_that_is_not_quite_one_is_malformed(change) -> None:
    content = json.loads(SOLD.payload) | change
    with pytest.raises(Malformed):
        parse_event(canonical_leaf(content))


@pytest.mark.parametrize("missing", ["v", "type", "good", "seq", "prev", "at", "actor", "sku"])
def test_an_event_without_one_of_its_fields_is_malformed(missing: str) -> None:
    content = json.loads(SOLD.payload)
    del content[missing]
    with pytest.raises(Malformed):
        parse_event(canonical_leaf(content))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{} ",
        b'{ "a":1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":null}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":9007199254740992}',
        b'{"a":' + b"9" * 5_000 + b"}",
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":"\xff"}',
        '{"点":1}'.encode(),
        b"\xef\xbb\xbf{}",
        b"[]",
        b'"text"',
        b"[" * 50_000,
        b'{"a":' * 9 + b"{}" + b"}" * 9,
        b'{"a":"' + b"x" * 60_000 + b'"}',
    ],
)
def test_json_that_is_not_canonical_is_malformed(content: bytes) -> None:
    with pytest.raises(Malformed):
        read_leaf(content)


@pytest.mark.parametrize("text", ["A" * 21 + "B", "A" * 23, "A" * 20 + "==", "A" * 21 + "+"])
def test_a_second_spelling_of_the_same_bytes_is_malformed(text: str) -> None:
    assert bytes_of_base64url("A" * 22, 16, "good") == bytes(16)
    with pytest.raises(Malformed):
        bytes_of_base64url(text, 16, "good")


json_values = st.recursive(
    st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=6), json_values))
def test_whatever_can_be_written_reads_back(content) -> None:
    try:
        written = canonical_leaf(content)
    except ValueError:  # deeper than a leaf may be
        return
    assert read_leaf(written) == content


def test_an_envelope_is_signed_over_its_type_and_payload() -> None:
    envelope = Envelope(b"hello world", payload_type="http://example.com/HelloWorld")
    assert envelope.message == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    both = Envelope(SOLD.payload).signed(PLATFORM).signed(SUPPLIER)
    read = parse_envelope(both.leaf)
    assert read == both
    assert parse_event(read.payload) == SOLD
    keys = {keyid_of(one.public_key().public_bytes_raw()): one for one in (PLATFORM, SUPPLIER)}
    public = {name: one.public_key().public_bytes_raw() for name, one in keys.items()}
    assert signers(read, public) == tuple(public)
    assert signers(read, {}) == ()
    assert signers(replace(read, payload=read.payload + b" "), public) is None


def test_any_bit_turned_in_a_signed_leaf_is_noticed() -> None:
    leaf = Envelope(SOLD.payload).signed(PLATFORM).leaf
    public = PLATFORM.public_key().public_bytes_raw()
    keys = {keyid_of(public): public}
    for bit in range(len(leaf) * 8):
        try:
            assert not signers(parse_envelope(spoiled(leaf, bit)), keys)
        except Malformed:
            continue


SIGNED = json.loads(Envelope(SOLD.payload).signed(PLATFORM).leaf)


@pytest.mark.parametrize(
    "change",
    [
        {"payload": 7},
        {"payload": "===="},
        {"payloadType": "text/plain"},
        {"signatures": []},
        {"signatures": {}},
        {"signatures": ["x"]},
        {"signatures": SIGNED["signatures"] * 2},
        {"signatures": SIGNED["signatures"] * 9},
        {"signatures": [SIGNED["signatures"][0] | {"keyid": ""}]},
        {"signatures": [SIGNED["signatures"][0] | {"keyid": 5}]},
        {"signatures": [SIGNED["signatures"][0] | {"sig": "AAAA"}]},
        {"signatures": [SIGNED["signatures"][0] | {"sig": []}]},
        {"signatures": [SIGNED["signatures"][0] | {"more": 1}]},
        {"more": 1},
    ],
)
def test_an_envelope_that_is_not_quite_one_is_malformed(change) -> None:
    with pytest.raises(Malformed):
        parse_envelope(canonical_leaf(SIGNED | change))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.binary(max_size=80))
def test_a_commitment_opens_to_its_value_only(salt: bytes, value: bytes, other: bytes) -> None:
    committed = commitment(salt, "order", value)
    assert opens(committed, salt, "order", value)
    assert opens(committed, salt, "order", other) == (other == value)
    assert not opens(committed, salt, "claim", value)
    assert not opens(committed, spoiled(salt, 5), "order", value)


@pytest.mark.parametrize(
    ("salt", "domain"),
    [(b"", "order"), (bytes(31), "order"), (bytes(32), ""), (bytes(32), "a\0b"), (bytes(32), "单")],
)
def test_a_commitment_without_a_real_salt_or_name_is_refused(salt: bytes, domain: str) -> None:
    with pytest.raises(ValueError, match=r"salt|domain"):
        commitment(salt, domain, b"value")
