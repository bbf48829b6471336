"""Splits: pro rata over the tenders, exact, the remainder to the largest third-party leg (F2)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.money import shared_out, unit_shares
from weikameng.domain.policy.facts import OrderFacts, TenderFacts, UnitFacts
from weikameng.domain.policy.split import over_units, split_extra, split_over

_WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=4)


@st.composite
def tenders(draw: st.DrawFn) -> list[TenderFacts]:
    legs = []
    for route in draw(st.lists(st.sampled_from(["balance", "alipay", "wechat"]), min_size=1)):
        amount = draw(st.integers(0, 10**6))
        legs.append(TenderFacts(route, amount, draw(st.integers(0, amount))))
    return legs


@given(st.data(), tenders())
def test_a_split_sums_exactly_and_stays_within_each_leg(
    data: st.DataObject, legs: list[TenderFacts]
) -> None:
    left = sum(leg.amount_minor - leg.refunded_minor for leg in legs)
    amount = data.draw(st.integers(0, left))
    split = split_over(legs, amount)
    assert sum(minor for _, minor in split) == amount
    for route in {leg.route for leg in legs}:
        got = sum(minor for name, minor in split if name == route)
        most = sum(leg.amount_minor - leg.refunded_minor for leg in legs if leg.route == route)
        assert 0 <= got <= most


@given(tenders())
def test_giving_back_all_returns_every_leg_in_full(legs: list[TenderFacts]) -> None:
    left = [(leg.route, leg.amount_minor - leg.refunded_minor) for leg in legs]
    split = split_over(legs, sum(minor for _, minor in left))
    assert [leg for leg in split if leg[1]] == [leg for leg in left if leg[1]]


@given(st.data(), st.lists(st.integers(0, 10**5), min_size=1, max_size=6))
def test_a_part_is_attributed_to_units_exactly(data: st.DataObject, paid: list[int]) -> None:
    units = [UnitFacts(str(at), minor, minor) for at, minor in enumerate(paid)]
    amount = data.draw(st.integers(0, sum(paid)))
    parts = over_units(units, amount)
    assert sum(minor for _, minor in parts) == amount
    assert all(0 <= minor <= paid[int(name)] for name, minor in parts)


@given(st.data())
def test_refunding_unit_by_unit_gives_every_leg_back_to_the_last_fen(data: st.DataObject) -> None:
    """Whatever the order of the refunds, no leg is overdrawn and the last takes what is left."""
    prices = data.draw(st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
    paid = data.draw(st.integers(0, sum(prices)))
    units = dict(enumerate(unit_shares(paid, prices)))
    amounts = shared_out(paid, data.draw(_WEIGHTS), 0)
    legs = [TenderFacts(f"leg{at}", minor) for at, minor in enumerate(amounts)]
    for unit in data.draw(st.permutations(sorted(units))):
        split = dict(split_over(legs, units[unit]))
        assert sum(split.values()) == units[unit]
        legs = [
            replace(leg, refunded_minor=leg.refunded_minor + split.get(leg.route, 0))
            for leg in legs
        ]
        assert all(0 <= leg.refunded_minor <= leg.amount_minor for leg in legs)
    assert [leg.refunded_minor for leg in legs] == amounts


@given(st.data())
def test_refunding_a_unit_in_parts_attributes_every_fen_once(data: st.DataObject) -> None:
    paid = data.draw(st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
    units = [UnitFacts(str(at), minor, minor) for at, minor in enumerate(paid)]
    while left := sum(unit.paid_minor - unit.refunded_minor for unit in units):
        parts = dict(over_units(units, data.draw(st.integers(max(1, left // 3), left))))
        units = [
            replace(unit, refunded_minor=unit.refunded_minor + parts.get(unit.id, 0))
            for unit in units
        ]
        assert all(0 <= unit.refunded_minor <= unit.paid_minor for unit in units)
    assert [unit.refunded_minor for unit in units] == paid


@pytest.mark.parametrize(
    ("legs", "amount", "expected"),
    [
        ((("balance", 2000), ("wechat", 7000)), 6000, (("balance", 1333), ("wechat", 4667))),
        ((("balance", 9000), ("alipay", 1000)), 333, (("balance", 300), ("alipay", 33))),
        ((("alipay", 5000), ("wechat", 5000)), 1, (("alipay", 0), ("wechat", 1))),
        ((("wallet", 5000), ("wallet", 4000)), 5000, (("wallet", 2778), ("wallet", 2222))),
        ((("alipay", 0),), 0, (("alipay", 0),)),
        ((), 0, ()),
    ],
)
def test_the_remainder_goes_to_the_largest_third_party_leg(
    legs: tuple[tuple[str, int], ...], amount: int, expected: tuple[tuple[str, int], ...]
) -> None:
    split = split_over([TenderFacts(*leg) for leg in legs], amount)
    assert split == tuple(leg for leg in expected if leg[1] or not amount)


def test_money_without_a_leg_to_return_it_to_is_an_error() -> None:
    with pytest.raises(ValueError, match="cannot share"):
        split_over([], 100)


def test_a_second_charge_goes_back_on_its_own_leg() -> None:
    legs = (TenderFacts("alipay", 3000), TenderFacts("wechat", 3000))
    unit = UnitFacts("1", 3000, 3000)
    order = OrderFacts("game_card_key", (unit,), legs, 3000, 3000, None, None, True)
    assert split_extra(order, 3000) == (("wechat", 3000),)
