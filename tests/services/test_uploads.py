"""Handing files in before they are needed: in parts, twice, at once, and taken along or not."""

import io
from datetime import timedelta
from functools import partial

import pytest
from PIL import Image

from tests.cast import asks
from tests.services.test_concurrency import at_once
from weikameng.domain.application import MAX_FILES
from weikameng.domain.errors import Refusal
from weikameng.domain.uploads import (
    LIFE,
    MAX_OPEN,
    PART_BYTES,
    UNDO,
    UploadState,
    Wanted,
    WrongOffset,
)
from weikameng.records.models import Evidence, RefundCase, Upload, UploadPart
from weikameng.records.reading.audit import audit
from weikameng.services import evidence, refunds, uploads, wiring
from weikameng.services.uploads import Stream

KIND = "not_arrived_proof"
SAID = "山河游戏直充 100 元,电信一区,订单页显示“充值成功”,但游戏内没有到账,请核实后退款。"


@pytest.fixture
def order(cast) -> str:
    """A top-up that did not arrive."""
    return cast.buys("game-topup-100")


@pytest.fixture(scope="module")
def content() -> bytes:
    """A picture of several parts."""
    out = io.BytesIO()
    Image.effect_noise((900, 700), 80).save(out, "PNG")
    assert len(out.getvalue()) > 2 * PART_BYTES
    return out.getvalue()


class Desk:
    """小林 (or somebody) at one order."""

    def __init__(self, cast, order: str, who: int | None = None) -> None:
        self.order, self.who = order, {"owner_id": who or cast.xiaolin, "at": cast.at}
        self.apply_as = {"buyer_id": cast.xiaolin, "at": cast.at}

    def begins(self, size: int, kind: str = KIND, name: str = "记录.png"):
        return uploads.begin(Wanted(self.order, kind, name, size), **self.who)

    def sends(self, content: bytes, kind: str = KIND):
        begun = self.begins(len(content), kind)
        return self.streams(begun.token, 0, content)

    def streams(self, token: str, offset: int, content: bytes):
        read = io.BytesIO(content).read
        return uploads.receive(token, Stream(offset, len(content), read), **self.who)

    def looks(self, token: str):
        return uploads.look(token, **self.who)

    def applies(self, *tokens: str, reason: str = "NOT_ARRIVED"):
        application = asks(self.order, reason, SAID, uploads=tokens)
        return refunds.apply(application, **self.apply_as)


@pytest.fixture
def desk(cast, order) -> Desk:
    return Desk(cast, order)


def refused(act) -> str:
    with pytest.raises(Refusal) as told:
        act()
    return told.value.code


def test_a_file_in_parts_becomes_the_picture_it_was(desk, content):
    whole = desk.sends(content)
    assert whole.state is UploadState.READY
    assert evidence.seal_picture("x", content).digest == whole.file_digest
    assert not UploadPart.objects.exists()


def test_an_application_takes_its_files_along(desk, cast, content):
    kept = desk.sends(content)
    case = desk.applies(kept.token)
    row = Upload.objects.get()
    assert (row.state, row.attached_at) == ("attached", cast.at)
    link = Evidence.objects.get(kind=KIND)
    assert (link.file_digest, link.body["copy"]) == (kept.file_digest, kept.copy_digest)
    assert RefundCase.objects.get().number == case.number
    assert uploads.of_order(desk.order, **desk.who) == ()
    assert audit() == []


def test_a_line_that_is_cut_keeps_what_arrived_and_goes_on_from_there(desk, content):
    begun = desk.begins(len(content))
    source = io.BytesIO(content)

    def breaks(size: int) -> bytes:
        if source.tell() > PART_BYTES:
            raise OSError("cut")
        return source.read(min(size, 100_000))

    half = uploads.receive(begun.token, Stream(0, len(content), breaks), **desk.who)
    assert half.state is UploadState.RECEIVING
    assert PART_BYTES < half.received_bytes < len(content)
    at = half.received_bytes
    assert desk.looks(begun.token).received_bytes == at
    assert desk.streams(begun.token, at, content[at:]).state is UploadState.READY


def test_a_wrong_offset_is_told_the_right_one(desk, content):
    begun = desk.begins(len(content))
    desk.streams(begun.token, 0, content[:PART_BYTES])
    for offset in (0, 10, PART_BYTES + 1):
        with pytest.raises(WrongOffset) as told:
            desk.streams(begun.token, offset, content[offset : offset + PART_BYTES])
        assert told.value.offset == PART_BYTES
    assert UploadPart.objects.count() == 1


