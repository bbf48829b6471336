"""The order page's answer before a reason is chosen, and the outlook of each reason (R1.3)."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.domain.policies import POLICY
from weikameng.domain.policy import (
    Outcome,
    eligibility,
    eligibility_by_reason,
)
from weikameng.domain.policy.eligibility import ReasonOutlook
from weikameng.domain.policy.facts import (
    ApplicationFacts,
    Facts,
    OrderFacts,
    SupplierFacts,
    TenderFacts,
    UnitFacts,
)

BOUGHT = datetime.fromisoformat("2026-03-08T09:30:00+08:00")
NOW = datetime.fromisoformat("2026-03-10T10:00:00+08:00")
LATE = datetime.fromisoformat("2026-04-10T10:00:00+08:00")
KEY = OrderFacts(
    "game_card_key",
    (UnitFacts("1", 3000, 3000),),
    (TenderFacts("alipay", 3000),),
    3000,
    3000,
    BOUGHT,
    BOUGHT,
    True,
)
USED = replace(KEY, units=(UnitFacts("1", 3000, 3000, "used"),))
VIEWED = replace(KEY, units=(UnitFacts("1", 3000, 3000, "revealed"),))
DEAR = replace(
    KEY,
    units=(UnitFacts("1", 9000, 9000),),
    tenders=(TenderFacts("alipay", 9000),),
    paid_minor=9000,
    list_total_minor=9000,
)
TOP_UP = replace(DEAR, goods_kind="game_direct", supplier=SupplierFacts("success"))
ABROAD = replace(KEY, goods_kind="cross_border_game_card", cross_border=True)


def facts(order: OrderFacts) -> Facts:
    return Facts(order, ApplicationFacts())


@pytest.mark.parametrize(
    ("order", "at", "way", "clause"),
    [
        (KEY, NOW, "one_click", "E1"),
        (DEAR, NOW, "screened", "A4"),
        (VIEWED, NOW, "manual", "A5"),
        (USED, NOW, "none", "B1"),
        (KEY, LATE, "none", "B3"),
        (ABROAD, NOW, "manual", "H1"),
        (TOP_UP, NOW, "manual", "C1"),
    ],
)
def test_the_order_page_names_route_and_clause(
    order: OrderFacts, at: datetime, way: str, clause: str
) -> None:
    answer = eligibility(POLICY, facts(order), at)
    assert (answer.way, answer.clause) == (way, clause)
    assert answer.eligible == (way != "none")


def test_the_order_page_says_until_when_and_what_would_change_it() -> None:
    answer = eligibility(POLICY, facts(KEY), NOW)
    assert answer.until == datetime.fromisoformat("2026-03-24T00:00:00+08:00")
    assert "2026年3月23日 24:00" in answer.what_would_change[0].zh
    assert "查看卡密后" in answer.what_would_change[1].zh


def test_a_used_good_may_still_be_faulty() -> None:
    changes = eligibility(POLICY, facts(USED), NOW).what_would_change
    assert any("平台或供货方" in words.zh for words in changes)


def by_code(order: OrderFacts, at: datetime) -> dict[str, ReasonOutlook]:
    return {row.code: row for row in eligibility_by_reason(POLICY, facts(order), at)}


def test_the_drop_down_says_what_each_reason_asks_and_leads_to() -> None:
    rows = by_code(TOP_UP, NOW)
    assert rows["NOT_ARRIVED"].asks == ("not_arrived_proof",)
    assert rows["NOT_ARRIVED"].outcome is Outcome.MANUAL
    assert rows["NOT_ACTIVATED"].asks == ("status_screenshot",)
    assert not rows["DEVICE_ISSUE"].hopeful
    assert rows["MINOR"].route == "minor"


def test_the_drop_down_of_a_small_unused_key_is_one_click_for_most_reasons() -> None:
    rows = by_code(KEY, NOW)
    assert rows["NOT_ACTIVATED"].way == "one_click"
    assert rows["OTHER"].way == "one_click"
    assert rows["UNAUTHORIZED"].route == "dispute"


def test_after_the_window_only_the_faults_of_others_remain() -> None:
    rows = by_code(DEAR, LATE)
    assert not rows["NOT_ACTIVATED"].hopeful
    assert rows["KEY_INVALID"].hopeful


def test_the_order_page_does_not_offer_a_fourth_try() -> None:
    tried = Facts(KEY, ApplicationFacts(attempt=4))
    assert eligibility(POLICY, tried, NOW).clause == "G2"
    assert eligibility(POLICY, Facts(KEY, ApplicationFacts(attempt=3)), NOW).way == "one_click"
