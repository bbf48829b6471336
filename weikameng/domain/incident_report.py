"""The report of an incident as a table: a row for every unit, in both languages."""

from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.incidents import FATE_WORDS, Fate
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.window import BEIJING
from weikameng.domain.spreadsheet import both, harmless
from weikameng.domain.words import Words

HEAD = (
    *("订单 order", "第几件 unit", "商品 good", "付款时间 paid", "结果 outcome", "说明 meaning"),
    *("金额 yuan", "退款编号 refund", "打款 payout"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one unit; ``payout`` are the states of its legs."""

    order_number: str
    position: int
    fate: Fate
    amount_minor: int
    case_number: str
    paid_at: datetime
    good: Words
    payout: str


def line_of(row: Outcome) -> tuple[str, ...]:
    """Return a row of the report; long numbers end with a tab, so that they stay whole."""
    return (
        f"{row.order_number}\t",
        str(row.position),
        harmless(row.good.zh),
        f"{row.paid_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}",
        str(row.fate),
        both(FATE_WORDS[row.fate]),
        yuan_of(row.amount_minor),
        f"{row.case_number}\t" if row.case_number else "",
        row.payout,
    )
