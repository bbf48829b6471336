"""A case file: whole as written, any program opens it, and any changed byte is noticed (R6.4)."""

import io
import json
import struct
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.case_file_parts import (
    CASE,
    KEY,
    LINES,
    ORDER,
    OTHER_KEY,
    PICTURE,
    POLICY,
    TICKED,
    broken,
    checked,
    claims,
    entries,
    packed,
    parts,
    sha,
)
from tests.ledger.cast_of_log import LOG
from tests.ledger.logs_with_maps import LIFE
from tests.ledger.test_good_bundles import AT as LOGGED_AT
from tests.ledger.test_good_bundles import PLATFORM, bundle
from tests.ledger.test_good_bundles import WHOLE as BUNDLE
from tests.ledger.test_mapped_bundles import GOOD, told
from weikameng.ledger.case_file import container, names
from weikameng.ledger.case_file.container import Packer, is_name, unpack
from weikameng.ledger.case_file.manifest import NAME, opened
from weikameng.ledger.commitments import commitment
from weikameng.ledger.committed import DOMAINS, order_value
from weikameng.ledger.encodings import base64url_of
from weikameng.ledger.envelopes import Envelope
from weikameng.ledger.events import Event, EventType
from weikameng.ledger.evidence_chain import chain_file, written
from weikameng.ledger.malformed import Malformed

WHOLE = packed(parts())
SALT = bytes(range(32))
EVERY = ["archive", "signature", "key", "agreement", "history", "chain", "pictures", "policy"]
EVERY += ["confirmed", "log"]


def proven(file: str, salt: bytes = b"") -> dict[str, str]:
    """A good as case.json has it."""
    return {"good": "x", "file": file, "salt": base64url_of(salt)}


def test_a_whole_file_holds_and_says_what_was_looked_at():
    found = checked(WHOLE)
    assert found.holds
    assert [one.about.value for one in found.findings] == EVERY
    counts = {one.about.value: one.count for one in found.findings}
    assert (counts["archive"], counts["chain"], counts["history"]) == (7, 6, 2)
    assert (counts["pictures"], counts["policy"], counts["confirmed"]) == (1, 1, 2)
    assert found.manifest is not None
    assert (found.manifest.case, found.manifest.order) == (CASE, ORDER)


def test_the_same_case_is_the_same_bytes():
    assert packed(parts()) == WHOLE


def test_any_program_opens_the_archive_and_nothing_in_it_is_compressed():
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        assert archive.testzip() is None
        assert {one.filename: archive.read(one) for one in archive.infolist()} == {
            **parts(),
            NAME: archive.read(NAME),
        }
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_key_is_shown_unless_it_was_named():
    (shown,) = (one for one in checked(WHOLE).findings if one.about == "key")
    assert (shown.how, shown.detail) == ("open", KEY.verifier.vkey)
    (named,) = (one for one in checked(WHOLE, KEY.verifier).findings if one.about == "key")
    assert named.how == "holds"
    assert broken(WHOLE, OTHER_KEY.verifier) == ["key"]
    assert broken(packed(parts(), OTHER_KEY), KEY.verifier) == ["key"]


@pytest.mark.parametrize("trusted", [None, KEY.verifier])
def test_every_changed_byte_is_noticed(trusted):
    for at in range(len(WHOLE)):
        for bit in (1 << at % 8, 0x80 >> at % 7):
            content = bytearray(WHOLE)
            content[at] ^= bit
            assert not checked(bytes(content), trusted).holds, at


def test_every_cut_and_everything_appended_is_noticed():
    for end in range(len(WHOLE)):
        assert not checked(WHOLE[:end]).holds, end
    for more in (b"\0", b"PK", b"\n", WHOLE, WHOLE[-22:]):
        assert broken(WHOLE + more) == ["archive"]
        assert not checked(more + WHOLE).holds


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_bytes_put_in_or_taken_out_anywhere_are_noticed(data):
    at = data.draw(st.integers(0, len(WHOLE)))
    more = data.draw(st.binary(min_size=1, max_size=40))
    less = data.draw(st.integers(1, 60))
    assert not checked(WHOLE[:at] + more + WHOLE[at:]).holds
    if at + less < len(WHOLE):
        assert not checked(WHOLE[:at] + WHOLE[at + less :]).holds


