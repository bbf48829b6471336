"""Alipay's gateway.do: verifies RSA2, refunds once by out_request_no, answers signed."""

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from weikameng.domain.money import minor_of, yuan_of
from weikameng.gateways.sandbox.over_http import alipay_words as words
from weikameng.gateways.sandbox.over_http.account import Payment, Refund, Refused, Why, Wish
from weikameng.gateways.sandbox.over_http.alipay_bill import AlipayBills
from weikameng.gateways.sandbox.over_http.alipay_words import Envelope, GatewayError, Node
from weikameng.gateways.sandbox.over_http.clock import BEIJING, stamp
from weikameng.gateways.sandbox.over_http.desk import Desk
from weikameng.gateways.sandbox.over_http.letters import Event
from weikameng.gateways.sandbox.over_http.playing import play
from weikameng.gateways.sandbox.over_http.scenarios import Fault, Scenario
from weikameng.gateways.sandbox.over_http.wire import Answer, Request

NAME = "alipay"
FRESH_SECONDS = 900.0
_YUAN = re.compile(r"\d{1,9}(\.\d{1,2})?")
_CHARSETS = {"utf-8": "utf-8", "gbk": "gbk"}
_NEEDED = {
    "app_id": "isv.missing-app-id",
    "sign_type": "isv.missing-signature-type",
    "sign": "isv.missing-signature",
    "timestamp": "isv.missing-timestamp",
    "version": "isv.missing-version",
}
# A refund with members nobody documents may fail or refund twice: refuse them.
_MEMBERS = (
    "trade_no out_trade_no refund_amount refund_currency refund_reason out_request_no operator_id"
    " store_id terminal_id goods_detail refund_goods_detail refund_royalty_parameters org_pid"
    " query_options related_settle_confirm_no"
)