def test_the_same_part_at_once_from_many_is_kept_once(desk, content):
    begun = desk.begins(len(content))
    part = content[:PART_BYTES]
    said = at_once([lambda: uploads.append(begun.token, 0, part, **desk.who)] * 8)
    assert sum(isinstance(each, WrongOffset) for each in said) == 7
    assert {each.offset for each in said if isinstance(each, WrongOffset)} == {PART_BYTES}
    assert UploadPart.objects.count() == 1
    assert desk.streams(begun.token, PART_BYTES, content[PART_BYTES:]).state == "ready"


def test_two_pages_that_end_it_at_once_seal_one_picture(desk, content):
    begun = desk.begins(len(content))
    uploads.append(begun.token, 0, content, **desk.who)
    whole = desk.looks(begun.token)
    said = at_once([lambda: uploads.settle(whole, **desk.who)] * 4)
    assert {(each.state, each.file_digest) for each in said} == {("ready", said[0].file_digest)}
    assert not UploadPart.objects.exists()


def test_an_empty_part_has_a_whole_file_looked_at_after_a_crash(desk, content):
    begun = desk.begins(len(content))
    uploads.append(begun.token, 0, content, **desk.who)
    assert desk.looks(begun.token).checking
    assert desk.streams(begun.token, len(content), b"").state is UploadState.READY


def test_an_application_looks_at_what_is_whole_and_waits_for_nothing_else(desk, content):
    begun = desk.begins(len(content))
    uploads.append(begun.token, 0, content[:PART_BYTES], **desk.who)
    assert refused(lambda: desk.applies(begun.token)) == "upload_waiting"
    uploads.append(begun.token, PART_BYTES, content[PART_BYTES:], **desk.who)
    desk.applies(begun.token)
    assert Upload.objects.get().state == "attached"


def test_finishing_while_it_is_removed_leaves_nothing_or_a_picture(desk, content):
    for _ in range(4):
        begun = desk.begins(len(content))
        uploads.append(begun.token, 0, content, **desk.who)
        whole = desk.looks(begun.token)
        at_once(
            [
                partial(uploads.settle, whole, **desk.who),
                partial(uploads.remove, begun.token, **desk.who),
            ]
        )
        assert uploads.of_order(desk.order, **desk.who) == ()
    assert uploads.forget_expired(desk.who["at"] + UNDO) == 4
    assert not UploadPart.objects.exists()


def test_applying_while_it_is_removed_takes_it_along_or_refuses(cast, content):
    for _ in range(4):
        desk = Desk(cast, cast.buys("game-topup-100"))
        kept = desk.sends(content)
        said, gone = at_once(
            [
                partial(desk.applies, kept.token),
                partial(uploads.remove, kept.token, **desk.who),
            ]
        )
        if isinstance(said, Refusal):
            assert said.code == "upload_gone"
            assert uploads.of_order(desk.order, **desk.who) == ()
            assert not RefundCase.objects.filter(order__number=desk.order).exists()
        else:
            assert isinstance(gone, Refusal)
            assert Evidence.objects.filter(order__number=desk.order, kind=KIND).count() == 1
    assert audit() == []


def test_a_form_sent_twice_at_once_takes_its_files_along_once(desk, content):
    kept = desk.sends(content)
    said = at_once([lambda: desk.applies(kept.token)] * 4)
    assert len({applied.number for applied in said}) == 1
    assert Evidence.objects.filter(kind=KIND).count() == 1
    assert audit() == []


def test_a_refused_application_leaves_its_files_ready(desk, content):
    kept = desk.sends(content)
    assert refused(lambda: desk.applies(kept.token, reason="NO_SUCH")) == "reason"
    assert desk.looks(kept.token).state is UploadState.READY


def test_a_picture_that_is_none_is_refused_with_a_sentence_and_can_be_removed(desk):
    bad = desk.sends(b"<svg onload='x'>" * 400)
    assert (bad.state, bad.refusal) == (UploadState.REFUSED, "not_a_picture")
    assert not UploadPart.objects.exists()
    assert refused(lambda: desk.applies(bad.token)) == "picture_not_a_picture"
    uploads.remove(bad.token, **desk.who)
    assert refused(lambda: desk.looks(bad.token)) == "not_found"
    assert refused(lambda: desk.applies(bad.token)) == "upload_gone"


