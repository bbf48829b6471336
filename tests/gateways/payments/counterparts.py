"""Alipay and WeChat Pay as tests play them: own keys, answers signed or spoilt at will."""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

from weikameng.domain.payout_life import PayoutOrder
from weikameng.gateways.payments.alipay import Alipay
from weikameng.gateways.payments.credentials import AlipayCredentials, WechatPayCredentials
from weikameng.gateways.payments.wechatpay import WechatPay

NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)  # 10:30 in Beijing
APIV3_KEY = "k" * 32
PUBLIC_KEY_ID = "PUB_KEY_ID_0112345678901234567890"
APP_ID, SELLER_ID, MCHID = "2021001234567890", "2088123412341234", "1900001234"
TRADE_NO, TRANSACTION_ID = "2026112222001400000000000001", "4200000000202611220000000001"


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A key pair by name, made once a run."""
    return rsa.generate_private_key(65537, 2048)


def sign(name: str, message: bytes) -> str:
    """SHA256withRSA as base64."""
    return base64.b64encode(key(name).sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()


def pem(name: str) -> str:
    """The private key as PEM."""
    return (
        key(name)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def public_pem(name: str) -> str:
    """The public key as PEM."""
    return (
        key(name)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


@cache
def certificate(name: str, days: int) -> x509.Certificate:
    """A certificate of this key, valid since yesterday."""
    who = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ant Financial"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Certification Authority"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key(name).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=400))
        .not_valid_after(NOW + timedelta(days=days))
    )
    return made.sign(key(name), hashes.SHA256())


def certificate_pem(name: str, days: int = 365) -> str:
    """The certificate as PEM."""
    return certificate(name, days).public_bytes(serialization.Encoding.PEM).decode()


def serial(name: str) -> str:
    """The certificate's serial as WeChat Pay writes it."""
    return f"{certificate(name, 365).serial_number:X}"


def order(**changes: Any) -> PayoutOrder:
    """A refund of 5.00 of a payment of 12.30, named by our own order number."""
    given = {
        "number": "R2026112200000101",
        "amount_minor": 500,
        "payment_reference": "",
        "order_number": "1261122000012349",
        "order_total_minor": 1230,
        "reason": "充值未到账",
    }
    return PayoutOrder(**(given | changes))


def spoilt(signature: str) -> str:
    """The same signature with one bit turned."""
    raw = bytearray(base64.b64decode(signature))
    raw[7] ^= 1
    return base64.b64encode(raw).decode()


Answering = Callable[[httpx.Request], httpx.Response]


@dataclass
class Wire:
    """Hands each request to the next answer (the last one stays) and keeps what was asked."""

    answers: list[Answering]
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        made = answer(request)
        # As a stream: an answer that is there at once would not be read as a real one is.
        headers = {k: v for k, v in made.headers.items() if k.lower() != "content-length"}
        return httpx.Response(made.status_code, headers=headers, content=iter([made.content]))

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self), trust_env=False)


# --- Alipay ---------------------------------------------------------------------------------


def alipay_credentials(**changes: Any) -> AlipayCredentials:
    given: dict[str, Any] = {
        "app_id": APP_ID,
        "private_key": key("app"),
        "alipay_key": key("alipay").public_key(),
        "gateway": "https://alipay.test/gateway.do",
        "seller_id": SELLER_ID,
    }
    return AlipayCredentials(**(given | changes))


def alipay(*answers: Answering, **changes: Any) -> tuple[Alipay, Wire]:
    """The gateway and the wire it speaks through."""
    wire = Wire(list(answers))
    return Alipay(alipay_credentials(**changes), wire.client(), lambda: NOW), wire


def method_of(request: httpx.Request) -> str:
    return dict(parse_qsl(request.url.query.decode()))["method"]


def content_of(request: httpx.Request) -> dict[str, Any]:
    return json.loads(dict(parse_qsl(request.content.decode()))["biz_content"])


