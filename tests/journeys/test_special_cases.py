"""Special cases through the doors (H3-H5, H7, B2): page, API and desk, and what strangers find."""

import json

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.journeys.people import Visitor, applies, buys, decides, picture, works
from tests.journeys.test_api import caller, problem
from tests.rails import sandbox_keys  # noqa: F401
from tests.services.identity_steps import NAME, NUMBER
from weikameng.domain.case_life import State
from weikameng.domain.identity_words import CONSENT_VERSION
from weikameng.records.models import Complaint, Guardian, Order, StaffAction
from weikameng.services import demo, imports, wiring

SAID = "孩子 13 岁,用我的手机在星海点卡充了 60 元,我付的款,请按规定退款。"
PARENT = {
    "guardian-relation": "parent",
    "guardian-age": "13",
    "guardian-contact": "13800138000",
    "guardian-consent": "on",
}
SPEAKS = {"relation": "parent", "age": 13, "contact": "13800138000", "consent": True}
STOLEN = "这笔 60 元的点卡不是我买的,账号被别人登录了,请冻结并退款。"
RENEWED = "云看会员 25 元自动续费,扣款前没有收到提醒,请退没用的部分。"
DEVICE = "青竹办公激活码 59 元,我的电脑系统太旧装不上,请退款。"


WHO = {
    "document": "resident",
    "name": NAME,
    "number": NUMBER,
    "consent": "on",
    "text_version": CONSENT_VERSION,
}


def delivered(cast: Cast, buyer: Visitor, sku: str, **wish: str) -> str:
    """Buy by the pages and get it."""
    from weikameng.services import fulfilment

    order = buys(buyer, sku, **wish)
    fulfilment.deliver(order, at=timezone.now())
    return order


def papers() -> dict[str, object]:
    """The pictures of a guardian's papers."""
    kinds = ("minor_id", "guardianship_proof")
    return {f"file_{kind}": picture(f"{kind}.png") for kind in kinds}


def renewed(cast: Cast, name: str, renewal: object, **unit: object) -> str:
    """An order of another shop that was charged by automatic renewal."""
    row = demo.past_order(name, "xiaolin", ("video-month", "25.00", 4), unit, cast.at)
    (result,) = imports.import_orders([json.dumps(row | {"renewal": renewal})], at=cast.at)
    assert not result.problem, result.problem
    return result.number


def test_a_guardian_applies_hands_in_papers_and_gets_a_share(
    cast: Cast, identities: object, xiaolin: Visitor, zhoujie: Visitor, xiaowu: Visitor
):
    order = delivered(cast, xiaolin, "game-card-60")
    cast.at = timezone.now()
    cast.is_used(order)
    assert "监护人从这里申请" in xiaolin.sees(f"/orders/{order}/").text
    form = xiaolin.sees(f"/orders/{order}/refund/?reason=MINOR")
    assert "监护人身份核验" in form.text
    assert "户口本同页" in form.text
    path = f"/orders/{order}/refund/"
    sent = {"reason": "MINOR", "narrative": SAID, "told": "yes"}
    wrong = xiaolin.sends(path, sent | PARENT | {"guardian-age": "18"}, 422)
    assert "满 18 岁不走这个通道" in wrong.text
    assert wrong.where("input", name="guardian-contact", value="13800138000")
    xiaolin.sends(path, sent | PARENT)
    case = xiaolin.here.strip("/").split("/")[-1]
    page = xiaolin.sees(f"/refunds/{case}/")
    for words in ("监护人通道", "父亲或母亲", "13 岁", "138****8000", "请监护人补齐"):
        assert words in page.text, words
    assert "13800138000" not in page.html
    more = xiaolin.sees(f"/refunds/{case}/amend/?reason=MINOR")
    assert not more.where("input", name="guardian-age"), "declared once"
    assert not more.where("input", name="file_guardian_id"), "no photograph of a document"
    xiaolin.sends(f"/refunds/{case}/identity/", WHO)
    xiaolin.sends(f"/refunds/{case}/amend/", sent | papers())
    assert cast.comes_to(case) is State.REVIEWING
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "未成年人消费核实中" in page.text
    assert "下一步最晚" in page.text
    xiaowu.sees(f"/refunds/{case}/", 404)
    desk = zhoujie.sees(f"/desk/{case}/")
    assert "父亲或母亲" in desk.text
    assert "13800138000" not in desk.html
    assert "13800138000" in zhoujie.sends(f"/desk/{case}/guardian/", {}).text
    assert StaffAction.objects.filter(what="guardian_reached").count() == 1
    look = decides(zhoujie, case, "approve", "双方都有过错,退 70%。", share="percent", percent="70")
    assert "42.00" in look.text
    shown = look.where("input", name="shown_minor")[0]["value"]
    key = look.where("input", name="shown_for")[0]["value"]
    again = {"share": "percent", "percent": "70", "shown_minor": shown, "shown_for": key}
    decides(zhoujie, case, "approve", "双方都有过错,退 70%。", **again)
    works(cast)
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "60.00 元 × 70% = 42.00 元" in page.text
    assert cast.comes_to(case) is State.REFUNDED


