"""The money room: 阿财 and 老陈 pay what channels could not; nobody else is let in."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, asks
from tests.journeys.pages import chinese_in
from tests.journeys.people import Visitor
from tests.rails import rails, sandbox_keys  # noqa: F401
from tests.services.transfer_steps import (
    ACCOUNT,
    PAYEE,
    WHY,
    pays,
    proposes,
    receipt_picture,
    refuses,
)
from weikameng.domain.payout_life import Concern, Outcome, PayoutReceipt
from weikameng.domain.policy.publishing import beijing_day
from weikameng.records.models import ChannelStanding, OfflineTransfer, Payout, TransferEvent, User
from weikameng.services import payouts, refunds, wiring

CARD = "6222020200112233446"
STAFF = 3  # the session, the person and how many notices are new
ABNORMAL = PayoutReceipt(
    Outcome.NEEDS_HUMAN,
    "ABNORMAL",
    message="<b>卡已作废</b>",
    raw=b'{"status":"<script>alert(1)</script>"}',
    http_status=200,
    concern=Concern.ABNORMAL,
)


@pytest.fixture
def acai(cast: Cast) -> Visitor:
    """Finance."""
    return Visitor().enters(cast.ids["acai"])


@pytest.fixture
def laochen(cast: Cast) -> Visitor:
    """The supervisor."""
    return Visitor().enters(cast.laochen)


@pytest.fixture
def auditor(cast: Cast) -> Visitor:
    """Somebody who reads everything and changes nothing."""
    return Visitor().enters(User.objects.create(username="linlin", role="auditor").pk)


def receipt() -> io.BytesIO:
    """The bank's receipt as a file of a form."""
    file = io.BytesIO(receipt_picture())
    file.name = "receipt.png"
    return file


def form(**other: str) -> dict[str, str]:
    """The proposal as it is typed."""
    typed = {"method": "bank_transfer", "payee_name": PAYEE, "account": ACCOUNT, "note": WHY}
    return typed | other


def test_nothing_waits_and_the_page_says_so(acai: Visitor):
    assert "没有等人处理的事" in acai.sees("/money/").text
    assert "资金" in acai.sees("/").text


def test_nobody_else_finds_the_door(cast: Cast):
    for name in ("xiaolin", "xiaowu", "zhoujie", "xiaozheng"):
        visitor = Visitor().enters(cast.ids[name])
        visitor.sees("/money/", status=404)
        assert "/money/" not in visitor.sees("/").html


def test_a_dead_refund_is_paid_by_hand_through_the_pages(
    cast: Cast, acai: Visitor, laochen: Visitor, xiaolin: Visitor
):
    dead = refuses(cast)
    assert "笔打款等人处理" in acai.sees("/money/").text
    assert dead.number in acai.sees("/money/payouts/").html
    page = acai.sees(f"/money/payouts/{dead.number}/")
    assert "系统不会再自动处理" in page.text
    assert "ACQ.BUYER_NOT_EXIST" in page.text
    acai.sends(f"/money/payouts/{dead.number}/transfer/", form())
    here = acai.here
    assert "这是你提议的,要由另一人同意" in acai.sees(here).text.replace("，", ",")
    assert ACCOUNT not in acai.sees(here).html
    page = laochen.sends(f"{here}do/approve/", {})
    assert "等付款" in page.text
    page = acai.sends(f"{here}do/reveal/", {})
    assert ACCOUNT in page.html
    assert "查看了完整账号" in page.text
    assert ACCOUNT not in acai.sees(here).html
    paid = {"reference": "2026 1118 0001", "paid_on": f"{beijing_day(cast.at)}"}
    page = acai.sends(f"{here}do/pay/", paid | {"proof": receipt()})
    assert "等另一人核对" in page.text
    assert laochen.client.get(f"{here}proof/").url == here  # only by the page's signed link
    picture = laochen.client.get(laochen.sees(here).where("img", class_="thumb")[0]["src"])
    assert picture.headers["Content-Type"] == "image/jpeg"
    seen = laochen.sees(here).where("input", name="seen")[0]["value"]
    page = laochen.sends(f"{here}do/confirm/", {"seen": seen})
    assert "已付给买家" in page.text
    told = xiaolin.sees(f"/refunds/{dead.case.number}/").text
    assert "**** 7894" in told
    assert "202611180001" in told
    assert ACCOUNT not in told
    assert "没有等人处理的事" in acai.sees("/money/").text


