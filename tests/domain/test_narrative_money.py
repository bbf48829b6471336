"""Numerals and amounts as people write them (R2.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.narrative import read_narrative
from weikameng.domain.narrative.numerals import NUMERAL_CHARS, value_of


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("一百二", 120),
        ("百八十", 180),
        ("一百零二", 102),
        ("一百二十五", 125),
        ("两千五", 2500),
        ("一万二", 12_000),
        ("一万零五十", 10_050),
        ("十五", 15),
        ("三十", 30),
        ("一五零", 150),
        ("壹佰贰拾", 120),
        ("1千2百", 1200),
        ("", None),
        ("钱", None),
        ("一" * 20, None),
    ],
)
def test_numeral(numeral: str, value: int | None) -> None:
    assert value_of(numeral) == value


@given(st.text(alphabet=NUMERAL_CHARS + "0123456789", max_size=14))
def test_any_numeral_is_a_number_or_nothing(numeral: str) -> None:
    value = value_of(numeral)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("30块5的话费", 3050, "CNY"),
        ("三十块五毛", 3050, "CNY"),
        ("1,000元", 100_000, "CNY"),
        ("一百块", 10_000, "CNY"),
        ("充了一百五话费", 15_000, "CNY"),
        ("话费一百二", 12_000, "CNY"),
        ("1千2百元", 120_000, "CNY"),
        ("1.5万元", 1_500_000, "CNY"),
        ("19.90元", 1990, "CNY"),
        ("5毛", 50, "CNY"),
        ("¥98", 9800, "CNY"),
        ("HK$300", 30_000, "HKD"),
        ("$50", 5000, "USD"),
        ("50 CNY", 5000, "CNY"),
        ("Q币100个", None, "CNY"),
        ("充了两次", None, "CNY"),
        ("买了12个月的会员", None, "CNY"),
        ("3月10日上午10点", None, "CNY"),
        ("差10元", None, "CNY"),
        ("99999999999999元", None, "CNY"),
    ],
)
def test_amount(text: str, minor: int | None, currency: str) -> None:
    narrative = read_narrative(text)
    assert (narrative.amount_minor, narrative.currency) == (minor, currency)


def test_what_arrived_is_kept_apart_from_the_price() -> None:
    narrative = read_narrative("充100元话费只到账50元")
    assert (narrative.amount_minor, narrative.amount_actual_minor) == (10_000, 5000)
