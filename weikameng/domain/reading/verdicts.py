"""Verdicts on the fields of a picture: match, differs, unreadable, not shown (R3.4). A verdict
orders the evidence and may clear a case; it never refuses one.
"""

from dataclasses import dataclass
from enum import StrEnum

from weikameng.domain.reading.finding import Found
from weikameng.domain.words import Words

SURE = 0.90  # below this a reading contradicts nothing


class Verdict(StrEnum):
    """What a picture says about one field of the record."""

    MATCH = "match"
    DIFFERS = "differs"
    UNREADABLE = "unreadable"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of the record against the picture; ``found`` is what was seen, if anything."""

    field: str
    verdict: Verdict
    expected: str
    found: Found | None = None


VERDICT_WORDS = {
    Verdict.MATCH: Words("一致", "matches"),
    Verdict.DIFFERS: Words("不一致", "differs"),
    Verdict.UNREADABLE: Words("看不清,无法判断", "can't be read for sure"),
    Verdict.NOT_SHOWN: Words("图中没有", "is not shown"),
}
FIELD_WORDS = {
    "order_no": Words("订单号", "order number"),
    "trade_no": Words("交易单号", "transaction number"),
    "product": Words("商品", "product"),
    "amount": Words("金额", "amount"),
    "created": Words("下单时间", "time of the order"),
    "paid": Words("支付时间", "time of payment"),
    "account": Words("充值账号", "account"),
    "zone": Words("区服", "zone"),
    "status": Words("订单状态", "order status"),
    "pay_status": Words("支付状态", "payment status"),
    "merchant": Words("商户", "merchant"),
    "error": Words("错误提示", "error message"),
    "arrival": Words("到账情况", "arrival"),
    "balance": Words("余额", "balance"),
    "qdate": Words("查询日期", "date asked about"),
    "qtime": Words("查询时间", "time of the query"),
    "cdate": Words("出具日期", "date of signing"),
    "proof": Words("截图校验码", "screenshot code"),
}


def contradicts(found: Found) -> bool:
    """Whether a reading is good enough to contradict: sure, and not cut by the edge."""
    return found.score >= SURE and not found.cut
