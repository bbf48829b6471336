"""More cases with their whole answer: what a reviewer found, what suppliers say, abroad, every
kind's window, every reason's clause, and where one rule's own cases meet."""

from typing import Any

from tests.domain.policy_answers import CaseData
from tests.domain.policy_edges import (
    ABROAD,
    ARRIVED,
    CROSS,
    FAILED,
    RECALLABLE,
    SUCCESS,
    UNDELIVERED,
    Edges,
    at,
    done,
    legs,
    units,
)
from tests.domain.test_policy_cases import a_case, on_its_way, top_up

LATE = "2026-03-24T00:00:00"
PAST = "2026-03-10T09:00:00+08:00"
FUTURE = "2026-03-10T12:00:00+08:00"
FOUND: CaseData = {"refund_amount": "10.00"}
OTHERS = "need_more cross_border H1+C1 identity_check"
WRONG_CREDITED: CaseData = {
    "goods_kind": "game_direct",
    "supplier": ARRIVED,
    "reason": "WRONG_ZONE",
    "evidence": ["zone_screenshot"],
}
# What a person's decision on a reason cites; where the catalogue names none, the platform failed.
CLAUSES = {
    "WRONG_ACCOUNT": "A6",
    "WRONG_ZONE": "A6",
    "WRONG_PRODUCT": "A4",
    "DUPLICATE_ORDER": "A4",
    "NOT_ACTIVATED": "A4",
    "NOT_ARRIVED": "A6",
    "TOPUP_FAILED": "A6",
    "KEY_NOT_DELIVERED": "A6",
    "KEY_INVALID": "A7",
    "SYSTEM_ERROR": "A6",
    "DELAYED": "A8",
    "UNDER_DELIVERED": "A8",
    "NOT_AS_DESCRIBED": "A7",
    "OUT_OF_STOCK": "A6",
    "OVERCHARGED": "A6",
    "SERVICE_INTERRUPTED": "A9",
    "REGION_LOCKED": "A7",
    "AUTO_RENEWAL": "H5",
    "UNAUTHORIZED": "H4",
    "MINOR": "H3",
    "DEVICE_ISSUE": "A6",
    "OTHER": "A6",
}
WINDOWS = {
    "phone_credit": 15,
    "game_card_key": 15,
    "game_direct": 15,
    "video_membership": 7,
    "trial_membership": 7,
    "gift_card": 7,
    "software_key": 7,
    "cross_border_game_card": 15,
}
CODES = {
    "NUMBER_NOT_EXIST": "A2",
    "INVALID_ACCOUNT": "A2",
    "ACCOUNT_NOT_EXIST": "A2",
    "ZONE_MISMATCH": "A2",
    "REDEEMED_BY_OTHER": "A7+E3",
    "KEY_VOID": "A7+E3",
    "KEY_INVALID": "A7+E3",
    "OUT_OF_STOCK": "A6+E3",
}


def reviewed(usage: str = "used", **review: Any) -> CaseData:
    """A key a person has looked into."""
    changes = {name: review.pop(name) for name in ("reason", *CROSS) if name in review}
    return a_case(usage=usage, review=review, **changes)


def abroad(identity_checked: bool = False, **review: Any) -> CaseData:
    """A viewed key abroad that a person has looked into, without an identity unless said."""
    changes = {"reason": review.pop("reason", "NOT_ACTIVATED"), **CROSS}
    return a_case(usage="revealed", review=review, identity_checked=identity_checked, **changes)


def used_for(days: int, first: str = "used", second: str = "", **changes: Any) -> CaseData:
    """A good used for some days, with or without a second unit."""
    case = a_case(usage=first, **{"goods_kind": "trial_membership"} | changes)
    case["order"]["units"][0]["used_days"] = days
    if second:
        case["order"]["units"].append({"id": "2", "price": "100.00", "usage": second})
        case["order"] |= {"paid_total": "200.00", "list_total": "200.00"}
        case["order"]["payments"][0]["amount"] = "200.00"
    return case


