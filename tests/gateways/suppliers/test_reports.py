"""Signed reports are read strictly: what is not surely the supplier's is no report (R11.1)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.reports import ReportRejected, refused_words
from weikameng.gateways.sandbox.reporter import Said, SandboxReporter
from weikameng.gateways.signed_reports import ED25519, HMAC, SIGNATURE, TIMESTAMP, sign
from weikameng.gateways.suppliers import reports as gateway
from weikameng.gateways.suppliers.reports import ReportKey, read_report

AT = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = ReportKey(ED25519, KEY.public_key().public_bytes_raw())
SHARED = ReportKey(HMAC, b"shared-with-a-supplier-and-nobody-else")
SAID = Said("activated", "2026111800000042", 2, used_days=3)


def signed(said=SAID, key=KEY, supplier="sandbox", at=AT):
    return SandboxReporter(supplier, key).report("r-1", said, at)


def read(message, key=PUBLIC, at=AT):
    return read_report("sandbox", *message, key, at)


def test_a_genuine_report_says_what_was_signed():
    report = read(signed())
    assert (report.report_id, report.kind, report.happened_at) == ("r-1", "activated", AT)
    assert (report.order_number, report.unit, report.used_days) == ("2026111800000042", 2, 3)
    assert report.self_signed
    assert report.raw == signed()[1]
    good = read(signed(Said("used", good="AAECAwQFBgcICQoLDA0ODw")))
    assert (good.good, good.order_number) == (bytes(range(16)), "")


def test_a_shared_secret_proves_less_than_a_key_of_ones_own():
    assert not read(signed(key=SHARED.key), SHARED).self_signed


@pytest.mark.parametrize("part", ["body", "signature", "none", "timestamp", "supplier", "key"])
def test_a_forged_report_is_turned_away(part):
    headers, body = signed()
    if part == "body":
        body = body.replace(b"activated", b"used")
    elif part == "signature":
        headers = {**headers, SIGNATURE: "ed25519=" + "A" * 88}
    elif part == "none":
        headers = {TIMESTAMP: headers[TIMESTAMP]}
    elif part == "timestamp":
        headers = {**headers, TIMESTAMP: str(int(headers[TIMESTAMP]) + 1)}
    elif part == "supplier":
        headers, body = signed(supplier="fulu")
    else:
        headers, body = signed(key=Ed25519PrivateKey.from_private_bytes(bytes(32)))
    with pytest.raises(ReportRejected, match="forged"):
        read((headers, body))


def test_the_public_key_is_no_shared_secret():
    with pytest.raises(ReportRejected, match="forged"):
        read(signed(key=PUBLIC.key))


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_no_bit_of_a_signed_report_can_be_changed(place, bit):
    headers, body = signed()
    spoiled = bytearray(body)
    spoiled[place % len(body)] ^= 1 << bit
    with pytest.raises(ReportRejected, match="forged"):
        read((headers, bytes(spoiled)))


@given(st.dictionaries(st.sampled_from([TIMESTAMP, SIGNATURE]), st.text()))
def test_whatever_the_headers_say_it_is_turned_away_and_never_an_error(headers):
    with pytest.raises(ReportRejected):
        read((headers, signed()[1]))


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_overheard_report_is_worth_nothing_later_nor_a_clock_that_is_wrong(minutes):
    with pytest.raises(ReportRejected, match="stale"):
        read(signed(), at=AT + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{" * 2000,
        b'{"v":1}',
        b'{"v":1,"report":"a","event":"activated","at":"2026-11-18T02:00:00Z"}',
        b'{"v":1,"report":"a","event":"sold","at":"2026-11-18T02:00:00Z","order":"1"}',
        b'{"v":1,"report":"a","event":"activated","at":"yesterday","order":"1"}',
        b'{"v":1,"report":"a","event":"activated","at":"2031-11-18T02:00:00Z","order":"1"}',
        b'{"v":1,"report":"a","report":"b","event":"used","at":"2026-11-18T02:00:00Z","order":"1"}',
        b'{"v":1,"report":"a\\u0000","event":"used","at":"2026-11-18T02:00:00Z","order":"1"}',
        b'{"v":1,"report":"a","event":"used","at":"2026-11-18T02:00:00Z","order":"1","more":1}',
        b'{"v":true,"report":"a","event":"used","at":"2026-11-18T02:00:00Z","order":"1"}',
        b'{"v":1,"report":"a","event":"used","at":"2026-11-18T02:00:00Z","order":"1","unit":0}',
        b'{"v":1,"report":"a","event":"used","at":"2026-11-18T02:00:00Z","good":"x"}',
        b"\xff\xfe",
    ],
)
def test_what_is_signed_but_no_report_is_turned_away(body):
    with pytest.raises(ReportRejected, match="malformed"):
        read((sign("sandbox", body, KEY, AT), body))


def test_a_report_is_no_larger_than_four_kilobytes():
    body = json.dumps({"v": 1, "report": "a" * gateway.MAX_BODY}).encode()
    with pytest.raises(ReportRejected, match="oversized"):
        read((sign("sandbox", body, KEY, AT), body))


def test_what_came_too_late_is_told_in_both_languages():
    words = refused_words(read(signed()))
    assert "2026-11-18 10:00 已激活" in words.zh
    assert "was activated at 2026-11-18 10:00" in words.en