def test_the_file_of_what_was_not_sent_goes_too_unless_an_order_needs_it(cast, desk, content):
    loose = desk.sends(content)
    uploads.remove(loose.token, **desk.who)
    uploads.forget_expired(cast.at + UNDO)
    with pytest.raises(FileNotFoundError):
        wiring.files().read(loose.file_digest)
    with pytest.raises(FileNotFoundError):
        wiring.files().read(loose.copy_digest)
    again, sent = desk.sends(content), desk.sends(content)
    assert again.file_digest == sent.file_digest == loose.file_digest
    desk.applies(sent.token)
    uploads.remove(again.token, **desk.who)
    assert uploads.forget_expired(cast.at + UNDO) == 1
    assert wiring.files().read(sent.file_digest) == content
    assert wiring.files().read(sent.copy_digest)
    assert audit() == []


def test_what_was_removed_can_be_brought_back_for_a_while(cast, desk, content):
    kept = desk.sends(content)
    uploads.remove(kept.token, **desk.who)
    assert uploads.of_order(desk.order, **desk.who) == ()
    assert refused(lambda: desk.applies(kept.token)) == "upload_gone"
    assert uploads.forget_expired(cast.at) == 0
    assert uploads.restore(kept.token, **desk.who) == kept
    uploads.remove(kept.token, **desk.who)
    assert uploads.forget_expired(cast.at + UNDO) == 1
    assert refused(lambda: uploads.restore(kept.token, **desk.who)) == "not_found"


def test_what_an_application_took_along_is_not_removed(desk, content):
    kept = desk.sends(content)
    desk.applies(kept.token)
    assert refused(lambda: uploads.remove(kept.token, **desk.who)) == "not_found"
    assert Upload.objects.get().state == "attached"


def test_a_stranger_finds_no_upload_whatever_they_try(cast, desk, content):
    kept = desk.sends(content)
    stranger = Desk(cast, desk.order, cast.xiaowu)
    assert refused(lambda: stranger.begins(100)) == "not_found"
    assert refused(lambda: stranger.looks(kept.token)) == "not_found"
    assert refused(lambda: stranger.streams(kept.token, 0, b"x")) == "not_found"
    assert refused(lambda: uploads.remove(kept.token, **stranger.who)) == "not_found"
    assert uploads.of_order(desk.order, **stranger.who) == ()
    theirs = cast.pays("game-topup-100", buyer=cast.xiaowu)
    taken = asks(theirs, "NOT_ARRIVED", SAID, uploads=(kept.token,))
    act = partial(refunds.apply, taken, buyer_id=cast.xiaowu, at=cast.at)
    assert refused(act) == "upload_gone"
    assert desk.looks(kept.token).state is UploadState.READY


def test_a_file_of_another_order_is_not_taken_along(cast, desk, content):
    kept = desk.sends(content)
    other = Desk(cast, cast.buys("game-topup-100"))
    assert refused(lambda: other.applies(kept.token)) == "upload_gone"


def test_too_many_waiting_are_refused_before_a_byte_is_sent(desk):
    for _ in range(MAX_OPEN):
        desk.begins(100)
    assert refused(lambda: desk.begins(100)) == "too_many_uploads"


def test_a_round_takes_nine(desk):
    tokens = [f"t{n}" for n in range(MAX_FILES + 1)]
    assert refused(lambda: desk.applies(*tokens)) == "too_many_files"


def test_what_nobody_handed_in_is_forgotten_after_a_day(cast, desk, order, content):
    kept, taken = desk.sends(content), desk.sends(content)
    half = desk.begins(len(content))
    uploads.append(half.token, 0, content[:PART_BYTES], **desk.who)
    desk.applies(taken.token)
    later = cast.at + LIFE
    assert uploads.of_order(order, owner_id=cast.xiaolin, at=later) == ()
    assert uploads.forget_expired(later - timedelta(seconds=1)) == 0
    assert uploads.forget_expired(later) == 2
    assert [row.token for row in Upload.objects.all()] == [taken.token]
    assert not UploadPart.objects.exists()
    assert refused(lambda: desk.looks(kept.token)) == "not_found"


def test_a_further_round_takes_files_along_too(cast, desk, content):
    case = desk.applies().number
    cast.supplier_speaks(case)
    kept = desk.sends(content)
    more = asks("", "NOT_ARRIVED", SAID, uploads=(kept.token,))
    refunds.amend(case, more, **desk.apply_as)
    assert Upload.objects.get().state == "attached"
    assert Evidence.objects.filter(kind=KIND).count() == 1
    assert audit() == []
