"""阿财 keeps complaints on the pages, a program keeps them through the API; the buyer is told."""

import pytest

from tests.cast import Cast, asks
from tests.journeys.people import Visitor, works
from tests.journeys.test_api import Caller, caller, problem
from tests.journeys.test_statements import STAFF, cost
from weikameng.domain.case_life import State
from weikameng.records.models import Complaint, Payout, User
from weikameng.services import refunds

FORM = {"kind": "chargeback", "route": "sandbox", "reference": "CB-7", "amount": "60.00"}


@pytest.fixture
def acai(cast: Cast) -> Visitor:
    """Finance."""
    return Visitor().enters(cast.ids["acai"])


def approved(cast: Cast) -> tuple[str, str]:
    """An order whose refund was approved and not sent yet, and the refund."""
    order = cast.buys("game-card-60")
    return order, refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number


def opens(acai: Visitor, order: str, status: int = 200, **more: str):
    return acai.sends("/money/complaints/new/", FORM | {"order": order} | more, status)


def closes(acai: Visitor, outcome: str, paid: str = "", status: int = 200):
    form = {"outcome": outcome, "paid": paid, "note": "渠道来信,已核对。"}
    return acai.sends(f"{acai.here.partition('do/')[0]}do/close/", form, status)


def test_a_chargeback_is_recorded_held_and_closed(cast: Cast, acai: Visitor, xiaolin: Visitor):
    order, case = approved(cast)
    grouped = f"{order[:4]}%20{order[4:]}"
    found = acai.sees(f"/money/complaints/new/?order={grouped}")
    assert f"{case}01" in found.html.replace(" ", "")
    page = opens(acai, order)
    assert "还没付出的退款" in page.text
    assert "先等着" in page.text
    held = xiaolin.sees(f"/refunds/{case}/").text
    assert held.count("没发出的退款先等它") == 1
    assert "沙箱支付等投诉的结果" in held
    assert "最晚" not in held, "no promise holds meanwhile"
    works(cast)
    assert cast.comes_to(case) is State.PAYING
    page = closes(acai, "paid", "60.00")
    assert "渠道已把钱退给买家" in page.text
    assert cast.comes_to(case) is State.REFUNDED
    told = xiaolin.sees(f"/refunds/{case}/").text
    assert "没发出的退款先等它" not in told
    assert "渠道已直接退回" in told
    assert "渠道已退钱" in acai.sees("/money/complaints/").text


def test_what_is_out_of_reach_is_shown_with_its_number(cast: Cast, acai: Visitor):
    order, case = approved(cast)
    works(cast)
    page = opens(acai, order)
    assert "请把打款编号给渠道看" in page.text
    assert page.where("a", href=f"/money/payouts/{case}01/")
    page = closes(acai, "paid", "60", status=422)
    assert "两份钱" in page.text
    assert page.where("input", name="outcome", value="paid", checked="")
    assert page.where("input", name="paid", value="60")
    closes(acai, "lost")
    page = acai.sends(f"{acai.here}do/reopen/", {"note": "渠道又受理了。"})
    assert "已重新打开" in page.text
    assert Complaint.objects.get().closed_at is None


WRONG = [
    ({"reference": ""}, "渠道给的投诉单号"),
    ({"amount": "60.001"}, "投诉的金额"),
    ({"amount": "1e9"}, "投诉的金额"),
    ({"amount": "60.01"}, "不能超过"),
    ({"kind": ""}, "投诉,或拒付"),
    ({"route": "alipay"}, "付款渠道"),
]


def test_a_wrong_form_keeps_what_was_typed(cast: Cast, acai: Visitor):
    order, _ = approved(cast)
    for wrong, said in WRONG:
        page = opens(acai, order, 422, note="留着的话", **wrong)
        assert said in page.text.replace("，", ","), wrong
        assert "留着的话" in page.html
    assert "没有找到" in acai.sees("/money/complaints/new/?order=12").text
    opens(acai, "1261123000000000", 404)
    assert not Complaint.objects.exists()


