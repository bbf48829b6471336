"""Cases on the edges of the policy, each with its whole answer as the clauses give it: a fen, a
second or a fact to either side. ``policy_answers`` says how an answer is written."""

from typing import Any

from tests.domain.policy_answers import CaseData
from tests.domain.test_policy_cases import a_case, on_its_way, top_up

Edges = dict[str, tuple[CaseData, str]]
CROSS = {"goods_kind": "cross_border_game_card", "cross_border": True}
ABROAD = CROSS | {"identity_checked": True}
RECALLABLE = {"status": "processing", "recallable": True}
NOT_FOUND = {"status": "failed", "code": "NUMBER_NOT_EXIST"}
FAILED = {"status": "failed"}
ARRIVED = {"status": "success", "arrived": True}
SUCCESS = {"status": "success"}
UNDELIVERED = {"delivered": False, "completed_at": None}
MEMBERSHIP = {"goods_kind": "video_membership"}


def units(*usages: str, price: str = "40.00", **changes: Any) -> CaseData:
    """One order of several units of one price."""
    total = f"{sum(int(price.replace('.', '')) for _ in usages) / 100:.2f}"
    case = a_case(changes.pop("paid", total), **changes)
    case["order"]["units"] = [
        {"id": str(at), "price": price, "usage": usage} for at, usage in enumerate(usages, 1)
    ]
    case["order"]["list_total"] = total
    return case


def gone(refunded: bool | str, **changes: Any) -> CaseData:
    """A key for 100.00 of which something, or all, was refunded before."""
    case = a_case(**changes)
    case["order"]["units"][0]["refunded"] = refunded
    return case


def legs(*amounts: tuple[str, str]) -> list[CaseData]:
    """Payments by method and amount."""
    return [{"method": method, "amount": amount} for method, amount in amounts]


def at(now: str, **changes: Any) -> CaseData:
    """The plain unused key, asked about at a moment; offsets are Beijing's unless said."""
    return a_case(now=now if "+" in now else f"{now}+08:00", **changes)


def done(completed: str, now: str, **changes: Any) -> CaseData:
    """A key completed at a moment and asked about at another, both Beijing's."""
    return at(now, completed_at=f"{completed}+08:00", paid_at=f"{completed}+08:00", **changes)


