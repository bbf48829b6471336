"""The neighbours of every boundary: what happens a fen, a second or a fact to either side."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.domain.test_policy_cases import Case, a_case, check, decided, on_its_way, top_up

UNIT = {"price": "40.00", "usage": "none"}
PROCESSING = {"status": "processing", "recallable": False}
RECALLABLE = {"status": "processing", "recallable": True}
CROSS = {"goods_kind": "cross_border_game_card", "cross_border": True}
NEIGHBOURS: dict[str, tuple[Case, str]] = {
    # gates
    "an unpaid order": (a_case(paid_at=None), "refuse none B4"),
    "a stranger": (a_case(applicant="u9"), "refuse none B5"),
    "already refunded": (
        a_case(units=[{"id": "1", "price": "100.00", "usage": "none", "refunded": True}]),
        "refuse none B4",
    ),
    "asking above what is left": (a_case(amount_requested="100.01"), "refuse none B4"),
    "asking exactly what is left": (
        a_case(amount_requested="100.00"),
        "approve_auto fast_lane A4+E3 100.00",
    ),
    "asking for a part": (a_case(amount_requested="30"), "approve_auto fast_lane A4+F3 30.00"),
    "asking for nothing of something": (a_case(amount_requested="0"), "refuse none B4"),
    "an open chargeback": (a_case("10.00", chargeback=True), "manual dispute H7"),
    "a closed chargeback": (a_case("10.00", chargeback="closed"), "approve_auto one_click E1"),
    # amounts
    "forty-nine ninety-nine": (a_case("49.99"), "approve_auto one_click E1 49.99"),
    "exactly fifty": (a_case("50.00"), "approve_auto fast_lane A4+E3 50.00"),
    "exactly five hundred": (a_case("500.00"), "approve_auto fast_lane A4+E3 500.00"),
    "five hundred and a fen": (a_case("500.01"), "manual standard A4"),
    "five hundred failed upstream": (
        on_its_way("TOPUP_FAILED", price="500.00", supplier={"status": "failed"}),
        "approve_auto fast_lane A6 500.00",
    ),
    "six hundred to a number that does not exist": (
        on_its_way(
            "WRONG_ACCOUNT",
            price="600.00",
            supplier={"status": "failed", "code": "NUMBER_NOT_EXIST"},
        ),
        "manual urgent A2+H6",
    ),
    "five hundred credited to the wrong account": (
        top_up(
            "500.00",
            reason="WRONG_ACCOUNT",
            evidence=["arrival_record"],
            supplier={"status": "success", "arrived": True},
        ),
        "manual urgent A3+H6",
    ),
    "a free order": (
        a_case("0.00", list_total="20.00", payments=[]),
        "approve_auto one_click E1+F6 0.00",
    ),
    "a coupon brings the order below fifty": (
        a_case("45.00", list_total="60.00"),
        "approve_auto one_click E1+F6 45.00",
    ),
    "the third one-click in thirty days": (
        a_case("15.00", one_click_30d=2),
        "approve_auto one_click E1",
    ),
    "the fourth one-click in thirty days": (
        a_case("15.00", one_click_30d=3),
        "manual standard E2",
    ),
    "small with a risk flag": (a_case("15.00", risk=True), "manual standard H9+E1"),
    "small on a closed route": (
        a_case("15.00", payments=[{"method": "alipay", "amount": "15.00", "status": "closed"}]),
        "manual standard F4+E1",
    ),
    "a failure more than a year after payment": (
        on_its_way("TOPUP_FAILED", supplier={"status": "failed"}, now="2027-03-09T10:00:00+08:00"),
        "manual standard F4+A6",
    ),
    # usage
    "viewed and small": (a_case("20.00", "revealed"), "manual standard A5"),
    "voided after viewing": (a_case("100.00", "void"), "approve_auto fast_lane A4+A5+E3"),
    "unknown is not none": (
        a_case("20.00", "unknown"),
        "need_more standard C1 status_screenshot",
    ),
    "unknown, with the official status": (
        a_case("20.00", "unknown", evidence=["status_screenshot"]),
        "manual standard A4",
    ),
    "unknown, but the public log says not activated": (
        a_case("20.00", "unknown", chain={"state": "sold"}),
        "approve_auto one_click E1",
    ),
    "recorded as activated on the public log": (
        a_case("20.00", chain="activated"),
        "reject none B1",
    ),
    "an unused good with a device problem": (
        a_case("100.00", reason="DEVICE_ISSUE"),
        "approve_auto fast_lane A4",
    ),
    "chosen as failed, in truth credited": (
        top_up(reason="TOPUP_FAILED", supplier={"status": "success", "arrived": True}),
        "reject none B1",
    ),
    "said not arrived, in truth the supplier knows it did not": (
        top_up(reason="NOT_ARRIVED", supplier={"status": "success", "arrived": False}),
        "approve_auto fast_lane A6 100.00",
    ),
    "small but the arrival is unknown": (
        top_up("20.00", reason="NOT_ARRIVED"),
        "need_more standard C1 not_arrived_proof",
    ),
    # under way
    "recallable and wrong": (
        on_its_way("WRONG_ZONE", supplier=RECALLABLE),
        "approve_auto fast_lane A1 100.00",
    ),
    "not recallable and wrong": (
        on_its_way("WRONG_ZONE", supplier=PROCESSING),
        "manual standard A1",
    ),
    "late and recallable": (
        on_its_way("DELAYED", supplier=RECALLABLE, promised_at="2026-03-10T10:00:00+08:00"),
        "approve_auto fast_lane A8",
    ),
    "late and not recallable": (
        on_its_way("DELAYED", supplier=PROCESSING, promised_at="2026-03-10T10:00:00+08:00"),
        "manual standard A8",
    ),
    "a second before the promise": (
        on_its_way("DELAYED", supplier=PROCESSING, promised_at="2026-03-10T10:00:01+08:00"),
        "need_more none A8 wait_until_promised",
    ),
    "a key that never came": (
        a_case(reason="KEY_NOT_DELIVERED", delivered=False, completed_at=None),
        "approve_auto fast_lane A6 100.00",
    ),
    "the supplier took it back": (
        top_up(reason="WRONG_ACCOUNT", supplier={"status": "reversed", "arrived": True}),
        "approve_auto fast_lane A6",
    ),
    "failed and arrived contradict each other": (
        top_up(reason="TOPUP_FAILED", supplier={"status": "failed", "arrived": True}),
        "manual standard A6",
    ),
    # window
    "the last second": (
        a_case(now="2026-03-23T23:59:59+08:00"),
        "approve_auto fast_lane A4",
    ),
    "midnight after the last day": (a_case(now="2026-03-24T00:00:00+08:00"), "reject none B3"),
    "a late fault of the supplier": (
        top_up(reason="NOT_ARRIVED", now="2026-04-20T10:00:00+08:00"),
        "manual standard D3",
    ),
    "a fault of the supplier four years late": (
        top_up(reason="NOT_ARRIVED", now="2030-04-20T10:00:00+08:00"),
        "reject none B3",
    ),
    "an outage at the deadline": (
        a_case(now="2026-03-24T00:10:00+08:00", outage_at_deadline=True),
        "manual standard D3",
    ),
    "amended within seven days of the rejection": (
        a_case(
            now="2026-03-30T10:00:00+08:00",
            first_filed_at="2026-03-20T10:00:00+08:00",
            rejected_at="2026-03-25T10:00:00+08:00",
            attempt=2,
            new_material=True,
        ),
        "approve_auto fast_lane A4+D4",
    ),
    # tries and disputes
    "again with nothing new": (
        top_up(reason="NOT_ARRIVED", evidence=["not_arrived_proof"], attempt=2),
        "need_more standard G2 new_material",
    ),
    "the third try with something new": (
        top_up(reason="NOT_ARRIVED", evidence=["not_arrived_proof"], attempt=3, new_material=True),
        "manual standard A6",
    ),
    "the fourth try": (
        top_up(reason="NOT_ARRIVED", attempt=4, new_material=True),
        "refuse none G2",
    ),
    "a dispute eight days after the rejection": (
        a_case(dispute=True, rejected_at="2026-03-02T10:00:00+08:00"),
        "refuse none H2",
    ),
    "a dispute on the seventh day": (
        a_case(dispute=True, rejected_at="2026-03-03T10:00:00+08:00"),
        "manual dispute H2",
    ),
    # special tracks
    "a guardian without papers": (
        a_case(usage="used", reason="MINOR", applicant="guardian:u7", evidence=["payment_proof"]),
        "need_more minor H3 guardian_id minor_id guardianship_proof",
    ),
    "unauthorised without a notice": (
        a_case(reason="UNAUTHORIZED"),
        "need_more dispute H4 any_of:police_report|payment_dispute_proof",
    ),
    "cross-border with its identity is still a person's": (
        a_case("20.00", **CROSS, evidence=["identity_check"]),
        "manual cross_border H1+A4",
    ),
    "the identity checked at purchase is reused": (
        a_case("20.00", **CROSS, identity_checked=True),
        "manual cross_border H1",
    ),
    "a promise of seven days binds though it was used": (
        a_case(usage="used", promise_7d=True),
        "approve_auto fast_lane H10 100.00",
    ),
    "a promise of seven days has passed": (
        a_case(usage="used", promise_7d=True, now="2026-03-17T10:00:00+08:00"),
        "reject none B1",
    ),
    "renewed without a reminder and used": (
        a_case(
            usage="used",
            goods_kind="video_membership",
            reason="AUTO_RENEWAL",
            renewal_reminded=False,
        ),
        "manual standard H5",
    ),
    "renewed without a reminder and unused": (
        a_case(goods_kind="video_membership", reason="AUTO_RENEWAL", renewal_reminded=False),
        "approve_auto fast_lane H5 100.00",
    ),
    "renewed with a reminder and used": (
        a_case(
            usage="used",
            goods_kind="video_membership",
            reason="AUTO_RENEWAL",
            renewal_reminded=True,
        ),
        "reject none B1",
    ),
    "an interrupted membership in use": (
        a_case(
            usage="activated",
            goods_kind="video_membership",
            reason="SERVICE_INTERRUPTED",
            evidence=["interruption_proof"],
        ),
        "manual standard A9",
    ),
    "charged twice without a record or proof": (
        a_case(usage="used", reason="OVERCHARGED"),
        "need_more standard C1 payment_proof",
    ),
    "charged twice without a record, with proof": (
        a_case(usage="used", reason="OVERCHARGED", evidence=["payment_proof"]),
        "manual standard A6",
    ),
    # the reviewer
    "reviewed: the supplier says it arrived": (
        top_up(reason="NOT_ARRIVED", review={"supplier_reply": "arrived"}),
        "reject none B1",
    ),
    "reviewed: the key was voided": (
        a_case(usage="revealed", review={"void": "ok"}),
        "approve standard A5 100.00",
    ),
    "reviewed: the key cannot be voided": (
        a_case(usage="revealed", review={"void": "failed"}),
        "reject none A5",
    ),
    "reviewed: ten of thirty days are left": (
        a_case(
            "30.00",
            "activated",
            reason="SERVICE_INTERRUPTED",
            review={"remaining_days": 10, "total_days": 30},
        ),
        "approve standard A9 10.00",
    ),
    "reviewed: eighty of a hundred came": (
        top_up(reason="UNDER_DELIVERED", review={"delivered_amount": "80.00"}),
        "approve standard A8 20.00",
    ),
    "reviewed: abroad and without an identity": (
        a_case(usage="revealed", **CROSS, review={"void": "ok"}),
        "need_more cross_border H1 identity_check",
    ),
    "reviewed: nothing established yet": (
        top_up(reason="NOT_ARRIVED", evidence=["not_arrived_proof"], review={}),
        "manual standard A6",
    ),
}


@pytest.mark.parametrize(("case", "expected"), NEIGHBOURS.values(), ids=NEIGHBOURS.keys())
def test_the_neighbour_of_a_boundary_is_decided(case: Case, expected: str) -> None:
    check(case, expected)


def two_units(first: str, second: str, **changes: Any) -> Case:
    case = a_case("80.00", **changes)
    case["order"]["units"] = [
        UNIT | {"id": "1", "usage": first},
        UNIT | {"id": "2", "usage": second},
    ]
    return case


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: two_units("used", "none"), "approve_auto fast_lane A4+F3 40.00"),
        (lambda: two_units("used", "revealed"), "manual standard A5+F3"),
        (lambda: two_units("used", "unknown"), "need_more standard C1 status_screenshot"),
        (lambda: two_units("used", "used"), "reject none B1"),
        (lambda: two_units("none", "revealed"), "manual standard A5"),
    ],
)
def test_units_of_one_order_may_have_different_lives(
    make: Callable[[], Case], expected: str
) -> None:
    check(make(), expected)


def test_a_small_unit_of_a_bigger_order_is_not_one_click() -> None:
    case = two_units("none", "none")
    case["application"]["units"] = ["1"]
    check(case, "approve_auto fast_lane A4+E3+F3 40.00")


def test_a_unit_refunded_before_leaves_its_share_of_every_leg() -> None:
    case = two_units("none", "none")
    case["order"]["units"][0]["refunded"] = True
    case["order"]["payments"] = [
        {"method": "balance", "amount": "20.00"},
        {"method": "alipay", "amount": "60.00"},
    ]
    decision = decided(case)
    assert decision.split == (("balance", 1000), ("alipay", 3000))
    assert decision.per_unit == (("2", 4000),)
