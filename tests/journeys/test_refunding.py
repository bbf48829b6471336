"""A refund through the pages: whether, why, until when; apply, watch, be told, amend, withdraw."""

import re

from django.utils import timezone

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import (
    CLEAR,
    VAGUE,
    Visitor,
    amends,
    applies,
    buys,
    decides,
    picture,
    works,
)
from weikameng.records.reading.audit import audit
from weikameng.services import fulfilment, supplier_checks


def delivered(buyer: Visitor, cast: Cast, sku: str, **wish: str) -> str:
    """Buy by the pages and have it delivered."""
    number = buys(buyer, sku, **wish)
    fulfilment.deliver(number, at=cast.at)
    return number


def unsure(buyer: Visitor, cast: Cast, words: str, **files: object) -> str:
    """Apply for a top-up nobody can prove; the supplier says nothing of use."""
    order = delivered(buyer, cast, "game-topup-100", account="player-5555", zone="电信一区")
    case = applies(buyer, order, "NOT_ARRIVED", words, **files)
    supplier_checks.ask_supplier(case, question=3, at=timezone.now())
    return case


def test_one_click_from_the_order_to_the_money_and_why(xiaolin, cast: Cast):
    order = delivered(xiaolin, cast, "game-card-3")
    page = xiaolin.sees(f"/orders/{order}/")
    for told in ("这个订单可以申请退款", "符合一键退款条件", "依据 E1", "一键退款：不要凭证"):
        assert told in page.text
    assert re.search(r"申请截止 \d+月\d+日（周.）24:00 还剩1\d天", page.text)
    apply = xiaolin.sees(f"/orders/{order}/refund/?reason=NOT_ACTIVATED")
    assert "一键退款 3.00 元" in apply.text
    case = applies(xiaolin, order, "NOT_ACTIVATED")
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "退款处理中" in page.text
    assert "正在提交给沙箱支付。一般当天，最晚1个工作日，即" in page.text
    assert "最晚到账" in page.text
    for listed in ("/orders/", f"/orders/{order}/"):  # not refunded before it has arrived (R4.3)
        assert "退款中" in xiaolin.sees(listed).text
        assert "已退款" not in xiaolin.sees(listed).text
    works(cast)
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "3.00 元已退回沙箱支付，流水号 SR" in page.text
    assert "实付 3.00 元（低于 50.00 元），没有使用记录" in page.text
    assert "最晚" not in page.text
    assert "已退款" in xiaolin.sees("/orders/").text
    assert audit() == []


def test_the_standard_route_is_approved_by_a_person_in_words_the_buyer_reads(
    xiaolin, zhoujie, cast: Cast
):
    case = unsure(xiaolin, cast, CLEAR, file_not_arrived_proof=picture())
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "人工复核中" in page.text
    assert re.search(r"最晚 \d+月\d+日（周.）18:00 有结果", page.text)
    assert case in zhoujie.sees("/desk/").html
    desk = zhoujie.sees(f"/desk/{case}/")
    assert CLEAR in desk.html.replace("&quot;", '"')
    assert "未到账证明" in desk.text
    decides(zhoujie, case, "approve", states.WORDS)
    works(cast)
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "退款成功" in page.text
    assert page.text.count(states.WORDS) == 2  # why, and what happened
    assert "没有等待处理的申请" in zhoujie.sees("/desk/").text
    assert audit() == []


def test_rejected_with_words_then_amended_and_approved(xiaolin, zhoujie, cast: Cast):
    case = unsure(xiaolin, cast, CLEAR, file_not_arrived_proof=picture())
    decides(zhoujie, case, "reject", states.NO)
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "未通过" in page.text
    assert states.NO in page.text
    assert "复核员看过全部材料后决定" in page.text
    assert "补充新的材料再提交" in page.text
    assert "要求人工复核" not in page.text
    amends(
        xiaolin, case, "NOT_ARRIVED", CLEAR + "补充了点券记录。", file_not_arrived_proof=picture()
    )
    assert xiaolin.here == f"/refunds/{case}/"
    supplier_checks.ask_supplier(case, question=3, at=timezone.now())
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "第 2 次" in page.text
    assert page.text.count(states.NO) == 1  # history only: it has been asked again
    decides(zhoujie, case, "approve", states.WORDS)
    works(cast)
    assert "退款成功" in xiaolin.sees(f"/refunds/{case}/").text