AMOUNTS: Edges = {
    "49.99 is one click": (
        a_case("49.99"),
        "approve_auto one_click E1+A4 49.99 @2026-03-24T00:00 ~window_until,key_viewed",
    ),
    "50.00 is not, but is automatic": (
        a_case("50.00"),
        "approve_auto fast_lane A4+E3 50.00 @2026-03-24T00:00 ~window_until,key_viewed",
    ),
    "50.01 is automatic": (a_case("50.01"), "approve_auto fast_lane A4+E3 50.01"),
    "a top-up has no key to view": (
        a_case("49.99", goods_kind="phone_credit"),
        "approve_auto one_click E1+A4 49.99 @2026-03-24T00:00 ~window_until",
    ),
    "a dear top-up has no key to view either": (
        a_case("60.00", goods_kind="phone_credit"),
        "approve_auto fast_lane A4+E3 60.00 @2026-03-24T00:00 ~window_until",
    ),
    "a coupon brings 60.00 to 49.99": (
        a_case("49.99", list_total="60.00"),
        "approve_auto one_click E1+A4+F6 49.99",
    ),
    "a coupon brings 60.00 to 50.00": (
        a_case("50.00", list_total="60.00"),
        "approve_auto fast_lane A4+E3+F6 50.00",
    ),
    "499.99 is automatic": (a_case("499.99"), "approve_auto fast_lane A4+E3 499.99"),
    "500.00 is automatic": (a_case("500.00"), "approve_auto fast_lane A4+E3 500.00"),
    "500.01 is paid by a person": (a_case("500.01"), "manual standard A4+E3 (500.01)"),
    "a failure of 500.01 is urgent": (
        on_its_way("TOPUP_FAILED", price="500.01", supplier=FAILED),
        "manual urgent A6+E3 (500.01)",
    ),
    "an unknown number at 499.99": (
        on_its_way("WRONG_ACCOUNT", price="499.99", supplier=NOT_FOUND),
        "approve_auto fast_lane A2 499.99",
    ),
    "an unknown number at 500.00": (
        on_its_way("WRONG_ACCOUNT", price="500.00", supplier=NOT_FOUND),
        "approve_auto fast_lane A2 500.00",
    ),
    "an unknown number at 500.01": (
        on_its_way("WRONG_ACCOUNT", price="500.01", supplier=NOT_FOUND),
        "manual urgent A2+E3+H6 (500.01)",
    ),
    "an unknown number at 500.01 under another reason": (
        on_its_way("OTHER", price="500.01", supplier=NOT_FOUND),
        "manual urgent A2+E3 (500.01)",
    ),
    "a void key at 500.01": (
        a_case("500.01", supplier={"status": "failed", "code": "KEY_VOID"}),
        "manual urgent A7+E3 (500.01)",
    ),
    "an undelivered key at 500.01": (
        a_case("500.01", reason="KEY_NOT_DELIVERED", **UNDELIVERED),
        "manual urgent A6+A8+E3 (500.01)",
    ),
    "a recalled failure at 500.01": (
        on_its_way("TOPUP_FAILED", price="500.01", supplier=RECALLABLE),
        "manual urgent A6+A8+E3 (500.01)",
    ),
    "a wrong account credited at 499.99": (
        top_up("499.99", reason="WRONG_ACCOUNT", evidence=["arrival_record"], supplier=ARRIVED),
        "manual standard A3 (499.99)",
    ),
    "a wrong account credited at 500.00": (
        top_up("500.00", reason="WRONG_ACCOUNT", evidence=["arrival_record"], supplier=ARRIVED),
        "manual urgent A3+H6 (500.00)",
    ),
    "a wrong product of 500.00 whose arrival is not known": (
        top_up("500.00", reason="WRONG_PRODUCT", evidence=["status_screenshot"]),
        "manual urgent A4+H6",
    ),
    "a wrong product of 500.00 that lacks its status": (
        top_up("500.00", reason="WRONG_PRODUCT"),
        "need_more urgent C1 status_screenshot",
    ),
    "a duplicate of 500.00 whose arrival is not known": (
        top_up("500.00", reason="DUPLICATE_ORDER", evidence=["status_screenshot"]),
        "manual urgent A4+H6",
    ),
    "not wanted any more, 500.00, arrival not known": (
        top_up("500.00", evidence=["status_screenshot"]),
        "manual standard A4",
    ),
    "a wrong key of 500.00 is no wrong top-up": (
        a_case("500.00", "unknown", reason="WRONG_PRODUCT", evidence=["status_screenshot"]),
        "manual standard A4",
    ),
    "a wrong product of 500.01 recalled": (
        on_its_way("WRONG_PRODUCT", price="500.01", supplier=RECALLABLE),
        "manual urgent A4+A8+E3+H6 (500.01)",
    ),
    "an unused key of 500.01 for the wrong account": (
        a_case("500.01", reason="WRONG_ACCOUNT"),
        "manual urgent A4+E3+H6 (500.01)",
    ),
    "500.00 asked of 700.00": (
        a_case("700.00", amount_requested="500.00"),
        "approve_auto fast_lane A4+E3+F3 500.00",
    ),
    "500.01 asked of 700.00": (
        a_case("700.00", amount_requested="500.01"),
        "manual standard A4+E3 (500.01)",
    ),
    "400.00 asked of 700.00 to a number that does not exist": (
        on_its_way("WRONG_ACCOUNT", price="700.00", supplier=NOT_FOUND, amount_requested="400.00"),
        "approve_auto fast_lane A2+F3 400.00",
    ),
    "a risk flag on a failure above the limit": (
        on_its_way("TOPUP_FAILED", price="500.01", supplier=FAILED, risk=True),
        "manual urgent A6+E3+H9",
    ),
    "a risk flag on a failure below it": (
        on_its_way("TOPUP_FAILED", supplier=FAILED, risk=True),
        "manual standard A6+E3+H9",
    ),
    "a risk flag on a wrong account of 500.00": (
        on_its_way("WRONG_ACCOUNT", price="500.00", supplier=NOT_FOUND, risk=True),
        "manual urgent A2+H9+H6",
    ),
    "a cent of it": (
        a_case(amount_requested="0.01"),
        "approve_auto fast_lane A4+E3+F3 0.01",
    ),
    "all that is left": (
        a_case(amount_requested="100.00"),
        "approve_auto fast_lane A4+E3 100.00",
    ),
    "a cent above what is left": (
        a_case(amount_requested="100.01"),
        "refuse none B4 (100.00) ~amount_at_most",
    ),
    "nothing of something": (
        a_case(amount_requested="0.00"),
        "refuse none B4 (0.00) ~amount_at_most",
    ),
    "nothing of nothing": (
        a_case("0.00", amount_requested="0.00", payments=[]),
        "approve_auto one_click E1+A4 0.00",
    ),
    "a cent of nothing": (a_case("0.00", amount_requested="0.01", payments=[]), "refuse none B4"),
    "what an earlier refund left": (
        gone("40.00", amount_requested="60.00"),
        "approve_auto fast_lane A4+E3+F3 60.00",
    ),
    "a cent above what an earlier refund left": (
        gone("40.00", amount_requested="60.01"),
        "refuse none B4",
    ),
    "the price and the overcharge": (
        a_case(overcharge="30.00", amount_requested="130.00"),
        "approve_auto fast_lane A6 30.00",
    ),
    "a cent above the price and the overcharge": (
        a_case(overcharge="30.00", amount_requested="130.01"),
        "refuse none B4",
    ),
    "a part of the overcharge": (
        a_case(overcharge="30.00", amount_requested="20.00"),
        "approve_auto fast_lane A6 20.00",
    ),
    "an overcharge of a cent": (
        a_case(usage="used", overcharge="0.01"),
        "approve_auto fast_lane A6 0.01 @ ~",
    ),
    "an overcharge of 500.00": (
        a_case(overcharge="500.00"),
        "approve_auto fast_lane A6 500.00",
    ),
    "an overcharge of 500.01": (a_case(overcharge="500.01"), "manual urgent A6+E3 (500.01)"),
    "an overcharge on what was refunded": (
        gone(True, overcharge="30.00"),
        "approve_auto fast_lane A6 30.00",
    ),
    "a charge too much that only the payments show": (
        a_case(usage="used", payments=legs(("alipay", "100.00"), ("wechat", "100.00"))),
        "approve_auto fast_lane A6+F2 100.00",
    ),
    "a coupon does not count as overcharged": (
        a_case(
            list_total="120.00",
            payments=legs(("alipay", "100.00"), ("coupon", "20.00")),
        ),
        "approve_auto fast_lane A4+E3+F6 100.00",
    ),
    "all of it refunded before": (gone(True), "refuse none B4 (0.00) @ ~"),
    "all of it refunded before, as an amount": (gone("100.00"), "refuse none B4"),
    "all but a cent refunded before": (gone("99.99"), "approve_auto fast_lane A4+E3+F3 0.01"),
    "two tenders": (
        a_case(payments=legs(("alipay", "60.00"), ("balance", "40.00"))),
        "approve_auto fast_lane A4+E3+F2 100.00",
    ),
    "a free key that was viewed": (
        a_case("0.00", "revealed", payments=[]),
        "manual standard A5 (0.00)",
    ),
    "a free order on a closed account": (
        a_case("0.00", payments=[{"method": "alipay", "amount": "0.00", "status": "closed"}]),
        "approve_auto one_click E1+A4 0.00",
    ),
    "a closed account above the limit": (
        a_case(
            "500.01",
            payments=[{"method": "alipay", "amount": "500.01", "status": "closed"}],
        ),
        "manual standard A4+E3+F4 (500.01)",
    ),
    "a closed account that was paid back before": (
        gone(
            "40.00",
            payments=[
                {"method": "alipay", "amount": "40.00", "status": "closed", "refunded": "40.00"},
                {"method": "wechat", "amount": "60.00"},
            ],
        ),
        "approve_auto fast_lane A4+E3+F3+F2 60.00",
    ),
}

