"""A key that does not work is exchanged for a new one, instead of money (P6)."""

from datetime import timedelta

import pytest

from tests.cast import asks
from tests.journeys.people import Visitor
from tests.services.life_steps import good_at, life_at, life_of_case, reports_it, said
from weikameng.domain.application import KeptFile
from weikameng.domain.case_file.model import Viewer
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.records.models import CardStock, LedgerGood, LedgerOutbox, Payout, StaffAction
from weikameng.records.reading.audit import audit
from weikameng.records.reading.catalogue import in_stock
from weikameng.services import cards, case_files, chain_files, refunds, reissuing
from weikameng.services.judging import Judge

CARD = ["issued", "listed", "sold", "delivered", "revealed"]
EXCHANGED = ["refund_rejected", "unfrozen", "voided", "reissued", "delivered"]
IDENTITY = (KeptFile("identity_check", "e" * 64, "f" * 64),)
WISH = reissuing.Reissue(reissuing.SAID.zh, reissuing.SAID.en, agreed=True)


@pytest.fixture
def broken(cast):
    """A card of 99 yuan whose key was shown, and the case that says it does not work."""
    order = cast.buys("oversea-card-99")
    key = cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    wish = asks(order, "KEY_INVALID", "兑换时提示卡密无效,请核实。", files=IDENTITY)
    case = refunds.apply(wish, buyer_id=cast.xiaolin, at=cast.at).number
    refunds.ask_person(case, buyer_id=cast.xiaolin, at=cast.at)
    assert cast.comes_to(case) is State.REVIEWING
    return order, case, key


def supervisor(cast):
    """老陈."""
    return Judge(cast.laochen, "supervisor")


def test_the_buyer_gets_a_working_key_and_the_dead_one_is_void(cast, broken):
    order, case, dead = broken
    product = good_at(order).unit.order.product_id
    before = in_stock(product)
    reissuing.reissue(case, WISH, supervisor(cast), cast.at)
    assert in_stock(product) == before - 1
    fresh = cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    assert fresh != dead
    void = CardStock.objects.get(voided_at=cast.at)
    assert cards._box().decrypt(bytes(void.secret)).decode() == dead
    assert void.unit is None
    assert not Payout.objects.filter(case__number=case).exists()
    assert cast.comes_to(case) is State.REJECTED


def test_the_log_tells_it_and_the_books_agree(cast, broken):
    order, case, _ = broken
    reissuing.reissue(case, WISH, supervisor(cast), cast.at)
    assert life_at(order) == [*CARD, "frozen", "refund_requested", *EXCHANGED]
    assert life_of_case(case) == ["opened", "decided"]
    spent = LedgerGood.objects.get(card__voided_at=cast.at)
    types = LedgerOutbox.objects.filter(good=spent).order_by("seq").values_list("type", flat=True)
    assert list(types) == ["issued", "listed", "voided"]
    assert audit() == []
    kept = chain_files.of_case(case).entries
    assert {"status": "success", "code": "REISSUED", "cards": 1} in [one.body for one in kept]
    acts = StaffAction.objects.values_list("what", "about", "person_id")
    assert ("card_reissued", f"case {case}", cast.laochen) in acts
    again = asks(order, "KEY_INVALID", "新的卡密也提示无效,请核实。", files=IDENTITY)
    refunds.apply(again, buyer_id=cast.xiaolin, at=cast.at)
    assert life_at(order)[-2:] == ["frozen", "refund_requested"]


def test_what_happened_to_the_old_key_is_not_put_on_the_new_one(cast, broken):
    order, case, _ = broken
    reissuing.reissue(case, WISH, supervisor(cast), cast.later(hours=1))
    before = said("used", order, happened_at=cast.at - timedelta(minutes=30))
    assert reports_it(cast, before).outcome == "given_back"
    assert life_at(order)[-1] == "delivered"
    later = said("activated", order, happened_at=cast.later(minutes=5))
    assert reports_it(cast, later).outcome == "taken"
    assert life_at(order)[-1] == "activated"


def test_it_takes_a_supervisor_consent_stock_and_an_unused_key(cast, broken):
    order, case, _ = broken

    def refused(wish=WISH, judge=None):
        with pytest.raises(Refusal) as told:
            reissuing.reissue(case, wish, judge or supervisor(cast), cast.at)
        assert life_at(order)[-1] == "refund_requested"
        return told.value.code

    assert refused(judge=Judge(cast.zhoujie, "reviewer")) == "not_found"
    assert refused(reissuing.Reissue(WISH.because, "", agreed=False)) == "agreed"
    assert refused(reissuing.Reissue("", "", agreed=True)) == "because"
    assert refused(reissuing.Reissue(WISH.because, "", agreed=True, revision=0)) == "moved"
    CardStock.objects.filter(unit=None).update(voided_at=cast.at)
    assert refused() == "reissue_not_possible"
    assert cast.comes_to(case) is State.REVIEWING


def test_a_supervisor_does_it_on_the_case_page(cast, broken, settings):
    settings.DEMO = True
    order, case, dead = broken
    assert "补发新的卡密" not in Visitor().enters(cast.zhoujie).sees(f"/desk/{case}/").text
    laochen = Visitor().enters(cast.laochen)
    page = laochen.sees(f"/desk/{case}/")
    assert "补发新的卡密" in page.text
    form = {"verdict": "reissue", "because": reissuing.SAID.zh, "revision": ""}
    told = laochen.sends(f"/desk/{case}/", form, status=422)
    assert "要买家同意换新的才能补发" in told.text
    done = laochen.sends(f"/desk/{case}/", form | {"agreed": "on"})
    assert "已补发新的卡密" in done.text
    buyer = Visitor().enters(cast.xiaolin)
    assert buyer.sees(f"/refunds/{case}/evidence/").text
    assert b"".join(case_files.for_operator(case, Viewer.BUYER, cast.at).pieces)
    assert "已经为你补发一张新的卡密" in buyer.sees(f"/refunds/{case}/").text
    assert "查看卡密" in buyer.sees(f"/orders/{order}/").text
    assert dead not in buyer.sends(f"/orders/{order}/key/1/", {}).html
