"""What a provider may show of a reason: for people, cut to size, nothing private, no breakage."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from weikameng.gateways.payments.reason_text import shown_reason


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("充值未到账", "充值未到账"),
        ('卡"密{无\\效}', "卡 密 无 效"),
        ("a\x00b\x1b[31m\u202ec\n\td", "a b [31m c d"),
        ("打13812345678找我", "打****找我"),
        ("打 138 1234 5678 找我", "打 **** 找我"),
        ("mail a.b+c@example.com now", "mail **** now"),
        ("身份证110105199001011234", "身份证****"),
        ("卡密JDCA-8F3K-29QX-7LMP无效", "卡密****无效"),
        ("订单1261122000012349未到账", "订单1261122000012349未到账"),
        ("\ud800", ""),
        ("", ""),
    ],
)
def test_a_reason_is_shown_as(reason: str, shown: str) -> None:
    assert shown_reason(reason, characters=200, encoded_bytes=256) == shown


@given(some.text(max_size=300))
def test_a_reason_keeps_both_limits_and_can_always_be_sent(reason: str) -> None:
    shown = shown_reason(reason, characters=40, encoded_bytes=80)
    assert len(shown) <= 40
    assert len(shown.encode("utf-8")) <= 80
    assert not set(shown) & set('{}"\\\n\r\x00')


def test_a_cut_never_halves_a_character() -> None:
    assert shown_reason("退" * 100, characters=200, encoded_bytes=80) == "退" * 26
