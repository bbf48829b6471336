"""Clients others wrote agree with ours on what is signed, verified, numbered and encrypted."""

import base64
import json
import re
from urllib.parse import parse_qsl

import pytest

from tests.gateways.payments.counterparts import (
    APIV3_KEY,
    APP_ID,
    alipay,
    alipay_says,
    certificate_pem,
    found_refund,
    node_text,
    noticed_refund,
    order,
    pem,
    public_pem,
    refunded,
    sealed_notice,
    wechat_headers,
    wechat_refund,
    wechat_says,
    wechatpay,
)
from weikameng.gateways.payments.key_reading import cert_sn, certificates, public_key, root_cert_sn
from weikameng.gateways.payments.strict_json import raw_members
from weikameng.gateways.payments.wechatpay_signing import sealed_for


@pytest.fixture
def alipay_kit():
    return pytest.importorskip("alipay", reason="python-alipay-sdk is not installed")


@pytest.fixture
def wechat_kit():
    pytest.importorskip("wechatpayv3", reason="wechatpayv3 is not installed")
    from wechatpayv3 import utils

    return utils


def theirs(kit, public: str):
    return kit.AliPay(
        appid=APP_ID,
        app_notify_url=None,
        app_private_key_string=pem("app"),
        alipay_public_key_string=public_pem(public),
        sign_type="RSA2",
    )


def test_our_request_to_alipay_carries_the_signature_theirs_would(alipay_kit) -> None:
    gateway, wire = alipay(alipay_says(refunded()))
    gateway.refund(order(reason="a/b 100% 退款&=+"))
    asked = wire.asked[0]
    sent = dict(parse_qsl(asked.url.query.decode()) + parse_qsl(asked.content.decode()))
    signature = sent.pop("sign")
    signed = dict(parse_qsl(theirs(alipay_kit, "alipay").sign_data(sent)))
    assert signed["sign"] == signature


def test_a_plain_answer_has_the_same_signed_part_for_both(alipay_kit) -> None:
    name = "alipay_trade_fastpay_refund_query_response"
    text = node_text(found_refund(refund_reason="a/b 退款"))
    body = f'{{"{name}":{text},"sign":"x"}}'
    kit = theirs(alipay_kit, "alipay")
    assert kit._get_string_to_be_signed(body, name) == raw_members(body)[name] == text


def test_certificates_have_the_same_numbers_for_both(alipay_kit) -> None:
    (one,) = certificates(certificate_pem("alipay"))
    chain = certificate_pem("root") + "\n" + certificate_pem("root-2")
    assert alipay_kit.DCAliPay.get_cert_sn(certificate_pem("alipay")) == cert_sn(one)
    kit = object.__new__(alipay_kit.DCAliPay)
    assert kit.get_root_cert_sn(chain) == root_cert_sn(certificates(chain))


def test_our_request_to_wechat_pay_verifies_there(wechat_kit) -> None:
    gateway, wire = wechatpay(wechat_says(wechat_refund()))
    gateway.refund(order())
    asked = wire.asked[0]
    said = dict(re.findall(r'(\w+)="([^"]*)"', asked.headers["Authorization"]))
    key = wechat_kit.load_private_key(pem("merchant"))
    text = (
        f"POST\n{asked.url.raw_path.decode()}\n{said['timestamp']}\n{said['nonce_str']}\n"
        f"{asked.content.decode()}\n"
    )
    assert wechat_kit.rsa_sign(key, text) == said["signature"]


def test_what_they_sign_and_encrypt_is_read_by_both(wechat_kit) -> None:
    body = sealed_notice(noticed_refund())
    headers = wechat_headers(body)
    key = wechat_kit.load_public_key(public_pem("wechat-public"))
    stamp, nonce = headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"]
    signature = headers["Wechatpay-Signature"]
    assert wechat_kit.rsa_verify(stamp, nonce, body.decode(), signature, key)
    sealed = json.loads(body)["resource"]
    plain = wechat_kit.aes_decrypt(
        sealed["nonce"], sealed["ciphertext"], sealed["associated_data"], APIV3_KEY
    )
    told = wechatpay(wechat_says({}))[0].parse_notification(headers, body)
    assert json.loads(plain)["out_refund_no"] == told.refund_number


def test_what_we_encrypt_opens_with_theirs(wechat_kit) -> None:
    sealed = sealed_for(public_key(public_pem("wechat-public")), "6222021234567890128")
    assert len(base64.b64decode(sealed)) == 256
    key = wechat_kit.load_private_key(pem("wechat-public"))
    assert wechat_kit.rsa_decrypt(sealed, key) == "6222021234567890128"