def free_unit_beside_a_paid_one() -> CaseData:
    """Only the unit that cost nothing is asked for; the account that paid the other is closed."""
    closed = {"method": "alipay", "amount": "100.00", "status": "closed"}
    case = a_case(units=["2"], payments=[closed])
    case["order"]["units"].append({"id": "2", "price": "0.00", "usage": "none"})
    return case


def again(case: CaseData) -> CaseData:
    """The same after it was sent back for its description once."""
    return case | {"asked_before": True}


REVIEWS: Edges = {
    "forged": (reviewed(evidence_forged=True), "reject none C4 (100.00) @ ~"),
    "forged, whatever else was found": (
        reviewed(evidence_forged=True, refund_amount="10.00"),
        "reject none C4",
    ),
    "found genuine settles nothing": (reviewed(evidence_forged=False), "reject none B1"),
    "forged abroad needs no identity": (
        abroad(evidence_forged=True, recall="ok"),
        "reject none C4",
    ),
    "an amount": (reviewed(**FOUND), "approve standard A4+F3 10.00 #review.partial"),
    "an amount equal to all of it": (
        reviewed(refund_amount="100.00"),
        "approve standard A4+F3 100.00",
    ),
    "an amount above what is left": (
        reviewed(refund_amount="100.01"),
        "approve standard A4+F3 100.00",
    ),
    "an amount and a recall": (
        reviewed(reason="WRONG_ACCOUNT", recall="ok", **FOUND),
        "approve standard A6+F3 10.00",
    ),
    "an amount abroad": (
        abroad(identity_checked=True, **FOUND),
        "approve cross_border A4+F3+H1 10.00",
    ),
    "recalled": (
        top_up(
            reason="WRONG_ACCOUNT", usage="activated", supplier=ARRIVED, review={"recall": "ok"}
        ),
        "approve standard A3 100.00 @ ~",
    ),
    "recalled before it arrived": (
        on_its_way("WRONG_ACCOUNT", review={"recall": "ok"}),
        "approve standard A1 100.00",
    ),
    "recalled and taken back": (
        top_up(
            reason="WRONG_ACCOUNT",
            supplier={"status": "reversed", "arrived": True},
            review={"recall": "ok"},
        ),
        "approve standard A1 100.00",
    ),
    "recalled abroad": (
        abroad(identity_checked=True, recall="ok"),
        "approve cross_border A1+H1 100.00",
    ),
    "not recalled": (
        top_up(
            reason="WRONG_ACCOUNT",
            usage="activated",
            supplier=ARRIVED,
            review={"recall": "failed"},
        ),
        "reject none A3 (100.00) @ ~new_proof",
    ),
    "not recalled though it did not arrive": (
        reviewed(recall="failed", supplier_reply="not_arrived"),
        "reject none A3",
    ),
    "not arrived": (
        reviewed(supplier_reply="not_arrived"),
        "approve standard A6 100.00 @ ~",
    ),
    "not arrived abroad": (
        abroad(identity_checked=True, supplier_reply="not_arrived"),
        "approve cross_border A6+H1 100.00",
    ),
    "arrived": (reviewed(supplier_reply="arrived"), "reject none B1 (100.00) @ ~new_proof"),
    "arrived at a wrong account is a matter of recall": (
        top_up(
            reason="WRONG_ACCOUNT",
            evidence=["arrival_record"],
            supplier=ARRIVED,
            review={"supplier_reply": "arrived"},
        ),
        "manual standard A3",
    ),
    "arrived, though the key is another's": (
        reviewed(reason="NOT_ARRIVED", supplier_reply="arrived", key="other"),
        "reject none B1 #review.arrived",
    ),
    "the key is another's": (
        reviewed(supplier_reply="redeemed_by_other"),
        "approve standard A7 100.00 @ ~",
    ),
    "the key is another's, abroad": (
        abroad(identity_checked=True, supplier_reply="redeemed_by_other"),
        "approve cross_border A7+H1 100.00",
    ),
    "redeemed": (reviewed(key="redeemed"), "reject none B1 (100.00) @ ~new_proof #review.redeemed"),
    "not to be voided": (
        reviewed(void="failed"),
        "reject none A5+B1 (100.00) @ ~new_proof",
    ),
    "voided": (reviewed(void="ok"), "approve standard A5 100.00 @ ~"),
    "voided because it was invalid": (
        reviewed(void="ok", reason="KEY_INVALID"),
        "approve standard A7 100.00",
    ),
    "voided abroad": (
        abroad(identity_checked=True, void="ok"),
        "approve cross_border A5+H1 100.00",
    ),
    # Money leaves the country only with an identity; a no needs none.
    "abroad without an identity: an amount": (abroad(**FOUND), OTHERS),
    "abroad without an identity: recalled": (abroad(recall="ok"), OTHERS),
    "abroad without an identity: not arrived": (abroad(supplier_reply="not_arrived"), OTHERS),
    "abroad without an identity: another's key": (abroad(key="other"), OTHERS),
    "abroad without an identity: voided": (abroad(void="ok"), OTHERS),
    "abroad without an identity: voided, arrived elsewhere": (
        abroad(void="ok", supplier_reply="arrived", reason="WRONG_ACCOUNT"),
        OTHERS,
    ),
    "abroad without an identity: not recalled": (abroad(recall="failed"), "reject none A3"),
    "abroad without an identity: not recalled, not arrived": (
        abroad(recall="failed", supplier_reply="not_arrived"),
        "reject none A3",
    ),
    "abroad without an identity: not recalled, another's key": (
        abroad(recall="failed", key="other"),
        "reject none A3",
    ),
    "abroad without an identity: arrived": (abroad(supplier_reply="arrived"), "reject none B1"),
    "abroad without an identity: voided but arrived": (
        abroad(void="ok", supplier_reply="arrived"),
        "reject none B1",
    ),
    "abroad without an identity: redeemed": (abroad(key="redeemed"), "reject none B1"),
    "abroad without an identity: not to be voided": (abroad(void="failed"), "reject none A5+B1"),
    "nothing was found": (reviewed("revealed"), "manual standard A5"),
}
REVIEWS |= {
    f"an amount on {reason}": (
        reviewed(reason=reason, **FOUND),
        f"approve standard {clause}+F3 10.00",
    )
    for reason, clause in CLAUSES.items()
}

