"""Every edge of the policy by a fen, a second, a fact to either side; how money is cut there."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.policies import POLICY
from tests.domain.policy_answers import CaseData, answer_of, disagreement, facts_of, found_on
from tests.domain.policy_edges import EDGES, legs, units
from tests.domain.policy_edges_more import CLAUSES, MORE, WINDOWS
from tests.domain.test_policy_cases import a_case, decided, top_up
from weikameng.domain.policy import decide
from weikameng.domain.policy.window import days_end

ALL = EDGES | MORE


@pytest.mark.parametrize("name", ALL)
def test_an_edge_is_decided_as_the_clauses_say(name: str) -> None:
    case, answer = ALL[name]
    assert disagreement(found_on(case), answer_of(answer)) == ""


def test_the_edges_know_every_kind_and_reason() -> None:
    assert set(WINDOWS) == set(POLICY.goods)
    assert set(CLAUSES) == set(POLICY.reasons)


@pytest.mark.parametrize("name", ALL)
def test_the_same_instant_said_in_london_is_decided_the_same(name: str) -> None:
    case, _ = ALL[name]
    there, at = facts_of(_in_utc(case))
    here, moment = facts_of(case)
    assert moment == at
    assert decide(POLICY, there, at) == decide(POLICY, here, moment)


def _in_utc(value: Any) -> Any:
    """The same case with every stamp in UTC."""
    if isinstance(value, dict):
        return {key: _in_utc(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_utc(one) for one in value]
    if isinstance(value, str) and "T" in value and "+08:00" in value:
        return datetime.fromisoformat(value).astimezone(UTC).isoformat()
    return value


def test_new_years_day_rolls_before_its_notice_is_out() -> None:
    start = datetime.fromisoformat("2026-12-17T10:00:00+08:00")
    assert days_end(POLICY, start, 15) == datetime.fromisoformat("2027-01-05T00:00:00+08:00")


@given(st.integers(0, 5 * 366 * 86_400), st.integers(1, 30))
def test_a_deadline_never_ends_early_nor_on_a_rest_day(seconds: int, days: int) -> None:
    begun = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    end = days_end(POLICY, begun, days)
    local = begun.astimezone(end.tzinfo)
    last = end.date() - timedelta(days=1)
    assert (last - local.date()).days >= days
    assert not POLICY.is_rest(last)
    assert (end.hour, end.minute, end.second) == (0, 0, 0)


def split_of(case: CaseData) -> tuple[tuple[str, int], ...]:
    decision = decided(case)
    assert decision.amount_minor == sum(minor for _, minor in decision.split)
    return decision.split


@pytest.mark.parametrize(
    ("payments", "asked", "expected"),
    [
        # 33.33 of 100.00 over 70.00 and 30.00: 23.33 and 10.00
        ([("alipay", "70.00"), ("balance", "30.00")], "33.33", [2333, 1000]),
        # a cent goes to the largest payment through somebody else's channel
        ([("balance", "99.99"), ("alipay", "0.01")], "0.01", [1]),
        ([("balance", "90.00"), ("alipay", "4.00"), ("wechat", "6.00")], "0.01", [1]),
        # half a cent each way: the outside payment takes what is left over
        ([("alipay", "50.00"), ("balance", "50.00")], "0.01", [1]),
        ([("balance", "50.00"), ("wechat", "50.00")], "33.33", [1667, 1666]),
        # everything goes back the way it came
        ([("alipay", "0.01"), ("balance", "99.99")], "100.00", [1, 9999]),
        (
            [("alipay", "33.33"), ("wechat", "33.33"), ("balance", "33.34")],
            None,
            [3333, 3333, 3334],
        ),
        # all but a cent
        ([("alipay", "50.00"), ("balance", "50.00")], "99.99", [4999, 5000]),
    ],
)
def test_a_part_is_split_over_the_payments_to_the_cent(
    payments: list[tuple[str, str]], asked: str | None, expected: list[int]
) -> None:
    case = a_case(payments=legs(*payments), amount_requested=asked)
    assert [minor for _, minor in split_of(case)] == expected


def test_what_rounding_leaves_over_is_the_largest_outside_payments() -> None:
    # 2.5, 1 and 1.5 fen round to one fen too many; it is taken from the larger outside payment.
    case = a_case(
        payments=legs(("balance", "50.00"), ("alipay", "20.00"), ("wechat", "30.00")),
        amount_requested="0.05",
    )
    assert split_of(case) == (("balance", 3), ("alipay", 1), ("wechat", 1))


@pytest.mark.parametrize(
    ("paid", "expected"),
    [
        ("100.00", [3333, 3333, 3334]),
        ("99.99", [3333, 3333, 3333]),
        ("100.01", [3334, 3334, 3333]),
        ("0.01", [0, 0, 1]),
        ("0.02", [1, 1, 0]),
        ("0.00", [0, 0, 0]),
    ],
)
def test_the_last_unit_takes_the_remainder(paid: str, expected: list[int]) -> None:
    case = units("none", "none", "none", price="33.34", paid=paid)
    decision = decided(case)
    assert [minor for _, minor in decision.per_unit] == expected
    assert sum(expected) == decision.amount_minor


@pytest.mark.parametrize(("unit", "minor"), [("1", 3333), ("2", 3333), ("3", 3334)])
def test_one_unit_gets_its_own_share(unit: str, minor: int) -> None:
    case = units("none", "none", "none", price="40.00", paid="100.00", units=[unit])
    decision = decided(case)
    assert decision.per_unit == ((unit, minor),)
    assert decision.split == (("alipay", minor),)


def test_what_is_paid_back_in_parts_is_what_was_paid() -> None:
    whole = 0
    for unit in ("1", "2", "3"):
        case = units("none", "none", "none", price="40.00", paid="100.00", units=[unit])
        whole += decided(case).amount_minor or 0
    assert whole == 10000


def test_the_unused_units_get_their_shares_and_the_used_one_nothing() -> None:
    decision = decided(units("none", "used", "none", price="40.00", paid="100.00"))
    assert decision.per_unit == (("1", 3333), ("3", 3334))
    assert decision.amount_minor == 6667


def test_a_free_order_is_refunded_with_nothing_to_send() -> None:
    decision = decided(a_case("0.00", list_total="20.00", payments=[]))
    assert (decision.amount_minor, decision.split) == (0, ())
    assert "0.00" in decision.sentence.en


def test_a_second_charge_goes_back_where_it_was_taken() -> None:
    case = a_case(usage="used", payments=legs(("alipay", "100.00"), ("wechat", "100.00")))
    assert split_of(case) == (("wechat", 10000),)


def test_a_reviewers_days_are_rounded_half_up_to_the_cent() -> None:
    review = {"remaining_days": 1, "total_days": 8}
    decision = decided(a_case("0.04", "used", reason="SERVICE_INTERRUPTED", review=review))
    assert decision.amount_minor == 1
    assert decided(top_up("100.00", review={"short_amount": "0.01"})).amount_minor == 1
