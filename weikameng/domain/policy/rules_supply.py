"""What the platform and its suppliers owe: overcharges, failures, deliveries that have not come
(A1, A2, A6, A8). The supplier's record speaks before the chosen reason does (choice 4)."""

from weikameng.domain.policy.decision import Outcome, Read
from weikameng.domain.policy.question import (
    NOT_FOUND_UPSTREAM,
    WRONG_TARGET,
    Finding,
    Question,
    Rule,
    iso,
    yes_no,
    yuan,
)
from weikameng.domain.policy.window import days_end


def overcharge(q: Question) -> Finding | None:
    """What was taken twice goes back whether or not the good was used (A6)."""
    if q.overcharge_minor:
        asked = q.application.amount_requested_minor
        pay = q.overcharge_minor if asked is None else min(asked, q.overcharge_minor)
        return Finding(
            Outcome.APPROVE_AUTO,
            ("A6",),
            "fast_lane",
            "overcharged",
            pay_minor=pay,
            units=(),
            blameless=True,
        )
    if q.reason.code != "OVERCHARGED":
        return None
    if not q.missing_all:
        return Finding(Outcome.MANUAL, ("A6",), q.staffed_route, "person")
    return Finding(
        Outcome.NEED_MORE,
        ("A6", "C1"),
        q.staffed_route,
        "missing",
        q.missing_all,
        changes_at=days_end(q.policy, q.at, q.params.supplement_days),
        changes=tuple(("add", item) for item in q.missing_all),
    )


def upstream(q: Question) -> Finding | None:
    """The supplier's own record says it failed, was taken back or found nobody (A2, A6, E3)."""
    not_found = q.supplier_code in NOT_FOUND_UPSTREAM
    stock_out = q.supplier_code == "OUT_OF_STOCK"
    invalid = q.supplier_code in ("REDEEMED_BY_OTHER", "KEY_VOID", "KEY_INVALID")
    failed = q.supplier_status in ("failed", "reversed") or not_found or stock_out or invalid
    never_came = q.supplier_status == "success" and q.arrived is False
    if not failed and not never_came:
        return None
    if (q.arrived is True and q.supplier_status != "reversed") or (q.used and not invalid):
        return Finding(Outcome.MANUAL, ("A6",), q.staffed_route, "contradiction")
    clauses = ("A2",) if not_found else ("A7", "E3") if invalid else ("A6", "E3")
    told = "not_found" if not_found else "invalid" if invalid else "failed"
    return Finding(Outcome.APPROVE_AUTO, clauses, "fast_lane", told, blameless=True)


def undelivered(q: Question) -> Finding | None:
    """Not delivered yet: recall first while it may still arrive, else wait or pay (A1, A8)."""
    said_done = q.kind.direct and q.supplier_status == "success"
    if q.order.delivered or said_done or not {"none", "unknown", "void"}.issuperset(q.usages):
        return None
    promised = q.order.promised_at
    waiting = promised is not None and q.at < promised
    clauses = _clauses(q, late=promised is not None and not waiting)
    if q.recallable:
        return Finding(Outcome.APPROVE_AUTO, clauses, "fast_lane", "recall", blameless=True)
    under_way = _may_still_arrive(q, waiting)
    if waiting and not (under_way and q.reason.code in WRONG_TARGET):
        return _wait(q)
    if under_way:
        return Finding(Outcome.MANUAL, clauses, q.staffed_route, "chase")
    return Finding(Outcome.APPROVE_AUTO, clauses, "fast_lane", "stopped", blameless=True)


def _may_still_arrive(q: Question, waiting: bool) -> bool:
    """A key is ours to hold back; a direct top-up under way is not (choice 6)."""
    if q.supplier_status == "processing":
        return True
    unpromised = q.order.promised_at is None
    return q.kind.direct and (q.supplier_status == "unknown" or waiting or unpromised)


def _clauses(q: Question, late: bool) -> tuple[str, ...]:
    if q.reason.code in WRONG_TARGET:
        return ("A1",)
    if late or q.reason.code == "DELAYED":
        return ("A8",)
    if q.kind.direct and q.reason.fault == "buyer":
        return ("A4", "A8")
    return ("A6", "A8")


def _wait(q: Question) -> Finding:
    return Finding(
        Outcome.NEED_MORE,
        ("A8",),
        "none",
        "wait",
        ("wait_until_promised",),
        changes_at=q.order.promised_at,
        changes=(("promised_passes", iso(q.order.promised_at)),),
    )


def read_supplier(q: Question) -> Read:
    """Show what the supplier last said."""
    return (
        ("supplier_status", q.supplier_status or "silent"),
        ("supplier_code", q.supplier_code),
        ("arrived", yes_no(q.arrived)),
    )


def read_delivery(q: Question) -> Read:
    """Show the delivery and its promise."""
    return (
        ("delivered", yes_no(q.order.delivered)),
        ("promised_at", iso(q.order.promised_at)),
        ("recallable", yes_no(q.recallable)),
        ("at", iso(q.at)),
    )


def read_overcharge(q: Question) -> Read:
    """Show what was taken beyond the price, and what is missing to show it."""
    return (("overcharge", yuan(q.overcharge_minor)), ("missing", ",".join(q.missing_all)))


RULES: tuple[Rule, ...] = (
    Rule("overcharge", "A6", overcharge, read_overcharge),
    Rule("upstream", "A6", upstream, read_supplier),
    Rule("undelivered", "A8", undelivered, read_delivery),
)