def test_a_decision_without_words_is_told_at_the_field(xiaolin, zhoujie, cast: Cast):
    case = states.reviewing(cast).number
    for words in ("", "好"):
        answer = {"verdict": "approve", "because": words}
        page = zhoujie.sends(f"/desk/{case}/", answer, status=422)
        assert page.where("textarea", name="because")[0]["aria-invalid"] == "true"
    for verdict in ("", "yes", "APPROVE"):
        answer = {"verdict": verdict, "because": states.WORDS}
        zhoujie.sends(f"/desk/{case}/", answer, status=422)
    assert "人工复核中" in xiaolin.sees(f"/refunds/{case}/").text


def test_a_decision_comes_once(zhoujie, cast: Cast):
    case = states.reviewing(cast).number
    decides(zhoujie, case, "approve", states.WORDS)
    late = {"verdict": "reject", "because": states.NO, "clause": "B1", "facts": "usage"}
    page = zhoujie.sends(f"/desk/{case}/", late, status=409)
    assert "周姐 在" in page.text
    assert "已经通过了这份申请" in page.text
    assert states.NO in page.html  # not a word is lost


def test_vague_words_are_sent_back_and_amended_with_a_picture(xiaolin, cast: Cast):
    case = unsure(xiaolin, cast, VAGUE)
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "等你补充材料" in page.text
    assert "还差：未到账证明" in page.text
    assert "前补充即可，等待期间不计入审核时间" in page.text
    form = xiaolin.sees(f"/refunds/{case}/amend/")
    assert VAGUE in form.html
    assert "之前交的都保留着" in form.text
    amends(xiaolin, case, "NOT_ARRIVED", CLEAR, file_not_arrived_proof=picture())
    supplier_checks.ask_supplier(case, question=3, at=timezone.now())
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "人工复核中" in page.text
    assert VAGUE in page.text


def test_a_withdrawn_case_says_until_when_one_may_apply_again(xiaolin, cast: Cast):
    case = unsure(xiaolin, cast, CLEAR, file_not_arrived_proof=picture())
    page = xiaolin.sends(f"/refunds/{case}/withdraw/", {})
    assert re.search(r"你撤销了这次申请。\d+月\d+日（周.）24:00前可以重新申请。", page.text)
    assert xiaolin.client.post(f"/refunds/{case}/withdraw/", follow=True).status_code == 200


def test_applying_again_lands_on_the_same_case(xiaolin, cast: Cast):
    order = delivered(xiaolin, cast, "game-card-3")
    first = applies(xiaolin, order, "NOT_ACTIVATED")
    form = {"reason": "NOT_ACTIVATED", "narrative": ""}
    page = xiaolin.sends(f"/orders/{order}/refund/", form)
    assert xiaolin.here == f"/refunds/{first}/"
    assert "这个订单已有这份申请，不用重复提交" in page.text
    assert xiaolin.client.get(f"/orders/{order}/refund/").url == f"/refunds/{first}/"
    works(cast)
    assert applies(xiaolin, order, "KEY_INVALID") == first
    assert xiaolin.sees("/refunds/").html.count("row-card__title") == 1


def test_an_automatic_rejection_says_why_and_a_person_may_be_asked(xiaolin, zhoujie, cast: Cast):
    case = states.too_late(cast)
    page = xiaolin.sees(f"/refunds/{case.number}/")
    for told in ("未通过", "不能退：申请时限到", "B3 超过申请时限", "完成时间", "或者要求人工复核"):
        assert told in page.text
    page = xiaolin.sends(f"/refunds/{case.number}/person/", {})
    assert "人工复核中" in page.text
    assert case.number in zhoujie.sees("/desk/").html
    assert "现在不符合直接退款的条件" not in xiaolin.sees(f"/orders/{case.order}/").text


def test_every_state_is_told_with_every_value_filled_in(xiaolin, cast: Cast):
    for name, brought in states.EVERY.items():
        number = brought(cast).number
        for language in ("en", "zh-hans"):
            page = xiaolin.speaks(language).sees(f"/refunds/{number}/")
            assert states.placeless(page.text) == [], name
            assert not re.search(r"(by|before|returned to)\s*[.,;]|[，。]\s*前", page.text), name
            assert "无效申请" not in page.text, name
            assert "请耐心等待" not in page.text, name


def test_a_failed_top_up_says_so_and_offers_the_money_back(xiaolin, cast: Cast):
    order = delivered(xiaolin, cast, "game-topup-100", account="player-0000", zone="电信一区")
    page = xiaolin.sees(f"/orders/{order}/")
    assert "充值没有成功：号码不存在。钱没有丢，可以马上申请退款。" in page.text
    case = applies(xiaolin, order, "WRONG_ACCOUNT", "号码填错了一位")
    works(cast)
    assert "退款成功" in xiaolin.sees(f"/refunds/{case}/").text
