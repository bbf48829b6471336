"""The limits of a file on its way in, what it may be called, and the words of tus."""

import base64
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from weikameng.domain import tus
from weikameng.domain.errors import Refusal
from weikameng.domain.uploads import (
    FAULTS,
    MAX_BYTES,
    MAX_NAME,
    MIN_PART_BYTES,
    UploadAsRead,
    UploadState,
    Wanted,
    WrongOffset,
    check,
    check_part,
    fault_words,
    is_token,
    shown_name,
)

WANTED = Wanted("1261123000000000", "error_screenshot", "a.png", 100)
KINDS = ("error_screenshot", "not_arrived_proof")
HALF = UploadAsRead(
    token="t" * 43,
    order_number="1261123000000000",
    kind="error_screenshot",
    name="a.png",
    size_bytes=100_000,
    received_bytes=50_000,
    state=UploadState.RECEIVING,
    refusal="",
    file_digest="",
    copy_digest="",
    expires_at=datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
)


def refused(act, *asked) -> str:
    with pytest.raises(Refusal) as told:
        act(*asked)
    assert told.value.words.zh
    assert told.value.words.en
    return told.value.code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"size_bytes": 0}, "picture_empty"),
        ({"size_bytes": -1}, "picture_empty"),
        ({"size_bytes": MAX_BYTES + 1}, "picture_too_large"),
        ({"kind": "narrative"}, "upload_kind"),
        ({"kind": ""}, "upload_kind"),
        ({"media_type": "image/heic"}, "picture_not_a_picture"),
        ({"media_type": "text/html"}, "picture_not_a_picture"),
    ],
)
def test_what_could_only_be_refused_later_is_refused_at_once(change, code):
    assert refused(check, replace(WANTED, **change), KINDS) == code


@pytest.mark.parametrize("change", [{}, {"size_bytes": MAX_BYTES}, {"media_type": "image/webp"}])
def test_what_may_become_a_picture_may_begin(change):
    check(replace(WANTED, **change), KINDS)


@pytest.mark.parametrize(
    ("offset", "length", "code"),
    [
        (0, 50_000, "upload_offset"),
        (49_999, 10_000, "upload_offset"),
        (50_001, 10_000, "upload_offset"),
        (50_000, 50_001, "upload_overfull"),
        (50_000, MIN_PART_BYTES - 1, "upload_part"),
        (50_000, 1, "upload_part"),
    ],
)
def test_a_part_that_does_not_fit_is_refused(offset, length, code):
    assert refused(check_part, HALF, offset, length) == code


@pytest.mark.parametrize("length", [0, MIN_PART_BYTES, 50_000])
def test_a_part_that_follows_is_taken(length):
    check_part(HALF, 50_000, length)


def test_the_last_part_may_be_as_short_as_it_is():
    check_part(replace(HALF, received_bytes=99_999), 99_999, 1)


@pytest.mark.parametrize("state", ["ready", "refused", "attached"])
def test_nothing_is_added_to_what_is_settled(state):
    whole = replace(HALF, received_bytes=100_000, state=UploadState(state))
    with pytest.raises(WrongOffset) as told:
        check_part(whole, 100_000, 10)
    assert told.value.offset == 100_000


@pytest.mark.parametrize(
    ("received", "percent", "checking"), [(0, 0, False), (99_999, 99, False), (100_000, 100, True)]
)
def test_progress_says_a_hundred_only_when_it_is_whole(received, percent, checking):
    upload = replace(HALF, received_bytes=received)
    assert (upload.percent, upload.checking) == (percent, checking)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("截图 1.png", "截图 1.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\林\\图.jpg", "图.jpg"),
        ("a\x00b\r\nSet-Cookie: x.png", "ab Set-Cookie: x.png"),
        ("gpj.\u202etxt.png", "gpj.txt.png"),
        ("\u200b\u2066", "picture"),
        ("/", "picture"),
        ("", "picture"),
    ],
)
def test_a_name_is_shown_without_folders_and_unseen_signs(name, shown):
    assert shown_name(name) == shown


@given(some.text())
def test_any_name_becomes_a_short_visible_one(name):
    shown = shown_name(name)
    assert 0 < len(shown) <= MAX_NAME
    assert shown.isprintable()
    assert not {"/", "\\"} & set(shown)
    assert shown_name(shown) == shown


def test_a_long_name_keeps_its_end():
    assert shown_name("长" * 300 + ".jpeg").endswith("长.jpeg")


@pytest.mark.parametrize(
    ("text", "may"),
    [("A" * 43, True), ("a-_9" * 10, True), ("A" * 44, False), ("../x", False), ("a\x00", False)],
)
def test_only_what_could_be_a_token_is_looked_for(text, may):
    assert is_token(text) is may


def test_every_fault_says_why_and_what_to_do():
    for code in (*FAULTS, "something_new"):
        words = fault_words(code)
        assert words.zh.endswith("。")
        assert words.en.endswith((".", ")."))


def said(**pairs: str) -> str:
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())


def test_a_creation_is_read_as_tus_writes_it():
    headers = {
        "Upload-Length": "100",
        "Upload-Metadata": said(
            order="12", kind="k", filename="记录.png", filetype="image/PNG;x=1"
        ),
    }
    assert tus.wanted_in(headers) == Wanted("12", "k", "记录.png", 100, "image/png")
    assert tus.wanted_in(headers, "34").order_number == "34"


def test_metadata_may_be_empty_or_without_values():
    assert tus.wanted_in({"Upload-Length": "1"}) == Wanted("", "", "", 1)
    assert tus.wanted_in({"Upload-Length": "1", "Upload-Metadata": "draft, kind aw=="}).kind == "k"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Upload-Length": "-1"},
        {"Upload-Length": "1e3"},
        {"Upload-Length": "１２"},
        {"Upload-Length": "9" * 13},
        {"Upload-Length": "1", "Upload-Metadata": "kind !!!"},
        {"Upload-Length": "1", "Upload-Metadata": "kind /w=="},
        {"Upload-Length": "1", "Upload-Metadata": "kind " + "A" * 5000},
    ],
)
def test_headers_nobody_can_read_are_refused(headers):
    assert refused(tus.wanted_in, headers) == "upload_header"


@given(some.text(max_size=200))
def test_any_metadata_is_read_or_refused(text):
    with suppress(Refusal):
        tus.wanted_in({"Upload-Length": "1", "Upload-Metadata": text})


def test_a_part_names_its_type_its_place_and_its_length():
    headers = {"Content-Type": tus.PART_TYPE, "Upload-Offset": "5", "Content-Length": "10"}
    assert tus.part_in(headers) == (5, 10)
    assert refused(tus.part_in, headers | {"Content-Type": "image/png"}) == "upload_type"
    del headers["Upload-Offset"]
    assert refused(tus.part_in, headers) == "upload_header"


def test_every_answer_says_how_far_it_is_and_how_long_it_lives():
    told = tus.headers_of(HALF)
    assert (told["Upload-Offset"], told["Upload-Length"]) == ("50000", "100000")
    assert told["Upload-Expires"] == "Tue, 24 Nov 2026 02:00:00 GMT"
    assert told["Tus-Resumable"] == "1.0.0"
