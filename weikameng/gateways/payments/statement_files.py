"""Statements as files: whose there are, how an uploaded one is read, which answers mean "none"."""

from collections.abc import Callable, Mapping

from weikameng.domain.payout_life import StatementLine, StatementUnavailable
from weikameng.gateways.payments import alipay_bills, wechatpay_bills

# What somebody sends by hand is smaller than what a channel may send us.
FILE_LIMIT = 32 * 1024 * 1024
UNPACKED_LIMIT = 128 * 1024 * 1024
_ZIP_MARK = b"PK"
# "There is no such statement": before noon it will come, after that there was nothing that day.
NONE_THAT_DAY = frozenset(
    {"NO_STATEMENT_EXIST", "NO_BILL_DATA", "BILL_NOT_EXIST", "isp.bill_not_exist"}
)


def read_file(route: str, content: bytes) -> list[StatementLine]:
    """Return the refunds in a statement that somebody downloaded by hand.

    StatementUnavailable (its ``code`` says why) when it can't be relied on; KeyError for a route
    without statements.
    """
    if len(content) > FILE_LIMIT:
        raise StatementUnavailable("MALFORMED_BILL TOO_LARGE", later=False)
    return READERS[route](content)


def _alipay(content: bytes) -> list[StatementLine]:
    """The ZIP as Alipay packs it, or the table somebody took out of it."""
    if content.startswith(_ZIP_MARK):
        return alipay_bills.refund_lines(content, UNPACKED_LIMIT)
    return alipay_bills.table_lines(content)


def _wechatpay(content: bytes) -> list[StatementLine]:
    return wechatpay_bills.refund_lines(wechatpay_bills.unpacked(content, UNPACKED_LIMIT))


READERS: Mapping[str, Callable[[bytes], list[StatementLine]]] = {
    "alipay": _alipay,
    "wechatpay": _wechatpay,
}