class Alipay:
    """One counterpart: everything under ``/gateway.do`` and its bill files."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._bills = AlipayBills(desk)
        desk.refunds.listeners[NAME] = self._tell
        desk.letters.stationery[NAME] = words.AlipayStationery(desk.keys, desk.clock)
        self._methods = {
            "alipay.trade.pay": self._pay,
            "alipay.trade.query": self._trade,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._query,
            "alipay.data.dataservice.bill.downloadurl.query": self._bill,
        }

    def handle(self, request: Request) -> Answer:
        """Answer one request."""
        if request.path.startswith("/alipay/bill/"):
            return self._bills.download(request)
        envelope = Envelope("error")
        try:
            params = self._params(request)
            method = params.get("method", "")
            if not method:
                raise GatewayError("40001", "isv.missing-method", "缺少方法名参数")
            if method not in self._methods:
                raise GatewayError("40002", "isv.invalid-method", "不存在的方法名")
            envelope = Envelope(method, _CHARSETS[params["charset"].lower()])
            content = self._checked(params, envelope.charset)
        except GatewayError as refused:
            return words.answered(self._desk.keys, envelope, refused.node, Fault.UNSIGNED)
        params["origin"] = request.origin
        return self._methods[method](content, params, envelope)

    def _params(self, request: Request) -> dict[str, str]:
        """Read query and form in the charset they name."""
        raw = urlsplit(request.target).query
        if request.method == "POST":
            if "x-www-form-urlencoded" not in request.headers.get("content-type", ""):
                raise GatewayError("40002", "isv.invalid-format", "请求格式错误")
            raw += "&" + request.body.decode("ascii", errors="replace")
        plain = dict(parse_qsl(raw, encoding="latin-1"))
        charset = plain.get("charset", "utf-8").lower()
        if charset not in _CHARSETS:
            raise GatewayError("40002", "isv.invalid-charset", "字符集错误")
        params = dict(parse_qsl(raw, keep_blank_values=True, encoding=charset, errors="replace"))
        return (
            {"charset": charset, **params} if "charset" in params else params | {"charset": charset}
        )

    def _checked(self, params: dict[str, str], charset: str) -> dict[str, Any]:
        for name, code in _NEEDED.items():
            if not params.get(name):
                raise GatewayError("40001", code, f"缺少参数 {name}")
        if params["sign_type"] != "RSA2":
            raise GatewayError("40002", "isv.invalid-signature-type", "无效签名类型")
        if params["app_id"] != self._desk.keys.credentials.alipay_app_id:
            raise GatewayError("40002", "isv.invalid-app-id", "无效的 AppID 参数")
        text = words.signed_text(params, frozenset({"sign"}))
        signature = self._desk.decoded(params["sign"])
        if not self._desk.keys.verifies("alipay-app", text.encode(charset), signature):
            raise GatewayError("40002", "isv.invalid-signature", "验签出错")
        self._check_fresh(params["timestamp"])
        try:
            content = json.loads(params.get("biz_content") or "{}")
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise GatewayError("40002", "isv.invalid-parameter", "biz_content 不是 JSON 对象")
        return content

    def _check_fresh(self, text: str) -> None:
        try:
            at = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING).timestamp()
        except ValueError:
            at = 0.0
        if abs(self._desk.clock.wall() - at) > FRESH_SECONDS:
            raise GatewayError("40002", "isv.invalid-timestamp", "非法的时间戳参数")

    def _say(self, envelope: Envelope, node: Node, fault: Fault = Fault.NONE) -> Answer:
        return words.answered(self._desk.keys, envelope, node, fault)

    def _pay(self, content: Any, params: dict[str, str], envelope: Envelope) -> Answer:
        """Take a payment at once: the pretended buyer always has money."""
        number, amount = str(content.get("out_trade_no", "")), _fen(content.get("total_amount"))
        if not 1 <= len(number) <= 64 or not amount:
            return self._say(envelope, _bad("out_trade_no, total_amount"))
        try:
            paid = self._desk.refunds.pay(NAME, number, amount, params.get("notify_url", ""))
        except Refused as no:
            return self._say(envelope, words.business_refusal(words.REFUSED[no.why]))
        if paid.amount != amount:
            return self._say(
                envelope, words.business_refusal(("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改"))
            )
        return self._say(envelope, {**_trade_node(paid), "gmt_payment": stamp(paid.paid_at)})

    def _trade(self, content: Any, _params: dict[str, str], envelope: Envelope) -> Answer:
        paid = self._payment(content)
        if paid is None:
            return self._say(envelope, words.business_refusal(words.REFUSED[Why.NO_PAYMENT]))
        gone = self._desk.refunds.settled_total(NAME, paid.number) == paid.amount
        status = "TRADE_CLOSED" if gone else "TRADE_SUCCESS"
        return self._say(
            envelope,
            {
                **_trade_node(paid),
                "trade_status": status,
                "send_pay_date": stamp(paid.paid_at),
            },
        )

    def _refund(self, content: Any, _params: dict[str, str], envelope: Envelope) -> Answer:
        amount = _fen(content.get("refund_amount"))
        strange = set(content) - set(_MEMBERS.split())
        if not amount or strange or len(str(content.get("refund_reason", ""))) > 256:
            return self._say(envelope, _bad(", ".join(sorted(strange)) or "refund_amount"))
        paid = self._payment(content)
        if paid is None:
            return self._say(envelope, words.business_refusal(words.REFUSED[Why.NO_PAYMENT]))
        number = str(content.get("out_request_no") or "")
        if len(number) > 64 or (not number and amount != paid.amount):
            return self._say(envelope, _bad("out_request_no"))
        wish = Wish(
            NAME,
            paid.number,
            number or paid.number,
            amount,
            scope=paid.number,
            reason=str(content.get("refund_reason", "")),
        )
        scenario = self._desk.scenario(NAME, "refund", wish.number, amount)
        return play(
            scenario,
            lambda: self._take(wish, scenario, content),
            words.played,
            lambda said, fault: self._say(envelope, said, fault),
        )

    def _take(self, wish: Wish, scenario: Scenario, content: Any) -> Node:
        if scenario.life in words.LIVES_REFUSED:
            return words.business_refusal(words.LIVES_REFUSED[scenario.life])
        try:
            refund = self._desk.refunds.take(wish, scenario, self._desk.plan())
        except Refused as no:
            if no.why is Why.TOO_SOON:
                return words.limited()
            return words.business_refusal(words.REFUSED[no.why])
        paid = self._desk.refunds.payment(NAME, number=wish.payment)
        assert paid
        moved = refund.fresh and refund.status == "SUCCESS"
        total = self._desk.refunds.settled_total(NAME, paid.number)
        node = {
            **_trade_node(paid),
            "fund_change": "Y" if moved else "N",
            "refund_fee": yuan_of(total),
            "send_back_fee": yuan_of(refund.amount if moved else 0),
        }
        if "refund_detail_item_list" in content.get("query_options", []):
            node["refund_detail_item_list"] = _details(refund)
        return node

    def _query(self, content: Any, _params: dict[str, str], envelope: Envelope) -> Answer:
        number = str(content.get("out_request_no") or content.get("out_trade_no") or "")
        if not number:
            return self._say(envelope, _bad("out_request_no"))
        paid = self._payment(content)
        refund = self._desk.refunds.find(NAME, paid.number, number) if paid else None
        scenario = self._desk.scenario(NAME, "query", number, refund.amount if refund else 0)
        return play(
            scenario,
            lambda: _refund_node(paid, refund, content.get("query_options", [])),
            words.played,
            lambda said, fault: self._say(envelope, said, fault),
        )

    def _bill(self, content: Any, params: dict[str, str], envelope: Envelope) -> Answer:
        return self._say(envelope, self._bills.link(content, params["origin"]))

    def _payment(self, content: Any) -> Payment | None:
        return self._desk.refunds.payment(
            NAME,
            number=str(content.get("out_trade_no") or ""),
            trade_no=str(content.get("trade_no") or ""),
        )

    def _tell(self, refund: Refund, scenario: Scenario) -> None:
        """Write the notice of a settled refund, or the message of a refused deposit."""
        paid = self._desk.refunds.payment(NAME, number=refund.payment)
        assert paid
        if refund.status == "BANK_REFUSED":
            self._desk.letters.post(self._deposit_message(paid, refund))
        elif refund.status == "SUCCESS":
            self._desk.letters.post(self._notice(paid, refund), scenario.mail)

    def _notice(self, paid: Payment, refund: Refund) -> Event:
        """The notice goes where the *payment's* notices go."""
        total = self._desk.refunds.settled_total(NAME, paid.number)
        who = self._desk.keys.credentials
        at = refund.settled_at or refund.taken_at
        content = {
            "app_id": who.alipay_app_id,
            "auth_app_id": who.alipay_app_id,
            "buyer_id": "2088102100000001",
            "charset": "utf-8",
            "gmt_create": stamp(paid.paid_at),
            "gmt_payment": stamp(paid.paid_at),
            "gmt_refund": stamp(at) + ".000",
            "notify_id": refund.id,
            "notify_type": "trade_status_sync",
            "out_biz_no": refund.number,
            "out_trade_no": paid.number,
            "refund_fee": yuan_of(total),
            "seller_id": who.alipay_seller_id,
            "sign_type": "RSA2",
            "total_amount": yuan_of(paid.amount),
            "trade_no": paid.trade_no,
            "trade_status": "TRADE_CLOSED" if total == paid.amount else "TRADE_SUCCESS",
            "version": "1.0",
        }
        url = paid.notify_url or self._desk.plan().notify.get(NAME, "")
        return Event(NAME, refund.id, refund.number, url, content, at)

    def _deposit_message(self, paid: Payment, refund: Refund) -> Event:
        now = self._desk.clock.now()
        content = {
            "app_id": self._desk.keys.credentials.alipay_app_id,
            "biz_content": json.dumps(
                {
                    "trade_no": paid.trade_no,
                    "out_trade_no": paid.number,
                    "out_request_no": refund.number,
                    **_deposit_back(refund, now),
                },
                ensure_ascii=False,
            ),
            "charset": "UTF-8",
            "msg_method": "alipay.trade.refund.depositback.completed",
            "notify_id": f"{refund.id}D",
            "sign_type": "RSA2",
            "version": "1.1",
        }
        url = self._desk.plan().notify.get("alipay_app", "")
        return Event(NAME, f"{refund.id}D", refund.number, url, content, now)


