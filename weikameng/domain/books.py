"""The books: what each step of a refund posts, on which two accounts (R4.6, docs/books.md).

Accounts: ``claims`` (owed to buyers), ``clearing:`` and ``cash:<route>`` (paid; on a statement),
``cost:platform``, ``recovery:<supplier>`` (who bears it); ``…:shop:<code>`` is a shop's own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

CLAIMS = "claims"
PLATFORM = "platform"
SUPPLIER = "supplier"
SHOP = "shop"
OWED, SETTLED, REVERSED = "owed", "settled", "reversed"
REASSIGNED, RECEIVED, CLEARED = "reassigned", "received", "cleared"
CHARGED_BACK = "charged_back"
RETURNED = "returned"

_COST = r"(cost:platform|cost:shop:.+|recovery:.+)"
# What each kind of entry may move: patterns of the whole debit and the whole credit. The audit
# holds every entry to its kind; a new kind has its line here.
SHAPES: Mapping[str, tuple[str, str]] = {
    OWED: (_COST, CLAIMS),
    SETTLED: (CLAIMS, "clearing:.+"),
    REVERSED: ("clearing:.+", CLAIMS),
    REASSIGNED: (_COST, _COST),
    RECEIVED: (f"cash:{SUPPLIER}:.+", "recovery:.+"),
    CLEARED: ("clearing:.+", "cash:.+"),
    CHARGED_BACK: (_COST, "clearing:chargeback"),
    RETURNED: ("cash:.+", "clearing:.+"),
}


@dataclass(frozen=True, slots=True)
class Posting:
    """One double entry to write, in fen. ``cause`` is unique in the books: nothing twice."""

    cause: str
    kind: str
    debit: str
    credit: str
    amount_minor: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one leg costs and who bears it now; ``account`` as the books call it, fen.

    ``corrections`` counts how often somebody has moved it so far.
    """

    number: str
    amount_minor: int
    account: str
    corrections: int = 0


def cost_account(bearer: str) -> str:
    """Return where a refund's cost goes: ``platform``, ``supplier:<name>`` to recover it, or
    ``shop:<code>`` that pays it itself."""
    kind, _, name = bearer.partition(":")
    return f"recovery:{name or 'unnamed'}" if kind == SUPPLIER else f"cost:{bearer}"


def own_of_shop(code: str) -> str:
    """Return what a shop's own cost and accounts are called: it bears what it pays back."""
    return f"{SHOP}:{code}"


def recovery_account(supplier: str) -> str:
    """Return what a supplier owes us for refunds it bears."""
    return cost_account(f"{SUPPLIER}:{supplier}")


def bearer_on(account: str) -> str:
    """Return who stands behind a cost account: the inverse of ``cost_account``."""
    kind, _, name = account.partition(":")
    return f"{SUPPLIER}:{name}" if kind == "recovery" else name


def owed(number: str, amount_minor: int, bearer: str) -> Posting:
    """The buyer has a claim from the moment a leg is intended."""
    return Posting(f"owed:{number}", OWED, cost_account(bearer), CLAIMS, amount_minor)


def settled(number: str, amount_minor: int, route: str, nth: int) -> Posting:
    """The claim is met: the channel says paid. ``nth`` counts settlements of this leg from 1."""
    return Posting(f"settled:{number}:{nth}", SETTLED, CLAIMS, f"clearing:{route}", amount_minor)


def reversed_(number: str, amount_minor: int, route: str, nth: int) -> Posting:
    """The money came back after the ``nth`` settlement: the claim stands again."""
    return Posting(f"reversed:{number}:{nth}", REVERSED, f"clearing:{route}", CLAIMS, amount_minor)


def cleared(number: str, amount_minor: int, route: str, nth: int) -> Posting:
    """The channel's statement shows the ``nth`` settlement: the money has left its account."""
    accounts = f"clearing:{route}", f"cash:{route}"
    return Posting(f"cleared:{number}:{nth}", CLEARED, *accounts, amount_minor)


def returned(number: str, amount_minor: int, route: str, nth: int) -> Posting:
    """The channel's statement shows that the money of the ``nth`` settlement came back."""
    accounts = f"cash:{route}", f"clearing:{route}"
    return Posting(f"returned:{number}:{nth}", RETURNED, *accounts, amount_minor)


def charged_back(complaint_id: int, amount_minor: int, reference: str) -> Posting:
    """The channel gave the buyer more than we had promised: a cost of ours, without a claim."""
    accounts = cost_account(PLATFORM), "clearing:chargeback"
    return Posting(f"charged_back:{complaint_id}", CHARGED_BACK, *accounts, amount_minor, reference)


def reassigned(cost: Cost, bearer: str, note: str) -> Posting:
    """Somebody else bears the cost, and ``note`` says why: a further entry, nothing is edited."""
    cause = f"reassigned:{cost.number}:{cost.corrections + 1}"
    accounts = cost_account(bearer), cost.account
    return Posting(cause, REASSIGNED, *accounts, cost.amount_minor, note)


def received(supplier: str, amount_minor: int, reference: str, note: str = "") -> Posting:
    """A supplier paid what it owes us; ``reference`` is the bank's, once for each supplier."""
    accounts = f"cash:{SUPPLIER}:{supplier}", recovery_account(supplier)
    return Posting(f"received:{supplier}:{reference}", RECEIVED, *accounts, amount_minor, note)


def fits(posting: Posting) -> bool:
    """Whether an entry moves what its kind may move, between two accounts, above nothing."""
    debit, credit = SHAPES.get(posting.kind, ("(?!)", "(?!)"))
    shaped = re.fullmatch(debit, posting.debit) and re.fullmatch(credit, posting.credit)
    return bool(shaped) and posting.debit != posting.credit and posting.amount_minor > 0
