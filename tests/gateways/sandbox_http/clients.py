"""Clients written from the providers' pages alone: they share no line with the sandbox."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def signed(pem: Path, text: str) -> str:
    """SHA256withRSA as base64."""
    return base64.b64encode(
        _key(pem).sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    ).decode()


@cache
def _key(pem: Path) -> Any:
    return serialization.load_pem_private_key(pem.read_bytes(), None)


def holds(pem: str, text: str, signature: str) -> bool:
    """Whether a signature is of this public key or certificate."""
    if "CERTIFICATE" in pem:
        key = x509.load_pem_x509_certificate(pem.encode()).public_key()
    else:
        key = serialization.load_pem_public_key(pem.encode())
    try:
        key.verify(base64.b64decode(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error):
        return False
    return True


@dataclass
class AlipayClient:
    """Speaks gateway.do."""

    config: dict[str, Any]
    line: httpx.Client

    def params(self, method: str, content: dict[str, Any], **more: str) -> dict[str, str]:
        """Common parameters, signed."""
        beijing = datetime.now(timezone(timedelta(hours=8)))
        params = {
            "app_id": self.config["alipay_app_id"],
            "method": method,
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": f"{beijing:%Y-%m-%d %H:%M:%S}",
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False),
        } | more
        text = "&".join(f"{k}={v}" for k, v in sorted(params.items()) if v)
        return params | {"sign": signed(Path(self.config["alipay_app_private_key_file"]), text)}

    def post(self, params: dict[str, str]) -> httpx.Response:
        """Send a form."""
        return self.line.post("/gateway.do", data=params)

    def ask(self, method: str, **content: Any) -> dict[str, Any]:
        """Call, verify, and return the node."""
        answer = self.post(self.params(method, content))
        node, verified = self.opened(method, answer.text)
        assert verified, answer.text
        return node

    def opened(self, method: str, text: str) -> tuple[dict[str, Any], bool]:
        """The node and whether its raw substring is what Alipay signed."""
        whole = json.loads(text)
        name = method.replace(".", "_") + "_response"
        if name not in whole:
            return whole["error_response"], False
        begin = text.index(f'"{name}":') + len(name) + 3
        _, length = json.JSONDecoder().raw_decode(text[begin:])
        raw = text[begin : begin + length]
        sign = whole.get("sign", "")
        return whole[name], bool(sign) and holds(self.config["alipay_public_key"], raw, sign)

    def pay(self, number: str, fen: int, **more: str) -> dict[str, Any]:
        """Something to refund."""
        content = {"out_trade_no": number, "total_amount": f"{fen / 100:.2f}", "subject": "卡"}
        answer = self.post(self.params("alipay.trade.pay", content, **more))
        return self.opened("alipay.trade.pay", answer.text)[0]

    def refund(self, trade: str, number: str, fen: int, **more: Any) -> dict[str, Any]:
        """Refund so many fen."""
        return self.ask("alipay.trade.refund", **(refund_content(trade, number, fen) | more))

    def query(self, trade: str, number: str, **more: Any) -> dict[str, Any]:
        """What became of it."""
        return self.ask(
            "alipay.trade.fastpay.refund.query", out_trade_no=trade, out_request_no=number, **more
        )


def refund_content(trade: str, number: str, fen: int) -> dict[str, str]:
    """The content of an Alipay refund."""
    return {
        "out_trade_no": trade,
        "out_request_no": number,
        "refund_amount": f"{fen / 100:.2f}",
        "refund_reason": "未到账 a/b",
    }


@dataclass
class WechatClient:
    """Speaks v3."""

    config: dict[str, Any]
    line: httpx.Client
    apiv3_key: str
    serial: str = ""

    def send(self, method: str, target: str, content: Any = None, **wrong: str) -> httpx.Response:
        """Send a signed request; ``wrong`` replaces fields of the authorization."""
        body = json.dumps(content, ensure_ascii=False) if content is not None else ""
        at, nonce = wrong.pop("timestamp", str(int(time.time()))), secrets.token_hex(16)
        text = f"{method}\n{target}\n{at}\n{nonce}\n{body}\n"
        fields = {
            "mchid": self.config["wechatpay_mchid"],
            "nonce_str": nonce,
            "timestamp": at,
            "serial_no": self.config["wechatpay_merchant_serial"],
            "signature": signed(Path(self.config["wechatpay_merchant_private_key_file"]), text),
        } | wrong
        said = ",".join(f'{name}="{value}"' for name, value in fields.items())
        headers = {
            "Authorization": f"WECHATPAY2-SHA256-RSA2048 {said}",
            "Accept": "application/json",
            "Content-Type": "application/json",
            **({"Wechatpay-Serial": self.serial} if self.serial else {}),
        }
        return self.line.request(method, target, content=body.encode(), headers=headers)

    def verified(self, headers: Any, body: str) -> bool:
        """Whether headers and body are signed by the key they name."""
        known = {
            self.config["wechatpay_platform_serial"]: "wechatpay_platform_certificate",
            self.config["wechatpay_public_key_id"]: "wechatpay_public_key",
        }
        serial = headers.get("Wechatpay-Serial", "")
        if serial not in known:
            return False
        text = f"{headers['Wechatpay-Timestamp']}\n{headers['Wechatpay-Nonce']}\n{body}\n"
        return holds(self.config[known[serial]], text, headers["Wechatpay-Signature"])

    def ask(self, method: str, target: str, content: Any = None) -> tuple[int, dict[str, Any]]:
        """Call, verify, and return status and JSON."""
        answer = self.send(method, target, content)
        assert self.verified(answer.headers, answer.text), answer.text
        return answer.status_code, answer.json()

    def pay(self, number: str, fen: int) -> None:
        """Something to refund."""
        content = {"out_trade_no": number, "amount": {"total": fen, "currency": "CNY"}}
        assert self.ask("POST", "/v3/pay/transactions/native", content)[0] == 200

    def refund(self, trade: str, number: str, fen: int, total: int) -> tuple[int, dict[str, Any]]:
        """Refund so many fen of so many."""
        return self.ask("POST", REFUNDS, wechat_refund(trade, number, fen, total))

    def query(self, number: str) -> tuple[int, dict[str, Any]]:
        """What became of it."""
        return self.ask("GET", f"{REFUNDS}/{quote(number)}")

    def unsealed(self, resource: dict[str, str]) -> Any:
        """What a resource or a certificate holds."""
        box = AESGCM(self.apiv3_key.encode())
        return box.decrypt(
            resource["nonce"].encode(),
            base64.b64decode(resource["ciphertext"]),
            resource["associated_data"].encode(),
        ).decode()


REFUNDS = "/v3/refund/domestic/refunds"


def wechat_refund(trade: str, number: str, fen: int, total: int) -> dict[str, Any]:
    """The content of a WeChat Pay refund."""
    return {
        "out_trade_no": trade,
        "out_refund_no": number,
        "reason": "未到账",
        "amount": {"refund": fen, "total": total, "currency": "CNY"},
    }


def acs3_headers(action: str, query: dict[str, str], who: dict[str, str], at: float) -> Any:
    """Headers of an Aliyun request whose parameters are in the query."""
    headers = {
        "host": who["host"],
        "x-acs-action": action,
        "x-acs-version": "2017-05-25",
        "x-acs-date": f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": secrets.token_hex(16),
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
    }
    pairs = "&".join(
        f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(query.items())
    )
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    text = f"POST\n/\n{pairs}\n{lines}\n{names}\n{headers['x-acs-content-sha256']}"
    text = "ACS3-HMAC-SHA256\n" + hashlib.sha256(text.encode()).hexdigest()
    sign = hmac.new(who["secret"].encode(), text.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = (
        f"ACS3-HMAC-SHA256 Credential={who['id']},SignedHeaders={names},Signature={sign}"
    )
    return headers


def tc3_headers(action: str, body: str, who: dict[str, str], at: int) -> Any:
    """Headers of a Tencent request."""
    day = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
    kind = "application/json; charset=utf-8"
    digest = hashlib.sha256(body.encode()).hexdigest()
    names = "content-type;host"
    text = f"POST\n/\n\ncontent-type:{kind}\nhost:{who['host']}\n\n{names}\n{digest}"
    scope = f"{day}/sms/tc3_request"
    text = f"TC3-HMAC-SHA256\n{at}\n{scope}\n{hashlib.sha256(text.encode()).hexdigest()}"
    key = ("TC3" + who["secret"]).encode()
    for part in (day, "sms", "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    sign = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return {
        "host": who["host"],
        "content-type": kind,
        "x-tc-action": action,
        "x-tc-timestamp": str(at),
        "x-tc-version": "2021-01-11",
        "authorization": f"TC3-HMAC-SHA256 Credential={who['id']}/{scope}, "
        f"SignedHeaders={names}, Signature={sign}",
    }


def form(params: dict[str, str]) -> bytes:
    """A form's bytes."""
    return urlencode(params).encode()