MOMENTS: Edges = {
    "the last second of the window": (
        at("2026-03-23T23:59:59"),
        "approve_auto fast_lane A4+E3 100.00 @2026-03-24T00:00 ~window_until,key_viewed",
    ),
    "the first instant after the window": (
        at("2026-03-24T00:00:00"),
        "reject none B3+D2 @ ~platform_fault",
    ),
    "the last second as a clock in London says it": (
        at("2026-03-23T15:59:59+00:00"),
        "approve_auto fast_lane A4+E3 100.00 @2026-03-24T00:00",
    ),
    "the first instant after as a clock in London says it": (
        at("2026-03-23T16:00:00+00:00"),
        "reject none B3+D2",
    ),
    "completed on Sunday evening in London is Monday in Beijing": (
        at("2026-03-24T23:59:59", completed_at="2026-03-08T16:30:00+00:00"),
        "approve_auto fast_lane A4+E3 100.00 @2026-03-25T00:00",
    ),
    "completed in the last second of a day": (
        done("2026-03-09T23:59:59", "2026-03-10T10:00:00"),
        "approve_auto fast_lane A4+E3 100.00 @2026-03-25T00:00",
    ),
    "completed in the first second of a day": (
        done("2026-03-10T00:00:00", "2026-03-10T10:00:00"),
        "approve_auto fast_lane A4+E3 100.00 @2026-03-26T00:00",
    ),
    "the last day in Spring Festival rolls to the day after": (
        done("2026-02-02T10:00:00", "2026-02-24T23:59:59"),
        "approve_auto fast_lane A4+E3 100.00 @2026-02-25T00:00",
    ),
    "seven days into Spring Festival roll as well": (
        done("2026-02-08T10:00:00", "2026-02-24T23:59:59", **MEMBERSHIP),
        "approve_auto fast_lane A4+E3 100.00 @2026-02-25T00:00",
    ),
    "a Saturday that is worked does not roll": (
        done("2026-01-30T10:00:00", "2026-02-14T23:59:59"),
        "approve_auto fast_lane A4+E3 100.00 @2026-02-15T00:00",
    ),
    "after a Saturday that is worked it is late": (
        done("2026-01-30T10:00:00", "2026-02-15T00:00:00"),
        "reject none B3+D2",
    ),
    "a Sunday that is worked does not roll": (
        done("2026-09-05T10:00:00", "2026-09-21T00:00:00"),
        "reject none B3+D2",
    ),
    "the last day in National Day week rolls to the 8th": (
        done("2026-09-20T10:00:00", "2026-10-08T23:59:59"),
        "approve_auto fast_lane A4+E3 100.00 @2026-10-09T00:00",
    ),
    "after National Day week it is late": (
        done("2026-09-20T10:00:00", "2026-10-09T00:00:00"),
        "reject none B3+D2",
    ),
    "a worked Saturday after National Day does not roll": (
        done("2026-09-25T10:00:00", "2026-10-10T23:59:59"),
        "approve_auto fast_lane A4+E3 100.00 @2026-10-11T00:00",
    ),
    "a window over the end of the year into one whose notice is not out": (
        done("2026-12-19T10:00:00", "2027-01-04T23:59:59"),
        "approve_auto fast_lane A4+E3 100.00 @2027-01-05T00:00",
    ),
    "the leap day is a day": (
        done("2028-02-14T10:00:00", "2028-02-29T23:59:59"),
        "approve_auto fast_lane A4+E3 100.00 @2028-03-01T00:00",
    ),
    "the day after the leap day is late": (
        done("2028-02-14T10:00:00", "2028-03-01T00:00:00"),
        "reject none B3+D2",
    ),
    "a membership has seven days": (
        done("2026-03-02T10:00:00", "2026-03-09T23:59:59", **MEMBERSHIP),
        "approve_auto fast_lane A4+E3 100.00 @2026-03-10T00:00",
    ),
    "after seven days a membership is late": (
        done("2026-03-02T10:00:00", "2026-03-10T00:00:00", **MEMBERSHIP),
        "reject none B3+D2",
    ),
    "a page that promises thirty days": (
        done("2026-03-02T10:00:00", "2026-04-01T23:59:59", window_days=30, **MEMBERSHIP),
        "approve_auto fast_lane A4+E3 100.00 @2026-04-02T00:00",
    ),
    "a page that promises three days keeps the minimum of seven": (
        done("2026-03-03T10:00:00", "2026-03-10T23:59:59", window_days=3),
        "approve_auto fast_lane A4+E3 100.00 @2026-03-11T00:00",
    ),
    "a page that promises eight days": (
        done("2026-03-02T10:00:00", "2026-03-10T10:00:00", window_days=8),
        "approve_auto fast_lane A4+E3 100.00 @2026-03-11T00:00",
    ),
    "a page that promises seven days": (
        done("2026-03-02T10:00:00", "2026-03-10T00:00:00", window_days=7),
        "reject none B3+D2",
    ),
    "an outage at the deadline": (
        at("2026-03-24T00:00:00", outage_at_deadline=True),
        "manual standard D3 (100.00) @ ~",
    ),
    "an outage long before": (
        at("2026-03-23T23:59:59", outage_at_deadline=True),
        "approve_auto fast_lane A4+E3 100.00",
    ),
    "an outage claimed after three years": (
        at("2029-03-07T09:30:01", outage_at_deadline=True),
        "reject none B3+D2",
    ),
    "an outage on the last moment of three years": (
        at("2029-03-07T09:30:00", outage_at_deadline=True),
        "manual standard D3",
    ),
    "a late used good of a wrong kind with an outage": (
        at("2026-03-24T00:00:00", usage="used", outage_at_deadline=True),
        "reject none B1",
    ),
    "filed in time and amended on the last second": (
        at(
            "2026-04-01T23:59:59",
            first_filed_at="2026-03-23T23:59:59+08:00",
            rejected_at="2026-03-25T10:00:00+08:00",
        ),
        "approve_auto fast_lane A4+E3+D4 100.00 @2026-04-02T00:00 ~window_until,key_viewed",
    ),
    "filed in time and amended an instant too late": (
        at(
            "2026-04-02T00:00:00",
            first_filed_at="2026-03-23T23:59:59+08:00",
            rejected_at="2026-03-25T10:00:00+08:00",
        ),
        "reject none B3+D2",
    ),
    "first filed the instant the window closed": (
        at(
            "2026-03-25T10:00:00",
            first_filed_at="2026-03-24T00:00:00+08:00",
            rejected_at="2026-03-24T12:00:00+08:00",
        ),
        "reject none B3+D2",
    ),
    "amended the instant the window closed": (
        at(
            "2026-03-24T00:00:00",
            first_filed_at="2026-03-20T10:00:00+08:00",
            rejected_at="2026-03-21T10:00:00+08:00",
        ),
        "approve_auto fast_lane A4+E3+D4 100.00 @2026-03-31T00:00",
    ),
    "amended while the window was open": (
        at(
            "2026-03-23T23:59:59",
            first_filed_at="2026-03-20T10:00:00+08:00",
            rejected_at="2026-03-21T10:00:00+08:00",
        ),
        "approve_auto fast_lane A4+E3 100.00 @2026-03-31T00:00",
    ),
    "supplemented without a rejection after the window": (
        at("2026-04-20T10:00:00", first_filed_at="2026-03-20T10:00:00+08:00"),
        "approve_auto fast_lane A4+E3+D4 100.00 @ ~key_viewed",
    ),
    "a small one supplemented after the window": (
        at("2026-04-20T10:00:00", price="15.00", first_filed_at="2026-03-20T10:00:00+08:00"),
        "approve_auto one_click E1+A4+D4 15.00",
    ),
    "a minor's claim filed in time cites no window": (
        at(
            "2026-04-20T10:00:00",
            reason="MINOR",
            evidence=["guardian_id", "minor_id", "guardianship_proof", "payment_proof"],
            first_filed_at="2026-03-20T10:00:00+08:00",
        ),
        "manual minor H3",
    ),
    "an unauthorised one filed in time cites no window": (
        at(
            "2026-04-20T10:00:00",
            reason="UNAUTHORIZED",
            evidence=["police_report"],
            first_filed_at="2026-03-20T10:00:00+08:00",
        ),
        "manual dispute H4",
    ),
    "a rejection of one filed in time cites no window": (
        at(
            "2026-04-20T10:00:00",
            usage="used",
            first_filed_at="2026-03-20T10:00:00+08:00",
        ),
        "reject none B1 ~new_proof,platform_fault",
    ),
    "disputed in the last second of day seven": (
        at("2026-03-10T23:59:59", dispute=True, rejected_at="2026-03-03T10:00:00+08:00"),
        "manual dispute H2 @2026-03-11T00:00 ~dispute_end",
    ),
    "disputed at 24:00 of day seven": (
        at("2026-03-11T00:00:00", dispute=True, rejected_at="2026-03-03T10:00:00+08:00"),
        "refuse none H2 @ ~",
    ),
    "day seven of a dispute on a Saturday rolls to Monday": (
        at("2026-03-16T23:59:59", dispute=True, rejected_at="2026-03-07T10:00:00+08:00"),
        "manual dispute H2 @2026-03-17T00:00",
    ),
    "the original route on its last moment": (
        on_its_way("TOPUP_FAILED", supplier=FAILED, now="2027-03-08T09:30:00+08:00"),
        "approve_auto fast_lane A6+E3 100.00",
    ),
    "the original route a second later": (
        on_its_way("TOPUP_FAILED", supplier=FAILED, now="2027-03-08T09:30:01+08:00"),
        "manual standard A6+E3+F4 (100.00)",
    ),
    "the platform's own account never ends": (
        on_its_way(
            "TOPUP_FAILED",
            supplier=FAILED,
            now="2028-03-08T09:30:01+08:00",
            payments=legs(("balance", "100.00")),
        ),
        "approve_auto fast_lane A6+E3 100.00",
    ),
    "the promise of a page in its last second": (
        at("2026-03-16T23:59:59", usage="used", promise_7d=True),
        "approve_auto fast_lane H10 100.00 @2026-03-17T00:00 ~promise_end",
    ),
    "the promise of a page an instant later": (
        at("2026-03-17T00:00:00", usage="used", promise_7d=True),
        "reject none B1",
    ),
    "a promise adds nothing to what is unused": (
        at("2026-03-16T23:59:59", promise_7d=True),
        "approve_auto fast_lane A4+E3 100.00",
    ),
    "a promise on what was never completed": (
        top_up(promise_7d=True, completed_at=None, evidence=["status_screenshot"]),
        "manual standard A4",
    ),
    "a key promised for exactly now": (
        a_case(promised_at="2026-03-10T10:00:00+08:00", **UNDELIVERED),
        "approve_auto fast_lane A8 100.00 @ ~",
    ),
    "a key promised for the next second": (
        a_case(promised_at="2026-03-10T10:00:01+08:00", **UNDELIVERED),
        "need_more none A8 wait_until_promised @2026-03-10T10:00 ~promised_at",
    ),
    "a top-up promised for exactly now": (
        on_its_way("NOT_ACTIVATED", promised_at="2026-03-10T10:00:00+08:00"),
        "manual standard A8",
    ),
    "a top-up promised for exactly now in London's words": (
        on_its_way("NOT_ACTIVATED", promised_at="2026-03-10T02:00:00+00:00"),
        "manual standard A8",
    ),
    "a recallable one promised for exactly now": (
        on_its_way("NOT_ACTIVATED", promised_at="2026-03-10T10:00:00+08:00", supplier=RECALLABLE),
        "approve_auto fast_lane A8 100.00",
    ),
    "a recallable one promised for the next second": (
        on_its_way("NOT_ACTIVATED", promised_at="2026-03-10T10:00:01+08:00", supplier=RECALLABLE),
        "approve_auto fast_lane A4+A8 100.00",
    ),
    "evidence may be added for seven days": (
        top_up(reason="NOT_ARRIVED"),
        "need_more standard C1 not_arrived_proof @2026-03-18T00:00 ~add",
    ),
}

