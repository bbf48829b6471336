"""Credentials: every fault named in both languages, a faulty channel off, no secret anywhere."""

import logging
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.gateways.payments.counterparts import (
    APIV3_KEY,
    APP_ID,
    MCHID,
    NOW,
    PUBLIC_KEY_ID,
    Wire,
    alipay_says,
    certificate_pem,
    order,
    pem,
    public_pem,
    refunded,
    serial,
    wechat_refund,
    wechat_says,
)
from weikameng.gateways.payments import credentials
from weikameng.gateways.payments.alipay import Alipay
from weikameng.gateways.payments.credentials import (
    alipay_credentials,
    check,
    configured,
    wechatpay_credentials,
)
from weikameng.gateways.payments.wechatpay import WechatPay

ALIPAY = {
    "WEIKAMENG_ALIPAY_APP_ID": APP_ID,
    "WEIKAMENG_ALIPAY_PRIVATE_KEY": pem("app"),
    "WEIKAMENG_ALIPAY_PUBLIC_KEY": public_pem("alipay"),
}
BY_CERTIFICATE = {
    "WEIKAMENG_ALIPAY_APP_ID": APP_ID,
    "WEIKAMENG_ALIPAY_PRIVATE_KEY": pem("app"),
    "WEIKAMENG_ALIPAY_APP_CERT": certificate_pem("app"),
    "WEIKAMENG_ALIPAY_CERT": certificate_pem("alipay"),
    "WEIKAMENG_ALIPAY_ROOT_CERT": certificate_pem("root") + certificate_pem("root-2"),
}
WECHATPAY = {
    "WEIKAMENG_WECHATPAY_MCHID": MCHID,
    "WEIKAMENG_WECHATPAY_SERIAL": serial("merchant"),
    "WEIKAMENG_WECHATPAY_PRIVATE_KEY": pem("merchant"),
    "WEIKAMENG_WECHATPAY_APIV3_KEY": APIV3_KEY,
    "WEIKAMENG_WECHATPAY_PUBLIC_KEY": public_pem("wechat-public"),
    "WEIKAMENG_WECHATPAY_PUBLIC_KEY_ID": PUBLIC_KEY_ID,
    "WEIKAMENG_WECHATPAY_PLATFORM_CERTS": certificate_pem("platform"),
}


