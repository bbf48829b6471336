"""The gates: may this application be taken at all? Then duplicates and holds (B4, B5, G1, H7)."""

from weikameng.domain.policy.decision import Outcome, Read
from weikameng.domain.policy.question import Finding, Question, Rule, iso, yes_no, yuan


def paid(q: Question) -> Finding | None:
    """Nothing was paid, so nothing can be given back (B4)."""
    if q.order.paid_at is not None:
        return None
    return Finding(Outcome.REFUSE, ("B4",))


def owner(q: Question) -> Finding | None:
    """Only the buyer, or the guardian of a minor, may apply (B5)."""
    if q.application.applicant in ("owner", "guardian"):
        return None
    return Finding(Outcome.REFUSE, ("B5",), changes=(("owner_applies", ""),))


def not_refunded(q: Question) -> Finding | None:
    """What was given back is not given back again; an overcharge is other money (B4)."""
    if q.wanted or q.overcharge_minor:
        return None
    return Finding(Outcome.REFUSE, ("B4",))


def ceiling_minor(q: Question) -> int:
    """What may be asked for, in fen."""
    return q.remaining_minor + q.overcharge_minor


def amount(q: Question) -> Finding | None:
    """Never more than what is left of what was paid, and never less than nothing (B4, P1)."""
    asked = q.application.amount_requested_minor
    if asked is None or 0 < asked <= ceiling_minor(q) or asked == ceiling_minor(q):
        return None
    return Finding(Outcome.REFUSE, ("B4",), changes=(("amount_at_most", yuan(ceiling_minor(q))),))


def read_amount(q: Question) -> Read:
    """Show what was asked and what is left."""
    asked = q.application.amount_requested_minor
    return (
        ("amount_requested", "" if asked is None else yuan(asked)),
        ("remaining", yuan(ceiling_minor(q))),
    )


def open_case(q: Question) -> Finding | None:
    """One open application per unit; another channel joins it (G1, R8.3)."""
    if not q.application.open_case:
        return None
    changes = (("open_case_ends", q.application.open_case),)
    return Finding(Outcome.MERGE, ("G1",), changes=changes)


def chargeback(q: Question) -> Finding | None:
    """A complaint at the payment channel holds the case: never pay twice (H7, N9)."""
    if not q.order.chargeback_open:
        return None
    return Finding(Outcome.MANUAL, ("H7",), "dispute", changes=(("chargeback_ends", ""),))


RULES: tuple[Rule, ...] = (
    Rule("paid", "B4", paid, lambda q: (("paid_at", iso(q.order.paid_at)),)),
    Rule("owner", "B5", owner, lambda q: (("applicant", q.application.applicant),)),
    Rule(
        "not_refunded",
        "B4",
        not_refunded,
        lambda q: (("remaining", yuan(q.remaining_minor)),),
    ),
    Rule("amount", "B4", amount, read_amount),
    Rule("open_case", "G1", open_case, lambda q: (("open_case", q.application.open_case),)),
    Rule(
        "chargeback",
        "H7",
        chargeback,
        lambda q: (("chargeback_open", yes_no(q.order.chargeback_open)),),
    ),
)
