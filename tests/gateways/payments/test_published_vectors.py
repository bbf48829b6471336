"""Vectors others published hold: signatures, notices, encryption (each names its source)."""

import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.serialization import load_der_private_key

from tests.gateways.payments.counterparts import alipay_credentials, wechatpay_credentials
from weikameng.domain.payout_life import NoticeRejected
from weikameng.gateways.payments import alipay_notices, alipay_signing, wechatpay_signing
from weikameng.gateways.payments.key_reading import certificates, key_of, public_key
from weikameng.gateways.payments.outcome_table import Trust
from weikameng.gateways.payments.signatures import holds, signed
from weikameng.gateways.payments.wechatpay_notices import read_notice
from weikameng.gateways.payments.wechatpay_signing import Call, CannotOpen, opened, trust_in

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "payments"
pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the published vectors (../shared) are not here"
)


def cases(name: str, kind: str) -> list:
    if not FOLDER.exists():
        return []
    found = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    return [pytest.param(case, id=case["id"]) for case in found if case["kind"] == kind]


def private(case):
    name = next(name for name in case if name.startswith("published_test_key"))
    return load_der_private_key(b64decode(case[name]), None)


@pytest.mark.parametrize(
    "case", cases("alipay", "rsa-sha256-sign") + cases("wechatpay", "rsa-sha256-sign")
)
def test_we_sign_as_they_do(case) -> None:
    assert signed(private(case), case["message"].encode()) == case["signature"]
    assert holds(private(case).public_key(), case["message"].encode(), case["signature"])


@pytest.mark.parametrize("case", cases("alipay", "response-verify"))
def test_alipay_s_answer_verifies_on_its_raw_substring(case) -> None:
    who = alipay_credentials(alipay_key=public_key(case["public_key_pem"]))
    method = case["node"].removesuffix("_response").replace("_", ".")
    heard = alipay_signing.heard(case["raw_response"].encode(), method, who)
    assert heard.trust is Trust.SIGNED
    assert heard.content == json.loads(case["signed_text"])
    worse = case["raw_response"].replace("Success", "success").encode()
    assert alipay_signing.heard(worse, method, who).trust is Trust.BAD_SIGNATURE


@pytest.mark.parametrize("case", cases("alipay", "notify-verify"))
def test_a_real_notice_verifies_by_rule_v1_only(case) -> None:
    params, key = case["params"], public_key(case["public_key_pem"])
    text = alipay_signing.notice_text(params, keeps_sign_type=False)
    assert text == case["signed_text"]
    assert holds(key, text.encode(), params["sign"])
    other = alipay_signing.notice_text(params, keeps_sign_type=True)
    assert not holds(key, other.encode(), params["sign"])
    who = alipay_credentials(alipay_key=key, app_id=params["app_id"], seller_id=params["seller_id"])
    at = datetime(2019, 8, 15, 8, 0, tzinfo=UTC)
    told = alipay_notices.read_notice(urlencode(params).encode(), who, at)
    assert (told.notice_id, told.refund_number) == (params["notify_id"], "")
    with pytest.raises(NoticeRejected, match="stale"):
        alipay_notices.read_notice(urlencode(params).encode(), who, datetime.now(UTC))


@pytest.mark.parametrize("case", cases("wechatpay", "request-authorization"))
def test_a_wechat_pay_request_is_signed_as_documented(case) -> None:
    call = Call(case["method"], case["url_path"], case["body"].encode())
    text = wechatpay_signing.request_text(call, case["timestamp"], case["nonce"])
    assert text.decode() == case["message"]
    who = wechatpay_credentials(
        mchid=case["mchid"], serial=case["serial_no"], private_key=private(case)
    )
    header = wechatpay_signing.authorization(who, call, case["timestamp"], case["nonce"])
    assert f'signature="{case["signature"]}"' in header


@pytest.mark.parametrize("case", cases("wechatpay", "response-verify"))
def test_a_wechat_pay_answer_verifies_while_it_is_fresh(case) -> None:
    headers = {
        "Wechatpay-Timestamp": case["timestamp"],
        "Wechatpay-Nonce": case["nonce"],
        "Wechatpay-Serial": "PUB_KEY_ID_1",
        "Wechatpay-Signature": case["signature"],
    }
    known = {"PUB_KEY_ID_1": public_key(case["public_key_pem"])}
    at = datetime.fromtimestamp(int(case["timestamp"]), UTC)
    body = case["body"].encode()
    assert trust_in(headers, body, known, at) is Trust.SIGNED
    assert trust_in(headers, body + b" ", known, at) is Trust.BAD_SIGNATURE
    assert trust_in(headers, body, known, datetime.now(UTC)) is Trust.STALE
    assert trust_in(headers, body, {}, at) is Trust.UNKNOWN_KEY


@pytest.mark.parametrize("case", cases("wechatpay", "aead-aes-gcm"))
def test_what_they_encrypted_opens(case) -> None:
    sealed = {name: case[name] for name in ("nonce", "ciphertext", "associated_data")}
    plain = opened(sealed, case["key"].encode())
    assert plain.decode() == case["plaintext"]
    with pytest.raises(CannotOpen):
        opened(sealed | {"associated_data": "other"}, case["key"].encode())
    cut = b64encode(b64decode(case["ciphertext"])[:-1]).decode()
    with pytest.raises(CannotOpen):
        opened(sealed | {"ciphertext": cut}, case["key"].encode())


@pytest.mark.parametrize("case", cases("wechatpay", "notification"))
def test_a_whole_published_notification_is_believed_and_opened(case) -> None:
    at = datetime.fromtimestamp(int(case["headers"]["Wechatpay-Timestamp"]), UTC)
    (certificate,) = certificates(case["platform_certificate_pem"])
    known = {f"{certificate.serial_number:X}": key_of(certificate, at)}
    body = case["body"].encode()
    assert trust_in(case["headers"], body, known, at) is Trust.SIGNED
    resource = json.loads(case["body"])["resource"]
    # Their test key has 16 bytes: production keys have 32, so only the opening is shared.
    assert opened(resource, case["apiv3_key"].encode()).decode() == case["plaintext"]
    who = wechatpay_credentials(
        verifiers=known,
        preferred=next(iter(known)),
        apiv3_key=case["apiv3_key"].encode(),
        mchid="1234567890",
    )
    told = read_notice(case["headers"], body, who, at)
    assert (told.refund_number, told.receipt.code) == ("", "PAYSCORE.USER_OPEN_SERVICE")