def test_the_same_form_twice_is_one_complaint(cast: Cast, acai: Visitor):
    order, _ = approved(cast)
    opens(acai, order)
    assert "已经记过" in opens(acai, order).text
    assert Complaint.objects.count() == 1
    assert "CB-7" in acai.sees(f"/money/complaints/new/?order={order}").text


def test_a_reviewer_is_told_and_can_not_approve(cast: Cast, acai: Visitor, zhoujie: Visitor):
    order = cast.buys("game-card-60")
    opens(acai, order)
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    page = zhoujie.sees(f"/desk/{case}/")
    assert "结案前不能通过" in page.text
    assert "/money/complaints/" not in page.html
    verdict = {"verdict": "approve", "because": "可以退,原路退回。"}
    assert "请财务先" in zhoujie.sends(f"/desk/{case}/", verdict, 422).text
    assert f"/money/complaints/new/?order={order}" in acai.sees(f"/desk/{case}/").html
    assert not Payout.objects.exists()


def test_a_buyer_who_is_watching_sees_the_hold_come_and_go(
    cast: Cast, acai: Visitor, xiaolin: Visitor
):
    order, case = approved(cast)
    seen = xiaolin.client.get(f"/refunds/{case}/live/").headers["ETag"]
    opens(acai, order)
    live = f"/refunds/{case}/live/"
    held = xiaolin.client.get(live, headers={"If-None-Match": seen})
    assert (held.status_code, "没发出的退款先等它" in held.content.decode()) == (200, True)
    closes(acai, "withdrawn")
    again = xiaolin.client.get(live, headers={"If-None-Match": held.headers["ETag"]})
    assert (again.status_code, "没发出的退款先等它" in again.content.decode()) == (200, False)


def test_an_auditor_looks_and_other_roles_find_nothing(cast: Cast, acai: Visitor):
    order, _ = approved(cast)
    opens(acai, order)
    here = acai.here
    User.objects.filter(pk=cast.laochen).update(role="auditor")
    auditor = Visitor().enters(cast.laochen)
    page = auditor.sees(here)
    assert not page.where("textarea", name="note")
    assert not auditor.sees("/money/complaints/").where("input", name="order")
    auditor.sends(f"{here}do/close/", {"outcome": "lost", "note": "试一试行不行"}, 404)
    auditor.sends("/money/complaints/new/", FORM | {"order": order, "reference": "X"}, 404)
    for name in ("xiaolin", "zhoujie", "xiaozheng"):
        visitor = Visitor().enters(cast.ids[name])
        for path in ("/money/complaints/", "/money/complaints/new/", here):
            visitor.sees(path, 404)
        visitor.sends(f"{here}do/close/", {"outcome": "lost", "note": "试一试行不行"}, 404)
    assert Complaint.objects.get().closed_at is None


def test_pages_speak_english_and_odd_addresses_are_nowhere(cast: Cast, acai: Visitor):
    order, _ = approved(cast)
    opens(acai, order)
    here = acai.here
    english = acai.speaks("en")
    assert "Held until it is closed" in english.sees(here).text
    assert "Complaints" in english.sees("/money/complaints/").text
    for path in ("/money/complaints/999999/", f"/money/complaints/{10**30}/"):
        english.sees(path, 404)
    english.sends(f"{here}do/erase/", {}, 404)


def test_a_list_costs_the_same_for_one_and_for_many(cast: Cast, acai: Visitor):
    order, _ = approved(cast)
    opens(acai, order)
    here, listed = acai.here, cost(acai, "/money/complaints/")
    assert listed == STAFF + 1
    assert cost(acai, here) == STAFF + 3
    for number in range(25):
        opens(acai, order, reference=f"N-{number}")
    assert cost(acai, "/money/complaints/") == listed
    assert "第 2 页" in acai.sees("/money/complaints/?page=2").text
    assert cost(acai, here) == STAFF + 3


