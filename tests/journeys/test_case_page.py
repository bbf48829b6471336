"""The case page of the desk: facts in columns, decisions with amount and words, two people."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, asks
from tests.journeys import states
from tests.journeys.people import CLEAR, Visitor, amends, decides, picture, works
from weikameng.records.models import ApprovalRequest, Payout
from weikameng.records.reading.audit import audit
from weikameng.services import accounts, clocks, evidence, refunds

WORDS = "核对过合作方的答复和你的截图，同意退款。"


@pytest.fixture
def laochen(cast: Cast) -> Visitor:
    return Visitor().enters(cast.laochen)


def large(cast: Cast) -> str:
    """800 yuan top-up in the wrong zone: a person decides."""
    order = cast.buys("game-topup-100", quantity=8, account="player-5555")
    kept = evidence.take([evidence.Upload("error_screenshot", "a.png", picture().getvalue())])
    wish = asks(order, "WRONG_ZONE", "选了联通一区，角色在电信一区，请撤回退款。", files=kept)
    case = refunds.apply(wish, buyer_id=cast.xiaolin, at=cast.at).number
    cast.supplier_speaks(case)
    return case


def approval(case: str) -> ApprovalRequest:
    return ApprovalRequest.objects.get(case__number=case, state="open")


def test_an_agent_decides_a_wrong_zone_case_with_the_suppliers_answer(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor
):
    order = cast.buys("game-topup-100", account="player-5555")
    kept = evidence.take([evidence.Upload("error_screenshot", "a.png", picture().getvalue())])
    wish = asks(order, "WRONG_ZONE", "选了联通一区，角色在电信一区，请核实后退款。", files=kept)
    case = refunds.apply(wish, buyer_id=cast.xiaolin, at=cast.at).number
    cast.supplier_speaks(case)
    page = zhoujie.sees(f"/desk/{case}/")
    for heading in ("对话和凭证", "事实", "规则和决定", "合作方怎么说", "发货记录", "买家的记录"):
        assert heading in page.text
    assert "全部退，是 ¥100.00" in page.text
    decides(zhoujie, case, "approve", WORDS)
    works(cast)
    assert "退款成功" in xiaolin.sees(f"/refunds/{case}/").text
    assert audit() == []


def test_eight_hundred_yuan_are_proposed_by_one_and_signed_by_a_supervisor(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor, laochen: Visitor
):
    case = large(cast)
    assert "你提议后要另一个人签字" in zhoujie.sees(f"/desk/{case}/").text
    assert "已提议" in decides(zhoujie, case, "approve", WORDS).text
    assert "加急处理中" in xiaolin.sees(f"/refunds/{case}/").text
    page = laochen.sees(f"/desk/{case}/")
    assert "周姐 提议退 800.00 元" in page.text
    assert WORDS in page.text
    assert not page.where("button", name="verdict")  # to sign or to send back, nothing else
    form = {"request": approval(case).pk, "act": "sign"}
    laochen.sends(f"/desk/{case}/approval/", form)
    works(cast)
    told = xiaolin.sees(f"/refunds/{case}/").text
    assert "800.00" in told
    assert WORDS in told
    assert audit() == []


def test_who_proposed_it_can_not_sign_by_address_nor_by_sending_the_form_again(
    cast: Cast, zhoujie: Visitor, laochen: Visitor
):
    case = large(cast)
    decides(laochen, case, "approve", WORDS)
    row = approval(case)
    page = laochen.sees(f"/desk/{case}/")
    assert "要由另一个人签字" in page.text
    assert "签字通过" not in page.text
    form = {"request": row.pk, "act": "sign"}
    assert "是你提议的" in laochen.sends(f"/desk/{case}/approval/", form).text
    zhoujie.sends(f"/desk/{case}/approval/", form, status=404)  # no right to sign
    replay = {"verdict": "approve", "because": WORDS, "shown_minor": "80000"}
    assert "另一个人签字" in laochen.sends(f"/desk/{case}/", replay, status=422).text
    token = accounts.issue_token("laochen", "all", accounts.SCOPES, at=cast.at)
    caller = Client(headers={"Authorization": f"Bearer {token}"})
    for verb in ("approve", "approval", "decide"):  # the API decides nothing
        assert caller.post(f"/api/v1/refunds/{case}/{verb}", form).status_code == 404
    assert not Payout.objects.exists()
    assert ApprovalRequest.objects.count() == 1


def test_sent_back_the_proposer_reads_why_and_decides_again(
    cast: Cast, zhoujie: Visitor, laochen: Visitor
):
    case = large(cast)
    decides(zhoujie, case, "approve", WORDS)
    note = "合作方说已到账，先撤回再退。"
    form = {"request": approval(case).pk, "act": "send_back", "note": note}
    laochen.sends(f"/desk/{case}/approval/", form)
    page = zhoujie.sees(f"/desk/{case}/")
    assert note in page.text
    assert page.where("button", name="verdict", value="approve")


def test_a_part_is_shown_before_it_is_confirmed_and_the_buyer_reads_how_much_is_left(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor
):
    case = states.reviewing(cast).number
    form = {"verdict": "approve", "because": WORDS, "share": "part", "amount": "33.30"}
    page = zhoujie.sends(f"/desk/{case}/", form)
    assert "确认通过，退 33.30 元" in page.text
    assert WORDS in page.html
    assert not Payout.objects.exists()
    hidden = {
        name: page.where("input", name=name)[0]["value"]
        for name in ("revision", "shown_minor", "shown_for")
    }
    assert hidden["shown_minor"] == "3330"
    zhoujie.sends(f"/desk/{case}/", form | hidden)
    assert Payout.objects.get().amount_minor == 3_330
    works(cast)
    told = xiaolin.sees(f"/refunds/{case}/").text
    assert "部分退款成功" in told
    assert "其余 66.70 元没有退，原因在下面复核员写的话里" in told
    assert WORDS in told
    assert "66.70 CNY were not refunded" in xiaolin.speaks("en").sees(f"/refunds/{case}/").text


def test_an_amount_that_was_typed_wrongly_is_told_at_its_field(cast: Cast, zhoujie: Visitor):
    case = states.reviewing(cast).number
    for share, amount in (("part", "abc"), ("part", "100.01"), ("part", ""), ("units", "")):
        form = {"verdict": "approve", "because": WORDS, "share": share, "amount": amount}
        zhoujie.sends(f"/desk/{case}/", form, status=422)
    assert not Payout.objects.exists()


def test_words_for_a_refusal_are_written_from_clause_and_facts_in_both_languages(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor
):
    case = states.reviewing(cast).number
    fact = zhoujie.sees(f"/desk/{case}/").where("input", name="facts")[0]["value"]
    bare = {"verdict": "words", "because": ""}
    assert "请选择依据哪一条规则" in zhoujie.sends(f"/desk/{case}/", bare, status=422).text
    form = bare | {"clause": "B1", "facts": [fact]}
    page = zhoujie.sends(f"/desk/{case}/", form)
    assert "这次不能退款。" in page.html
    assert "This can&#x27;t be refunded." in page.html
    assert "无效申请" not in page.text
    words = {"because": "这次不能退款：合作方说已经到账。", "because_en": "It has arrived."}
    zhoujie.sends(f"/desk/{case}/", form | words | {"verdict": "reject"})
    assert words["because"] in xiaolin.sees(f"/refunds/{case}/").text
    assert words["because_en"] in xiaolin.speaks("en").sees(f"/refunds/{case}/").text


def test_the_buyer_sees_exactly_what_is_asked_and_can_hand_it_in(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor
):
    case = states.reviewing(cast).number
    form = {"verdict": "ask", "items": ["error_screenshot"], "text": "要看得见日期", "days": "7"}
    assert "审核时钟暂停" in zhoujie.sends(f"/desk/{case}/", form).text
    for path in (f"/refunds/{case}/", "/messages/"):
        told = xiaolin.sees(path).text
        assert "错误提示截图；要看得见日期" in told, path
    page = xiaolin.sees(f"/refunds/{case}/amend/")
    assert page.where("input", name="file_error_screenshot")
    answer = {"reason": "NOT_ARRIVED", "narrative": "日期看得见了", "told": "yes"}
    answer["file_error_screenshot"] = picture()
    xiaolin.sends(f"/refunds/{case}/amend/", answer)
    assert "人工复核中" in xiaolin.sees(f"/refunds/{case}/").text
    decides(zhoujie, case, "approve", WORDS)
    works(cast)
    assert "退款成功" in xiaolin.sees(f"/refunds/{case}/").text


def test_whoever_looked_at_an_older_page_is_told_and_keeps_their_words(
    cast: Cast, zhoujie: Visitor, laochen: Visitor
):
    case = states.reviewing(cast).number
    seen = laochen.sees(f"/desk/{case}/").where("input", name="revision")[0]["value"]
    form = {"verdict": "ask", "text": "请补充游戏内记录", "days": "7"}
    zhoujie.sends(f"/desk/{case}/", form)
    late = {"verdict": "approve", "because": WORDS, "revision": seen}
    page = laochen.sends(f"/desk/{case}/", late, status=409)
    assert "周姐 在" in page.text
    assert "请买家补充材料" in page.text
    assert WORDS in page.text
    assert not Payout.objects.exists()


def test_the_supplier_can_be_asked_again_from_the_page(cast: Cast, zhoujie: Visitor):
    case = states.reviewing(cast).number
    page = zhoujie.sees(f"/desk/{case}/")
    assert page.where("form", action=f"/desk/{case}/supplier/")
    said = zhoujie.sends(f"/desk/{case}/supplier/", {}).text
    assert "正在问合作方" in said or "秒后再问" in said


def test_a_stranger_signs_and_asks_nothing(cast: Cast, xiaowu: Visitor, xiaolin: Visitor):
    case = large(cast)
    for who in (xiaowu, xiaolin, Visitor().enters(cast.ids["xiaozheng"])):
        who.sends(f"/desk/{case}/approval/", {"request": "1", "act": "sign"}, status=404)
        who.sends(f"/desk/{case}/supplier/", {}, status=404)
        who.sends(f"/desk/{case}/", {"verdict": "ask", "text": "请补充"}, status=404)


def test_a_buyer_amends_after_a_refusal_and_is_paid_by_the_desk(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor
):
    case = states.reviewing(cast).number
    decides(zhoujie, case, "reject", states.NO)
    told = xiaolin.sees(f"/refunds/{case}/")
    assert states.NO in told.text
    assert told.where("a", href=f"/refunds/{case}/amend/")
    more = CLEAR + "补充：游戏内点券记录在这里，没有这一笔。"
    amends(xiaolin, case, "NOT_ARRIVED", more, not_arrived_proof=picture())
    cast.at = timezone.now()
    cast.supplier_speaks(case)
    page = zhoujie.sees(f"/desk/{case}/").text
    assert "第 2 次说明" in page
    assert "没有这一笔" in page
    decides(zhoujie, case, "approve", WORDS)
    works(cast)
    assert "退款成功" in xiaolin.sees(f"/refunds/{case}/").text
    assert audit() == []


def test_a_broken_promise_is_seen_by_reviewer_supervisor_and_buyer(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor, laochen: Visitor
):
    now = cast.at
    cast.later(days=-13)  # more than three working days ago, less than the law's fifteen
    case = states.reviewing(cast).number
    cast.at = now
    assert clocks.keep(now).rung >= 2
    row = zhoujie.sees("/desk/").text
    assert "已超时" in row
    assert case in laochen.sees("/desk/?show=overdue").html
    told = xiaolin.sees(f"/refunds/{case}/").text
    assert "没有按承诺的时间给你结果" in told
    assert "新的时间" in told
    inbox = xiaolin.sees("/messages/").text
    assert "比承诺的晚了，新的时间" in inbox
    assert "复核还没有做完" in inbox
    clocks.keep(now)
    assert xiaolin.sees("/messages/").text.count("比承诺的晚了，新的时间") == 1