COUNTS: Edges = {
    "two one-clicks before": (
        a_case("15.00", one_click_30d=2),
        "approve_auto one_click E1+A4 15.00",
    ),
    "three one-clicks before": (
        a_case("15.00", one_click_30d=3),
        "manual standard E2+A4 (15.00) @ ~",
    ),
    "four one-clicks before": (a_case("15.00", one_click_30d=4), "manual standard E2+A4 (15.00)"),
    "the budget is of one-clicks, not of refunds": (
        a_case("50.00", one_click_30d=9),
        "approve_auto fast_lane A4+E3 50.00",
    ),
    "the first try needs nothing new": (a_case(attempt=1), "approve_auto fast_lane A4+E3 100.00"),
    "the second try with nothing new": (
        a_case(attempt=2),
        "need_more standard G2+C1 new_material @2026-03-18T00:00 ~add",
    ),
    "the second try with nothing new and a vague word": (
        top_up(attempt=2, reason="NOT_ARRIVED", desc_quality="vague"),
        "need_more standard G2+C1 not_arrived_proof description new_material",
    ),
    "the second try with something new": (
        a_case(attempt=2, new_material=True),
        "approve_auto fast_lane A4+E3 100.00",
    ),
    "the third try with something new": (
        a_case(attempt=3, new_material=True),
        "approve_auto fast_lane A4+E3 100.00",
    ),
    "the third try with nothing new": (a_case(attempt=3), "need_more standard G2+C1 new_material"),
    "the fourth try with something new": (
        a_case(attempt=4, new_material=True),
        "refuse none G2+H2 @ ~dispute",
    ),
    "the fourth try with nothing new": (a_case(attempt=4), "refuse none G2+H2"),
    "one of three used": (
        units("used", "none", "none"),
        "approve_auto fast_lane A4+F3+E3 80.00 @2026-03-24T00:00 ~window_until,key_viewed",
    ),
    "two of three used": (
        units("used", "activated", "none"),
        "approve_auto fast_lane A4+F3+E3 40.00",
    ),
    "three of three used": (units("used", "used", "activated"), "reject none B1"),
    "one of three used and one viewed": (
        units("used", "none", "revealed"),
        "manual standard A5+F3 (80.00)",
    ),
    "one of three used and one not known": (
        units("used", "none", "unknown"),
        "need_more standard C1 status_screenshot",
    ),
    "one of three used and the status shown": (
        units("used", "none", "unknown", evidence=["status_screenshot"]),
        "manual standard A4",
    ),
    "one of three used and one void": (
        units("used", "none", "void"),
        "approve_auto fast_lane A4+F3+E3 80.00",
    ),
    "one of three used, of top-ups": (
        units("used", "none", "none", goods_kind="phone_credit"),
        "approve_auto fast_lane A4+F3+E3 80.00 @2026-03-24T00:00 ~window_until",
    ),
    "the unused two of three alone": (
        units("used", "none", "none", units=["2", "3"]),
        "approve_auto fast_lane A4+E3+F3 80.00",
    ),
    "the used one of three alone": (units("used", "none", "none", units=["1"]), "reject none B1"),
    "one of three used, small": (
        units("used", "none", "none", price="10.00"),
        "approve_auto fast_lane A4+F3+E3 20.00",
    ),
    "the unused of a small order that was used": (
        units("used", "none", "none", price="10.00", units=["2"]),
        "approve_auto fast_lane A4+E3+F3 10.00",
    ),
    "one unit of a small unused order": (
        units("none", "none", "none", price="10.00", units=["2"]),
        "approve_auto one_click E1+A4+F3 10.00",
    ),
    "one of three used, dear": (
        units("used", "none", "none", price="300.00"),
        "manual standard A4+F3+E3 (600.00)",
    ),
    "one viewed of two, small": (
        units("none", "revealed", price="10.00"),
        "manual standard A5 (20.00) @2026-03-24T00:00 ~window_until",
    ),
    "an unused unit beside a viewed one, small": (
        units("none", "revealed", price="10.00", units=["1"]),
        "approve_auto fast_lane A4+E3+F3 10.00",
    ),
    "less than the unused units asked for": (
        units("used", "none", "none", amount_requested="50.00"),
        "approve_auto fast_lane A4+F3+E3 50.00",
    ),
}