KINDS: Edges = {
    f"the window of {kind}": (
        done("2026-03-03T10:00:00", "2026-03-10T10:00:00", goods_kind=kind),
        f"approve_auto fast_lane A4+E3 100.00 @2026-03-{11 if days == 7 else 19}T00:00",
    )
    for kind, days in WINDOWS.items()
}

# The whole of what an application asks for is at stake, used or not, whoever stops it.
STAKES: Edges = {
    "unpaid": (a_case(usage="used", paid_at=None), "refuse none B4 (100.00) @ ~"),
    "a stranger": (a_case(usage="used", applicant="u9"), "refuse none B5 (100.00)"),
    "too much": (a_case(usage="used", amount_requested="100.01"), "refuse none B4 (100.00)"),
    "an open case": (a_case(usage="used", open_application="RF1"), "merge none G1 (100.00)"),
    "a chargeback": (a_case(usage="used", chargeback=True), "manual dispute H7 (100.00)"),
    "a dispute": (a_case(usage="used", dispute=True), "manual dispute H2 (100.00) @ ~"),
    "a late dispute": (
        a_case(usage="used", dispute=True, rejected_at="2026-03-01T10:00:00+08:00"),
        "refuse none H2 (100.00)",
    ),
    "no identity": (
        a_case(usage="used", **CROSS),
        "need_more cross_border H1+C1 identity_check (100.00)",
    ),
    "an outage, partly used": (
        units("used", "none", now=f"{LATE}+08:00", outage_at_deadline=True),
        "manual standard D3 (80.00)",
    ),
    "tries used up, partly used": (units("used", "none", attempt=4), "refuse none G2+H2 (80.00)"),
    "nothing new, partly used": (
        units("used", "none", attempt=2),
        "need_more standard G2+C1 new_material (80.00)",
    ),
    "status asked, partly used": (
        units("used", "none", "unknown"),
        "need_more standard C1 status_screenshot (120.00)",
    ),
    "vague, partly used": (
        units(
            "used",
            "none",
            reason="UNDER_DELIVERED",
            evidence=["recharge_history"],
            desc_quality="vague",
        ),
        "need_more standard C2 description (80.00)",
    ),
}

