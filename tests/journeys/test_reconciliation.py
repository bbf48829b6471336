"""阿财 reconciles in the money room: a month at a glance, a day, uploads, notes; and the funds."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.cast import Cast, asks
from tests.journeys.pages import Page, chinese_in
from tests.journeys.people import Visitor
from tests.journeys.test_statements import STAFF, cost
from tests.rails import rails, sandbox_keys  # noqa: F401
from tests.services.statement_files import alipay_file, line, wechatpay_file
from tests.services.statement_steps import acai as finance
from tests.services.statement_steps import differs, goes_back
from weikameng.domain.statements import bounds, day_of
from weikameng.records.models import ChannelBalance, ChannelStatement, Difference, User
from weikameng.services import refunds

DAY = date(2026, 11, 1)
PAGE = "/money/statements/alipay/2026-11-01/"
NOTE = "渠道后台查到是运营手工退的,金额无误。"


@pytest.fixture
def acai(cast: Cast) -> Visitor:
    """Finance."""
    return Visitor().enters(cast.ids["acai"])


@pytest.fixture
def auditor(cast: Cast) -> Visitor:
    """Who only reads."""
    return Visitor().enters(User.objects.create_user("auditor", role="auditor").pk)


def file_of(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("statement.zip", content)


def noon(day: date):
    return bounds(day)[0] + timedelta(hours=12)


def uploads(acai: Visitor, content: bytes, page: str = PAGE, status: int = 200) -> Page:
    return acai.sends(f"{page}upload/", {"file": file_of(content)}, status)


def test_a_difference_is_read_closed_and_opened_again(cast: Cast, acai: Visitor):
    page = uploads(acai, alipay_file(line("X1", 1_234, noon(DAY))))
    assert acai.here == PAGE
    for words in (
        *("账单多这一笔", "不是我们发出的退款", "查是谁在渠道后台", "12.34", "要人处理"),
        *("对过了，差异列在下面。", "人工上传：阿财", "1 处差异"),
    ):
        assert words in page.text, words
    pk = Difference.objects.get().pk
    closed = acai.sends(f"/money/differences/{pk}/do/close/", {"note": NOTE})
    assert "已关闭。金额或原因有变时会重新打开。" in closed.text
    assert "渠道后台查到是运营手工退的" in closed.text
    assert "已对平" in closed.text
    opened = acai.sends(f"/money/differences/{pk}/do/reopen/", {})
    assert "1 处差异" in opened.text
    assert "重新打开" in opened.text


def test_a_note_that_is_too_short_is_told_where_it_was_written(cast: Cast, acai: Visitor):
    pk = differs(cast)
    page = acai.sends(f"/money/differences/{pk}/do/close/", {"note": "看过"}, status=422)
    assert "请写明查到了什么" in page.text
    assert page.where("details", class_="act", open="")
    assert "看过" in page.text


def test_a_bad_file_is_told_at_the_form_and_keeps_nothing(acai: Visitor):
    for content, words in (
        (b"<html>", "文件里没有退款明细"),
        (wechatpay_file(line("X1", 1, noon(DAY))), "请上传从渠道后台下载的原文件"),
        (alipay_file(line("X1", 1, noon(DAY + timedelta(days=1)))), "这份账单是 2026-11-02 的"),
    ):
        page = uploads(acai, content, status=422)
        assert words in page.text, words
        assert page.where("details", class_="act", open="")
    nothing = acai.sends(f"{PAGE}upload/", {}, status=422)
    assert "请先选一个文件。" in nothing.text
    assert ChannelStatement.objects.count() == 0


def test_the_month_shows_every_day_of_both_channels(cast: Cast, acai: Visitor):
    assert "还没有可对的账单" in acai.sees("/money/statements/").text
    yesterday = day_of(timezone.now()) - timedelta(days=1)
    page = f"/money/statements/wechatpay/{yesterday}/"
    uploads(acai, wechatpay_file(), page)
    differs(cast, yesterday)
    differs(cast, date(2026, 1, 2), "OLD-1")
    month = acai.sees("/money/statements/")
    assert month.html.count("<tr>") == 31
    assert month.where("a", href=page)
    for words in ("已对平", "1 处差异", "没有对过", "更早的日子还有没处理完的差异", "2026-01-02"):
        assert words in month.text, words


def test_a_day_without_a_statement_says_what_to_do(acai: Visitor):
    assert "这个渠道没有接入" in acai.sees(PAGE).text
    today = acai.sees(f"/money/statements/alipay/{day_of(timezone.now())}/")
    assert "这一天还没有过完" in today.text
    assert not today.where("form", action=f"/money/statements/alipay/{day_of(timezone.now())}/run/")


@pytest.mark.parametrize(
    "address",
    [
        "/money/statements/wallet/2026-11-01/",
        "/money/statements/alipay/2026-13-01/",
        "/money/statements/alipay/0001-01-01/",
        "/money/statements/alipay/9999-12-31/",
        "/money/statements/alipay/yesterday/",
    ],
)
def test_a_day_that_can_not_be_is_not_there(acai: Visitor, address):
    acai.sees(address, status=404)
    acai.sends(f"{address}run/", {}, status=404)


def test_a_run_is_asked_for_on_the_page_and_fetches_over_http(cast: Cast, acai: Visitor, rails):  # noqa: F811
    goes_back(cast, rails, {"alipay": 2_000})
    yesterday = day_of(timezone.now()) - timedelta(days=1)
    page = f"/money/statements/alipay/{yesterday}/"
    assert acai.sees(page).where("form", action=f"{page}run/")
    told = acai.sends(f"{page}run/", {}).text  # the channel's day has just begun
    late = timezone.now() >= bounds(yesterday)[1] + timedelta(hours=12)
    assert ("没有差异" in told) if late else ("渠道说还没有账单" in told)


def test_an_auditor_reads_everything_and_changes_nothing(cast: Cast, auditor: Visitor):
    pk = differs(cast)
    page = auditor.sees(PAGE)
    assert "不是我们发出的退款" in page.text
    own = [form["action"] for form in page.where("form") if "/money/" in form.get("action", "")]
    assert own == []
    assert "id_amount" not in auditor.sees("/money/forecast/").html
    for address, form in (
        (f"{PAGE}run/", {}),
        (f"{PAGE}upload/", {"file": file_of(alipay_file())}),
        (f"/money/differences/{pk}/do/close/", {"note": NOTE}),
        ("/money/forecast/sandbox/balance/", {"amount": "1"}),
    ):
        auditor.sends(address, form, status=404)
    assert Difference.objects.get().state == "open"
    assert ChannelBalance.objects.count() == 0


def test_nobody_else_finds_any_of_it(cast: Cast):
    pk = differs(cast)
    for name in ("xiaolin", "xiaowu", "zhoujie", "xiaozheng"):
        visitor = Visitor().enters(cast.ids[name])
        for address in ("/money/statements/", PAGE, "/money/forecast/"):
            visitor.sees(address, status=404)
        visitor.sends(f"/money/differences/{pk}/do/close/", {"note": NOTE}, status=404)
    assert Difference.objects.get().state == "open"


def test_funds_are_recorded_and_say_from_when_they_are_short(cast: Cast, acai: Visitor):
    order = cast.buys("game-card-60")
    refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert "没有登记余额" in acai.sees("/money/forecast/").text
    short = acai.sends("/money/forecast/sandbox/balance/", {"amount": "¥ 59.99"})
    assert "余额已登记。" in short.text
    assert f"从 {day_of(timezone.now())}" in short.text
    assert "¥0.01" in short.text
    enough = acai.sends("/money/forecast/sandbox/balance/", {"amount": "1,060.00"})
    assert "够用" in enough.text
    assert "最近登记过的余额" in enough.text
    for amount in ("", "六十", "1e3", "-1", "1.001", "9" * 20):
        page = acai.sends("/money/forecast/sandbox/balance/", {"amount": amount}, status=422)
        assert page.where("input", name="amount", aria_invalid="true"), amount
    acai.sends("/money/forecast/wallet/balance/", {"amount": "1"}, status=404)
    assert ChannelBalance.objects.count() == 2


def test_the_pages_speak_english_too(cast: Cast, acai: Visitor):
    pk = differs(cast)
    acai.sends(f"/money/differences/{pk}/do/close/", {"note": "Refunded by hand."})
    finance(cast)
    acai.sends("/money/forecast/sandbox/balance/", {"amount": "5"})
    acai.speaks("en")
    for address in ("/money/statements/", PAGE, "/money/forecast/"):
        assert chinese_in(acai.sees(address), but=("阿财", "中文")) == [], address


def test_the_pages_cost_the_same_with_one_difference_as_with_many(cast: Cast, acai: Visitor):
    pages = ("/money/statements/", PAGE, "/money/forecast/")
    differs(cast)
    one = {page: cost(acai, page) for page in pages}
    lines = [line(f"X{n}", 100 + n, noon(DAY)) for n in range(60)]
    uploads(acai, alipay_file(*lines))
    assert {page: cost(acai, page) for page in pages} == one
    assert one == {"/money/statements/": STAFF + 4, PAGE: STAFF + 5, "/money/forecast/": STAFF + 5}