def private_pem(key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


SHORT = private_pem(rsa.generate_private_key(65537, 1024))
CURVED = private_pem(ec.generate_private_key(ec.SECP256R1()))


def bare(text: str) -> str:
    return "".join(line for line in text.splitlines() if "-----" not in line)


def test_a_channel_nobody_set_up_is_no_fault() -> None:
    assert check({}, NOW) == []
    assert not configured("alipay", {})
    assert alipay_credentials({}, NOW).credentials is None
    assert check({"WEIKAMENG_ALIPAY_GATEWAY": "https://x"}, NOW) == []


@pytest.mark.parametrize("settings", [ALIPAY, BY_CERTIFICATE], ids=["public key", "certificates"])
def test_alipay_has_two_ways_of_being_set_up(settings) -> None:
    made = alipay_credentials(settings, NOW)
    assert made.faults == ()
    by_certificate = settings is BY_CERTIFICATE
    assert bool(made.credentials.app_cert_sn) is by_certificate
    assert len(made.credentials.root_cert_sn) == (65 if by_certificate else 0)


def test_keys_may_come_in_bare_base64_on_one_line_or_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text(pem("app"), encoding="ascii")
    rest = {k: v for k, v in ALIPAY.items() if k != "WEIKAMENG_ALIPAY_PRIVATE_KEY"}
    for given in (
        {"WEIKAMENG_ALIPAY_PRIVATE_KEY": bare(pem("app"))},
        {"WEIKAMENG_ALIPAY_PRIVATE_KEY": pem("app").replace("\n", "\\n")},
        {"WEIKAMENG_ALIPAY_PRIVATE_KEY_FILE": str(file)},
    ):
        assert alipay_credentials(rest | given, NOW).faults == ()


def test_wechat_pay_keeps_certificates_and_the_public_key_side_by_side() -> None:
    made = wechatpay_credentials(WECHATPAY, NOW)
    assert made.faults == ()
    assert set(made.credentials.verifiers) == {serial("platform"), PUBLIC_KEY_ID}
    assert made.credentials.preferred == PUBLIC_KEY_ID
    assert made.credentials.standby == credentials.WECHATPAY_STANDBY


def test_the_merchant_s_serial_may_be_read_from_its_certificate() -> None:
    settings = {k: v for k, v in WECHATPAY.items() if k != "WEIKAMENG_WECHATPAY_SERIAL"}
    settings["WEIKAMENG_WECHATPAY_CERT"] = certificate_pem("merchant")
    assert wechatpay_credentials(settings, NOW).credentials.serial == serial("merchant")


def test_a_base_of_our_own_has_no_standby_unless_one_is_named() -> None:
    settings = WECHATPAY | {"WEIKAMENG_WECHATPAY_BASE": "http://127.0.0.1:8020/"}
    made = wechatpay_credentials(settings, NOW).credentials
    assert (made.base, made.standby) == ("http://127.0.0.1:8020", "")


def test_an_expired_platform_certificate_beside_a_valid_one_is_let_be() -> None:
    bundle = certificate_pem("platform", -1) + certificate_pem("platform-2")
    made = wechatpay_credentials(WECHATPAY | {"WEIKAMENG_WECHATPAY_PLATFORM_CERTS": bundle}, NOW)
    assert set(made.credentials.verifiers) == {serial("platform-2"), PUBLIC_KEY_ID}


FAULTS = [
    (ALIPAY, "WEIKAMENG_ALIPAY_APP_ID", "", "missing"),
    (ALIPAY, "WEIKAMENG_ALIPAY_PRIVATE_KEY", "", "missing"),
    (ALIPAY, "WEIKAMENG_ALIPAY_PUBLIC_KEY", "", "missing"),
    (ALIPAY, "WEIKAMENG_ALIPAY_PRIVATE_KEY", "hello", "unreadable"),
    (ALIPAY, "WEIKAMENG_ALIPAY_PRIVATE_KEY", SHORT, "too_short"),
    (ALIPAY, "WEIKAMENG_ALIPAY_PRIVATE_KEY", CURVED, "not_rsa"),
    (ALIPAY, "WEIKAMENG_ALIPAY_PUBLIC_KEY", public_pem("app"), "own_key"),
    (ALIPAY, "WEIKAMENG_ALIPAY_PUBLIC_KEY", "-----BEGIN PUBLIC KEY-----\nx", "unreadable"),
    (ALIPAY, "WEIKAMENG_ALIPAY_GATEWAY", "http://openapi.alipay.com/gateway.do", "no_address"),
    (ALIPAY, "WEIKAMENG_ALIPAY_GATEWAY", "https://user:pass@x/", "no_address"),
    (ALIPAY, "WEIKAMENG_ALIPAY_REFUND_DAYS", "soon", "no_days"),
    (ALIPAY, "WEIKAMENG_ALIPAY_REFUND_DAYS", "0", "no_days"),
    (ALIPAY, "WEIKAMENG_ALIPAY_REFUND_DAYS", "9" * 5000, "no_days"),
    (BY_CERTIFICATE, "WEIKAMENG_ALIPAY_APP_CERT", "", "missing"),
    (BY_CERTIFICATE, "WEIKAMENG_ALIPAY_APP_CERT", certificate_pem("other"), "other_key"),
    (BY_CERTIFICATE, "WEIKAMENG_ALIPAY_APP_CERT", certificate_pem("app", -1), "expired"),
    (BY_CERTIFICATE, "WEIKAMENG_ALIPAY_CERT", certificate_pem("alipay", -1), "expired"),
    (BY_CERTIFICATE, "WEIKAMENG_ALIPAY_CERT", certificate_pem("alipay", 0), "expired"),
    (BY_CERTIFICATE, "WEIKAMENG_ALIPAY_ROOT_CERT", "x", "unreadable"),
    (WECHATPAY, "WEIKAMENG_WECHATPAY_MCHID", "", "missing"),
    (WECHATPAY, "WEIKAMENG_WECHATPAY_SERIAL", "", "missing"),
    (WECHATPAY, "WEIKAMENG_WECHATPAY_SERIAL", "not hex", "no_serial"),
    (WECHATPAY, "WEIKAMENG_WECHATPAY_APIV3_KEY", "k" * 31, "apiv3_key"),
    (WECHATPAY, "WEIKAMENG_WECHATPAY_APIV3_KEY", "钥" * 32, "apiv3_key"),
    (WECHATPAY, "WEIKAMENG_WECHATPAY_PUBLIC_KEY_ID", "5DEA10EF", "no_key_id"),
    (WECHATPAY, "WEIKAMENG_WECHATPAY_PUBLIC_KEY_ID", "", "missing"),
    (WECHATPAY, "WEIKAMENG_WECHATPAY_PUBLIC_KEY", public_pem("merchant"), "own_key"),
    (WECHATPAY, "WEIKAMENG_WECHATPAY_PLATFORM_CERTS", certificate_pem("platform", -1), "expired"),
    (WECHATPAY, "WEIKAMENG_WECHATPAY_NOTIFY_URL", "shop", "no_address"),
    (WECHATPAY, "WEIKAMENG_WECHATPAY_BASE", "http://api.mch.weixin.qq.com", "no_address"),
]


@pytest.mark.parametrize(("good", "name", "value", "code"), FAULTS)
def test_a_fault_is_named_with_its_setting_in_both_languages(good, name, value, code) -> None:
    faults = check(good | {name: value}, NOW)
    assert [(fault.setting, fault.code) for fault in faults] == [(name, code)]
    assert faults[0].words.zh != faults[0].words.en
    assert faults[0].words.zh
    channel = "alipay" if "ALIPAY" in name else "wechatpay"
    assert faults[0].channel == channel


def test_a_faulty_channel_is_off_and_the_other_stays_on() -> None:
    settings = ALIPAY | WECHATPAY | {"WEIKAMENG_ALIPAY_PUBLIC_KEY": "x"}
    assert alipay_credentials(settings, NOW).credentials is None
    assert wechatpay_credentials(settings, NOW).credentials is not None


def test_all_faults_are_told_at_once() -> None:
    faults = check({"WEIKAMENG_WECHATPAY_MCHID": "1"}, NOW)
    assert {fault.setting for fault in faults} == {
        "WEIKAMENG_WECHATPAY_PRIVATE_KEY",
        "WEIKAMENG_WECHATPAY_SERIAL",
        "WEIKAMENG_WECHATPAY_APIV3_KEY",
        "WEIKAMENG_WECHATPAY_PLATFORM_CERTS",
    }


def test_the_serial_must_be_the_certificate_s() -> None:
    with_certificate = {"WEIKAMENG_WECHATPAY_CERT": certificate_pem("merchant")}
    assert check(WECHATPAY | with_certificate, NOW) == []
    wrong = WECHATPAY | with_certificate | {"WEIKAMENG_WECHATPAY_SERIAL": "ABC"}
    assert [fault.code for fault in check(wrong, NOW)] == ["other_serial"]


def test_a_file_that_is_not_there_is_named() -> None:
    settings = {k: v for k, v in WECHATPAY.items() if k != "WEIKAMENG_WECHATPAY_APIV3_KEY"}
    settings["WEIKAMENG_WECHATPAY_APIV3_KEY_FILE"] = "/nowhere/key"
    (fault,) = check(settings, NOW)
    assert (fault.setting, fault.code) == (
        "WEIKAMENG_WECHATPAY_APIV3_KEY_FILE",
        "unreadable_file",
    )


def test_no_secret_shows_in_texts_faults_errors_or_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = [APIV3_KEY, bare(pem("app"))[40:80], bare(pem("merchant"))[40:80]]
    one = alipay_credentials(ALIPAY, NOW)
    other = wechatpay_credentials(WECHATPAY, NOW)
    wire = Wire([alipay_says(refunded())])
    wire_2 = Wire([wechat_says(wechat_refund())])
    gateways = [
        Alipay(one.credentials, wire.client(), lambda: NOW),
        WechatPay(other.credentials, wire_2.client(), lambda: NOW),
    ]
    shown = [repr(each) + str(each) for each in (one, other, *gateways)]
    shown += [repr(gateway.refund(order())) for gateway in gateways]
    for name, value in (
        ("WEIKAMENG_WECHATPAY_APIV3_KEY", APIV3_KEY[:-1]),
        ("WEIKAMENG_WECHATPAY_PRIVATE_KEY", pem("merchant")[:-40]),
        ("WEIKAMENG_ALIPAY_PRIVATE_KEY", bare(pem("app"))[:-3]),
    ):
        shown.append(repr(check(ALIPAY | WECHATPAY | {name: value}, NOW)))
    shown.append(caplog.text)
    for text in shown:
        assert not any(secret[:30] in text for secret in secrets)


def test_an_error_on_the_line_names_no_address() -> None:
    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout(f"while reading {request.url}", request=request)

    made = alipay_credentials(ALIPAY, NOW).credentials
    receipt = Alipay(made, Wire([gone]).client(), lambda: NOW).refund(order())
    assert receipt.code == "ReadTimeout"
    assert "sign" not in repr(receipt)