SUPPLIER: Edges = {
    "a code speaks though the status does not: " + code: (
        a_case(supplier={"status": "processing", "code": code}),
        f"approve_auto fast_lane {clauses} 100.00 @ ~",
    )
    for code, clauses in CODES.items()
}
SUPPLIER |= {
    "a used key that was another's": (
        a_case(usage="used", supplier={"status": "failed", "code": "REDEEMED_BY_OTHER"}),
        "approve_auto fast_lane A7+E3 100.00",
    ),
    "a key that arrived and was another's": (
        a_case(supplier={"status": "failed", "arrived": True, "code": "REDEEMED_BY_OTHER"}),
        "manual standard A6",
    ),
    "a void key on its way that arrived": (
        a_case(supplier={"status": "processing", "arrived": True, "code": "KEY_VOID"}),
        "manual standard A6",
    ),
    "an unknown number on its way that was used": (
        a_case(usage="used", supplier={"status": "processing", "code": "NUMBER_NOT_EXIST"}),
        "manual standard A6",
    ),
    "success that did not arrive": (
        top_up(supplier={"status": "success", "arrived": False}),
        "approve_auto fast_lane A6+E3 100.00",
    ),
    "not arrived while it is processed": (
        on_its_way("NOT_ARRIVED", supplier={"status": "processing", "arrived": False}),
        "manual standard A6+A8",
    ),
    "a delivered one that did not arrive and whose state is not known": (
        top_up(supplier={"status": "unknown", "arrived": False}),
        "approve_auto fast_lane A4+E3 100.00",
    ),
    "a key is not credited": (a_case(supplier=ARRIVED), "approve_auto fast_lane A4+E3 100.00"),
    "a key that the supplier has sent and we have not": (
        a_case(supplier=SUCCESS, **UNDELIVERED),
        "approve_auto fast_lane A6+A8 100.00",
    ),
    "a top-up the supplier has sent is not awaited": (
        on_its_way("NOT_ACTIVATED", supplier=SUCCESS),
        "need_more standard C1 status_screenshot",
    ),
    "an undelivered key, not wanted": (
        a_case(**UNDELIVERED),
        "approve_auto fast_lane A6+A8 100.00 #undelivered.stopped",
    ),
    "an undelivered key being sent, not wanted": (
        a_case(supplier={"status": "processing"}, **UNDELIVERED),
        "manual standard A6+A8 #undelivered.chase",
    ),
    "an undelivered key that can be called back": (
        a_case(supplier=RECALLABLE, **UNDELIVERED),
        "approve_auto fast_lane A6+A8 100.00 #undelivered.recall",
    ),
    "an undelivered key for the wrong account": (
        a_case(reason="WRONG_ACCOUNT", **UNDELIVERED),
        "approve_auto fast_lane A1 100.00",
    ),
    "an undelivered key being sent for the wrong account": (
        a_case(reason="WRONG_ACCOUNT", supplier={"status": "processing"}, **UNDELIVERED),
        "manual standard A1",
    ),
    "an undelivered key for the wrong account that can be called back": (
        a_case(reason="WRONG_ACCOUNT", supplier=RECALLABLE, **UNDELIVERED),
        "approve_auto fast_lane A1 100.00",
    ),
    "a key for the wrong account that is still promised": (
        a_case(reason="WRONG_ACCOUNT", promised_at=FUTURE, **UNDELIVERED),
        "need_more none A8 wait_until_promised",
    ),
    "a wrong top-up is chased before its promise": (
        on_its_way("WRONG_ACCOUNT", promised_at=FUTURE),
        "manual standard A1",
    ),
    "an overdue top-up whose state is not known": (
        on_its_way("NOT_ARRIVED", supplier={"status": "unknown"}, promised_at=PAST),
        "manual standard A8",
    ),
    "an overdue top-up about which nobody spoke": (
        on_its_way("NOT_ARRIVED", supplier=None, promised_at=PAST),
        "approve_auto fast_lane A8 100.00 #undelivered.stopped",
    ),
    "an overdue top-up not wanted about which nobody spoke": (
        on_its_way("NOT_ACTIVATED", supplier=None, promised_at=PAST),
        "approve_auto fast_lane A8 100.00",
    ),
    "an overdue wrong top-up about which nobody spoke": (
        on_its_way("WRONG_ACCOUNT", supplier=None, promised_at=PAST),
        "approve_auto fast_lane A1 100.00",
    ),
    "a failure that is not the buyer's": (
        on_its_way("TOPUP_FAILED", supplier={"status": "processing"}),
        "manual standard A6+A8",
    ),
    "delayed, though nothing was promised": (
        on_its_way("DELAYED", supplier={"status": "processing"}),
        "manual standard A8",
    ),
    "awaited and activated is a matter of use": (
        on_its_way("NOT_ACTIVATED", usage="activated"),
        "reject none B1",
    ),
    "a part of an awaited order": (
        units("none", "none", price="10.00", units=["2"], **UNDELIVERED),
        "approve_auto fast_lane A6+A8+F3 10.00",
    ),
}