def _fen(text: Any) -> int:
    """Return fen, 0 for what is no amount of yuan with at most two places."""
    return minor_of(str(text)) if _YUAN.fullmatch(str(text)) else 0


def _bad(what: str) -> Node:
    return words.business_refusal(("ACQ.INVALID_PARAMETER", f"参数无效：{what}"))


def _trade_node(paid: Payment) -> Node:
    return {
        "code": "10000",
        "msg": words.MESSAGES["10000"],
        "buyer_logon_id": "159****5620",
        "buyer_user_id": "2088102100000001",
        "out_trade_no": paid.number,
        "total_amount": yuan_of(paid.amount),
        "trade_no": paid.trade_no,
    }


def _refund_node(paid: Payment | None, refund: Refund | None, options: Any) -> Node:
    """A refund that is not settled is not told from one that never arrived."""
    if paid is None:
        return words.business_refusal(("TRADE_NOT_EXIST", "交易不存在"))
    node = {"code": "10000", "msg": words.MESSAGES["10000"]}
    if refund is None or refund.settled_at is None:
        return node
    node |= {
        "out_request_no": refund.number,
        "out_trade_no": paid.number,
        "refund_amount": yuan_of(refund.amount),
        "refund_reason": refund.reason,
        "refund_status": "REFUND_SUCCESS",
        "total_amount": yuan_of(paid.amount),
        "trade_no": paid.trade_no,
    }
    extra: Node = {"gmt_refund_pay": stamp(refund.settled_at)}
    extra["refund_detail_item_list"] = _details(refund)
    if refund.status == "BANK_REFUSED":
        extra["deposit_back_info"] = _deposit_back(refund, refund.settled_at)
    return node | {name: value for name, value in extra.items() if name in options}


def _details(refund: Refund) -> list[dict[str, str]]:
    return [{"amount": yuan_of(refund.amount), "fund_channel": "ALIPAYACCOUNT"}]


def _deposit_back(refund: Refund, at: float) -> dict[str, str]:
    return {
        "has_deposit_back": "true",
        "dback_status": "F",
        "dback_amount": yuan_of(refund.amount),
        "bank_ack_time": stamp(at),
    }
