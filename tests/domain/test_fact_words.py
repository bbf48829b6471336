"""A fact's value as people read it (R9.2): never a code of ours."""

import pytest

from tests.domain.policies import POLICY
from weikameng.domain.policy.sentences import said_words


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("alipay:active", "支付宝", "Alipay"),
        (
            "wallet:active,alipay:closed",
            "平台余额、支付宝(已失效)",
            "Platform balance, Alipay (closed)",
        ),
        ("", "无", "none"),
    ],
)
def test_payment_routes_are_named(value, zh, en):
    words = said_words(POLICY, "tenders", value)
    assert (words.zh, words.en) == (zh, en)
