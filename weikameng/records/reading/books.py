"""Questions about the books: every account's balance, its entries, and who bears what (R4.6)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from weikameng.domain.books import OWED, REASSIGNED, Cost, recovery_account
from weikameng.records.models import BookEntry, Payout, Product, RefundCase
from weikameng.records.statements import fetch_all

PAGE_SIZE = 50
# A case with more entries than this shows its newest ones.
MAX_OF_CASE = 500


@dataclass(frozen=True, slots=True)
class Balance:
    """One account: all that was ever debited and credited, fen."""

    account: str
    debit_minor: int
    credit_minor: int

    @property
    def balance_minor(self) -> int:
        """What is left on the debit side; below zero on the credit side."""
        return self.debit_minor - self.credit_minor


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as a page shows it; numbers and name are empty where there are none."""

    id: int
    at: datetime
    kind: str
    debit: str
    credit: str
    amount_minor: int
    note: str
    payout_number: str
    case_number: str
    by: str


@dataclass(frozen=True, slots=True)
class Borne:
    """The cost of one leg and of all that replaced it; ``payout_id`` is the first one's."""

    payout_id: int
    cost: Cost


_MOVES = "SELECT debit, credit, sum(amount_minor)::bigint FROM book_entry GROUP BY debit, credit"


def trial_balance() -> list[Balance]:
    """Return every account with its sums, by name; debits and credits have the same total."""
    debited: Counter[str] = Counter()
    credited: Counter[str] = Counter()
    for debit, credit, minor in fetch_all(_MOVES, {}):
        debited[debit] += minor
        credited[credit] += minor
    return [Balance(name, debited[name], credited[name]) for name in sorted({*debited, *credited})]


# From one account to the next by the index: there are few of them, and very many entries.
_DEBITED = """
WITH RECURSIVE seen AS (
    SELECT min(debit) AS name FROM book_entry
    UNION ALL
    SELECT (SELECT min(debit) FROM book_entry WHERE debit > seen.name) FROM seen
    WHERE seen.name IS NOT NULL
)
SELECT name FROM seen WHERE name IS NOT NULL
"""


def debited_accounts() -> list[str]:
    """Return every account that was ever debited."""
    return [name for (name,) in fetch_all(_DEBITED, {})]


_SHOWN = """
SELECT b.id, b.at, b.kind, b.debit, b.credit, b.amount_minor, b.note, coalesce(p.number, ''),
       coalesce(c.number, ''), coalesce(nullif(u.display_name, ''), u.username, '')
FROM {entries} b
LEFT JOIN payout p ON p.id = b.payout_id
LEFT JOIN refund_case c ON c.id = p.case_id
LEFT JOIN person u ON u.id = b.by_id
ORDER BY b.at DESC, b.id DESC
"""
# Each side comes in order from its own index, so a page far back is as long as what precedes it.
_OF_ACCOUNT = _SHOWN.format(
    entries="""(
    (SELECT * FROM book_entry WHERE debit = %(account)s ORDER BY at DESC, id DESC LIMIT %(upto)s)
    UNION ALL
    (SELECT * FROM book_entry WHERE credit = %(account)s ORDER BY at DESC, id DESC LIMIT %(upto)s)
    ORDER BY at DESC, id DESC LIMIT %(size)s OFFSET %(start)s)"""
)
_OF_CASE = _SHOWN.format(
    entries="""(
    SELECT e.* FROM book_entry e JOIN payout o ON o.id = e.payout_id
    WHERE o.case_id = %(case_id)s ORDER BY e.id DESC LIMIT %(size)s)"""
)


def entries(account: str, page: int = 1) -> tuple[list[Entry], bool]:
    """Return one page of an account's entries, newest first, and whether there are more."""
    start = (page - 1) * PAGE_SIZE
    size = PAGE_SIZE + 1
    params = {"account": account, "start": start, "size": size, "upto": start + size}
    rows = [Entry(*row) for row in fetch_all(_OF_ACCOUNT, params)]
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def entries_of_case(case_id: int) -> list[Entry]:
    """Return everything that was booked about a case, newest first."""
    params = {"case_id": case_id, "size": MAX_OF_CASE}
    return [Entry(*row) for row in fetch_all(_OF_CASE, params)]


def case_behind(number: str) -> RefundCase | None:
    """Return the case of a case number or of a payout number, with its order and product."""
    rows = RefundCase.objects.filter(Q(number=number) | Q(payouts__number=number))
    return rows.select_related("order__product").first()


def costs(case_id: int) -> list[Borne]:
    """Return what each leg of a case costs and who bears it now; legs that replaced another are
    part of the first one."""
    legs = Payout.objects.filter(case_id=case_id, replaces=None).order_by("number")
    return _borne(list(legs))


def costs_to_move(number: str) -> list[Borne]:
    """Lock a case and its legs and return the costs, of one leg when a payout's number is given.

    Money that settles meanwhile waits, so that every entry knows who bears it. Empty when there
    is no such number, or nothing is owed yet.
    """
    case = RefundCase.objects.filter(Q(number=number) | Q(pk__in=_case_of_payout(number)))
    held = case.select_for_update(of=("self",)).first()
    if held is None:
        return []
    legs = list(Payout.objects.select_for_update().filter(case=held).order_by("id"))
    roots = [leg for leg in legs if leg.replaces_id is None]
    if number != held.number:
        first = _first_of(number, legs)
        roots = [leg for leg in roots if leg.pk == first]
    return _borne(sorted(roots, key=lambda leg: leg.number))


def _case_of_payout(number: str) -> Sequence[int]:
    return list(Payout.objects.filter(number=number).values_list("case_id", flat=True))


def _first_of(number: str, legs: Sequence[Payout]) -> int:
    by_id = {leg.pk: leg for leg in legs}
    leg = next(leg for leg in legs if leg.number == number)
    while leg.replaces_id is not None:
        leg = by_id[leg.replaces_id]
    return leg.pk


def _borne(legs: Sequence[Payout]) -> list[Borne]:
    """Whoever was named last bears it; the audit checks that the accounts say the same."""
    told = BookEntry.objects.filter(payout__in=legs, kind__in=[OWED, REASSIGNED]).order_by("id")
    moves: dict[int | None, list[str]] = {}
    for payout_id, debit in told.values_list("payout_id", "debit"):
        moves.setdefault(payout_id, []).append(debit)
    return [
        Borne(leg.pk, Cost(leg.number, leg.amount_minor, debits[-1], len(debits) - 1))
        for leg in legs
        if (debits := moves.get(leg.pk))
    ]


def received_before(cause: str) -> int | None:
    """Return the fen that were booked under a cause, None when it is new."""
    return BookEntry.objects.filter(cause=cause).values_list("amount_minor", flat=True).first()


def is_supplier(name: str) -> bool:
    """Whether we sell, or have ever booked a refund on, a supplier of this name."""
    return (
        Product.objects.filter(supplier=name).exists()
        or BookEntry.objects.filter(debit=recovery_account(name)).exists()
    )


def product_suppliers() -> list[str]:
    """Return the suppliers of what is sold, by name."""
    names = Product.objects.exclude(supplier="").order_by("supplier")
    return list(names.values_list("supplier", flat=True).distinct())
