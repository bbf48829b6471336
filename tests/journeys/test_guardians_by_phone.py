"""A guardian on the telephone (H3, R8.2) is taken with the same facts as online."""

import json

import pytest

from tests.cast import Cast, asks
from tests.journeys.people import Visitor, decides
from weikameng.domain.calls import Proof
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.guardians import CONSENT, Declaration
from weikameng.domain.policy.publishing import Actor
from weikameng.records.models import Guardian, RefundCase, TicketMessage
from weikameng.services import calls, refunds
from weikameng.services.calls import Caller
from weikameng.web.caller import caller_page

pytestmark = pytest.mark.django_db(transaction=True)

CHILD = "孩子 13 岁,用我的手机在星海点卡充了 60 元,我付的款,请按规定退款。"
PROOFS = (Proof.ORDER_NUMBER, Proof.PAID_AMOUNT)


@pytest.fixture
def lan(cast: Cast) -> Actor:
    return Actor(cast.ids["alan"], "phone_agent")


def refused(code: str):
    return pytest.raises(Refusal, match=f"^{code}$")


def test_a_guardian_who_calls_is_taken_with_the_same_facts_as_online(cast: Cast, lan: Actor):
    """H3: who speaks for the child, its age, a contact that is sealed, the consent."""
    order, caller = cast.buys("game-card-60"), Caller(cast.xiaolin)
    with refused("guardian"):
        calls.apply_for(caller, asks(order, "MINOR", CHILD), PROOFS, lan, cast.at)
    assert not RefundCase.objects.exists()
    said = asks(order, "MINOR", CHILD, guardian=Declaration("parent", 13, "13800138000"))
    done = calls.apply_for(caller, said, PROOFS, lan, cast.at)
    kept = Guardian.objects.get(case__number=done.number)
    assert (kept.relation, kept.minor_age, kept.shown) == ("parent", 13, "138****8000")
    assert (kept.filed_by_id, kept.consent) == (lan.id, CONSENT)
    assert "13800138000" not in kept.contact
    assert "13800138000" not in json.dumps(list(TicketMessage.objects.values("text", "details")))
    assert RefundCase.objects.get().channel == "phone"
    online = asks(order, "MINOR", CHILD, guardian=Declaration("grandparent", 12, "a@b.example"))
    again = calls.apply_for(caller, online, PROOFS, lan, cast.at)
    assert again.joined
    assert Guardian.objects.get().relation == "parent", "what was declared first stays"


def test_a_guardian_joins_a_claim_about_the_child_that_nobody_speaks_for(cast: Cast, lan: Actor):
    order = cast.buys("game-card-60")
    said = asks(order, "MINOR", CHILD, guardian=Declaration("parent", 13, "13800138000"))
    case = refunds.apply(said, buyer_id=cast.xiaolin, at=cast.at).number
    Guardian.objects.all().delete()  # from before guardians were asked for on the telephone
    done = calls.apply_for(Caller(cast.xiaolin), said, PROOFS, lan, cast.at)
    assert (done.number, done.joined) == (case, True)
    assert Guardian.objects.get(case__number=case).filed_by_id == lan.id


def test_the_agents_form_takes_what_the_page_online_takes(cast: Cast):
    order, alan = cast.buys("game-card-60"), Visitor().enters(cast.ids["alan"])
    here = caller_page(cast.xiaolin)
    page = alan.sees(here)
    assert "监护人来电" in page.text
    sent = {
        "order": order,
        "reason": "MINOR",
        "narrative": CHILD,
        "proofs": ["order_number", "paid_amount"],
        "guardian-relation": "parent",
        "guardian-age": "18",
        "guardian-contact": "13800138000",
        "guardian-consent": "on",
    }
    wrong = alan.sends(f"{here}apply/", sent, 422)
    assert "满 18 岁不走这个通道" in wrong.text
    assert wrong.where("input", name="guardian-contact", value="13800138000")
    without = {name: text for name, text in sent.items() if not name.startswith("guardian")}
    assert "请选择你和孩子的关系" in alan.sends(f"{here}apply/", without, 422).text
    done = alan.sends(f"{here}apply/", sent | {"guardian-age": "13"})
    assert "已代为申请" in done.text
    kept = Guardian.objects.get()
    assert (kept.minor_age, kept.filed_by_id) == (13, cast.ids["alan"])
    told = Visitor().enters(cast.xiaolin).sees(f"/refunds/{RefundCase.objects.get().number}/")
    for words in ("监护人通道", "父亲或母亲", "138****8000"):
        assert words in told.text, words
    assert "13800138000" not in told.html


def test_a_guardian_without_the_account_is_taken_to_a_person_who_reaches_them_and_decides(
    cast: Cast,
):
    """H3: a person decides, though nobody can hand papers in on the account."""
    order, alan = cast.buys("game-card-60"), Visitor().enters(cast.ids["alan"])
    sent = {
        "order": order,
        "reason": "MINOR",
        "narrative": CHILD,
        "proofs": ["order_number", "paid_amount"],
        "guardian-relation": "parent",
        "guardian-age": "13",
        "guardian-contact": "13800138000",
        "guardian-consent": "on",
        "person": "yes",
    }
    alan.sends(f"{caller_page(cast.xiaolin)}apply/", sent)
    case = RefundCase.objects.get().number
    assert cast.comes_to(case) is State.REVIEWING
    zhou = Visitor().enters(cast.zhoujie)
    desk = zhou.sees(f"/desk/{case}/")
    assert "监护人通道" in desk.text
    assert "13800138000" in zhou.sends(f"/desk/{case}/guardian/", {}).text
    decides(zhou, case, "approve", "已电话核实监护关系,全额退回。")
    assert cast.comes_to(case) is State.PAYING
    inbox = Visitor().enters(cast.xiaolin).sees("/messages/").text
    assert "退款申请已收到" in inbox, "whoever owns the account is told"
    assert "退款申请通过了" in inbox
