"""The till of rehearsals: pays at the sandbox over HTTP, and opens nowhere but on this machine."""

import time

import httpx
import pytest

from tests.gateways.sandbox_http.conftest import Running, folder, made_keys, sandbox  # noqa: F401
from weikameng.domain.paying import Payment, PaymentClosed, TillSilent
from weikameng.gateways.payments.line import new_client
from weikameng.gateways.payments.till import NotASandbox, SandboxTill

SIGNED_LOOK = {"alipay": "/gateway.do", "wechatpay": ""}


@pytest.fixture(params=["alipay", "wechatpay"])
def till(request, sandbox: Running) -> SandboxTill:  # noqa: F811
    address = sandbox.server.address + SIGNED_LOOK[request.param]
    return SandboxTill(request.param, address, new_client())


def test_what_is_paid_is_known_once_however_often_it_is_paid(till, sandbox):  # noqa: F811
    assert till.payment("2026000001") is None
    reference = till.pay("2026000001", 1_234)
    assert till.pay("2026000001", 1_234) == reference
    assert till.payment("2026000001") == Payment(reference, 1_234)
    totals = sandbox.get("ledger")["totals"]
    assert [sums["paid"] for sums in totals.values()] == [1_234]


def test_another_amount_for_a_paid_number_is_no_payment(till):
    till.pay("2026000001", 1_234)
    with pytest.raises(TillSilent, match="HTTP_400"):
        till.pay("2026000001", 1_235)


def test_what_was_called_off_is_never_paid_and_what_was_paid_is_never_called_off(till):
    assert till.close("2026000001")
    assert till.close("2026000001")
    with pytest.raises(PaymentClosed):
        till.pay("2026000001", 1_234)
    assert till.payment("2026000001") is None
    till.pay("2026000002", 1_234)
    assert not till.close("2026000002")


def test_the_number_of_one_provider_is_free_at_the_other(sandbox):  # noqa: F811
    tills = [SandboxTill(n, sandbox.server.address, new_client()) for n in SIGNED_LOOK]
    assert tills[0].close("2026000001")
    assert tills[1].pay("2026000001", 5)
    assert tills[0].payment("2026000001") is None


def test_what_was_called_off_is_refused_at_the_providers_own_doors_too(sandbox):  # noqa: F811
    for provider in SIGNED_LOOK:
        sandbox.do("close", provider=provider, number="ORDER-1")
    assert sandbox.alipay().pay("ORDER-1", 500)["sub_code"] == "ACQ.TRADE_HAS_CLOSE"
    wish = {"out_trade_no": "ORDER-1", "amount": {"total": 500, "currency": "CNY"}}
    said = sandbox.wechat().ask("POST", "/v3/pay/transactions/native", wish)[1]
    assert said["code"] == "ORDER_CLOSED"


@pytest.mark.parametrize(
    "address",
    [
        "https://openapi.alipay.com/gateway.do",
        "https://api.mch.weixin.qq.com",
        "http://192.0.2.1:8900",
        "http://sandbox.example:8900",
        "http://127.0.0.1.example/",
        "https://127.0.0.1:8900",
        "",
    ],
)
def test_no_till_opens_beyond_this_machine(address):
    with pytest.raises(NotASandbox):
        SandboxTill("alipay", address, new_client())


def test_a_sandbox_that_is_gone_or_no_sandbox_is_silent(till, sandbox):  # noqa: F811
    sandbox.server.shutdown()
    sandbox.server.server_close()
    for ask in (till.payment, till.close, lambda number: till.pay(number, 5)):
        with pytest.raises(TillSilent):
            ask("2026000001")


def test_a_payment_made_older_takes_its_refunds_with_it(sandbox):  # noqa: F811
    till = SandboxTill("alipay", sandbox.server.address, new_client())
    till.pay("T1", 1_000)
    sandbox.alipay().refund("T1", "R1", 400)
    sandbox.do("age", provider="alipay", number="T1", days=1)
    yesterday = time.time() - 86_000
    book = sandbox.get("ledger")
    assert [refund["settled_at"] < yesterday for refund in book["refunds"]] == [True]
    assert [entry["at"] < yesterday for entry in book["entries"]] == [True, True]
    wrong = {"provider": "unionpay", "number": "T1", "days": 1}
    answer = httpx.post(f"{sandbox.server.address}/_control/age", json=wrong, trust_env=False)
    assert answer.status_code == 400
