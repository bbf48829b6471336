"""Alipay's bill of a day (docs/payments.md): a ZIP of GBK tables with ``#`` lines around them."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator

from weikameng.domain.payout_life import StatementLine, StatementUnavailable
from weikameng.gateways.payments.written_amounts import beijing_moment, fen_in

PACKED_LIMIT = 64 * 1024 * 1024
UNPACKED_LIMIT = 256 * 1024 * 1024
FILE_LIMIT = 16
REFUND = "退款"
_TRADE, _ORDER, _KIND = "支付宝交易号", "商户订单号", "业务类型"
_AMOUNT, _NUMBER, _DONE = "订单金额（元）", "退款批次号/请求号", "完成时间"
_NEEDED = (_TRADE, _ORDER, _KIND, _AMOUNT, _NUMBER, _DONE)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


def refund_lines(packed: bytes, limit: int | None = None) -> list[StatementLine]:
    """Return the refunds of a packed bill. StatementUnavailable when it can't be relied on.

    ``limit``: so many bytes unpacked at most.
    """
    texts = _texts(packed, UNPACKED_LIMIT if limit is None else limit)
    tables = [lines for text in texts if (lines := _refunds_in(text)) is not None]
    if not tables:
        raise malformed("NO_TABLE")
    return [line for table in tables for line in table]


def table_lines(table: bytes) -> list[StatementLine]:
    """Return the refunds of the one table of a bill, taken out of its ZIP; raises as above.

    Nothing vouches for its length but the ``#`` lines at its end.
    """
    try:
        text = table.decode("gb18030")
    except UnicodeDecodeError:
        raise malformed("NOT_GBK") from None
    lines = _refunds_in(text)
    if lines is None:
        raise malformed("NO_TABLE")
    if not text.rstrip().rpartition("\n")[2].startswith("#"):
        raise malformed("NO_END")  # cut off
    return lines


def malformed(what: str) -> StatementUnavailable:
    """Return the refusal of a bill that is not what the provider documents."""
    return StatementUnavailable(f"MALFORMED_BILL {what}", later=False)


def _texts(packed: bytes, limit: int) -> Iterator[str]:
    """Unpack one file after the other, counting what really comes out."""
    left = limit
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            if len(archive.infolist()) > FILE_LIMIT:
                raise malformed("TOO_MANY_FILES")
            for name in archive.namelist():
                with archive.open(name) as file:
                    content = file.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise malformed("TOO_LARGE")
                yield content.decode("gb18030")
    except UnicodeDecodeError:
        raise malformed("NOT_GBK") from None
    except _BROKEN:
        raise malformed("NO_ZIP") from None


def _refunds_in(text: str) -> list[StatementLine] | None:
    """Return the refunds of one table; None for another table, such as the summary."""
    rows = _rows(text)
    columns: list[str] = []
    found: list[StatementLine] = []
    for number, row in enumerate(rows, 1):
        if not columns:
            columns = [_plain_name(name) for name in row]
            if not set(_NEEDED) <= set(columns):
                return None
        elif len(row) != len(columns):
            raise malformed(f"ROW_{number}")
        else:
            found += _refund(dict(zip(columns, row, strict=True)), number)
    return found if columns else None


def _rows(text: str) -> Iterator[list[str]]:
    table = (line for line in io.StringIO(text) if line.strip() and not line.startswith("#"))
    try:
        for row in csv.reader(table, strict=True):
            yield [cell.strip() for cell in row]
    except csv.Error:
        raise malformed("NO_CSV") from None


def _plain_name(name: str) -> str:
    return name.replace("(", "（").replace(")", "）")


def _refund(row: dict[str, str], number: int) -> list[StatementLine]:
    """A refund's amount is negative there; a positive one stays unlike ours, for people to see."""
    if not row[_KIND].startswith(REFUND):
        return []
    amount = fen_in(row[_AMOUNT])
    if amount is None:
        raise malformed(f"ROW_{number}")
    return [
        StatementLine(
            row[_NUMBER],
            row[_TRADE],
            row[_ORDER],
            -amount,
            "SUCCESS",
            beijing_moment(row[_DONE]),
        )
    ]
