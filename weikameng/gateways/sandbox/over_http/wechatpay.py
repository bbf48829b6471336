"""WeChat Pay v3: verifies every request, refunds once by out_refund_no, answers signed."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from weikameng.gateways.sandbox.over_http import wechatpay_words as words
from weikameng.gateways.sandbox.over_http.account import Payment, Refund, Refused, Wish
from weikameng.gateways.sandbox.over_http.clock import rfc3339
from weikameng.gateways.sandbox.over_http.desk import Desk
from weikameng.gateways.sandbox.over_http.letters import Event
from weikameng.gateways.sandbox.over_http.playing import play
from weikameng.gateways.sandbox.over_http.scenarios import Fault, Mail, Scenario
from weikameng.gateways.sandbox.over_http.wechatpay_bill import WechatBills
from weikameng.gateways.sandbox.over_http.wechatpay_words import Said, refusal
from weikameng.gateways.sandbox.over_http.wire import Answer, Request, object_of

NAME = "wechatpay"
FRESH_SECONDS = 300.0
REFUNDS = "/v3/refund/domestic/refunds"
MAX_REASON_BYTES = 80
_AUTHORIZATION = re.compile(r'(\w+)="([^"]*)"')
_NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}")
_SCHEME = "WECHATPAY2-SHA256-RSA2048 "
_MEMBERS = (
    "transaction_id out_trade_no out_refund_no reason notify_url funds_account amount"
    " goods_detail sub_mchid"
)
_NO_REFUND = refusal(404, "RESOURCE_NOT_EXISTS", "退款单不存在")


class WechatPay:
    """One counterpart: everything under ``/v3/``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._signer = words.WechatSigner(desk.keys, desk.clock)
        self._bills = WechatBills(desk)
        desk.refunds.listeners[NAME] = self._tell
        desk.letters.stationery[NAME] = words.WechatStationery(desk.keys, self._signer, desk.clock)

    def handle(self, request: Request) -> Answer:
        """Answer one request; a badly signed one is refused without a signature."""
        problem = self._problem(request)
        if problem:
            detail = {"code": "SIGN_ERROR", "message": problem}
            return self._signer.answer(Said(401, detail), "wechatpay-platform", Fault.UNSIGNED)
        if request.path == "/v3/billdownload/file":
            return self._bills.download(request)
        if request.path.startswith(REFUNDS):
            return self._about_refunds(request)
        return self._say(request)(self._other(request), Fault.NONE)

    def _problem(self, request: Request) -> str:
        """Return what is wrong with the signature, in words; empty when it holds."""
        header = request.headers.get("authorization", "")
        if not header.startswith(_SCHEME):
            return "Http头Authorization值格式错误，请参考接口规则的签名生成文档"
        fields = dict(_AUTHORIZATION.findall(header))
        who = self._desk.keys.credentials
        if fields.get("mchid") != who.wechatpay_mchid:
            return "商户号不存在"
        if fields.get("serial_no", "").upper() != self._desk.keys.serials["wechatpay-merchant"]:
            return "商户证书序列号有误。请使用签名私钥匹配的证书序列号"
        moment, nonce = fields.get("timestamp", ""), fields.get("nonce_str", "")
        if not (moment.isascii() and moment.isdigit() and nonce):
            return "Http头Authorization缺少timestamp或nonce_str"
        if abs(self._desk.clock.wall() - int(moment)) > FRESH_SECONDS:
            return "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"
        lines = f"{request.method}\n{request.target}\n{moment}\n{nonce}\n".encode()
        signature = self._desk.decoded(fields.get("signature", ""))
        message = lines + request.body + b"\n"
        if not self._desk.keys.verifies("wechatpay-merchant", message, signature):
            return "错误的签名，验签失败"
        return ""

    def _say(self, request: Request) -> Callable[[Said, Fault], Answer]:
        """Answers follow the key the request names; without one, the mode decides."""
        pair = self._pair(request.headers.get("wechatpay-serial", ""))
        return lambda said, fault: self._signer.answer(said, pair, fault)

    def _pair(self, wanted: str) -> str:
        mode = self._desk.plan().wechatpay_keys
        public = mode == "public_key" or (mode == "changing" and wanted.startswith("PUB_KEY_ID_"))
        return "wechatpay-public" if public else "wechatpay-platform"

    def _other(self, request: Request) -> Said:
        path = request.path
        if (request.method, path) == ("GET", "/v3/certificates"):
            return self._certificates()
        if (request.method, path) == ("POST", "/v3/pay/transactions/native"):
            return self._pay(request)
        if request.method == "GET" and path.startswith("/v3/pay/transactions/out-trade-no/"):
            return self._transaction(unquote(path.rpartition("/")[2]))
        if request.method == "GET" and path in ("/v3/bill/tradebill", "/v3/bill/fundflowbill"):
            return self._bills.link(request)
        return refusal(404, "RESOURCE_NOT_EXISTS", "请求的资源不存在")

    def _certificates(self) -> Said:
        if self._desk.plan().wechatpay_keys == "public_key":
            return refusal(404, "RESOURCE_NOT_EXISTS", "无可用的平台证书，请在商户平台申请")
        keys = self._desk.keys
        certificate = keys.certificate("wechatpay-platform")
        return Said(
            200,
            {
                "data": [
                    {
                        "serial_no": keys.serials["wechatpay-platform"],
                        "effective_time": rfc3339(certificate.not_valid_before_utc.timestamp()),
                        "expire_time": rfc3339(certificate.not_valid_after_utc.timestamp()),
                        "encrypt_certificate": words.sealed(
                            keys, keys.certificate_text("wechatpay-platform"), "certificate"
                        ),
                    }
                ]
            },
        )

    def _pay(self, request: Request) -> Said:
        """Take a payment at once: the pretended buyer scans and pays."""
        try:
            content = object_of(request.body)
            number, amount = str(content["out_trade_no"]), content["amount"]["total"]
        except (ValueError, KeyError, TypeError):
            return _bad("out_trade_no, amount.total")
        if not _whole(amount) or not 6 <= len(number) <= 32:
            return _bad("out_trade_no, amount.total")
        try:
            paid = self._desk.refunds.pay(NAME, number, amount, str(content.get("notify_url", "")))
        except Refused as no:
            return words.REFUSED[no.why]
        if paid.amount != amount:
            return refusal(400, "INVALID_REQUEST", "商户订单号重复，且金额不一致")
        return Said(200, {"code_url": f"weixin://wxpay/bizpayurl?pr={paid.trade_no}"})

    def _transaction(self, number: str) -> Said:
        paid = self._desk.refunds.payment(NAME, number=number)
        if paid is None:
            return refusal(404, "ORDER_NOT_EXIST", "订单不存在")
        who = self._desk.keys.credentials
        return Said(
            200,
            {
                "amount": {
                    "currency": "CNY",
                    "payer_currency": "CNY",
                    "payer_total": paid.amount,
                    "total": paid.amount,
                },
                "appid": who.wechatpay_appid,
                "mchid": who.wechatpay_mchid,
                "out_trade_no": paid.number,
                "success_time": rfc3339(paid.paid_at),
                "trade_state": "REFUND" if paid.refunded else "SUCCESS",
                "trade_state_desc": "转入退款" if paid.refunded else "支付成功",
                "trade_type": "NATIVE",
                "transaction_id": paid.trade_no,
            },
        )

    def _about_refunds(self, request: Request) -> Answer:
        say, rest = self._say(request), request.path.removeprefix(REFUNDS)
        if request.method == "POST" and rest == "":
            return self._refund(request, say)
        if request.method == "POST" and rest.endswith("/apply-abnormal-refund"):
            return say(self._abnormal(request, rest.split("/")[1]), Fault.NONE)
        if request.method == "GET" and rest.count("/") == 1:
            return self._query(unquote(rest[1:]), say)
        return say(refusal(404, "RESOURCE_NOT_EXISTS", "请求的资源不存在"), Fault.NONE)

    def _refund(self, request: Request, say: Callable[[Said, Fault], Answer]) -> Answer:
        try:
            content = object_of(request.body)
        except ValueError:
            return say(_bad("JSON"), Fault.NONE)
        if problem := _malformed(content):
            return say(_bad(problem), Fault.NONE)
        paid = self._desk.refunds.payment(
            NAME,
            number=str(content.get("out_trade_no") or ""),
            trade_no=str(content.get("transaction_id") or ""),
        )
        if paid is None:
            return say(refusal(404, "RESOURCE_NOT_EXISTS", "订单不存在"), Fault.NONE)
        if paid.amount != content["amount"]["total"]:
            return say(refusal(400, "INVALID_REQUEST", "订单金额不一致"), Fault.NONE)
        wish = Wish(
            NAME,
            paid.number,
            content["out_refund_no"],
            content["amount"]["refund"],
            reason=str(content.get("reason", "")),
            notify_url=str(content.get("notify_url", "")),
        )
        scenario = self._desk.scenario(NAME, "refund", wish.number, wish.amount)
        return play(scenario, lambda: self._take(wish, scenario), words.played, say)

    def _take(self, wish: Wish, scenario: Scenario) -> Said:
        try:
            refund = self._desk.refunds.take(wish, scenario, self._desk.plan())
        except Refused as no:
            return words.REFUSED[no.why]
        return Said(200, self._shown(refund))

    def _query(self, number: str, say: Callable[[Said, Fault], Answer]) -> Answer:
        refund = self._desk.refunds.find(NAME, "", number)
        scenario = self._desk.scenario(NAME, "query", number, refund.amount if refund else 0)
        said = Said(200, self._shown(refund)) if refund else _NO_REFUND
        return play(scenario, lambda: said, words.played, say)

    def _abnormal(self, request: Request, refund_id: str) -> Said:
        """A person decided: pay an abnormal refund to another account."""
        try:
            content = object_of(request.body)
        except ValueError:
            return _bad("JSON")
        refund = self._desk.refunds.by_id(refund_id)
        if refund is None or refund.number != content.get("out_refund_no"):
            return _NO_REFUND
        kind = content.get("type")
        if kind not in ("USER_BANK_CARD", "MERCHANT_BANK_CARD"):
            return _bad("type")
        if kind == "USER_BANK_CARD" and not self._card_is_readable(request, content):
            return _bad("bank_account, real_name")
        if refund.status == "CLOSED" or refund.status == "SUCCESS":
            return refusal(400, "INVALID_REQUEST", "退款单状态不是异常")
        if refund.status == "ABNORMAL":
            refund = self._desk.refunds.retake(refund, self._desk.plan().settle_seconds)
        return Said(200, self._shown(refund))

    def _card_is_readable(self, request: Request, content: dict[str, Any]) -> bool:
        pair = self._pair(request.headers.get("wechatpay-serial", ""))
        if not content.get("bank_type"):
            return False
        try:
            for name in ("bank_account", "real_name"):
                self._desk.keys.opened(pair, self._desk.decoded(str(content.get(name, ""))))
        except ValueError:
            return False
        return True

    def _shown(self, refund: Refund) -> dict[str, Any]:
        paid = self._desk.refunds.payment(NAME, number=refund.payment)
        assert paid
        shown = {
            "refund_id": refund.id,
            "out_refund_no": refund.number,
            "transaction_id": paid.trade_no,
            "out_trade_no": paid.number,
            "channel": "ORIGINAL",
            "user_received_account": "支付用户零钱",
            "create_time": rfc3339(refund.taken_at),
            "status": refund.status,
            "funds_account": "AVAILABLE",
            "amount": _amounts(paid, refund),
        }
        if refund.status == "SUCCESS" and refund.settled_at is not None:
            shown["success_time"] = rfc3339(refund.settled_at)
        return shown

    def _tell(self, refund: Refund, scenario: Scenario) -> None:
        """Write the notices; reordered, an older ABNORMAL arrives after SUCCESS."""
        settled = refund.settled_at if refund.status == "SUCCESS" else None
        at, mail = settled or self._desk.clock.now(), scenario.mail
        if mail is Mail.REORDERED and refund.status == "SUCCESS":
            self._desk.letters.post(self._event(refund, "ABNORMAL", at - 1), mail)
            mail = Mail.PLAIN
        self._desk.letters.post(self._event(refund, refund.status, at), mail)

    def _event(self, refund: Refund, status: str, at: float) -> Event:
        paid = self._desk.refunds.payment(NAME, number=refund.payment)
        assert paid
        mode = self._desk.plan().wechatpay_keys
        # While keys change over, about half of the notices use either.
        public = mode == "public_key" or (mode == "changing" and int(refund.id) % 2 == 1)
        content = {
            "event_type": f"REFUND.{status}",
            "pair": "wechatpay-public" if public else "wechatpay-platform",
            "mchid": self._desk.keys.credentials.wechatpay_mchid,
            "transaction_id": paid.trade_no,
            "out_trade_no": paid.number,
            "refund_id": refund.id,
            "out_refund_no": refund.number,
            "refund_status": status,
            "user_received_account": "支付用户零钱",
            "amount": {
                key: value for key, value in _amounts(paid, refund).items() if _whole(value)
            },
        }
        if status == "SUCCESS":
            content["success_time"] = rfc3339(at)
        url = refund.notify_url or self._desk.plan().notify.get(NAME, "")
        return Event(NAME, f"{refund.id}-{status}", refund.number, url, content, at)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _bad(what: str) -> Said:
    return refusal(400, "PARAM_ERROR", f"参数错误：{what}")


def _malformed(content: dict[str, Any]) -> str:
    """Return the name of the member that is wrong; empty when all are right."""
    strange = sorted(set(content) - set(_MEMBERS.split()))
    if strange:
        return strange[0]
    if not _NUMBER.fullmatch(str(content.get("out_refund_no", ""))):
        return "out_refund_no"
    if len(str(content.get("reason", "")).encode()) > MAX_REASON_BYTES:
        return "reason"
    amount = content.get("amount")
    if not isinstance(amount, dict) or amount.get("currency") != "CNY":
        return "amount.currency"
    if not _whole(amount.get("refund")) or not _whole(amount.get("total")):
        return "amount"
    return ""


def _amounts(paid: Payment, refund: Refund) -> dict[str, Any]:
    return {
        "total": paid.amount,
        "refund": refund.amount,
        "payer_total": paid.amount,
        "payer_refund": refund.amount,
        "settlement_refund": refund.amount,
        "settlement_total": paid.amount,
        "discount_refund": 0,
        "currency": "CNY",
    }
