"""The supplier recovery statement as a file: CSV that a spreadsheet opens without harm."""

from collections.abc import Sequence

from weikameng.domain.books import REASSIGNED, REVERSED, SETTLED
from weikameng.domain.money import yuan_of
from weikameng.domain.recovery import StatementRow
from weikameng.domain.spreadsheet import both, csv_of, harmless
from weikameng.domain.words import Words

KIND_WORDS = {
    SETTLED: Words("退款到账", "Refund arrived"),
    REVERSED: Words("退款被退回", "Refund came back"),
    REASSIGNED: Words("承担方更正", "Bearer corrected"),
}
_HEAD = (
    *("日期 Day", "事项 Entry", "金额（元）Amount (CNY)", "订单号 Order", "退款编号 Case"),
    *("打款编号 Payout", "商品 Good", "原因 Reason", "供货商答复 Supplier's answer"),
)


def csv_text(rows: Sequence[StatementRow], total_minor: int) -> str:
    """Return the statement as CSV with its total, to be written as UTF-8.

    Long numbers end with a tab, as in Alipay's own bills: otherwise a spreadsheet rounds them.
    """
    filed: list[Sequence[object]] = [_HEAD]
    for row in rows:
        amount = yuan_of(row.line.amount_minor)
        numbers = (row.order_number, row.case_number, row.payout_number)
        texts = (both(row.good), both(row.reason), harmless(row.answer))
        kind = both(KIND_WORDS[row.line.kind])
        filed.append((row.day, kind, amount, *(f"{n}\t" for n in numbers), *texts))
    filed.append(("合计 Total", "", yuan_of(total_minor), *[""] * 6))
    return csv_of(filed)
