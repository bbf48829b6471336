"""The worked cases, the article's own stories, and the neighbours of every boundary."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.domain.policies import POLICY
from weikameng.domain.policy import Decision, decide, facts_of_case
from weikameng.domain.policy.cases import prediction_of

ROOT = Path(__file__).parents[2]
CASES = ROOT.parent / "shared" / "data" / "cases" / "decisions.dev.jsonl"
Case = dict[str, Any]


def worked() -> list[Case]:
    if not CASES.exists():
        return []
    return [json.loads(line) for line in CASES.read_text("utf-8").splitlines() if line]


@pytest.mark.skipif(not CASES.exists(), reason="the worked cases are not beside the repository")
@pytest.mark.parametrize("case", worked(), ids=lambda case: case["id"])
def test_a_worked_case_is_decided_as_expected(case: Case) -> None:
    facts, at = facts_of_case(POLICY, case)
    got, expected = prediction_of(case["id"], decide(POLICY, facts, at)), case["expected"]
    assert got["decision"] == expected["decision"]
    assert got["refund_amount"] == expected["refund_amount"]
    assert got["route"] == expected.get("route", got["route"])
    assert sorted(got["split"]) == sorted(expected.get("split", got["split"]))
    assert set(expected["clauses"]) <= set(got["clauses"])
    assert set(expected.get("missing", ())) <= set(got["missing"])


def a_case(price: str = "100.00", usage: str = "none", **changes: Any) -> Case:
    """One paid, delivered, domestic key two days ago; ``changes`` go to order or application."""
    order = {
        "buyer": "u1",
        "goods_kind": "game_card_key",
        "units": [{"id": "1", "price": price, "usage": usage}],
        "list_total": price,
        "paid_total": price,
        "paid_at": "2026-03-08T09:30:00+08:00",
        "completed_at": "2026-03-08T09:30:00+08:00",
        "delivered": True,
        "cross_border": False,
        "payments": [{"method": "alipay", "amount": price}],
    }
    application = {
        "applicant": "u1",
        "channel": "web",
        "reason": "NOT_ACTIVATED",
        "evidence": [],
        "desc_quality": "good",
    }
    of_application = {
        *application,
        *("units", "amount_requested", "attempt", "new_material", "first_filed_at"),
        *("rejected_at", "open_application", "one_click_30d", "dispute", "outage_at_deadline"),
    }
    case: Case = {"now": changes.pop("now", "2026-03-10T10:00:00+08:00")}
    if "review" in changes:
        case["review"] = changes.pop("review")
    case["application"] = application | {k: v for k, v in changes.items() if k in of_application}
    case["order"] = order | {k: v for k, v in changes.items() if k not in of_application}
    return case


def top_up(price: str = "100.00", **changes: Any) -> Case:
    """A direct game top-up whose arrival the supplier has not confirmed."""
    supplier = changes.pop("supplier", {"status": "success", "arrived": None})
    return a_case(price, goods_kind="game_direct", supplier=supplier, **changes)


def on_its_way(reason: str, **changes: Any) -> Case:
    """A direct top-up still under way."""
    undelivered = {"delivered": False, "completed_at": None, "reason": reason}
    return top_up(**undelivered | {"supplier": {"status": "processing"}} | changes)


def decided(case: Case) -> Decision:
    facts, at = facts_of_case(POLICY, case)
    return decide(POLICY, facts, at)


def check(case: Case, expected: str) -> None:
    """``expected`` is outcome, route, clauses, and for the rest amount or missing items."""
    outcome, route, clauses, *rest = expected.split(" ")
    decision = decided(case)
    got = prediction_of("x", decision)
    assert (got["decision"], got["route"]) == (outcome, route)
    assert set(clauses.split("+")) - {"-"} <= set(got["clauses"])
    if rest and outcome in ("approve_auto", "approve"):
        assert got["refund_amount"] == rest[0]
    elif rest:
        assert set(rest) == set(got["missing"])
    assert all(result.sentence.zh and result.sentence.en for result in decision.tested)
    assert decision.deciding[-1].sentence.zh in decision.sentence.zh


TRIAL = {"goods_kind": "trial_membership"}
STORIES: dict[str, tuple[Case, str]] = {
    "a trial used three days is not refundable": (
        a_case("7.90", "used", **TRIAL),
        "reject none B1",
    ),
    "day twenty of fifteen is too late": (
        a_case(now="2026-03-28T10:00:00+08:00"),
        "reject none B3",
    ),
    "small and unused goes back in one click": (
        a_case("49.90"),
        "approve_auto one_click E1 49.90",
    ),
    "a redeemed card is not refundable": (a_case(usage="used"), "reject none B1"),
    "an own device is nobody's fault": (
        a_case(usage="activated", reason="DEVICE_ISSUE"),
        "reject none B2",
    ),
    "a number that does not exist needs no evidence": (
        on_its_way("WRONG_ACCOUNT", supplier={"status": "failed", "code": "NUMBER_NOT_EXIST"}),
        "approve_auto fast_lane A2 100.00",
    ),
    "a zone that does not match needs no evidence": (
        on_its_way("WRONG_ZONE", supplier={"status": "failed", "code": "ZONE_MISMATCH"}),
        "approve_auto fast_lane A2 100.00",
    ),
    "a wrong zone that was credited is recalled by a person": (
        top_up(
            reason="WRONG_ZONE",
            evidence=["zone_screenshot"],
            supplier={"status": "success", "arrived": True},
        ),
        "manual standard A3",
    ),
    "money sent and nothing came, said vaguely, is sent back": (
        top_up(reason="NOT_ARRIVED", desc_quality="vague"),
        "need_more standard C1+C2 not_arrived_proof description",
    ),
    "proof that nothing arrived goes to a person": (
        top_up(reason="NOT_ARRIVED", evidence=["not_arrived_proof"]),
        "manual standard A6",
    ),
    "charged twice goes back though the card was used": (
        a_case("30.00", "used", reason="OVERCHARGED", overcharge="30.00"),
        "approve_auto fast_lane A6 30.00",
    ),
    "a system failure is refunded whatever was chosen": (
        on_its_way("NOT_ACTIVATED", supplier={"status": "failed", "code": "FAILED"}),
        "approve_auto fast_lane A6 100.00",
    ),
    "a cross-border card asks for the identity first": (
        a_case(goods_kind="cross_border_game_card", cross_border=True),
        "need_more cross_border H1 identity_check",
    ),
    "a dispute goes to a third party": (
        a_case(usage="used", dispute=True, rejected_at="2026-03-09T10:00:00+08:00"),
        "manual dispute H2",
    ),
    "a second channel joins the first application": (
        a_case(open_application="RF1", channel="chat"),
        "merge none G1",
    ),
    "the other reason is slower but heard": (
        top_up(reason="OTHER", evidence=["chat_record"]),
        "manual standard -",
    ),
}


@pytest.mark.parametrize(("case", "expected"), STORIES.values(), ids=STORIES.keys())
def test_the_article_is_kept(case: Case, expected: str) -> None:
    check(case, expected)


def test_every_rule_is_kept_in_the_trace_and_one_decides_first() -> None:
    decision = decided(a_case("15.00"))
    verdicts = [result.verdict for result in decision.tested]
    assert len(verdicts) == len({result.rule for result in decision.tested})
    assert verdicts.count("decides") == 1
    assert [result.rule for result in decision.deciding] == ["one_click"]


def test_no_sentence_blames_or_puts_off_the_buyer() -> None:
    for case, _ in STORIES.values():
        for result in decided(case).tested:
            assert "无效申请" not in result.sentence.zh
            assert "请耐心等待" not in result.sentence.zh
            assert "{" not in result.sentence.zh + result.sentence.en


def test_a_late_rejection_names_the_last_moment_in_full() -> None:
    decision = decided(a_case(now="2026-03-28T10:00:00+08:00"))
    assert "2026年3月23日 24:00" in decision.sentence.zh
    assert "23 March 2026 24:00" in decision.sentence.en


def test_what_is_missing_is_what_would_change_the_answer() -> None:
    decision = decided(top_up(reason="NOT_ARRIVED"))
    assert [words.zh for words in decision.what_would_change] == ["补上未到账证明"]
    assert [words.en for words in decision.what_would_change] == ["add proof that nothing arrived"]


def test_an_approval_lasts_until_the_window_ends() -> None:
    decision = decided(a_case("15.00"))
    assert decision.changes_at is not None
    assert decision.changes_at.isoformat() == "2026-03-24T00:00:00+08:00"
    assert "退 15.00 元" in decision.sentence.zh
