"""Outcome tables as data: a provider's words, row by row as on the page, and what they mean."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from weikameng.domain.payout_life import Concern, Outcome, PayoutReceipt
from weikameng.gateways.payments.line import LineDead, Reply
from weikameng.gateways.payments.reason_text import printable

RAW_LIMIT = 8 * 1024
MESSAGE_LIMIT = 300
CODE_LIMIT = 80


class Trust(StrEnum):
    """How far an answer may be believed."""

    SIGNED = "signed"
    UNSIGNED = "unsigned"
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_KEY = "unknown_key"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the page's words, the codes they cover (``X*`` covers a family), the meaning.

    ``query_first``: a person is called only after a query, which may show that all is well.
    """

    said: str
    codes: tuple[str, ...]
    outcome: Outcome
    concern: Concern = Concern.NONE
    query_first: bool = False


Index = Mapping[str, Row]


def indexed(rows: Sequence[Row]) -> Index:
    """Return the rows by code; a code stands in one row only."""
    index: dict[str, Row] = {}
    for row in rows:
        for code in row.codes:
            assert code not in index, f"{code} stands in two rows"
            index[code] = row
    return index


def found(index: Index, codes: Iterable[str]) -> Row | None:
    """Return the row of the first code that has one, itself before its family."""
    for code in codes:
        row = index.get(code) or next(
            (row for key, row in index.items() if key.endswith("*") and code.startswith(key[:-1])),
            None,
        )
        if row:
            return row
    return None


def receipt_of(row: Row, code: str, reply: Reply, *, verified: bool = True) -> PayoutReceipt:
    """Return the receipt of a row, with the answer kept for people."""
    return PayoutReceipt(
        row.outcome,
        told(code, CODE_LIMIT),
        verified=verified,
        raw=reply.body[:RAW_LIMIT],
        http_status=reply.status,
        concern=row.concern,
    )


def unanswered(row: Row, dead: LineDead) -> PayoutReceipt:
    """Return the receipt of a line that gave no usable answer: unknown, to be asked."""
    return PayoutReceipt(row.outcome, dead.code, verified=False, http_status=dead.status)


def about_a_query(receipt: PayoutReceipt) -> PayoutReceipt:
    """A refused question says nothing about the refund, so it can't end or delay it."""
    later = receipt.outcome is Outcome.RETRY_LATER
    outcome = Outcome.RETRY_SAME_ID if later else receipt.outcome
    return replace(receipt, outcome=outcome, verified=False)


def told(text: object, limit: int = MESSAGE_LIMIT) -> str:
    """Return a provider's words fit to be kept and shown."""
    return printable(text)[:limit] if isinstance(text, str) else ""
