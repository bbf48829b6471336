"""The file of a case by the web and the API: a button for who may have it, nothing for others."""

import io

from django.core.cache import cache
from django.test import Client

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import Visitor
from tests.journeys.test_api import caller
from weikameng.ledger.case_file.checking import Checked, check
from weikameng.records.models import StaffAction
from weikameng.services import case_files


def body(answer) -> bytes:
    """All that was streamed."""
    assert answer.streaming
    return b"".join(answer.streaming_content)


def checked(content: bytes) -> Checked:
    """What checking comes to, by the key that the public page shows."""
    return check(io.BytesIO(content), case_files.signing_key().verifier)


def test_a_buyer_takes_the_file_from_the_page_of_the_refund(cast: Cast, xiaolin: Visitor):
    case = states.reviewing(cast).number
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "下载退款档案" in page.text
    assert page.where("a", href=f"/refunds/{case}/file/")
    assert "操作记录" not in page.text
    answer = xiaolin.client.get(f"/refunds/{case}/file/")
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="refund-{case}.zip"'
    assert answer.headers["Cache-Control"] == "no-store"
    found = checked(body(answer))
    assert found.holds
    assert found.manifest is not None
    assert (found.manifest.case, found.manifest.viewer) == (case, "buyer")
    assert not StaffAction.objects.exists()


def test_staff_take_it_at_the_desk_and_it_stays_on_record(cast: Cast, zhoujie: Visitor):
    case = states.reviewing(cast).number
    page = zhoujie.sees(f"/desk/{case}/")
    assert page.where("a", href=f"/desk/{case}/file/")
    assert "会记入操作记录" in page.text
    found = checked(body(zhoujie.client.get(f"/desk/{case}/file/")))
    assert found.holds
    assert found.manifest is not None
    assert found.manifest.viewer == "staff"
    (line,) = StaffAction.objects.all()
    assert (line.what, line.about, line.person.pk) == (
        "case_file_exported",
        f"case {case}",
        cast.zhoujie,
    )
    zhoujie.sees(f"/refunds/{case}/file/", 404)  # the buyer's own door is the buyer's


def test_strangers_find_no_file_at_any_door(cast: Cast, xiaowu: Visitor):
    case = states.reviewing(cast).number
    for path in (f"/refunds/{case}/file/", f"/desk/{case}/file/"):
        xiaowu.sees(path, 404)
        assert Visitor().client.get(path).status_code == 302  # to sign in
    stranger = caller(cast, "xiaowu")
    assert stranger.calls("get", f"/api/v1/refunds/{case}/file").status_code == 404
    assert Client().get(f"/api/v1/refunds/{case}/file").status_code == 401
    assert not StaffAction.objects.filter(what="case_file_exported").exists()


def test_a_program_gets_the_same_file(cast: Cast):
    case = states.refunded(cast).number
    who = caller(cast, "xiaolin")
    answer = who.calls("get", f"/api/v1/refunds/{case}/file")
    assert answer.headers["Content-Type"] == "application/zip"
    assert checked(body(answer)).holds


def test_a_file_that_is_too_large_for_a_page_is_refused_in_words(
    cast: Cast, xiaolin: Visitor, monkeypatch
):
    case = states.reviewing(cast).number
    monkeypatch.setattr(case_files, "MAX_PICTURES_ON_A_PAGE", 0)
    answer = xiaolin.client.get(
        f"/refunds/{case}/file/", headers={"Referer": f"http://testserver/refunds/{case}/"}
    )
    assert (answer.status_code, answer.url) == (302, f"http://testserver/refunds/{case}/")
    assert "请联系客服，我们把文件交给你" in xiaolin.sees(f"/refunds/{case}/").text
    refused = caller(cast, "xiaolin").calls("get", f"/api/v1/refunds/{case}/file")
    assert (refused.status_code, refused.json()["type"][-9:]) == (422, "too_large")


def test_everybody_finds_the_key_and_how_to_check(cast: Cast, xiaolin: Visitor):
    for visitor in (xiaolin, Visitor()):
        page = visitor.sees("/case-file/")
        assert page.text.count(case_files.signing_key().verifier.vkey) == 3
        assert "weikameng verify" in page.text
    xiaolin.speaks("en")
    assert "Check a case file" in xiaolin.sees("/case-file/").text


def test_files_are_limited_by_the_hour_on_pages_and_the_api_together(
    cast: Cast, xiaolin: Visitor, monkeypatch
):
    monkeypatch.setattr(case_files, "MAX_AN_HOUR", 2)
    cache.clear()
    case = states.reviewing(cast).number
    asks = caller(cast, "xiaolin")
    assert xiaolin.client.get(f"/refunds/{case}/file/").status_code == 200
    assert asks.calls("get", f"/api/v1/refunds/{case}/file").status_code == 200
    refused = asks.calls("get", f"/api/v1/refunds/{case}/file")
    assert (refused.status_code, refused.json()["type"][-9:]) == (429, "too_often")
    told = xiaolin.client.get(
        f"/refunds/{case}/file/", headers={"Referer": f"http://testserver/refunds/{case}/"}
    )
    assert told.status_code == 302
    assert "请一小时后再试" in xiaolin.sees(told.url).text