def test_a_guardian_applies_by_the_api_and_a_stranger_finds_nothing(cast: Cast, xiaolin: Visitor):
    order = delivered(cast, xiaolin, "game-card-60")
    api, stranger = caller(cast, "xiaolin"), caller(cast, "xiaowu")
    wish = {"order": order, "reason": "MINOR", "narrative": SAID}
    assert problem(api.calls("post", "/api/v1/refunds", wish), 422)["type"].endswith("guardian")
    wrong = wish | {"guardian": SPEAKS | {"relation": "friend"}}
    said = problem(api.calls("post", "/api/v1/refunds", wrong), 422)
    assert said["type"].endswith("guardian_relation")
    assert stranger.calls("post", "/api/v1/refunds", wish | {"guardian": SPEAKS}).status_code == 404
    made = api.calls("post", "/api/v1/refunds", wish | {"guardian": SPEAKS})
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    told = api.calls("get", f"/api/v1/refunds/{number}").json()
    assert told["track"]["name"] == "guardian"
    assert told["track"]["by"] == told["due_at"]
    assert "138****8000" in json.dumps(told, ensure_ascii=False)
    assert "13800138000" not in json.dumps(told)
    assert set(told["missing"]) >= {"guardian_id", "minor_id", "guardianship_proof"}
    assert Guardian.objects.get().minor_age == 13
    assert stranger.calls("get", f"/api/v1/refunds/{number}").status_code == 404


def test_somebody_else_paid_freezes_tells_and_waits_for_a_person(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor
):
    order = delivered(cast, xiaolin, "game-card-60", quantity="2")
    assert "马上冻结" in xiaolin.sees(f"/orders/{order}/").text
    case = applies(xiaolin, order, "UNAUTHORIZED", STOLEN)
    page = xiaolin.sees(f"/refunds/{case}/")
    for words in ("非本人操作", "2 件", "先不发,等专人决定", "下一步最晚"):
        assert words in page.text.replace("，", ","), words
    assert not page.where("form", action=f"/refunds/{case}/withdraw/")
    refused = xiaolin.sends(f"/refunds/{case}/withdraw/", {})
    assert "不能自己撤销" in refused.text
    key = xiaolin.client.post(f"/orders/{order}/key/1/", follow=True).content.decode()
    assert "冻结" in key
    assert "商品已冻结,先核实是不是你本人操作" in (
        xiaolin.sees("/messages/").text.replace("，", ",")
    )
    english = Visitor().enters(cast.xiaolin).speaks("en")
    assert "Frozen while we check who paid" in english.sees("/messages/").text
    sent = {"reason": "UNAUTHORIZED", "narrative": STOLEN, "told": "yes"}
    more = sent | {"file_payment_dispute_proof": picture("notice.png")}
    xiaolin.sends(f"/refunds/{case}/amend/", more)
    assert cast.comes_to(case) is State.REVIEWING
    assert Order.objects.get(number=order).payouts_held
    told = caller(cast, "xiaolin").calls("get", f"/api/v1/refunds/{case}").json()["track"]
    assert (told["name"], told["by"] is not None) == ("unauthorised", True)
    decides(zhoujie, case, "approve", "支付机构确认是盗刷,全额退回。")
    assert not Order.objects.get(number=order).payouts_held
    works(cast)
    assert cast.comes_to(case) is State.REFUNDED


def test_a_renewal_nobody_was_reminded_of_goes_back_at_once_while_unused(
    cast: Cast, xiaolin: Visitor
):
    order = renewed(cast, "renewed-unused", {"reminded_at": None})
    assert "扣款前没有提醒" in xiaolin.sees(f"/orders/{order}/").text
    case = applies(xiaolin, order, "AUTO_RENEWAL", RENEWED)
    works(cast)
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "扣款前没有提醒" in page.text
    assert cast.comes_to(case) is State.REFUNDED