def test_the_whole_account_stays_out_of_every_cache(cast: Cast, acai: Visitor, laochen: Visitor):
    transfer = proposes(cast, refuses(cast))
    laochen.sends(f"/money/transfers/{transfer}/do/approve/", {})
    answer = acai.client.post(f"/money/transfers/{transfer}/do/reveal/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert TransferEvent.objects.filter(event="reveal", actor_id=cast.ids["acai"]).count() == 1


def test_a_refusal_is_shown_with_what_was_typed(cast: Cast, acai: Visitor):
    dead = refuses(cast)
    address = f"/money/payouts/{dead.number}/transfer/"
    for wrong, sentence in (
        ({"account": "12"}, "银行账号是"),
        ({"payee_name": "林\x00小"}, "收款人姓名"),
        ({"payee_name": "林\u202e小"}, "收款人姓名"),
        ({"note": "短"}, "请写明原因"),
        ({"note": "长" * 600}, "请写明原因"),
        ({"method": "cash"}, "请选择转账方式"),
    ):
        page = acai.sends(address, form(**wrong), status=422)
        assert sentence in page.text, wrong
    page = acai.sends(address, form(account='"><script>alert(1)</script>'), status=422)
    assert "<script>alert" not in page.html
    assert WHY[:8] in page.html
    assert not OfflineTransfer.objects.exists()


def test_markup_in_a_name_is_text(cast: Cast, acai: Visitor):
    dead = refuses(cast)
    acai.sends(f"/money/payouts/{dead.number}/transfer/", form(payee_name="<b onclick=x>林"))
    assert "<b onclick" not in acai.sees(acai.here).html
    assert "<b onclick=x>林" in acai.sees(acai.here).text


def test_what_a_channel_said_is_text(cast: Cast, acai: Visitor):
    page = acai.sees(f"/money/payouts/{refuses(cast, ABNORMAL).number}/")
    assert "<script>alert" not in page.html
    assert "<b>卡已作废" not in page.html
    assert "<script>alert(1)</script>" in page.text
    assert "钱还在微信支付手里" in page.text
    assert not page.where("a", href=f"/money/payouts/{Payout.objects.get().number}/transfer/")


def test_nobody_signs_twice_on_the_page_either(cast: Cast, acai: Visitor, laochen: Visitor):
    transfer = proposes(cast, refuses(cast))
    here = f"/money/transfers/{transfer}/"
    assert not acai.sees(here).where("form", action=f"{here}do/approve/")
    page = acai.sends(f"{here}do/approve/", {}, status=422)
    assert OfflineTransfer.objects.get().state == "proposed"
    assert page.where("form", action=f"{here}do/refuse/")
    laochen.sends(f"{here}do/approve/", {})
    paid = {"reference": "202611180001", "paid_on": f"{beijing_day(cast.at)}", "proof": receipt()}
    laochen.sends(f"{here}do/pay/", paid, status=422)  # a supervisor seconds, finance pays
    acai.sends(f"{here}do/pay/", paid | {"proof": receipt()})
    assert not acai.sees(here).where("form", action=f"{here}do/confirm/")
    acai.sends(f"{here}do/confirm/", {"seen": "x"}, status=422)
    assert OfflineTransfer.objects.get().state == "paid"


def test_a_proof_that_is_missing_or_no_day_is_told(cast: Cast, acai: Visitor, laochen: Visitor):
    transfer = proposes(cast, refuses(cast))
    here = f"/money/transfers/{transfer}/"
    laochen.sends(f"{here}do/approve/", {})
    page = acai.sends(f"{here}do/pay/", {"reference": "20261118"}, status=422)
    assert "20261118" in page.html
    for day in ("", "2026-13-45", "0001-01-01", "9999-12-31"):
        wrong = {"reference": "20261118", "paid_on": day, "proof": receipt()}
        assert "付款日期应在" in acai.sends(f"{here}do/pay/", wrong, status=422).text
    assert OfflineTransfer.objects.get().state == "approved"


def test_an_auditor_reads_all_and_changes_nothing(cast: Cast, auditor: Visitor):
    dead = refuses(cast)
    transfer = pays(cast, dead)
    for page in (
        "/money/",
        "/money/payouts/?show=all",
        f"/money/payouts/{dead.number}/",
        "/money/transfers/?show=all",
        f"/money/transfers/{transfer}/",
        "/money/channels/",
    ):
        assert not [
            f
            for f in auditor.sees(page).where("form", method="post")
            if "/money/" in f.get("action", "/money/")
        ], page
    other = refuses(cast)
    note = {"note": "我只是来看看的。", "seen": OfflineTransfer.objects.get().proof_digest}
    for verb in ("approve", "refuse", "cancel", "confirm", "send_back", "reveal", "pay"):
        form_ = note | {"proof": receipt()}
        answer = auditor.client.post(f"/money/transfers/{transfer}/do/{verb}/", form_)
        assert answer.status_code == 422, verb
    assert (
        auditor.client.post(f"/money/payouts/{other.number}/transfer/", form()).status_code == 422
    )
    for verb in ("again", "anew", "returned", "redirect"):
        answer = auditor.client.post(f"/money/payouts/{other.number}/do/{verb}/", note)
        assert answer.status_code == 404, verb
    assert auditor.client.post("/money/channels/alipay/resume/").status_code == 404
    assert OfflineTransfer.objects.get().state == "paid"


def test_asking_again_and_sending_anew_lead_on(cast: Cast, acai: Visitor):
    first = refuses(cast)
    address = f"/money/payouts/{first.number}/"
    page = acai.sends(f"{address}do/anew/", {"note": "短"}, status=422)
    assert "请写明依据" in page.text
    page = acai.sends(f"{address}do/anew/", {"note": "渠道已确认旧编号作废。"})
    fresh = Payout.objects.get(replaces=first)
    assert acai.here == f"/money/payouts/{fresh.number}/"
    assert "已换成另一笔" in acai.sees(address).text
    second = refuses(cast)
    acai.sends(f"/money/payouts/{second.number}/do/again/", {})
    second.refresh_from_db()
    assert second.state == "unknown"


def test_what_the_bank_sent_back_is_noted_and_opens_again(cast: Cast, acai: Visitor):
    case = refunds.apply(asks(cast.buys("game-card-3")), buyer_id=cast.xiaolin, at=cast.at).number
    cast.pays_out()
    settled = Payout.objects.get(case__number=case)
    address = f"/money/payouts/{settled.number}/"
    assert "办完了" in acai.sees(address).text
    page = acai.sends(f"{address}do/returned/", {"note": "银行 11 月 20 日退回,见对账单。"})
    assert "到账后被退回" in page.text
    assert page.where("a", href=f"{address}transfer/")


def test_payouts_are_found_by_any_of_their_numbers(cast: Cast, acai: Visitor):
    dead = refuses(cast)
    spaced = " ".join(dead.number[i : i + 4] for i in range(0, 18, 4))
    for number in (dead.number, dead.case.number, dead.case.order.number, spaced):
        assert dead.number in acai.sees(f"/money/payouts/?q={number}").html
    for number in ("1" * 16, "9" * 18, "abc", "<script>", "%00", "1" * 400):
        page = acai.sees(f"/money/payouts/?q={number}")
        assert "没有找到" in page.text
        assert "<script>" not in page.html.replace('<script src="', "")


def test_filters_show_what_they_say(cast: Cast, acai: Visitor):
    dead = refuses(cast)
    way = refuses(cast, PayoutReceipt(Outcome.ACCEPTED, "PROCESSING"))
    shown = {
        show: {n for n in (dead.number, way.number) if n in acai.sees(address).html}
        for show in ("person", "way", "late", "settled", "all", "nonsense")
        for address in (f"/money/payouts/?show={show}",)
    }
    both = {dead.number, way.number}
    assert shown == {
        "person": {dead.number},
        "way": {way.number},
        "late": set(),
        "settled": set(),
        "all": both,
        "nonsense": {dead.number},
    }
    assert dead.number not in acai.sees("/money/payouts/?route=alipay").html
    Payout.objects.filter(pk=way.pk).update(promised_at=cast.at - timedelta(days=1))
    assert way.number in acai.sees("/money/payouts/?show=late").html


def test_what_is_not_there_is_not_there(acai: Visitor):
    for page in (
        "/money/payouts/123/",
        f"/money/payouts/{'1' * 18}/",
        "/money/payouts/%00/",
        "/money/payouts/abc/transfer/",
        "/money/transfers/999/",
        f"/money/transfers/{10**30}/",
        "/money/transfers/999/proof/",
    ):
        acai.sees(page, status=404)
    for address in ("/money/payouts/123/do/again/", "/money/transfers/999/do/approve/"):
        assert acai.client.post(address).status_code == 404
    assert acai.client.post(f"/money/payouts/{'1' * 18}/do/nonsense/").status_code == 404
    assert acai.client.get("/money/transfers/999/do/approve/").status_code == 405


def test_a_stopped_channel_is_told_and_may_work_again(cast: Cast, acai: Visitor):
    ChannelStanding.objects.create(
        route="sandbox",
        stopped_at=cast.at,
        probe_at=cast.at + timedelta(minutes=5),
        probes=1,
        code="SIGN_ERROR",
        message="<i>wrong</i>",
        changed_at=cast.at,
    )
    page = acai.sees("/money/channels/")
    assert "SIGN_ERROR" in page.text
    assert "<i>wrong" not in page.html
    assert "个渠道停用" in acai.sees("/money/").text
    page = acai.sends("/money/channels/sandbox/resume/", {})
    assert "已恢复" in page.text
    assert acai.client.post("/money/channels/sandbox/resume/", follow=True).status_code == 200
    assert ChannelStanding.objects.get().stopped_at is None


def test_wrong_settings_are_named_and_never_shown(cast: Cast, acai: Visitor, settings):
    settings.CHANNELS = {
        "WEIKAMENG_ALIPAY_APP_ID": "20210001",
        "WEIKAMENG_ALIPAY_PRIVATE_KEY": "s3cr",
    }
    wiring.forget_channels()
    page = acai.sees("/money/channels/")
    wiring.forget_channels()
    assert "设置不对" in page.text
    assert "WEIKAMENG_ALIPAY" in page.text
    assert "s3cr" not in page.html


def test_the_desk_leads_to_the_payouts_of_a_stuck_case(cast: Cast, acai: Visitor):
    dead = refuses(cast)
    page = acai.sees(f"/desk/{dead.case.number}/")
    assert page.where("a", href=f"/money/payouts/?q={dead.case.number}")


def test_every_state_of_a_transfer_is_told_in_english(cast: Cast, acai: Visitor):
    acai.speaks("en")
    written = (WHY, PAYEE, "老陈", "阿财", "卡已作废")
    first, second = refuses(cast), refuses(cast, ABNORMAL)
    proposed = proposes(cast, first)
    pages = [f"/money/transfers/{proposed}/", f"/money/payouts/{second.number}/"]
    pages += [f"/money/payouts/{first.number}/", "/money/channels/", "/money/"]
    for page in pages:
        assert chinese_in(acai.sees(page), but=written) == [], page


def cost(visitor: Visitor, path: str) -> int:
    """Look twice: what a process learns once is not counted."""
    visitor.sees(path)
    with CaptureQueriesContext(connection) as meter:
        visitor.sees(path)
    return len(meter)


def test_pages_cost_a_fixed_number_of_statements(cast: Cast, acai: Visitor):
    dead = refuses(cast)
    transfer = proposes(cast, dead)
    pages = {
        "/money/": STAFF + 1,
        "/money/payouts/?show=all": STAFF + 1,
        f"/money/payouts/{dead.number}/": STAFF + 6,
        f"/money/payouts/{dead.number}/transfer/": STAFF + 5,
        "/money/transfers/?show=all": STAFF + 1,
        f"/money/transfers/{transfer}/": STAFF + 3,
        "/money/channels/": STAFF + 5,
    }
    one = {page: cost(acai, page) for page in pages}
    proposes(cast, refuses(cast))
    assert {page: cost(acai, page) for page in pages} == one == pages


def test_an_abnormal_refund_is_directed_to_a_card_of_the_buyer(
    cast: Cast,
    rails,  # noqa: F811
    acai: Visitor,
):
    order = rails.brings(cast, {"wechatpay": 3_000})
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    rails.do("plan", always="abnormal")
    for _ in range(2):
        payouts.pay_out_due("worker-1", cast.later(seconds=400), wiring.gateways())
        rails.advance(400)
    rails.do("plan", always="")
    leg = Payout.objects.get(case__number=case)
    address = f"/money/payouts/{leg.number}/"
    page = acai.sees(address)
    assert len(page.where("option", value="ICBC_DEBIT")) == 1
    card = {"to": "card", "bank": "ICBC_DEBIT", "card": CARD[:-1] + "9", "holder": "林小"}
    page = acai.sends(f"{address}do/redirect/", card, status=422)
    assert "校验位不对" in page.text
    assert CARD[:-1] not in page.html
    page = acai.sends(f"{address}do/redirect/", card | {"card": CARD})
    assert "渠道已受理" in page.text
    leg.refresh_from_db()
    assert (leg.redirected, leg.state) == ("card", "accepted")
    assert CARD not in acai.sees(address).html
