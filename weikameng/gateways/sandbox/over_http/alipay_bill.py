"""Alipay's trade bill: a link that dies after 30 seconds, a ZIP of GBK CSV with # comments."""

import csv
import hmac
import io
import zipfile
from datetime import date
from typing import Any

from weikameng.domain.money import yuan_of
from weikameng.gateways.sandbox.over_http import alipay_words as words
from weikameng.gateways.sandbox.over_http.alipay_words import Node
from weikameng.gateways.sandbox.over_http.clock import stamp
from weikameng.gateways.sandbox.over_http.desk import Desk
from weikameng.gateways.sandbox.over_http.statement import (
    StatementLine,
    is_over,
    is_ready,
    statement,
)
from weikameng.gateways.sandbox.over_http.wire import Answer, Request

LINK_SECONDS = 30.0
READY_HOUR = 9
_HEADER = (
    "支付宝交易号 商户订单号 业务类型 商品名称 创建时间 完成时间 门店编号 门店名称 操作员 终端号"
    " 对方账户 订单金额（元） 商家实收（元） 支付宝红包（元） 集分宝（元） 支付宝优惠（元）"
    " 商家优惠（元） 券核销金额（元） 券名称 商家红包消费金额（元） 卡消费金额（元）"
    " 退款批次号/请求号 服务费（元） 分润（元） 备注"
)
_COLUMNS = _HEADER.split()
_ZERO = "0.00"


class AlipayBills:
    """Hands out links to bills and the files behind them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def link(self, content: Any, origin: str) -> Node:
        """Answer ``alipay.data.dataservice.bill.downloadurl.query``."""
        if content.get("bill_type") != "trade":
            return words.business_refusal(("TYPE_NOT_SUPPORTED", "不支持的账单类型"))
        try:
            day = date.fromisoformat(str(content.get("bill_date")))
        except ValueError:
            return words.business_refusal(("INVAILID_ARGUMENTS", "入参不合法"))  # their spelling
        now = self._desk.clock.now()
        if not is_over(day, now):
            return words.business_refusal(("INVAILID_ARGUMENTS", "账单日期必须早于今天"))
        if not is_ready(day, now, READY_HOUR) or not statement(self._desk.books, "alipay", day):
            return words.business_refusal(("isp.bill_not_exist", "账单不存在"))
        until = int(self._desk.clock.wall() + LINK_SECONDS)
        mark = self._desk.ticket(f"bill/{day}/{until}")
        return {
            "code": "10000",
            "msg": "Success",
            "bill_download_url": f"{origin}/alipay/bill/{day}/{until}/{mark}.csv.zip",
        }

    def download(self, request: Request) -> Answer:
        """Answer the link while it lives."""
        parts = request.path.split("/")
        if request.method != "GET" or len(parts) != 6:
            return Answer(404)
        day, until, mark = parts[3], parts[4], parts[5].removesuffix(".csv.zip")
        if not hmac.compare_digest(self._desk.ticket(f"bill/{day}/{until}"), mark):
            return Answer(403)
        if self._desk.clock.wall() > int(until):
            return Answer(403, "下载链接已过期".encode())
        return Answer(200, self._file(date.fromisoformat(day)), {"Content-Type": "application/zip"})

    def _file(self, day: date) -> bytes:
        name = f"{self._desk.keys.credentials.alipay_seller_id}_{day:%Y%m%d}_业务明细.csv"
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, self._text(day).encode("gbk", errors="replace"))
        return packed.getvalue()

    def _text(self, day: date) -> str:
        lines = statement(self._desk.books, "alipay", day)
        paid = [line.amount for line in lines if not line.refund]
        back = [line.amount for line in lines if line.refund]
        rows = io.StringIO()
        writer = csv.writer(rows, lineterminator="\r\n")
        writer.writerow(_COLUMNS)
        for line in lines:
            writer.writerow(_row(line))
        head = [
            "#支付宝业务明细查询",
            f"#账号：[{self._desk.keys.credentials.alipay_seller_id}0156]",
            f"#起始日期：[{day:%Y年%m月%d日} 00:00:00]   终止日期：[{day:%Y年%m月%d日} 24:00:00]",
            "#-----------------------------------------业务明细列表--------------------",
        ]
        foot = [
            "#-----------------------------------------业务明细列表结束----------------",
            f"#交易合计：{len(paid)}笔，商家实收共{yuan_of(sum(paid))}元",
            f"#退款合计：{len(back)}笔，商家实收退款共-{yuan_of(sum(back))}元",
            f"#导出时间：[{stamp(self._desk.clock.now())}]",
        ]
        return "\r\n".join(head) + "\r\n" + rows.getvalue() + "\r\n".join(foot) + "\r\n"


def _row(line: StatementLine) -> list[str]:
    """Fields end in a tab, so that spreadsheets leave long numbers alone."""
    amount = ("-" if line.refund else "") + yuan_of(line.amount)
    fields = {
        "支付宝交易号": line.trade_no,
        "商户订单号": line.payment,
        "业务类型": "退款" if line.refund else "交易",
        "商品名称": "虚拟商品",
        "创建时间": stamp(line.asked_at),
        "完成时间": stamp(line.at),
        "对方账户": "*三(159****5620)",
        "订单金额（元）": amount,
        "商家实收（元）": amount,
        "退款批次号/请求号": line.number,
        "备注": line.reason,
    }
    money = {name for name in _COLUMNS if name.endswith("（元）")}
    return [fields.get(name, _ZERO if name in money else "") + "\t" for name in _COLUMNS]