def keeper(cast: Cast) -> Caller:
    return caller(cast, "acai", frozenset({"complaints:read", "complaints:write"}))


def test_a_program_keeps_complaints_too(cast: Cast):
    order, case = approved(cast)
    who, base = keeper(cast), "/api/v1/complaints"
    wish = {"order": order, "kind": "complaint", "reference": "C-1", "amount_minor": 6_000}
    first = who.calls("post", base, wish)
    assert (first.status_code, first.json()["open"]) == (201, True)
    (leg,) = first.json()["payouts"]
    assert (leg["number"], leg["reach"]) == (f"{case}01", "held")
    assert who.calls("post", base, wish).status_code == 200
    (listed,) = who.calls("get", f"{base}?order={order}").json()["items"]
    assert (listed["reference"], listed["open"], listed["route"]) == ("C-1", True, "sandbox")
    assert who.calls("get", base).json()["items"] == [listed]
    assert who.calls("get", f"{base}?order=1261123000000000").json()["items"] == []
    path = f"{base}/{first.json()['id']}/close"
    short = {"outcome": "paid", "note": "渠道来信", "paid_minor": 6_000}
    problem(who.calls("post", path, short), 422)
    done = who.calls("post", path, short | {"note": "渠道来信,已核对。"})
    assert (done.status_code, done.json()["open"]) == (200, False)
    assert cast.comes_to(case) is State.REFUNDED
    told = problem(who.calls("post", path, {"outcome": "lost", "note": "渠道来信,已核对。"}), 409)
    assert "已经结案" in str(told["detail"])
    problem(who.calls("post", base, wish | {"order": "1261123000000000"}), 404)
    problem(who.calls("post", f"{base}/{10**30}/close", short | {"note": "x" * 9}), 404)


def test_never_both_paid_is_a_problem_with_the_numbers_in_it(cast: Cast):
    order, case = approved(cast)
    works(cast)
    who = keeper(cast)
    wish = {"order": order, "kind": "complaint", "reference": "C-1", "amount_minor": 6_000}
    number = who.calls("post", "/api/v1/complaints", wish).json()["id"]
    ended = {"outcome": "paid", "paid_minor": 6_000, "note": "渠道来信,已核对。"}
    told = problem(who.calls("post", f"/api/v1/complaints/{number}/close", ended), 422)
    assert str(told["type"]).endswith("both_paid")
    assert f"{case}01" in str(told["detail"])
    assert f"{case}01" in str(told["title"])


def test_only_keepers_tokens_find_complaints(cast: Cast):
    order, _ = approved(cast)
    wish = {"order": order, "kind": "complaint", "reference": "C-1", "amount_minor": 6_000}
    for name in ("xiaolin", "zhoujie", "xiaozheng"):
        who = caller(cast, name)
        problem(who.calls("get", "/api/v1/complaints"), 404)
        problem(who.calls("post", "/api/v1/complaints", wish), 404)
        ended = {"outcome": "lost", "note": "试一试行不行"}
        problem(who.calls("post", "/api/v1/complaints/1/close", ended), 404)
    reader = caller(cast, "acai", frozenset({"complaints:read"}))
    problem(reader.calls("post", "/api/v1/complaints", wish), 403)
    assert caller(cast, "laochen").calls("get", "/api/v1/complaints").status_code == 200
    assert not Complaint.objects.exists()


def test_each_leg_says_what_became_of_it(cast: Cast, acai: Visitor, xiaolin: Visitor):
    """A part from the balance, a part from the channel itself, the rest from us."""
    order = cast.buys("game-card-60", use_balance_minor=1_000)
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    opens(acai, order, amount="50")
    closes(acai, "paid", "20")
    told = xiaolin.sees(f"/refunds/{case}/").text
    assert "沙箱支付直接退给了你，没有再付一次" in told
    assert "沙箱支付直接退了一部分，这是剩下的" in told
    works(cast)
    assert cast.comes_to(case) is State.REFUNDED
