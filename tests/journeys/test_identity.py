"""Saying who one is for a cross-border refund: by page and API; nobody else reads it."""

import io
import json
import logging
import zipfile

import pytest
from django.db import connection
from django.utils import timezone

from tests.journeys.people import Visitor, buys
from tests.journeys.test_api import READ, WRITE, caller
from tests.rails import sandbox_keys  # noqa: F401
from tests.services.identity_steps import (
    BROKEN,
    NAME,
    NUMBER,
    PASSPORT,
    UNKNOWN,
    WRONG,
)
from weikameng.domain.identity_words import CONSENT_VERSION
from weikameng.records.models import IdentityCheck
from weikameng.records.reading.refunds import progress_of
from weikameng.services import case_files, fulfilment, identity_checks

ABROAD = "oversea-card-99"
SAID = "收到的卡密在官网兑换时提示无效,还没有使用过,请退款 99 元。"
FORM = {
    "document": "resident",
    "name": NAME,
    "number": NUMBER,
    "consent": "on",
    "text_version": CONSENT_VERSION,
}


@pytest.fixture
def buyer(cast):
    return Visitor().enters(cast.xiaolin)


@pytest.fixture
def order(buyer):
    number = buys(buyer, ABROAD)
    fulfilment.deliver(number, at=timezone.now())
    return number


@pytest.fixture
def case(buyer, order):
    buyer.sends(
        f"/orders/{order}/refund/", {"reason": "KEY_INVALID", "narrative": SAID, "told": "yes"}
    )
    return buyer.here.strip("/").split("/")[-1]


def fills(buyer, where, status=200, **other):
    return buyer.sends(f"{where}identity/", FORM | other, status=status)


def test_a_buyer_does_it_on_the_refund_page(cast, identities, buyer, case):
    page = buyer.sees(f"/refunds/{case}/")
    assert f"/refunds/{case}/identity/" in page.html
    page = buyer.sees(f"/refunds/{case}/identity/")
    for words in ("居民身份证", "护照", "加密保存", "不收证件照片"):
        assert words in page.text
    page = fills(buyer, f"/refunds/{case}/")
    assert "身份已核验" in page.text
    assert 'name="number"' not in page.html
    assert f"/refunds/{case}/identity/" not in buyer.sees(f"/refunds/{case}/").html


def test_or_before_that_on_the_order(cast, identities, buyer, order):
    assert f"/orders/{order}/identity/" in buyer.sees(f"/orders/{order}/").html
    assert "身份已核验" in fills(buyer, f"/orders/{order}/").text
    assert f"/orders/{order}/identity/" not in buyer.sees(f"/orders/{order}/").html


