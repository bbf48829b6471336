"""What suppliers owe us for refunds they bear: a month's statement, and how each one stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from weikameng.domain.books import recovery_account
from weikameng.domain.recovery import Booked, Line, Month, StatementRow, lines_of
from weikameng.domain.words import Words
from weikameng.records.models import RecoveryClaim
from weikameng.records.reading.books import debited_accounts, product_suppliers
from weikameng.records.reading.policies import policy
from weikameng.records.statements import fetch_all, statement

PAGE_SIZE = 50
_HERE = Path(__file__).parent
_LINES = statement(_HERE / "recovery_lines.sql")
_ROWS = statement(_HERE / "recovery_rows.sql")
_STANDING = statement(_HERE / "recovery_standing.sql")
_RECOVERY = "recovery:"


@dataclass(frozen=True, slots=True)
class Statement:
    """A supplier's month: its total in fen over ``count`` lines, of which ``rows`` are shown."""

    supplier: str
    month: Month
    total_minor: int
    count: int
    rows: Sequence[StatementRow]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a supplier stands, in fen: refunds of its that arrived, and what it has paid for them."""

    supplier: str
    owed_minor: int = 0
    received_minor: int = 0

    @property
    def open_minor(self) -> int:
        """What it still owes; below zero when refunds it paid for became somebody else's."""
        return self.owed_minor - self.received_minor


def month_of(supplier: str, month: Month, page: int | None = None) -> Statement:
    """Return the statement of a month, oldest line first; a page of it when one is asked for."""
    lines = _lines(supplier, month)
    start = 0 if page is None else (page - 1) * PAGE_SIZE
    shown = lines if page is None else lines[start : start + PAGE_SIZE]
    total = sum(line.amount_minor for line in lines)
    return Statement(supplier, month, total, len(lines), _rows(shown))


def total_of(supplier: str, month: Month) -> int:
    """Return what a month comes to, in fen."""
    return sum(line.amount_minor for line in _lines(supplier, month))


def suppliers() -> list[str]:
    """Return everybody we buy from and everybody who ever bore a refund, by name."""
    accounts = (name for name in debited_accounts() if name.startswith(_RECOVERY))
    booked = (name.removeprefix(_RECOVERY) for name in accounts)
    return sorted({*product_suppliers(), *booked})


def standings(names: Sequence[str]) -> list[Standing]:
    """Return how these suppliers stand, in the order given; one statement for all of them."""
    rows = fetch_all(_STANDING, {"accounts": [recovery_account(name) for name in names]})
    told = {account: (owed, paid) for account, owed, paid in rows}
    return [Standing(name, *told.get(recovery_account(name), ())) for name in names]


def claim_of(supplier: str, month: Month) -> RecoveryClaim | None:
    """Return who claimed a month and when, None while nobody has."""
    rows = RecoveryClaim.objects.filter(supplier=supplier, month=str(month))
    return rows.select_related("by").first()


def _lines(supplier: str, month: Month) -> list[Line]:
    account = recovery_account(supplier)
    params = {"account": account, "starts": month.starts, "ends": month.next.starts}
    families = groupby(fetch_all(_LINES, params), key=lambda row: row[0])
    lines = [
        line
        for _, rows in families
        for line in lines_of([Booked(*row[1:]) for row in rows], account)
        if month.starts <= line.at < month.next.starts
    ]
    return sorted(lines, key=lambda line: (line.at, line.entry, line.leg))


def _rows(lines: Sequence[Line]) -> list[StatementRow]:
    found: Mapping[int, Sequence[str]] = {
        row[0]: row[1:] for row in fetch_all(_ROWS, {"legs": [line.leg for line in lines]})
    }
    return [_row(line, found[line.leg]) for line in lines]


def _row(line: Line, told: Sequence[str]) -> StatementRow:
    payout, case, order, zh, en, reason, version, status, code = told
    reasons = policy(version).reasons
    return StatementRow(
        line=line,
        payout_number=payout,
        case_number=case,
        order_number=order,
        good=Words(zh, en),
        reason=(reasons.get(reason) or reasons["OTHER"]).words,
        answer=" ".join(filter(None, (status, code))),
    )