def node_text(node: dict[str, Any]) -> str:
    """As Alipay writes it: slashes escaped."""
    return json.dumps(node, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")


def alipay_says(
    node: dict[str, Any] | str, *, by: str = "alipay", how: str = "signed", name: str = ""
) -> Answering:
    """An answer: signed, unsigned, or with a bad signature."""
    text = node if isinstance(node, str) else node_text(node)

    def answer(request: httpx.Request) -> httpx.Response:
        member = name or method_of(request).replace(".", "_") + "_response"
        signature = sign(by, text.encode())
        proof = {
            "signed": f',"sign":"{signature}"',
            "unsigned": "",
            "bad": f',"sign":"{spoilt(signature)}"',
        }[how]
        body = f'{{"{member}":{text}{proof}}}'
        return httpx.Response(200, text=body, headers={"Content-Type": "text/html;charset=utf-8"})

    return answer


def refused(sub_code: str, code: str = "40004") -> dict[str, Any]:
    """A refusal's node."""
    node = {"code": code, "msg": "Business Failed", "sub_msg": "说明/原因"}
    return node | ({"sub_code": sub_code} if sub_code else {})


def refunded(**changes: Any) -> dict[str, Any]:
    """The node of a refund that moved money; ``None`` takes a member out."""
    node = {
        "code": "10000",
        "msg": "Success",
        "buyer_logon_id": "159****5620",
        "fund_change": "Y",
        "gmt_refund_pay": "2026-11-22 10:30:01",
        "out_trade_no": "1261122000012349",
        "refund_fee": "5.00",
        "trade_no": TRADE_NO,
    }
    return _without_none(node | changes)


def found_refund(**changes: Any) -> dict[str, Any]:
    """The node of a query that found the refund."""
    node = {
        "code": "10000",
        "msg": "Success",
        "gmt_refund_pay": "2026-11-22 10:30:01",
        "out_request_no": "R2026112200000101",
        "out_trade_no": "1261122000012349",
        "refund_amount": "5.00",
        "refund_status": "REFUND_SUCCESS",
        "total_amount": "12.30",
        "trade_no": TRADE_NO,
    }
    return _without_none(node | changes)


def _without_none(node: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value is not None}


def notice_form(params: dict[str, str], *, keeps_sign_type: bool = False) -> bytes:
    """A signed form as Alipay posts it."""
    kept = {k: v for k, v in params.items() if keeps_sign_type or k != "sign_type"}
    text = "&".join(f"{k}={v}" for k, v in sorted(kept.items()))
    charset = params.get("charset", "utf-8")
    signature = sign("alipay", text.encode(charset))
    return urlencode({**params, "sign": signature}, encoding=charset).encode()


# --- WeChat Pay -----------------------------------------------------------------------------


def wechatpay_credentials(**changes: Any) -> WechatPayCredentials:
    given: dict[str, Any] = {
        "mchid": MCHID,
        "serial": serial("merchant"),
        "private_key": key("merchant"),
        "apiv3_key": APIV3_KEY.encode(),
        "verifiers": {
            serial("platform"): key("platform").public_key(),
            PUBLIC_KEY_ID: key("wechat-public").public_key(),
        },
        "preferred": PUBLIC_KEY_ID,
        "notify_url": "https://shop.test/notices/wechatpay",
        "base": "https://wechat.test",
        "standby": "https://wechat2.test",
    }
    return WechatPayCredentials(**(given | changes))


def wechatpay(*answers: Answering, **changes: Any) -> tuple[WechatPay, Wire]:
    """The gateway and the wire it speaks through."""
    wire = Wire(list(answers))
    return WechatPay(wechatpay_credentials(**changes), wire.client(), lambda: NOW), wire


def wechat_headers(
    body: bytes, *, by: str = "wechat-public", at: datetime = NOW, how: str = "signed"
) -> dict[str, str]:
    """The headers that prove a body, or fail to."""
    stamp, nonce = str(int(at.timestamp())), secrets.token_hex(8)
    signature = sign(by, f"{stamp}\n{nonce}\n".encode() + body + b"\n")
    if how == "unsigned":
        return {}
    return {
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": PUBLIC_KEY_ID if by == "wechat-public" else serial(by),
        "Wechatpay-Signature": spoilt(signature) if how == "bad" else signature,
    }


def wechat_says(content: Any, status: int = 200, **proof: Any) -> Answering:
    """An answer with a status, signed or not."""

    def answer(request: httpx.Request) -> httpx.Response:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return httpx.Response(status, content=body, headers=wechat_headers(body, **proof))

    return answer


def wechat_error(code: str, status: int, message: str = "说明", **proof: Any) -> Answering:
    """An error answer."""
    return wechat_says({"code": code, "message": message}, status, **proof)


def wechat_refund(**changes: Any) -> dict[str, Any]:
    """A refund object; ``amount`` members are given by name."""
    amounts = {"refund": 500, "total": 1230, "currency": "CNY", "payer_refund": 500}
    shown = {
        "refund_id": "50000000382019052709732678859",
        "out_refund_no": "R2026112200000101",
        "transaction_id": TRANSACTION_ID,
        "out_trade_no": "1261122000012349",
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": "2026-11-22T10:30:00+08:00",
        "success_time": "2026-11-22T10:30:01+08:00",
        "status": "SUCCESS",
        "amount": amounts,
    }
    return _without_none(shown | changes)


def sealed_notice(
    content: dict[str, Any] | bytes, event: str = "REFUND.SUCCESS", **envelope: Any
) -> bytes:
    """A notice with its resource encrypted."""
    plain = content if isinstance(content, bytes) else json.dumps(content).encode()
    nonce = secrets.token_hex(6)
    sealed = AESGCM(APIV3_KEY.encode()).encrypt(nonce.encode(), plain, b"refund")
    resource = {
        "original_type": "refund",
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(sealed).decode(),
        "associated_data": "refund",
        "nonce": nonce,
    }
    return json.dumps(
        {
            "id": "EV-2018022511223320873",
            "create_time": "2026-11-22T10:30:00+08:00",
            "resource_type": "encrypt-resource",
            "event_type": event,
            "summary": "退款成功",
            "resource": resource,
        }
        | envelope
    ).encode()


def noticed_refund(**changes: Any) -> dict[str, Any]:
    """What is inside a refund notice."""
    return {
        "mchid": MCHID,
        "transaction_id": TRANSACTION_ID,
        "out_trade_no": "1261122000012349",
        "refund_id": "50200207182018070300011301001",
        "out_refund_no": "R2026112200000101",
        "refund_status": "SUCCESS",
        "success_time": "2026-11-22T10:30:01+08:00",
        "user_received_account": "招商银行信用卡0403",
        "amount": {"total": 1230, "refund": 500, "payer_total": 1230, "payer_refund": 500},
    } | changes
