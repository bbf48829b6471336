"""Money back on real rails: Alipay and WeChat Pay over HTTP, through the engine (R4)."""

import pytest

from tests.cast import asks
from tests.rails import rails, sandbox_keys  # noqa: F401
from weikameng.domain.case_life import State
from weikameng.records.reading.audit import audit
from weikameng.services import payouts, refunds, wiring


@pytest.mark.parametrize("route", ["alipay", "wechatpay"])
def test_a_refund_goes_back_over_http(cast, rails, route):  # noqa: F811
    order = rails.brings(cast, {route: 3_000})
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    for _ in range(6):
        payouts.pay_out_due("worker-1", cast.at, wiring.gateways())
        rails.advance(400)
        cast.later(seconds=400)
    assert cast.comes_to(case) is State.REFUNDED
    assert sum(rails.refunded().values()) == 3_000
    assert audit() == []
