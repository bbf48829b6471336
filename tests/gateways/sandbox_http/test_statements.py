"""Statements with missing, extra and unequal lines: the last net has something to catch."""

import pytest

from tests.gateways.sandbox_http.test_wechatpay import bill

LINES = {
    "statement-missing": [],
    "statement-extra": [("statement-extra-1", "30.00"), ("statement-extra-1X", "30.00")],
    "statement-unequal": [("statement-unequal-1", "30.01")],
    "accepted-then-settled": [("accepted-then-settled-1", "30.00")],
}


@pytest.mark.parametrize("prefix", sorted(LINES))
def test_a_scenario_spoils_its_own_line_only(sandbox, today, tomorrow_at, prefix):
    wechat = sandbox.wechat()
    wechat.pay("ORDER-1", 10_000)
    wechat.refund("ORDER-1", "R1", 1_000, 10_000)
    wechat.refund("ORDER-1", f"{prefix}-1", 3_000, 10_000)
    day = today(sandbox)
    tomorrow_at(sandbox, 10)
    lines = [(line["商户退款单号"], line["退款金额"]) for line in bill(wechat, day)[1]]
    assert sorted(lines) == sorted([("R1", "10.00"), *LINES[prefix]])
