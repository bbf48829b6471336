"""Clients other people wrote complete a refund and a query; they are development packages."""

import os
import time

import pytest

from tests.gateways.sandbox_http.test_letters import wechat_refunds


@pytest.fixture
def in_beijing(monkeypatch):
    """python-alipay-sdk writes the machine's local time as if it were Beijing's."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    os.environ.pop("TZ")
    time.tzset()


@pytest.fixture
def sdk(sandbox, in_beijing):
    alipay = pytest.importorskip("alipay", reason="python-alipay-sdk is not installed")
    if not hasattr(alipay, "AliPay"):
        pytest.skip("another package calls itself alipay")
    client = alipay.AliPay(
        appid=sandbox.config["alipay_app_id"],
        app_notify_url=None,
        app_private_key_string=sandbox.room.keys.path("alipay-app").read_text(),
        alipay_public_key_string=sandbox.config["alipay_public_key"],
        sign_type="RSA2",
    )
    client._gateway = sandbox.config["alipay_gateway"]
    return client


def test_python_alipay_sdk_completes_a_refund_and_a_query(sdk, sandbox):
    sandbox.alipay().pay("T1", 10_000)
    said = sdk.api_alipay_trade_refund("30.00", out_trade_no="T1", out_request_no="R1")
    assert (said["code"], said["fund_change"], said["refund_fee"]) == ("10000", "Y", "30.00")
    told = sdk.api_alipay_trade_fastpay_refund_query("R1", out_trade_no="T1")
    assert (told["refund_status"], told["refund_amount"]) == ("REFUND_SUCCESS", "30.00")
    assert sdk.api_alipay_trade_query(out_trade_no="T1")["trade_status"] == "TRADE_SUCCESS"


def test_python_alipay_sdk_notices_a_wrong_signature(sdk, sandbox):
    from alipay.exceptions import AliPayValidationError

    sandbox.alipay().pay("T1", 10_000)
    with pytest.raises(AliPayValidationError):
        sdk.api_alipay_trade_refund("30.00", out_trade_no="T1", out_request_no="bad-signature-1")


def test_python_alipay_sdk_believes_our_notice(sdk, sandbox, letterbox):
    from urllib.parse import parse_qsl

    alipay = sandbox.alipay()
    alipay.pay("T1", 10_000, notify_url=letterbox.url)
    alipay.refund("T1", "R1", 3_000)
    sandbox.do("deliver")
    form = dict(parse_qsl(letterbox.got[0][1].decode()))
    sign = form.pop("sign")
    assert sdk.verify(dict(form), sign)
    assert not sdk.verify({**form, "refund_fee": "99.00"}, sign)


def wechat_sdk(sandbox, folder, monkeypatch, *, public):
    kit = pytest.importorskip("wechatpayv3", reason="wechatpayv3 is not installed")
    from wechatpayv3.core import Core

    address = sandbox.server.address
    begin = Core.__init__

    def beginning(self, *args, **kwargs):
        begin(self, *args, **kwargs)
        self._gate_way = address

    monkeypatch.setattr(Core, "__init__", beginning)
    certificates = folder.parent / "certificates"
    certificates.mkdir(exist_ok=True)
    serial = sandbox.config["wechatpay_platform_serial"]
    text = sandbox.config["wechatpay_platform_certificate"]
    (certificates / f"{serial}.pem").write_text(text)
    mode = (
        {
            "public_key": sandbox.config["wechatpay_public_key"],
            "public_key_id": sandbox.config["wechatpay_public_key_id"],
        }
        if public
        else {"cert_dir": str(certificates)}
    )
    return kit.WeChatPay(
        wechatpay_type=kit.WeChatPayType.NATIVE,
        mchid=sandbox.config["wechatpay_mchid"],
        private_key=sandbox.room.keys.path("wechatpay-merchant").read_text(),
        cert_serial_no=sandbox.config["wechatpay_merchant_serial"],
        appid=sandbox.config["wechatpay_appid"],
        apiv3_key=sandbox.secrets["wechatpay_apiv3_key"],
        timeout=(5, 10),
        **mode,
    )


@pytest.mark.parametrize("public", [False, True], ids=["certificates", "public key"])
def test_wechatpayv3_completes_a_refund_and_a_query(sandbox, folder, monkeypatch, public):
    import json

    client = wechat_sdk(sandbox, folder, monkeypatch, public=public)
    sandbox.wechat().pay("ORDER-1", 10_000)
    amount = {"refund": 3_000, "total": 10_000, "currency": "CNY"}
    status, said = client.refund(out_refund_no="R1", out_trade_no="ORDER-1", amount=amount)
    assert (status, json.loads(said)["status"]) == (200, "SUCCESS")
    status, told = client.query_refund("R1")
    assert (status, json.loads(told)["amount"]["refund"]) == (200, 3_000)


@pytest.mark.parametrize("public", [False, True], ids=["certificates", "public key"])
def test_wechatpayv3_opens_our_notice(sandbox, folder, monkeypatch, letterbox, public):
    client = wechat_sdk(sandbox, folder, monkeypatch, public=public)
    wechat_refunds(sandbox, letterbox, "R1", mode="public_key" if public else "certificate")
    headers, body = letterbox.got[0]
    said = client.callback(headers, body)
    assert said["event_type"] == "REFUND.SUCCESS"
    assert said["resource"]["out_refund_no"] == "R1"


def test_wechatpayv3_reads_our_certificates(sandbox, folder, monkeypatch):
    client = wechat_sdk(sandbox, folder, monkeypatch, public=False)
    client._core._update_certificates()
    serials = [f"{one.serial_number:040X}" for one in client._core._certificates]
    assert serials == [sandbox.config["wechatpay_platform_serial"]]
