"""The books: what each step of a refund posts, on which two accounts (R4.6, payments.md).

Accounts: ``claims`` (owed to buyers), ``clearing:<route>`` (paid, not yet on a statement),
``cash:<route>`` (on it); ``cost:platform`` and ``recovery:<supplier>`` (who bears it)."""

from dataclasses import dataclass

CLAIMS = "claims"
PLATFORM = "platform"
SUPPLIER = "supplier"


@dataclass(frozen=True, slots=True)
class Posting:
    """One double entry to write, in fen. ``cause`` is unique in the books: nothing twice."""

    cause: str
    kind: str
    debit: str
    credit: str
    amount_minor: int
    note: str = ""


def cost_account(bearer: str) -> str:
    """Return where a refund's cost goes: ``platform``, or ``supplier:<name>`` to recover it."""
    kind, _, name = bearer.partition(":")
    return f"recovery:{name or 'unnamed'}" if kind == SUPPLIER else f"cost:{kind}"


def owed(number: str, amount_minor: int, bearer: str) -> Posting:
    """The buyer has a claim from the moment a leg is intended."""
    return Posting(f"owed:{number}", "owed", cost_account(bearer), CLAIMS, amount_minor)


def settled(number: str, amount_minor: int, route: str, nth: int) -> Posting:
    """The claim is met: the channel says paid. ``nth`` counts settlements of this leg from 1."""
    return Posting(f"settled:{number}:{nth}", "settled", CLAIMS, f"clearing:{route}", amount_minor)


def reversed_(number: str, amount_minor: int, route: str, nth: int) -> Posting:
    """The money came back after the ``nth`` settlement: the claim stands again."""
    return Posting(
        f"reversed:{number}:{nth}", "reversed", f"clearing:{route}", CLAIMS, amount_minor
    )
