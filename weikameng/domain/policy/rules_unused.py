"""Refunds of what was not used: the unused part, one click, proved unused, and keys that were
looked at (F3, E1, E2, A4, E3, A5)."""

from weikameng.domain.policy.decision import Outcome, Read
from weikameng.domain.policy.facts import UnitFacts
from weikameng.domain.policy.question import (
    CONTESTED,
    DEFECT_IN_USE,
    Finding,
    Question,
    Rule,
    yes_no,
    yuan,
)
from weikameng.domain.policy.rules_use import read_usage


def partly_used(q: Question) -> Finding | None:
    """Some of the units were used: the others still go back (A4, F3)."""
    code = q.reason.code
    if not q.used or len(q.used) == len(q.wanted) or q.credited or code in DEFECT_IN_USE:
        return None
    if code in CONTESTED and not q.missing_evidence:
        return None
    rest = tuple(unit for unit in q.wanted if unit not in q.used)
    usages = {q.usage_of(unit) for unit in rest}
    if "unknown" in usages or q.arrival_unknown:
        return None
    if "revealed" in usages:
        return Finding(Outcome.MANUAL, ("A5", "F3"), q.staffed_route, "revealed", units=rest)
    return _approve(q, ("A4", "F3", "E3"), "fast_lane", rest)


def one_click(q: Question) -> Finding | None:
    """Paid below the threshold, never used, domestic: no evidence, at once (E1, R10.1)."""
    if not _one_click_order(q):
        return None
    if q.application.one_click_30d >= q.params.one_click_30d_max:
        return Finding(Outcome.MANUAL, ("E2", "A4"), q.staffed_route, "budget")
    return _approve(q, ("E1", "A4"), "one_click", q.wanted)


def _one_click_order(q: Question) -> bool:
    """The threshold is on the whole order, and so is the missing usage record (choice 1)."""
    below = q.order.paid_minor < q.params.one_click_below_minor
    if not below or q.order.cross_border or not q.wanted or not q.provably_unused:
        return False
    clean = all(q.usage_of(unit) == "none" for unit in q.order.units if not unit.refunded)
    return clean and q.reason.code != "UNDER_DELIVERED"


def unused(q: Question) -> Finding | None:
    """Recorded as unused: the record is the proof, whatever reason was chosen (A4, E3)."""
    if not q.wanted or not q.provably_unused or q.reason.code == "UNDER_DELIVERED":
        return None
    void = "void" in q.usages
    found = "A7" if q.reason.code == "KEY_INVALID" and void else "A5"
    clauses = ("A4", found, "E3") if void else ("A4", "E3")
    return _approve(q, clauses, "fast_lane", q.wanted)


def revealed(q: Question) -> Finding | None:
    """A key that was looked at is frozen, verified and voided first (A5).

    Reasons that ask for evidence go on to it: the complaint is about more than the viewing.
    """
    if "revealed" not in q.usages or q.reason.asks or q.used:
        return None
    if "unknown" in q.usages:
        return None
    end, changes = q.until_window_end
    return Finding(Outcome.MANUAL, ("A5",), q.staffed_route, changes_at=end, changes=changes)


def _approve(
    q: Question, clauses: tuple[str, ...], route: str, units: tuple[UnitFacts, ...]
) -> Finding:
    end, changes = q.until_window_end
    if not q.kind.direct:
        changes = (*changes, ("key_viewed", ""))
    return Finding(
        Outcome.APPROVE_AUTO, clauses, route, units=units, changes_at=end, changes=changes
    )


def read_one_click(q: Question) -> Read:
    """Show the amount, the threshold, the usage and the budget of the last 30 days."""
    return (
        ("paid_total", yuan(q.order.paid_minor)),
        ("one_click_below", yuan(q.params.one_click_below_minor)),
        ("usage", ",".join(q.usages)),
        ("cross_border", yes_no(q.order.cross_border)),
        ("one_click_30d", str(q.application.one_click_30d)),
        ("one_click_30d_max", str(q.params.one_click_30d_max)),
    )


def read_rest(q: Question) -> Read:
    """Show how many units were wanted and how many of them were used."""
    return (("units", str(len(q.wanted))), ("units_used", str(len(q.used))))


RULES: tuple[Rule, ...] = (
    Rule("partly_used", "F3", partly_used, read_rest),
    Rule("one_click", "E1", one_click, read_one_click),
    Rule("unused", "A4", unused, read_usage),
    Rule("revealed", "A5", revealed, read_usage),
)