@pytest.mark.parametrize(
    ("name", "told", "english"),
    [
        (WRONG, "对不上", "do not belong together"),
        (UNKNOWN, "没有这份证件的记录", "no record of this document"),
        (BROKEN, "暂时没有回应", "does not answer right now"),
    ],
)
def test_each_outcome_is_told_in_both_languages(identities, buyer, case, name, told, english):
    assert told in fills(buyer, f"/refunds/{case}/", name=name).text
    buyer.speaks("en")
    assert english in buyer.sees(f"/refunds/{case}/identity/").text


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        ({"number": "110105194912310021"}, "最后一位对不上"),
        ({"number": "11010519491331002X"}, "出生日期不对"),
        ({"name": "张3"}, "请按证件填写姓名"),
        ({"consent": ""}, "请先勾选同意"),
        ({"document": ""}, "请选择证件种类"),
        ({"document": "visa"}, ""),
        ({"text_version": "older"}, "刚刚更新了"),
        ({"document": "passport", "number": "护照"}, "护照号码是"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(identities, buyer, case, slip, told):
    page = fills(buyer, f"/refunds/{case}/", status=422, **slip)
    assert told in page.text
    assert not IdentityCheck.objects.exists()


def test_all_that_is_wrong_is_told_at_once(identities, buyer, case):
    page = buyer.sends(f"/refunds/{case}/identity/", {}, status=422)
    for told in ("请按证件填写姓名", "请选择证件种类", "请先勾选同意"):
        assert told in page.text


def test_when_tries_run_out_the_form_goes_and_says_until_when(identities, buyer, case):
    for _ in range(3):
        page = fills(buyer, f"/refunds/{case}/", name=WRONG)
    assert "今天核验的次数用完了" in page.text
    assert 'name="number"' not in page.html


def test_the_worker_finds_out_later(cast, identities, buyer, case):
    page = fills(buyer, f"/refunds/{case}/", name="欧阳稍后")
    assert "下一次核验" in page.text
    for _ in range(3):
        row = IdentityCheck.objects.get()
        if row.due_at:
            identity_checks.ask_due(row.due_at)
    assert "身份已核验" in buyer.sees(f"/refunds/{case}/identity/").text


def test_strangers_find_nothing(cast, identities, order, case):
    for who in (cast.xiaowu, cast.zhoujie):
        visitor = Visitor().enters(who)
        visitor.sees(f"/refunds/{case}/identity/", status=404)
        visitor.sees(f"/orders/{order}/identity/", status=404)
    answer = Visitor().client.get(f"/refunds/{case}/identity/")
    assert answer.status_code == 302


def test_it_is_kept_out_of_every_cache(identities, buyer, case):
    answer = buyer.client.get(f"/refunds/{case}/identity/")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_api_does_the_same(cast, identities, case):
    program = caller(cast, "xiaolin", READ | WRITE)
    path = f"/api/v1/refunds/{case}/identity"
    before = program.calls("get", path).json()
    assert (before["outcome"], before["open"], before["tries_left"]) == ("", True, 3)
    body = {
        "document": "resident",
        "name": WRONG,
        "number": NUMBER,
        "consent": True,
        "text_version": before["consent"]["text_version"],
    }
    assert program.calls("post", path, body).json()["outcome"] == "mismatch"
    slip = program.calls("post", path, body | {"number": "1"})
    assert (slip.status_code, slip.json()["type"]) == (422, "urn:weikameng:problem:identity_number")
    after = program.calls("post", path, body | {"name": NAME}).json()
    assert (after["outcome"], after["open"]) == ("match", False)
    assert NUMBER not in json.dumps(after)
    stranger = caller(cast, "xiaowu", READ | WRITE)
    assert stranger.calls("get", path).status_code == 404
    assert stranger.calls("post", path, body).status_code == 404


SECRETS = (NAME, NUMBER, PASSPORT, "欧阳")


def leaks(text: str) -> list[str]:
    """What of a person stands in a text."""
    return [one for one in SECRETS if one in text]


def every_row() -> str:
    """The whole database as text, the sealed columns among it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type ="
            " 'BASE TABLE' AND table_schema IN ('public', 'sandbox')"
        )
        found = []
        for schema, table in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{schema}"."{table}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_who_somebody_is_stands_nowhere_it_should_not(
    cast, identities, buyer, order, case, caplog, settings
):
    """Logs, pages of other roles, ledger, exports, evidence, the database itself (issue 9)."""
    with caplog.at_level(logging.DEBUG):
        fills(buyer, f"/refunds/{case}/", name=WRONG)
        fills(buyer, f"/refunds/{case}/", name=NAME, document="passport", number=PASSPORT)
        page = fills(buyer, f"/refunds/{case}/")
        identity_checks.ask_due(timezone.now())
    assert leaks(caplog.text) == []
    assert leaks(page.html) == []
    rows = every_row()
    assert "欧***" in rows  # masked for staff, and nowhere else:
    assert leaks(rows) == []
    for who in ("zhoujie", "laochen", "acai", "laoxu", "xiaoman"):
        visitor = Visitor().enters(cast.ids[who])
        for path in (f"/desk/{case}/", f"/desk/{case}/evidence/", "/desk/", "/staff/log/"):
            answer = visitor.client.get(path)
            assert leaks(answer.content.decode()) == [], (who, path)
            shown = "欧***" in answer.content.decode()
            assert not shown or path == f"/desk/{case}/"
    for path in ("", "evidence/", "live/"):
        told = buyer.sees(f"/refunds/{case}/{path}").html
        assert leaks(told) == []
        assert "欧***" not in told
    out = b"".join(case_files.for_buyer(case, buyer_id=cast.xiaolin, at=timezone.now()).pieces)
    archive = zipfile.ZipFile(io.BytesIO(out))
    told = "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert leaks(told) == []
    mark = IdentityCheck.objects.order_by("-id").values_list("mark", flat=True)[0]
    assert mark not in told
    assert "欧***" not in told
    assert leaks(json.dumps([e.body for e in progress_of(case).evidence], ensure_ascii=False)) == []
    assert not any(
        leaks(file.read_text("utf-8", "replace"))
        for file in settings.DATA_DIR.glob("log/**/*")
        if file.is_file()
    )
