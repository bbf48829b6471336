"""What WeChat Pay says: its codes, its signed answers and its sealed notices."""

import json
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from weikameng.gateways.sandbox.over_http.account import Why
from weikameng.gateways.sandbox.over_http.clock import Clock, rfc3339
from weikameng.gateways.sandbox.over_http.keys import KeyRing
from weikameng.gateways.sandbox.over_http.letters import Event, Forgery
from weikameng.gateways.sandbox.over_http.scenarios import Fault, Scenario
from weikameng.gateways.sandbox.over_http.wire import Answer

STALE_SECONDS = 7200
UNKNOWN_SERIAL = "0" * 39 + "1"
SIGNATURE_TYPE = "WECHATPAY2-SHA256-RSA2048"


@dataclass(frozen=True, slots=True)
class Said:
    """A status and the JSON beside it (None: no body)."""

    status: int
    content: Any = None


def refusal(status: int, code: str, message: str) -> Said:
    """Return a refusal as the API words it."""
    return Said(status, {"code": code, "message": message})


SYSTEM_ERROR = refusal(500, "SYSTEM_ERROR", "系统异常，请稍后重试")
LIMITED = refusal(429, "FREQUENCY_LIMITED", "频率超限")
PERIOD_OVER = refusal(400, "INVALID_REQUEST", "订单已超过可退款的最大期限")
REFUSED = {
    Why.NO_PAYMENT: refusal(404, "RESOURCE_NOT_EXISTS", "订单不存在"),
    Why.OTHER_AMOUNT: refusal(
        400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试"
    ),
    Why.TOO_MUCH: refusal(400, "INVALID_REQUEST", "申请退款金额大于订单剩余可退金额"),
    Why.ALL_GONE: refusal(400, "INVALID_REQUEST", "订单已全额退款"),
    Why.TOO_MANY: refusal(400, "INVALID_REQUEST", "部分退款次数超限"),
    Why.TOO_SOON: LIMITED,
    Why.PERIOD_OVER: PERIOD_OVER,
    Why.CLOSED: refusal(400, "ORDER_CLOSED", "订单已关闭"),
}
_FAULTS = {
    Fault.ERROR_BEFORE: SYSTEM_ERROR,
    Fault.ERROR_AFTER: SYSTEM_ERROR,
    Fault.NO_BALANCE: refusal(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起"),
    Fault.LIMITED: LIMITED,
    Fault.PERIOD_OVER: PERIOD_OVER,
}
_STATUSES = {
    "SIGN_ERROR": 401,
    "NO_AUTH": 403,
    "NOT_ENOUGH": 403,
    "USER_ACCOUNT_ABNORMAL": 403,
    "REQUEST_BLOCKED": 403,
    "MCH_NOT_EXISTS": 404,
    "RESOURCE_NOT_EXISTS": 404,
    "FREQUENCY_LIMITED": 429,
    "RATELIMIT_EXCEEDED": 429,
    "INVALID_REQ_TOO_MUCH": 429,
    "SYSTEM_ERROR": 500,
}


def played(scenario: Scenario) -> Said:
    """Return the refusal a scenario plays."""
    if scenario.fault is Fault.CODE:
        return refusal(_STATUSES.get(scenario.code, 400), scenario.code, "按计划答复")
    return _FAULTS[scenario.fault]


class WechatSigner:
    """Signs answers and notices with one of the two keys, or wrongly on purpose."""

    def __init__(self, keys: KeyRing, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    def headers(self, body: bytes, pair: str, fault: Fault = Fault.NONE) -> dict[str, str]:
        """Return the signature's headers for these bytes, now."""
        return self.headers_at(body, pair, int(self._clock.wall()), fault)

    def headers_at(self, body: bytes, pair: str, at: int, fault: Fault) -> dict[str, str]:
        """Return the signature's headers for these bytes at this moment."""
        if fault is Fault.UNSIGNED:
            return {}
        nonce = secrets.token_hex(16)
        message = f"{at}\n{nonce}\n".encode() + body + b"\n"
        serial = self._keys.serials[pair]
        if fault is Fault.WRONG_SERIAL:
            serial = UNKNOWN_SERIAL
        strange = fault in (Fault.BAD_SIGNATURE, Fault.WRONG_SERIAL)
        return {
            "Wechatpay-Timestamp": str(at),
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": serial,
            "Wechatpay-Signature": self._keys.sign("stranger" if strange else pair, message),
            "Wechatpay-Signature-Type": SIGNATURE_TYPE,
        }

    def answer(self, said: Said, pair: str, fault: Fault = Fault.NONE) -> Answer:
        """Return the answer as it travels."""
        text = "" if said.content is None else json.dumps(said.content, ensure_ascii=False)
        body = text.encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        headers |= {"Request-ID": secrets.token_hex(16).upper()}
        return Answer(said.status, body, headers | self.headers(body, pair, fault))


def sealed(keys: KeyRing, text: str, kind: str) -> dict[str, str]:
    """Return text encrypted with the APIv3 key."""
    nonce = secrets.token_hex(6)
    box = AESGCM(keys.credentials.wechatpay_apiv3_key.encode())
    secret = box.encrypt(nonce.encode(), text.encode(), kind.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "associated_data": kind,
        "ciphertext": b64encode(secret).decode(),
        "nonce": nonce,
    }


class WechatStationery:
    """Sealed notices; each try is signed anew, the event's id stays."""

    gaps: tuple[float, ...] = (
        *(15.0, 15.0, 30.0, 180.0, 600.0, 1200.0, 1800.0, 1800.0, 1800.0),
        *(3600.0, 10_800.0, 10_800.0, 10_800.0, 21_600.0, 21_600.0),
    )

    def __init__(self, keys: KeyRing, signer: WechatSigner, clock: Clock) -> None:
        self._keys = keys
        self._signer = signer
        self._clock = clock

    def dressed(self, event: Event, forgery: Forgery) -> tuple[Mapping[str, str], bytes]:
        """Return headers and body as they travel now."""
        content = dict(event.content)
        kind, pair = content.pop("event_type"), content.pop("pair")
        padding = content.pop("padding", "")
        resource = sealed(self._keys, json.dumps(content, ensure_ascii=False), "refund")
        letter = {
            "id": event.name,
            "create_time": rfc3339(event.at),
            "resource_type": "encrypt-resource",
            "event_type": kind,
            "summary": {"REFUND.SUCCESS": "退款成功"}.get(kind, "退款未成功"),
            "resource": {"original_type": "refund", **resource},
            **({"padding": padding} if padding else {}),
        }
        body = json.dumps(letter, ensure_ascii=False).encode()
        at = int(self._clock.wall()) - (STALE_SECONDS if forgery is Forgery.STALE else 0)
        strange = Fault.BAD_SIGNATURE if forgery is Forgery.FORGED else Fault.NONE
        headers = self._signer.headers_at(body, pair, at, strange)
        if forgery is Forgery.PROBE:
            headers["Wechatpay-Signature"] = f"WECHATPAY/SIGNTEST/{secrets.token_hex(64)}"
        if forgery is Forgery.TAMPERED:
            body = body.replace(b"REFUND.", b"REFUNT.")
        return {"Content-Type": "application/json", **headers}, body

    def taken(self, answer: Answer) -> bool:
        """Any 200 or 204 ends the retries."""
        return answer.status in (200, 204)