@given(st.binary(max_size=400))
def test_whatever_comes_is_refused_and_never_falls_over(content):
    for start in (b"", b"PK\x03\x04", WHOLE[:60], WHOLE[: len(WHOLE) // 2]):
        assert not checked(start + content).holds


def repacked(files) -> bytes:
    """The archive of these files, exactly in the form we write, with the manifest as it was."""
    packer = Packer()
    pieces = [piece for name, content in files for piece in packer.add(name, content)]
    return b"".join([*pieces, packer.finish()])


def test_files_changed_swapped_added_or_left_out_are_noticed():
    _, kept = unpack(io.BytesIO(WHOLE), lambda _: True)
    files = list(kept.items())
    assert repacked(files) == WHOLE
    assert broken(repacked([files[1], files[0], *files[2:]])) == ["archive"]
    assert broken(repacked(files[1:])) == ["archive"]
    assert broken(repacked([("more.txt", b""), *files])) == ["archive"]
    assert broken(repacked([(files[0][0], b"another"), *files[1:]])) == ["archive"]
    swapped = [(files[0][0], files[1][1]), (files[1][0], files[0][1]), *files[2:]]
    assert broken(repacked(swapped)) == ["archive"]
    renamed = [("evidence/pictures/x.jpg", files[0][1]), *files[1:]]
    assert broken(repacked(renamed)) == ["archive"]
    assert broken(repacked(files[:-1])) == ["signature"]
    assert not checked(repacked(files[:-1])).could_be_checked


@pytest.mark.parametrize(
    "name",
    [
        *("", "/etc/passwd", "../x", "a/../b", "a//b", "a/", "./a", ".hidden", "a\\b", "C:x"),
        *("a\0b", "a b", "图.jpg", "a/.b", "x" * 121, "-rf", "a\nb"),
    ],
)
def test_no_name_leads_out_of_the_folder(name):
    assert not is_name(name)
    with pytest.raises(ValueError, match="no name"):
        next(Packer().add(name, b""))


def test_a_foreign_zip_with_bad_names_or_doubles_is_refused():
    for files in ({"../x": b"1"}, {"/x": b"1"}):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        assert broken(out.getvalue()) == ["archive"]
    one = WHOLE[: WHOLE.index(b"PK\x03\x04", 4)]
    with pytest.raises(Malformed, match="name_twice"):
        unpack(io.BytesIO(one + one), lambda _: True)
    packer = Packer()
    list(packer.add("a", b""))
    with pytest.raises(ValueError, match="no name"):
        next(packer.add("a", b"b"))


def test_bombs_are_refused_before_they_are_read():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("case.json", b"0" * 50_000_000)
    assert broken(bomb.getvalue()) == ["archive"]
    header = bytearray(WHOLE[:30])
    struct.pack_into("<II", header, 18, 0xFFFFFFF0, 0xFFFFFFF0)
    assert broken(bytes(header) + WHOLE[30:]) == ["archive"]
    struct.pack_into("<II", header, 18, container.MAX_MEMBER_BYTES, container.MAX_MEMBER_BYTES)
    with pytest.raises(Malformed, match="cut_off"):
        unpack(io.BytesIO(bytes(header) + WHOLE[30:]), lambda _: False)


def test_too_many_or_too_large_documents_are_refused(monkeypatch):
    monkeypatch.setattr(container, "MAX_KEPT_BYTES", 1_000)
    assert [one.detail for one in checked(WHOLE).findings] == ["too_large"]
    monkeypatch.undo()
    monkeypatch.setattr(container, "MAX_MEMBERS", 5)
    with pytest.raises(Malformed, match="too_large"):
        packed(parts())
    assert [one.detail for one in checked(WHOLE).findings] == ["too_large"]


def test_a_file_signed_by_somebody_else_under_our_name_is_told_by_its_key():
    forged = packed(parts(), OTHER_KEY)
    assert checked(forged).holds  # it is whole; whose it is says the key
    (key,) = (one for one in checked(forged).findings if one.about == "key")
    assert key.detail != KEY.verifier.vkey


def test_a_manifest_that_names_a_key_it_is_not_signed_by_is_refused():
    assert broken(packed(parts(), key=OTHER_KEY.verifier)) == ["signature"]


def test_a_second_signature_or_spelling_of_the_manifest_is_refused():
    _, kept = unpack(io.BytesIO(WHOLE), lambda name: name == NAME)
    note = kept[NAME]
    assert opened(note).case == CASE
    signature = note[note.rindex(b"\n\n") + 2 :]
    for other in (note + signature, note.replace(b"\n", b"\r\n"), note + b"\n", b"\n" + note):
        with pytest.raises(Malformed):
            opened(other)


@pytest.mark.parametrize(
    ("other", "about"),
    [
        ({"case": "2261118000000033"}, "agreement"),
        ({"viewer": "staff"}, "agreement"),
        ({"exported_at": "2026-11-19T02:00:01Z"}, "agreement"),
        ({"version": 2}, "agreement"),
        ({"timeline": None}, "agreement"),
        ({"policy": {}}, "agreement"),
        ({"state": "refunded"}, "history"),
        ({"timeline": [{"revision": 2, "state": "rejected"}]}, "history"),
        ({"timeline": []}, "history"),
        ({"log": {"key": "", "goods": [proven("log/x.bundle")]}}, "log"),
        ({"log": None}, "agreement"),
    ],
)
def test_what_the_shop_signed_must_agree_with_itself(other, about):
    assert broken(packed(parts(**other))) == [about]


def test_a_broken_chain_is_named_by_its_item():
    bad = entries()
    bad[2] = replace(bad[2], body={"total_minor": 1})
    files = parts() | {names.CHAIN: written(chain_file(CASE, ORDER, "x", bad))}
    found = checked(packed(files))
    assert [one.detail for one in found.findings if one.how == "broken"] == ["changed:3"]


def test_the_chain_of_another_case_does_not_agree():
    other = written(chain_file("2261118000000033", ORDER, "x", entries()))
    assert broken(packed(parts() | {names.CHAIN: other})) == ["agreement"]


def test_a_picture_that_was_not_sealed_is_found_and_one_that_is_missing_is_told():
    files = parts()
    name = names.picture(6, sha(PICTURE))
    assert broken(packed(files | {name: b"another picture"})) == ["pictures"]
    foreign = {names.picture(5, sha(b"x")): b"x"}
    assert broken(packed(files | foreign)) == ["pictures"]
    del files[name]
    found = checked(packed(files))
    (pictures,) = (one for one in found.findings if one.about == "pictures")
    assert found.holds
    assert (pictures.how, pictures.count, pictures.detail) == ("open", 0, "1")


def test_another_policy_text_is_found():
    name = names.policy(sha(POLICY))
    assert broken(packed(parts() | {name: b"version = 1"})) == ["policy"]
    without = {key: content for key, content in parts().items() if key != name}
    assert broken(packed(without)) == ["policy"]


def test_the_text_ticked_at_checkout_must_lead_to_the_sealed_hash():
    policy = claims()["policy"]
    lines = [{"zh": zh, "en": en} for zh, en in reversed(LINES)]
    for said in (
        {"version": "2026.1", "text_digest": TICKED, "lines": lines},
        {"version": "2026.2", "text_digest": TICKED, "lines": policy["confirmed"]["lines"]},
        {"version": "2026.1", "text_digest": sha(b""), "lines": []},
    ):
        assert broken(packed(parts(policy=policy | {"confirmed": said}))) == ["confirmed"]
    told = {"version": "2026.1", "text_digest": TICKED, "lines": []}
    found = checked(packed(parts(policy=policy | {"confirmed": told})))
    (confirmed,) = (one for one in found.findings if one.about == "confirmed")
    assert (found.holds, confirmed.how) == (True, "open")
    assert checked(packed(parts(policy=policy | {"confirmed": None}))).holds


def test_proofs_hold_for_the_good_they_are_named_by():
    file, content = names.bundle(BUNDLE.good.hex()), BUNDLE.encoded()
    log = {"key": LOG.verifier.vkey, "goods": [proven(file)]}
    found = checked(packed(parts(log=log) | {file: content}))
    assert found.holds
    log_found, bound = found.findings[-2:]
    assert (log_found.about, log_found.how, log_found.count) == ("log", "holds", 1)
    assert (bound.about, bound.how, bound.count, bound.detail) == ("bound", "open", 0, "1")
    assert broken(packed(parts(log=log | {"key": KEY.verifier.vkey}) | {file: content})) == ["log"]
    other = names.bundle("00" * 16)
    log["goods"] = [proven(other)]
    assert broken(packed(parts(log=log) | {other: content})) == ["log"]


def test_it_is_told_of_how_many_goods_no_activation_was_told_and_as_of_when():
    whole = told(*LIFE).bundle(GOOD), told(*LIFE, EventType.ACTIVATED).bundle(GOOD)
    file = names.bundle(GOOD.hex())
    log = {"key": LOG.verifier.vkey, "goods": [proven(file)]}
    untouched, used = (
        checked(packed(parts(log=log) | {file: one.encoded()})).findings[-2] for one in whole
    )
    assert (untouched.about, untouched.how, untouched.count) == ("untold", "holds", 1)
    assert untouched.detail == "2026-11-23 08:01:00 UTC"
    assert (used.about, used.how, used.count) == ("activated", "holds", 1)
    kept_back = replace(whole[1], events=whole[1].events[:4])
    assert broken(packed(parts(log=log) | {file: kept_back.encoded()})) == ["log"]


@pytest.mark.parametrize(
    ("order", "salt", "comes_to"),
    [
        (ORDER, SALT, ("holds", 1)),
        (ORDER, b"", ("open", 0)),  # erased
        (ORDER, bytes(32), ("broken", 0)),
        ("1261118000000025", SALT, ("broken", 0)),
    ],
)
def test_what_the_log_commits_to_must_be_opened_by_this_order(order, salt, comes_to):
    commit = {"order": commitment(SALT, DOMAINS["order"], order_value(order))}
    event = Event(EventType.ISSUED, BUNDLE.good, 0, LOGGED_AT, "platform", "card", commit=commit)
    made = bundle([Envelope(event.payload).signed(PLATFORM).leaf])
    file = names.bundle(BUNDLE.good.hex())
    log = {"key": LOG.verifier.vkey, "goods": [proven(file, salt)]}
    found = checked(packed(parts(log=log) | {file: made.encoded()}))
    bound = found.findings[-1]
    assert (bound.about, bound.how, bound.count) == ("bound", *comes_to)
    assert found.holds is (comes_to[0] != "broken")


def test_a_proof_that_proves_nothing_is_found():
    file = names.bundle("00" * 16)
    for key in (KEY.verifier.vkey, "nonsense"):
        goods = [proven(file)]
        files = parts(log={"key": key, "goods": goods})
        assert broken(packed(files | {file: b"{}"})) == ["log"]
    assert broken(packed(parts() | {file: b"{}"})) == ["log"]  # of no good that is named


@settings(max_examples=40, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ),
    st.sampled_from(sorted(claims())),
)
def test_signed_nonsense_never_falls_over(value, field):
    checked(packed(parts(**{field: value})))
    files = parts() | {names.CASE: json.dumps(value).encode(), names.CHAIN: b"{}"}
    assert broken(packed(files)) == ["agreement"]
