"""What a cross-border deal must hold, and how much of it goes with a part (R6.1)."""

from datetime import date
from decimal import Decimal

import pytest

from weikameng.domain.exchange import DealFault, Paid, deal_from, share_minor
from weikameng.domain.exchange_file import COLUMNS, file_of, plain

PAID = Paid(9_900, "CNY", date(2026, 11, 16), date(2026, 11, 18))
GIVEN = {
    "settled": "13.75",
    "settled_currency": "USD",
    "rate": "7.2",
    "rate_on": "2026-11-16",
    "rate_rule": "locked",
    "purpose": "game",
    "quota": "0",
    "payee": "Overseas Games Ltd",
    "payee_country": "hk",
}


def test_a_whole_deal_is_taken_as_it_is_meant() -> None:
    deal = deal_from(GIVEN, PAID, Decimal(1))
    assert (deal.settled_minor, deal.rate, deal.payee_country) == (1_375, Decimal("7.2"), "HK")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("settled", "0"),
        ("settled", "1e3"),
        ("settled", None),
        ("settled_currency", "JPY"),
        ("rate", "0"),
        ("rate", "7.3"),  # 100.375 is more than a hundredth off
        ("rate", "7.123456789"),
        ("rate_on", "2026-11-19"),
        ("rate_on", "2026-10-15"),
        ("rate_on", "today"),
        ("rate_rule", "best"),
        ("purpose", "gift"),
        ("quota", "-1"),
        ("payee", "a\nb"),
        ("payee", "x" * 121),
        ("payee_country", "CN"),
        ("payee_country", "USA"),
    ],
)
def test_a_field_that_is_wrong_is_named(field: str, value: object) -> None:
    with pytest.raises(DealFault) as caught:
        deal_from(GIVEN | {field: value}, PAID, Decimal(1))
    assert caught.value.field == field


@pytest.mark.parametrize(("allowed", "rate"), [("0", "7.2"), ("1", "7.27"), ("2", "7.34")])
def test_the_rate_may_differ_by_what_is_allowed(allowed: str, rate: str) -> None:
    assert deal_from(GIVEN | {"rate": rate}, PAID, Decimal(allowed)).rate == Decimal(rate)


def test_one_currency_has_the_rate_one() -> None:
    same = GIVEN | {"settled": "99.00", "settled_currency": "CNY", "rate": "1"}
    assert deal_from(same, PAID, Decimal(1)).rate == 1
    with pytest.raises(DealFault, match="currencies agree"):
        deal_from(same | {"settled_currency": "USD"}, PAID, Decimal(1))


def test_parts_take_their_share_half_up() -> None:
    assert [share_minor(1_375, part, 9_900) for part in (9_900, 4_950, 1, 0)] == [1375, 688, 0, 0]
    assert share_minor(5, 1, 0) == 0


def test_the_file_has_fixed_columns_and_no_formulas() -> None:
    line = dict.fromkeys(COLUMNS, "") | {"payee": "=1+1", "rate": Decimal("7.20000000")}
    text = file_of([line])
    assert text.splitlines()[0].removeprefix("\ufeff").split(",") == list(COLUMNS)
    assert "'=1+1" in text
    assert plain(line)["rate"] == "7.2"