def test_a_used_renewal_goes_to_a_person_who_notes_the_reminder(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor, xiaowu: Visitor
):
    order = renewed(cast, "renewed-used", {}, usage="used", used_days=9)
    case = applies(xiaolin, order, "AUTO_RENEWAL", RENEWED)
    told = caller(cast, "xiaolin").calls("get", f"/api/v1/refunds/{case}").json()["track"]
    assert told["rows"][0]["value"] == {"zh": "没有记录", "en": "not on record"}
    assert told["by"]
    form = {"found": "none", "note": "短信平台没有发送记录。"}
    xiaowu.sends(f"/desk/{case}/reminder/", form, 404)
    late = zhoujie.sends(
        f"/desk/{case}/reminder/", form | {"found": "reminded", "reminded_at": "2030-01-01T00:00"}
    )
    assert "提醒的时间要在扣款之前" in late.text
    noted = zhoujie.sends(f"/desk/{case}/reminder/", form)
    assert "扣款前没有提醒" in noted.text
    assert "扣款前没有提醒" in xiaolin.sees(f"/refunds/{case}/").text
    share = {"share": "percent", "percent": "70"}
    look = decides(zhoujie, case, "approve", "没有提醒,退没用的。", **share)
    for name in ("shown_minor", "shown_for"):
        share[name] = look.where("input", name=name)[0]["value"]
    decides(zhoujie, case, "approve", "没有提醒,退没用的。", **share)
    works(cast)
    assert "25.00 元 × 70% = 17.50 元" in xiaolin.sees(f"/refunds/{case}/").text


def test_trouble_with_ones_own_device_is_met_with_help(cast: Cast, xiaolin: Visitor):
    order = delivered(cast, xiaolin, "office-key")
    cast.at = timezone.now()
    cast.is_used(order)
    form = xiaolin.sees(f"/orders/{order}/refund/?reason=DEVICE_ISSUE")
    assert "先试试这些" in form.text
    assert "只能用在一台设备" in form.text
    case = applies(xiaolin, order, "DEVICE_ISSUE", DEVICE)
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "只能用在一台设备" in page.text
    assert page.where("form", action=f"/refunds/{case}/person/")
    api = caller(cast, "xiaolin")
    told = api.calls("get", f"/api/v1/refunds/{case}").json()["track"]
    assert told["name"] == "device"
    assert len(told["steps"]) == 4
    outlook = api.calls("get", f"/api/v1/orders/{order}/eligibility").json()
    helped = {row["code"]: bool(row["help"]) for row in outlook["reasons"]}
    assert helped["DEVICE_ISSUE"]
    assert sum(helped.values()) == 1


@pytest.mark.parametrize("day", ["2099-12-01", ""])
def test_a_chargeback_says_by_when_the_channel_decides(cast: Cast, xiaolin: Visitor, day: str):
    wiring.forget_sandbox()
    order = delivered(cast, xiaolin, "game-card-60")
    case = applies(xiaolin, order, "NOT_ACTIVATED", "没有用过,想退款,星海点卡 60 元。")
    acai = Visitor().enters(cast.ids["acai"])
    form = {"kind": "chargeback", "route": "sandbox", "reference": "CB-9", "amount": "60.00"}
    past = form | {"order": order, "decides_on": "2020-01-01"}
    assert "要在现在之后" in acai.sends("/money/complaints/new/", past, 422).text
    acai.sends("/money/complaints/new/", form | {"order": order, "decides_on": day})
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "渠道有了结果" in page.text
    assert ("下一步最晚" in page.text) is bool(day)
    inbox = xiaolin.sees("/messages/").text
    assert "退款先等支付渠道的结果" in inbox
    assert ("2099年12月1日" in inbox) is bool(day)
    told = caller(cast, "xiaolin").calls("get", f"/api/v1/refunds/{case}").json()["track"]
    assert (told["name"], bool(told["by"])) == ("chargeback", bool(day))
    complaint = Complaint.objects.get()
    acai.sends(
        f"/money/complaints/{complaint.pk}/do/close/", {"outcome": "lost", "note": "渠道没有支持。"}
    )
    assert "支付渠道有了结果" in xiaolin.sees("/messages/").text
    works(cast)
    assert cast.comes_to(case) is State.REFUNDED
