"""Statement files as somebody downloads them by hand: Alipay's ZIP, WeChat Pay's table."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime

from weikameng.domain.calendar import CHINA
from weikameng.domain.money import yuan_of
from weikameng.domain.payout_life import StatementLine

ALIPAY = "支付宝交易号,商户订单号,业务类型,订单金额（元）,退款批次号/请求号,完成时间"
WECHATPAY = "微信退款单号,商户退款单号,商户订单号,申请退款金额,退款状态,退款成功时间"


def line(number: str, amount_minor: int, at: datetime, status: str = "SUCCESS") -> StatementLine:
    """A refund as the channel tells it."""
    return StatementLine(number, f"T{number}"[:64], "O1", amount_minor, status, at)


def alipay_table(lines: Sequence[StatementLine]) -> bytes:
    """The one table inside Alipay's ZIP."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for one in lines:
        amount = yuan_of(-one.amount_minor)
        named = [one.provider_reference, one.order_number, "退款", amount, one.refund_number]
        writer.writerow([*named, _moment(one)])
    return f"#支付宝业务明细查询\r\n{ALIPAY}\r\n{text.getvalue()}#导出时间：[]\r\n".encode("gbk")


def zipped(**files: bytes) -> bytes:
    """Pack files as Alipay does."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return made.getvalue()


def alipay_file(*lines: StatementLine) -> bytes:
    """Alipay's statement of a day."""
    return zipped(detail=alipay_table(lines))


def wechatpay_file(*lines: StatementLine) -> bytes:
    """WeChat Pay's refund bill of a day."""
    rows = [
        [
            one.provider_reference,
            one.refund_number,
            one.order_number,
            yuan_of(one.amount_minor),
            one.status,
            _moment(one),
        ]
        for one in lines
    ]
    marked = [",".join(f"`{field}" for field in row) for row in rows]
    return ("\ufeff" + "\r\n".join([WECHATPAY, *marked, "总交易单数", "`1", ""])).encode()


FILES = {"alipay": alipay_file, "wechatpay": wechatpay_file}


def _moment(one: StatementLine) -> str:
    return f"{one.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if one.at else ""
