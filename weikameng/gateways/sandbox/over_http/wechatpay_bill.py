"""WeChat Pay's bills: a signed link, a file whose answer is not signed but hashed, back-quotes."""

import gzip
import hashlib
import hmac
from datetime import date
from typing import Any

from weikameng.domain.money import yuan_of
from weikameng.gateways.sandbox.over_http.clock import stamp
from weikameng.gateways.sandbox.over_http.desk import Desk
from weikameng.gateways.sandbox.over_http.statement import (
    StatementLine,
    is_ready,
    statement,
)
from weikameng.gateways.sandbox.over_http.wechatpay_words import Said, refusal
from weikameng.gateways.sandbox.over_http.wire import Answer, Request

READY_HOUR = 10
# The host in the link is the provider's; whoever follows it leaves the sandbox.
LINK_HOST = "https://api.mch.weixin.qq.com"
_REFUND_HEADER = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,退款申请时间,退款成功时间,微信退款单号,商户退款单号,"
    "退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,"
    "费率备注"
)
_REFUND_FOOTER = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)
_FLOW_HEADER = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号"
)
_FLOW_FOOTER = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"


class WechatBills:
    """Hands out links to bills and the files behind them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def link(self, request: Request) -> Said:
        """Answer ``/v3/bill/tradebill`` (REFUND) and ``/v3/bill/fundflowbill`` (BASIC)."""
        query = request.query
        kind = "refund" if request.path.endswith("tradebill") else "flow"
        wanted = query.get("bill_type") if kind == "refund" else query.get("account_type", "BASIC")
        packed = query.get("tar_type", "")
        if wanted != ("REFUND" if kind == "refund" else "BASIC") or packed not in ("", "GZIP"):
            return refusal(400, "PARAM_ERROR", "账单类型错误")
        try:
            day = date.fromisoformat(query.get("bill_date", ""))
        except ValueError:
            return refusal(400, "PARAM_ERROR", "账单日期格式不正确")
        if not is_ready(day, self._desk.clock.now(), READY_HOUR):
            return refusal(400, "STATEMENT_CREATING", "账单正在生成中，请稍后再试")
        text = self._file(kind, day)
        if not text:
            return refusal(400, "NO_STATEMENT_EXIST", "账单文件不存在")
        ticket = f"{kind}.{day}.{packed or 'PLAIN'}"
        link = f"{LINK_HOST}/v3/billdownload/file?token={ticket}.{self._desk.ticket(ticket)}"
        digest = hashlib.sha1(text, usedforsecurity=False).hexdigest()
        return Said(200, {"download_url": link, "hash_type": "SHA1", "hash_value": digest})

    def download(self, request: Request) -> Answer:
        """Answer the file; the hash is of the unpacked one."""
        ticket, _, mark = request.query.get("token", "").rpartition(".")
        if not hmac.compare_digest(self._desk.ticket(ticket).encode(), mark.encode()):
            return Answer(404)
        kind, day, packed = ticket.split(".")
        text = self._file(kind, date.fromisoformat(day))
        body = gzip.compress(text, mtime=0) if packed == "GZIP" else text
        return Answer(200, body, {"Content-Type": "application/octet-stream"})

    def _file(self, kind: str, day: date) -> bytes:
        lines = statement(self._desk.books, "wechatpay", day)
        if kind == "refund":
            refunds = [line for line in lines if line.refund]
            rows = [self._refund_row(line) for line in refunds]
            text = _written(_REFUND_HEADER, rows, _REFUND_FOOTER, _refund_totals(refunds))
        else:
            rows = [_flow_row(line) for line in lines]
            text = _written(_FLOW_HEADER, rows, _FLOW_FOOTER, _flow_totals(lines))
        return text if rows else b""

    def _refund_row(self, line: StatementLine) -> list[str]:
        who = self._desk.keys.credentials
        fields: dict[str, Any] = {
            "交易时间": stamp(line.asked_at),
            "公众账号ID": who.wechatpay_appid,
            "商户号": who.wechatpay_mchid,
            "特约商户号": "0",
            "微信订单号": line.trade_no,
            "商户订单号": line.payment,
            "用户标识": "oSandboxBuyer000000000000001",
            "交易类型": "NATIVE",
            "交易状态": "REFUND",
            "付款银行": "OTHERS",
            "货币种类": "CNY",
            "应结订单金额": "0.00",
            "代金券金额": "0.00",
            "退款申请时间": stamp(line.asked_at),
            "退款成功时间": stamp(line.at),
            "微信退款单号": line.refund_id,
            "商户退款单号": line.number,
            "退款金额": yuan_of(line.amount),
            "充值券退款金额": "0.00",
            "退款类型": "ORIGINAL",
            "退款状态": "SUCCESS",
            "商品名称": "虚拟商品",
            "手续费": "0.00000",
            "费率": "0.60%",
            "订单金额": "0.00",
            "申请退款金额": yuan_of(line.amount),
        }
        return [str(fields.get(name, "")) for name in _REFUND_HEADER.split(",")]


def _flow_row(line: StatementLine) -> list[str]:
    fields = {
        "记账时间": stamp(line.at),
        "微信支付业务单号": line.refund_id or line.trade_no,
        "资金流水单号": line.refund_id or line.trade_no,
        "业务名称": "退款" if line.refund else "交易",
        "业务类型": "退款" if line.refund else "交易",
        "收支类型": "支出" if line.refund else "收入",
        "收支金额(元)": yuan_of(line.amount),
        "账户结余(元)": "0.00",
        "资金变更提交申请人": "system",
        "备注": "退款总金额" if line.refund else "结算金额",
        "业务凭证号": line.number or line.payment,
    }
    return [fields[name] for name in _FLOW_HEADER.split(",")]


def _refund_totals(lines: list[StatementLine]) -> list[str]:
    back = yuan_of(sum(line.amount for line in lines))
    return [str(len(lines)), "0.00", back, "0.00", "0.00000", "0.00", back]


def _flow_totals(lines: list[StatementLine]) -> list[str]:
    into = [line.amount for line in lines if not line.refund]
    out = [line.amount for line in lines if line.refund]
    totals = [len(into), yuan_of(sum(into)), len(out), yuan_of(sum(out))]
    return [str(len(lines)), *map(str, totals)]


def _written(header: str, rows: list[list[str]], footer: str, totals: list[str]) -> bytes:
    """Every field begins with a back-quote; a byte-order mark begins the file."""
    marked = [",".join("`" + field for field in row) for row in [*rows, totals]]
    lines = [header, *marked[:-1], footer, marked[-1]]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
