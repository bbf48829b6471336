"""The supplier recovery statement as a file: CSV that a spreadsheet opens without harm."""

import csv
import io
from collections.abc import Sequence

from weikameng.domain.books import REASSIGNED, REVERSED, SETTLED
from weikameng.domain.money import yuan_of
from weikameng.domain.recovery import StatementRow
from weikameng.domain.words import Words, typeset

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

    It begins with a byte order mark and ends long numbers with a tab, as Alipay's own bills do:
    otherwise a spreadsheet garbles the words and rounds the numbers.
    """
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out)
    table.writerow(_HEAD)
    for row in rows:
        amount = yuan_of(row.line.amount_minor)
        numbers = (row.order_number, row.case_number, row.payout_number)
        texts = (_both(row.good), _both(row.reason), _harmless(row.answer))
        kind = _both(KIND_WORDS[row.line.kind])
        table.writerow((row.day, kind, amount, *(f"{n}\t" for n in numbers), *texts))
    table.writerow(("合计 Total", "", yuan_of(total_minor), *[""] * 6))
    return out.getvalue()


def _both(words: Words) -> str:
    return _harmless(f"{typeset(words.zh)} {words.en}")


def _harmless(text: str) -> str:
    """A spreadsheet takes some beginnings for a formula, whoever wrote them."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