# Two rules that both have something to say: the one that comes first in the policy's order says it.
ORDER: Edges = {
    "unpaid before a stranger": (a_case(paid_at=None, applicant="u9"), "refuse none B4 ~"),
    "a stranger before what is refunded": (
        gone(True, applicant="u9"),
        "refuse none B5 ~owner_applies",
    ),
    "refunded before too much": (
        gone(True, amount_requested="1.00"),
        "refuse none B4 (0.00) ~",
    ),
    "too much before an open case": (
        a_case(amount_requested="100.01", open_application="RF1"),
        "refuse none B4",
    ),
    "an open case before a chargeback": (
        a_case(open_application="RF1", chargeback=True),
        "merge none G1 ~open_case_ends",
    ),
    "a chargeback before a review": (
        a_case(chargeback=True, usage="revealed", review={"void": "ok"}),
        "manual dispute H7 @ ~chargeback_ends",
    ),
    "a review before a minor": (
        a_case(reason="MINOR", review={"evidence_forged": True}),
        "reject none C4",
    ),
    "a minor before an unauthorised payment": (
        a_case(reason="UNAUTHORIZED", applicant="guardian"),
        "need_more minor H3+C1 guardian_id minor_id guardianship_proof payment_proof",
    ),
    "an unauthorised payment before a dispute": (
        a_case(reason="UNAUTHORIZED", dispute=True),
        "need_more dispute H4+C1 any_of:police_report|payment_dispute_proof",
    ),
    "a dispute before an identity": (a_case(**CROSS, dispute=True), "manual dispute H2"),
    "an identity before an overcharge": (
        a_case(**CROSS, overcharge="30.00"),
        "need_more cross_border H1+C1 identity_check @2026-03-18T00:00 ~add",
    ),
    "an overcharge before a failure": (
        on_its_way("NOT_ACTIVATED", supplier=FAILED, overcharge="30.00"),
        "approve_auto fast_lane A6 30.00",
    ),
    "a failure before the wait": (
        on_its_way("NOT_ACTIVATED", supplier=FAILED, promised_at="2026-03-11T10:00:00+08:00"),
        "approve_auto fast_lane A6+E3 100.00",
    ),
    "the wait before a page's promise": (
        on_its_way(
            "NOT_ACTIVATED",
            promise_7d=True,
            completed_at="2026-03-08T09:30:00+08:00",
            supplier=SUCCESS | {"status": "unknown"},
        ),
        "manual standard A4+A8",
    ),
    "a page's promise before a device": (
        a_case(usage="used", reason="DEVICE_ISSUE", promise_7d=True),
        "approve_auto fast_lane H10 100.00",
    ),
    "a device before a renewal": (
        a_case(usage="used", reason="DEVICE_ISSUE", renewal_reminded=False),
        "reject none B2 ~new_proof,platform_fault",
    ),
    "a renewal before the use": (
        a_case(usage="used", renewal_reminded=False),
        "manual standard H5 @ ~",
    ),
    "the use before the window": (at("2026-03-24T00:00:00", usage="used"), "reject none B1"),
    "the window before the tries": (
        at("2026-03-24T00:00:00", attempt=4),
        "reject none B3+D2",
    ),
    "the tries before a part": (units("used", "none", attempt=4), "refuse none G2+H2"),
    "a viewed top-up before its status": (top_up(usage="revealed"), "manual standard A5"),
    "evidence before the description": (
        top_up(reason="NOT_ARRIVED", desc_quality="vague"),
        "need_more standard C1+C2 not_arrived_proof description",
    ),
    "the description before a person": (
        top_up(reason="NOT_ARRIVED", desc_quality="vague", evidence=["not_arrived_proof"]),
        "need_more standard C2 description @2026-03-18T00:00 ~add",
    ),
}

EDGES: Edges = AMOUNTS | MOMENTS | COUNTS | ORDER