ELSEWHERE: Edges = {
    "small, unused, abroad": (a_case("15.00", **ABROAD), "manual cross_border A4+E3+H1 (15.00)"),
    "small, unused, abroad, budget used": (
        a_case("15.00", **ABROAD, one_click_30d=3),
        "manual cross_border A4+E3+H1",
    ),
    "a failure abroad above the limit": (
        a_case("500.01", **ABROAD, supplier=FAILED),
        "manual cross_border A6+E3+H1",
    ),
    "used abroad": (a_case(usage="used", **ABROAD), "reject none B1"),
    "a guardian abroad": (
        a_case(
            **CROSS,
            reason="MINOR",
            evidence=["guardian_id", "minor_id", "guardianship_proof", "payment_proof"],
        ),
        "manual minor H3",
    ),
    "a guardian abroad, filed in time": (
        at(
            "2026-04-20T10:00:00",
            **CROSS,
            reason="MINOR",
            first_filed_at="2026-03-20T10:00:00+08:00",
        ),
        "need_more minor H3+C1 guardian_id minor_id guardianship_proof payment_proof",
    ),
    "an outage abroad": (
        at(LATE, **ABROAD, outage_at_deadline=True),
        "manual cross_border D3+H1",
    ),
    "a late fault abroad": (
        at(LATE, **ABROAD, usage="unknown", reason="KEY_INVALID"),
        "manual cross_border D3+H1",
    ),
    "an overcharge nobody recorded, abroad": (
        a_case(**ABROAD, reason="OVERCHARGED"),
        "need_more cross_border A6+C1+H1 payment_proof",
    ),
    "an overcharge nobody recorded, abroad, with proof": (
        a_case(**ABROAD, reason="OVERCHARGED", evidence=["payment_proof"]),
        "manual cross_border A6+H1",
    ),
    "a renewal abroad": (
        a_case(**ABROAD, usage="used", reason="AUTO_RENEWAL"),
        "manual cross_border H5+H1",
    ),
    "a contradiction abroad": (
        a_case(**ABROAD, usage="used", supplier=FAILED),
        "manual cross_border A6+H1",
    ),
    "nothing new, abroad": (
        a_case(**ABROAD, attempt=2),
        "need_more standard G2+C1+H1 new_material",
    ),
    "the budget of one who can't use it in this region": (
        a_case("15.00", reason="REGION_LOCKED", one_click_30d=3),
        "manual cross_border E2+A4",
    ),
    "an identity and a clearer word": (
        a_case(**CROSS, desc_quality="vague"),
        "need_more cross_border H1+C1 identity_check description",
    ),
    "a code for another region of 500.00 sent to the wrong zone": (
        a_case("500.00", "revealed", **ABROAD, reason="WRONG_ZONE", evidence=["zone_screenshot"]),
        "manual cross_border A1+A3+H1",
    ),
}

