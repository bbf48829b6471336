"""What Alipay says: the codes it refuses with, the form it answers in, and its notices."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from weikameng.gateways.sandbox.over_http.account import Why
from weikameng.gateways.sandbox.over_http.clock import Clock, stamp
from weikameng.gateways.sandbox.over_http.keys import KeyRing
from weikameng.gateways.sandbox.over_http.letters import Event, Forgery
from weikameng.gateways.sandbox.over_http.scenarios import Fault, Life, Scenario
from weikameng.gateways.sandbox.over_http.wire import Answer

Node = dict[str, Any]

MESSAGES = {
    "10000": "Success",
    "20000": "Service Currently Unavailable",
    "40001": "Missing Required Arguments",
    "40002": "Invalid Arguments",
    "40004": "Business Failed",
    "40005": "Call Limited",
    "40006": "Insufficient Permissions",
}
# These come from the gateway itself and carry no signature.
UNSIGNED_CODES = frozenset({"40001", "40002", "40005", "40006"})

REFUSED = {
    Why.NO_PAYMENT: ("ACQ.TRADE_NOT_EXIST", "交易不存在"),
    Why.OTHER_AMOUNT: ("ACQ.DISCORDANT_REPEAT_REQUEST", "请求信息不一致"),
    Why.TOO_MUCH: ("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限"),
    Why.ALL_GONE: ("ACQ.TRADE_HAS_CLOSE", "交易已经关闭"),
    Why.TOO_MANY: ("ACQ.TRADE_NOT_ALLOW_REFUND", "当前交易不允许退款"),
    Why.PERIOD_OVER: ("ACQ.TRADE_HAS_FINISHED", "交易已完结"),
    Why.CLOSED: ("ACQ.TRADE_HAS_CLOSE", "交易已经关闭"),
}
_FAULTS = {
    Fault.ERROR_BEFORE: ("ACQ.SYSTEM_ERROR", "系统错误"),
    Fault.ERROR_AFTER: ("ACQ.SYSTEM_ERROR", "系统错误"),
    Fault.NO_BALANCE: ("ACQ.SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足"),
    Fault.PERIOD_OVER: ("ACQ.TRADE_HAS_FINISHED", "交易已完结"),
}
# Alipay has no closed or abnormal refunds: it refuses them.
LIVES_REFUSED = {
    Life.CLOSED: ("ACQ.TRADE_HAS_CLOSE", "交易已经关闭"),
    Life.ABNORMAL: ("ACQ.REASON_TRADE_BEEN_FREEZEN", "交易被冻结"),
}


class GatewayError(Exception):
    """The gateway itself refuses: nothing behind it was reached."""

    def __init__(self, code: str, sub_code: str, sub_msg: str) -> None:
        super().__init__(sub_code)
        self.node = refusal(code, sub_code, sub_msg)


def refusal(code: str, sub_code: str, sub_msg: str) -> Node:
    """Return the node of a refusal."""
    return {"code": code, "msg": MESSAGES[code], "sub_code": sub_code, "sub_msg": sub_msg}


def business_refusal(said: tuple[str, str]) -> Node:
    """Return the node of a refusal for a reason of business."""
    return refusal("40004", *said)


def limited() -> Node:
    """Return the node of too many calls."""
    return refusal("40005", "isv.app-call-limited", "应用调用次数超限")


def played(scenario: Scenario) -> Node:
    """Return the refusal a scenario plays; ``code:`` ones choose the class of the code."""
    if scenario.fault is Fault.LIMITED:
        return limited()
    if scenario.fault is not Fault.CODE:
        return business_refusal(_FAULTS[scenario.fault])
    code = scenario.code
    if code.isdigit():
        return refusal(code if code in MESSAGES else "40004", "isv.played", "按计划答复")
    unavailable = code.endswith("unknow-error")
    return refusal("20000" if unavailable else "40004", code, "按计划答复")


def rendered(node: Node) -> str:
    """Return the node as Alipay writes it: slashes arrive escaped, Chinese as it is."""
    return json.dumps(node, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Which node an answer has, and in which letters it is written."""

    method: str
    charset: str = "utf-8"

    @property
    def node_name(self) -> str:
        """Return the member that holds the answer."""
        return self.method.replace(".", "_") + "_response"


def answered(keys: KeyRing, envelope: Envelope, node: Node, fault: Fault) -> Answer:
    """Return the answer; an unsigned or badly signed one where the fault says so."""
    text = rendered(node)
    name = envelope.node_name
    if node["code"] in UNSIGNED_CODES:
        name, fault = "error_response", Fault.UNSIGNED
    members = [f'"{name}":{text}']
    if fault is not Fault.UNSIGNED:
        pair = "stranger" if fault in (Fault.BAD_SIGNATURE, Fault.WRONG_SERIAL) else "alipay"
        if fault is Fault.WRONG_SERIAL:
            members.append('"alipay_cert_sn":"00000000000000000000000000000000"')
        members.append(f'"sign":"{keys.sign(pair, text.encode(envelope.charset))}"')
    body = "{" + ",".join(members) + "}"
    return Answer(
        200,
        body.encode(envelope.charset),
        {"Content-Type": f"text/html;charset={envelope.charset}"},
    )


def signed_text(params: Mapping[str, str], without: frozenset[str]) -> str:
    """Return what is signed of form parameters: sorted, joined, empty ones left out."""
    kept = sorted((key, value) for key, value in params.items() if value and key not in without)
    return "&".join(f"{key}={value}" for key, value in kept)


# Genuine letters are tried for a day: only what is older is stale.
STALE_SECONDS = 172_800.0
_V1, _V2 = frozenset({"sign", "sign_type"}), frozenset({"sign"})


class AlipayStationery:
    """Forms, signed; a payment's notice leaves ``sign_type`` out (V1), a message keeps it (V2)."""

    gaps: tuple[float, ...] = (240.0, 600.0, 600.0, 3600.0, 7200.0, 21_600.0, 54_000.0)

    def __init__(self, keys: KeyRing, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    def dressed(self, event: Event, forgery: Forgery) -> tuple[Mapping[str, str], bytes]:
        """Return headers and body as they travel now."""
        stale = STALE_SECONDS if forgery is Forgery.STALE else 0.0
        form: dict[str, str] = {key: str(value) for key, value in event.content.items()}
        message = "msg_method" in form
        if message:
            form["utc_timestamp"] = str(int((self._clock.wall() - stale) * 1000))
        else:
            form["notify_time"] = stamp(self._clock.wall() - stale)
        text = signed_text(form, _V2 if message else _V1)
        strange = forgery in (Forgery.FORGED, Forgery.PROBE)
        form["sign"] = self._keys.sign("stranger" if strange else "alipay", text.encode())
        if forgery is Forgery.TAMPERED:
            form["refund_fee"] = "0.01"
        kind = "application/x-www-form-urlencoded; charset=utf-8"
        return {"Content-Type": kind}, urlencode(form).encode()

    def taken(self, answer: Answer) -> bool:
        """Alipay wants the seven letters and nothing else."""
        return answer.status == 200 and answer.body.strip() == b"success"
