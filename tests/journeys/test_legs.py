"""Where the money is, on the refund's page: each leg with its state, its promise, its account."""

import re

import pytest
from django.utils import timezone

from tests.cast import Cast, Scripted, asks
from tests.journeys.pages import chinese_in
from tests.journeys.people import Visitor
from tests.journeys.test_api import caller
from tests.rails import rails, sandbox_keys  # noqa: F401
from tests.services import transfer_steps as steps
from weikameng.domain.case_life import State
from weikameng.domain.payout_life import Outcome, PayoutReceipt
from weikameng.records.models import Payout
from weikameng.services import held_payouts, payouts, refunds, transfers, wiring

pytestmark = pytest.mark.usefixtures("own_files")


def legs_shown(visitor: Visitor, case: str) -> str:
    """What the page says under "where the money is"."""
    text = visitor.sees(f"/refunds/{case}/").text
    found = re.search(r"钱在哪里(.*?)为什么", text)
    assert found
    return found[1]


def test_a_dead_leg_is_folded_under_the_transfer_that_replaced_it(cast: Cast, xiaolin: Visitor):
    dead = steps.refuses(cast)
    case, number = dead.case.number, dead.number
    assert "渠道退回失败" in legs_shown(xiaolin, case)
    transfer = steps.pays(cast, dead)
    shown = legs_shown(xiaolin, case)
    assert "财务正在转账" in shown
    assert "3-7个工作日" in shown
    assert "沙箱支付没有退成，改为线下转账" in shown
    assert number not in xiaolin.sees(f"/refunds/{case}/").html
    assert "财务正在办理线下转账。" in xiaolin.sees(f"/refunds/{case}/").text
    seen = steps.row_of(transfer).proof_digest
    transfers.confirm(transfer, seen, steps.laochen(cast), at=timezone.now())
    page = xiaolin.sees(f"/refunds/{case}/")
    account = steps.row_of(transfer).payee_shown
    assert f"3.00 元已退回 {account}（线下转账），流水号 202611180001。" in page.text
    assert account in legs_shown(xiaolin, case)
    assert steps.ACCOUNT not in page.html
    assert steps.WHY not in page.text  # finance's own note
    assert chinese_in(xiaolin.speaks("en").sees(f"/refunds/{case}/"), but=("小林",)) == []
    legs = caller(cast, "xiaolin").calls("get", f"/api/v1/refunds/{case}").json()["payouts"]
    assert [(leg["state"], leg["replaces"]) for leg in legs] == [
        ("replaced", None),
        ("settled", number),
    ]
    assert [leg["arrives_by"] for leg in legs] == [None, None]


def test_a_transfer_that_was_called_off_leads_back_to_its_route(cast: Cast, xiaolin: Visitor):
    dead = steps.refuses(cast)
    transfer = steps.approves(cast, dead)
    transfers.cancel(transfer, "买家改了主意,要原路退回。", steps.acai(cast), at=cast.at)
    shown = legs_shown(xiaolin, dead.case.number)
    assert "线下转账没有办，回到沙箱支付" in shown
    assert "沙箱支付没有退成，改为线下转账" in shown
    assert "已重新退" not in shown
    assert shown.count("3.00") == 1


def test_what_came_back_after_it_had_arrived_says_so_and_by_when_it_is_made_good(
    cast: Cast, xiaolin: Visitor
):
    order = cast.buys("game-card-3")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    cast.pays_out()
    leg = Payout.objects.get()
    role = {"staff_id": cast.ids["acai"], "role": "finance"}
    held_payouts.bank_returned(leg.number, "银行退回了这笔钱。", at=cast.at, **role)
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "对不起，此前告知已到账的钱被银行退回了。我们会换一种方式退给你" in page.text
    assert "最晚退到" in page.text
    shown = legs_shown(xiaolin, case)
    assert "到账后被退回" in shown
    assert "已到账" not in shown
    steps.approves(cast, leg)
    assert "沙箱支付到账后被银行退回，改为线下转账" in legs_shown(xiaolin, case)


def test_the_account_the_channel_names_is_shown_while_and_after(cast: Cast, xiaolin: Visitor):
    order = cast.buys("game-card-60")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    Payout.objects.update(credited_to="ORIGINAL 招商银行信用卡0403", state="accepted")
    held = legs_shown(xiaolin, case)
    assert "退到" in held
    receipt = PayoutReceipt(Outcome.SETTLED, "SUCCESS", "W9", credited_to="尾号 0403 的卡")
    cast.pays_out(Scripted([lambda verb, order: receipt]))
    assert "尾号 0403 的卡" in legs_shown(xiaolin, case)
    english = xiaolin.speaks("en").sees(f"/refunds/{case}/")
    assert "account ending 0403" in english.text


@pytest.mark.parametrize(
    ("route", "usual", "account"),
    [
        ("alipay", "一般当天，最晚1个工作日；用银行卡付的，1-5个工作日", None),
        ("wechatpay", "一般5分钟内，最晚1个工作日；用银行卡付的，1-5个工作日", "微信零钱"),
    ],
)
def test_a_real_rail_promises_its_slowest_until_it_says_where_the_money_went(
    cast: Cast,
    xiaolin: Visitor,
    rails,  # noqa: F811
    route,
    usual,
    account,
):
    order = rails.brings(cast, {route: 3_000})
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    assert usual in legs_shown(xiaolin, case)
    for _ in range(6):
        payouts.pay_out_due("worker-1", cast.at, wiring.gateways())
        rails.advance(400)
        cast.later(seconds=400)
    assert cast.comes_to(case) is State.REFUNDED
    shown = legs_shown(xiaolin, case)
    assert usual not in shown
    assert "最晚" not in shown
    inbox = xiaolin.sees("/messages/").text
    assert "30.00 元已到账" in inbox
    if account:
        assert account in shown
        assert f"退到{account}" in inbox