MEETING: Edges = {
    "vague, a guardian": (
        a_case(reason="MINOR", evidence=["guardian_id"], desc_quality="vague"),
        "need_more minor H3+C1 minor_id guardianship_proof payment_proof description"
        " @2026-03-18T00:00 ~add,add,add,add",
    ),
    "vague, unauthorised": (
        a_case(reason="UNAUTHORIZED", desc_quality="vague"),
        "need_more dispute H4+C1 any_of:police_report|payment_dispute_proof description"
        " @2026-03-18T00:00 ~add,add",
    ),
    "vague, overcharged": (
        a_case(reason="OVERCHARGED", evidence=["payment_proof"], desc_quality="vague"),
        "need_more standard A6+C1 description @2026-03-18T00:00 ~add",
    ),
    "vague, status not known": (
        a_case(usage="unknown", desc_quality="vague"),
        "need_more standard C1+C2 status_screenshot description @2026-03-18T00:00 ~add,add",
    ),
    "vague is sent back once only": (
        again(top_up(reason="NOT_ARRIVED", desc_quality="vague", evidence=["not_arrived_proof"])),
        "manual standard A6",
    ),
    "vague and unused": (a_case(desc_quality="vague"), "approve_auto fast_lane A4+E3 100.00"),
    "partial is clear enough": (
        top_up(reason="NOT_ARRIVED", desc_quality="partial", evidence=["not_arrived_proof"]),
        "manual standard A6",
    ),
    "vague, a wrong top-up of 500.00": (
        top_up(
            "500.00",
            reason="WRONG_ACCOUNT",
            evidence=["arrival_record"],
            supplier=ARRIVED,
            desc_quality="vague",
        ),
        "need_more urgent C2 description",
    ),
    "a promise above the limit": (
        a_case("500.01", "used", promise_7d=True),
        "manual standard H10+E3 (500.01)",
    ),
    "the seven days of a promise": (
        done("2026-03-03T10:00:00", "2026-03-10T23:59:59", usage="used", promise_7d=True),
        "approve_auto fast_lane H10 100.00 @2026-03-11T00:00",
    ),
    "the eighth day of a promise": (
        done("2026-03-03T10:00:00", "2026-03-11T00:00:00", usage="used", promise_7d=True),
        "reject none B1",
    ),
    "a renewal without a reminder above the limit": (
        a_case("500.01", reason="AUTO_RENEWAL", renewal_reminded=False),
        "manual standard H5+E3 (500.01)",
    ),
    "no reminder and another reason": (
        a_case(renewal_reminded=False),
        "approve_auto fast_lane A4+E3 100.00",
    ),
    "a renewal with a reminder": (
        a_case(usage="unknown", reason="AUTO_RENEWAL", renewal_reminded=True),
        "manual standard H5 #person.decides",
    ),
    "a renewal nobody knows of": (
        a_case(usage="unknown", reason="AUTO_RENEWAL"),
        "manual standard H5 #renewal.person",
    ),
    "a device, again, with nothing new": (
        a_case(reason="DEVICE_ISSUE", attempt=2),
        "need_more standard G2+C1 new_material",
    ),
    "used for no day": (used_for(0), "reject none B1 #used.used"),
    "used for a day": (
        used_for(1),
        "reject none B1 (100.00) @ ~new_proof,platform_fault #used.days",
    ),
    "used for two days": (used_for(2), "reject none B1 #used.days"),
    "one of two used for three days": (
        used_for(3, second="none"),
        "approve_auto fast_lane A4+F3+E3 100.00 #partly_used.decides",
    ),
    "a wrong top-up that was active for three days": (
        used_for(3, first="activated", goods_kind="game_direct", reason="WRONG_ZONE"),
        "need_more standard C1 any_of:error_screenshot|zone_screenshot",
    ),
    "a part of a wrong top-up was activated, all of it credited": (
        units("activated", "none", **WRONG_CREDITED),
        "manual standard A3 (80.00)",
    ),
    "a part of a wrong top-up was activated, one viewed, all of it credited": (
        units("activated", "revealed", **WRONG_CREDITED),
        "manual standard A3 (80.00)",
    ),
    "one of two used and both credited": (
        units("used", "none", goods_kind="game_direct", supplier=ARRIVED),
        "reject none B1 (80.00) ~new_proof,platform_fault #used.used",
    ),
    "credited and not used": (
        top_up(supplier=ARRIVED),
        "reject none B1 (100.00) @ ~new_proof,platform_fault #used.credited",
    ),
    "a wrong top-up that was activated": (
        top_up(reason="WRONG_ZONE", usage="activated", evidence=["zone_screenshot"]),
        "manual standard A1+A3 @2026-03-24T00:00 ~window_until #person.trace",
    ),
    "a large wrong top-up that was activated": (
        top_up("500.00", reason="WRONG_ZONE", usage="activated", evidence=["zone_screenshot"]),
        "manual urgent A1+A3+H6 @2026-03-24T00:00 ~window_until #person.trace",
    ),
    "a wrong top-up that arrived at another account": (
        top_up(reason="WRONG_ZONE", evidence=["zone_screenshot"], supplier=ARRIVED),
        "manual standard A3 @2026-03-24T00:00 ~window_until #person.recall",
    ),
    "a wrong top-up that was activated and did not arrive": (
        top_up(
            reason="WRONG_ZONE",
            usage="activated",
            evidence=["zone_screenshot"],
            supplier={"status": "unknown", "arrived": False},
        ),
        "manual standard A1+A3",
    ),
    "a wrong top-up that was consumed": (
        top_up(reason="WRONG_ZONE", usage="used", evidence=["zone_screenshot"]),
        "reject none B1",
    ),
    "a late fault with an outage": (
        at(LATE, usage="unknown", reason="KEY_INVALID", outage_at_deadline=True),
        "manual standard D3 #window.outage",
    ),
    "a late fault": (
        at(LATE, usage="unknown", reason="KEY_INVALID"),
        "manual standard D3 @ ~ #window.late_fault",
    ),
    "half of it used and less arrived": (
        units("used", "none", reason="UNDER_DELIVERED", evidence=["recharge_history"]),
        "manual standard A8 (80.00)",
    ),
    "half of it used, with proof against the record": (
        units("used", "none", reason="NOT_ARRIVED", evidence=["not_arrived_proof"]),
        "manual standard A6 (80.00)",
    ),
    "half used, half viewed, not as described": (
        units("used", "revealed", reason="NOT_AS_DESCRIBED", evidence=["actual_screenshot"]),
        "manual standard A7 (80.00)",
    ),
    "half used, half viewed": (
        units("used", "revealed"),
        "manual standard A5+F3 (40.00) @ ~ #partly_used.revealed",
    ),
    "half used, half viewed, wrong account": (
        units("used", "revealed", price="300.00", reason="WRONG_ACCOUNT"),
        "manual urgent A5+F3 (300.00)",
    ),
    "half used, half not yet certain to have arrived": (
        units("used", "none", goods_kind="game_direct", supplier=SUCCESS),
        "need_more standard C1 status_screenshot",
    ),
    "half used, half viewed, not yet certain to have arrived": (
        units("used", "revealed", goods_kind="game_direct", supplier=SUCCESS),
        "need_more standard C1 status_screenshot",
    ),
    "used, viewed and not known": (
        units("used", "revealed", "unknown"),
        "need_more standard C1 status_screenshot",
    ),
    "viewed and not known": (
        units("revealed", "unknown"),
        "need_more standard C1 status_screenshot",
    ),
    "one viewed and one void": (units("revealed", "void"), "manual standard A5 (80.00)"),
    "a viewed top-up of 500.00 that was the wrong product": (
        top_up("500.00", usage="revealed", reason="WRONG_PRODUCT"),
        "manual urgent A5",
    ),
    "small and void": (a_case("15.00", "void"), "approve_auto fast_lane A4+A5+E3 15.00"),
    "small and void, budget used": (
        a_case("15.00", "void", one_click_30d=3),
        "approve_auto fast_lane A4+A5+E3 15.00",
    ),
    "small and viewed, budget used": (
        a_case("15.00", "revealed", one_click_30d=3),
        "manual standard A5",
    ),
    "small and not known, budget used": (
        a_case("15.00", "unknown", one_click_30d=3),
        "need_more standard C1 status_screenshot",
    ),
    "a small top-up whose arrival is not known, budget used": (
        top_up("15.00", one_click_30d=3),
        "need_more standard C1 status_screenshot",
    ),
    "small and short of what was bought": (
        a_case("15.00", reason="UNDER_DELIVERED"),
        "need_more standard C1 recharge_history",
    ),
    "small and short of what was bought, budget used": (
        a_case("15.00", reason="UNDER_DELIVERED", one_click_30d=3),
        "need_more standard C1 recharge_history",
    ),
    "an unused unit beside a viewed one, budget used": (
        units("none", "revealed", price="10.00", units=["1"], one_click_30d=3),
        "approve_auto fast_lane A4+E3+F3 10.00",
    ),
    "a small order partly used, budget used": (
        units("used", "none", price="10.00", one_click_30d=3),
        "approve_auto fast_lane A4+F3+E3 10.00",
    ),
    "a dear order, budget used": (
        a_case("50.00", one_click_30d=3),
        "approve_auto fast_lane A4+E3 50.00",
    ),
    "the status answers only what asks for it": (
        top_up(reason="NOT_ARRIVED", evidence=["status_screenshot"]),
        "need_more standard C1 not_arrived_proof",
    ),
    "with the status a person decides": (
        a_case(usage="unknown", evidence=["status_screenshot"]),
        "manual standard A4 @2026-03-24T00:00 ~window_until #person.decides",
    ),
    "a fault with its proof has no window to lose": (
        top_up(reason="NOT_ARRIVED", evidence=["not_arrived_proof"]),
        "manual standard A6 @ ~ #person.decides",
    ),
    "a risk flag on a wrong key": (
        a_case(reason="WRONG_ACCOUNT", risk=True),
        "manual standard A4+E3+H9",
    ),
    "a risk flag on a failure of 500.00": (
        on_its_way("TOPUP_FAILED", price="500.00", supplier=FAILED, risk=True),
        "manual standard A6+E3+H9",
    ),
    "every brake at once": (
        a_case(
            "500.01",
            **ABROAD,
            risk=True,
            payments=[{"method": "alipay", "amount": "500.01", "status": "closed"}],
        ),
        "manual cross_border A4+E3+H1+H9+F4",
    ),
    "every brake of a failure at once": (
        a_case(
            "500.01",
            **ABROAD,
            supplier={"status": "failed", "code": "NUMBER_NOT_EXIST"},
            risk=True,
            payments=[{"method": "alipay", "amount": "500.01", "status": "closed"}],
        ),
        "manual cross_border A2+H1+H9+F4+E3",
    ),
    "nothing goes back on a closed account": (
        free_unit_beside_a_paid_one(),
        "approve_auto fast_lane A4+E3+F3 0.00",
    ),
    "a cent goes back on a closed account": (
        a_case(
            amount_requested="0.01",
            payments=[{"method": "alipay", "amount": "100.00", "status": "closed"}],
        ),
        "manual standard A4+E3+F4 (0.01)",
    ),
    "two tenders and no money yet": (
        a_case(usage="revealed", payments=legs(("alipay", "60.00"), ("balance", "40.00"))),
        "manual standard A5",
    ),
    "a coupon and no money yet": (
        a_case(usage="revealed", list_total="120.00"),
        "manual standard A5",
    ),
    "everything that goes with an answer": (
        a_case(
            list_total="120.00",
            amount_requested="60.00",
            payments=legs(("alipay", "60.00"), ("balance", "40.00")),
            first_filed_at="2026-03-20T10:00:00+08:00",
            now="2026-04-20T10:00:00+08:00",
        ),
        "approve_auto fast_lane A4+E3+D4+F3+F2+F6 60.00",
    ),
    "everything that goes with a person's answer abroad": (
        a_case(
            usage="revealed",
            **ABROAD,
            list_total="120.00",
            first_filed_at="2026-03-20T10:00:00+08:00",
            now="2026-04-20T10:00:00+08:00",
            payments=legs(("alipay", "60.00"), ("balance", "40.00")),
            review=FOUND,
        ),
        "approve cross_border A4+F3+H1+D4+F2+F6 10.00",
    ),
}

MORE: Edges = {
    f"{group}: {name}": edge
    for group, edges in {
        "reviewed": REVIEWS,
        "kinds": KINDS,
        "at stake": STAKES,
        "supplier": SUPPLIER,
        "abroad": ELSEWHERE,
        "meeting": MEETING,
    }.items()
    for name, edge in edges.items()
}
