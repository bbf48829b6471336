"""What use and time do to a claim: promises on the page, own devices, renewals, used goods, the
window and the number of tries (H10, B2, H5, B1, B3, G2)."""

from datetime import timedelta

from weikameng.domain.policy.decision import Outcome, Read
from weikameng.domain.policy.question import (
    CONTESTED,
    DEFECT_IN_USE,
    WRONG_TARGET,
    Finding,
    Question,
    Rule,
    iso,
    yes_no,
)
from weikameng.domain.policy.window import days_end

PROMISE_DAYS = 7
REOPENS = (("new_proof", ""), ("platform_fault", ""))


def promise(q: Question) -> Finding | None:
    """A no-questions promise on the page binds where it is better for the buyer (H10)."""
    if not q.order.promise_7d or q.order.completed_at is None or q.provably_unused:
        return None
    end = days_end(q.policy, q.order.completed_at, PROMISE_DAYS)
    if q.at >= end:
        return None
    return Finding(
        Outcome.APPROVE_AUTO,
        ("H10",),
        "fast_lane",
        changes_at=end,
        changes=(("window_ends", iso(end)),),
    )


def device(q: Question) -> Finding | None:
    """One's own device or network is nobody's fault here; unused goods go by their facts (B2)."""
    if q.reason.code != "DEVICE_ISSUE" or q.provably_unused:
        return None
    return Finding(Outcome.REJECT, ("B2",), changes=REOPENS)


def renewal(q: Question) -> Finding | None:
    """Renewed without a reminder: the unused part goes back (H5)."""
    asked = q.reason.code == "AUTO_RENEWAL"
    reminded = q.order.renewal_reminded
    if reminded or (reminded is None and not asked):
        return None
    if q.provably_unused and not asked:
        return None
    if reminded is False and q.provably_unused:
        return Finding(Outcome.APPROVE_AUTO, ("H5",), "fast_lane")
    if q.provably_unused:
        return None
    return Finding(Outcome.MANUAL, ("H5",), q.staffed_route, "person")


def used(q: Question) -> Finding | None:
    """Used, activated or credited goods are not refundable (B1).

    Complaints about goods in use pass on; a contested use passes on when there is proof against
    it; a top-up credited to a wrong target is a matter of recall (A3).
    """
    code = q.reason.code
    if not (q.credited or (q.wanted and len(q.used) == len(q.wanted))):
        return None
    if code in DEFECT_IN_USE or (code in CONTESTED and not q.missing_evidence):
        return None
    if code in WRONG_TARGET and q.kind.direct and "used" not in q.usages:
        return None
    return Finding(Outcome.REJECT, ("B1",), told=_used_how(q), changes=REOPENS)


def _used_how(q: Question) -> str:
    if q.wanted and q.wanted[0].used_days:
        return "days"
    return "used" if q.used else "credited"


def read_usage(q: Question) -> Read:
    """Show the usage of every wanted unit and what the supplier confirmed."""
    days = max((unit.used_days for unit in q.wanted), default=0)
    pairs = (
        ("goods_kind", q.kind.kind),
        ("usage", ",".join(q.usages)),
        ("arrived", yes_no(q.arrived)),
    )
    return (*pairs, ("used_days", str(days))) if days else pairs


def window(q: Question) -> Finding | None:
    """After the window: the buyer's own reasons end, others' faults go to a person (B3, D3)."""
    if q.in_time or q.reason.window == "none":
        return None
    limit = timedelta(days=365 * q.params.late_platform_fault_years)
    fresh = q.order.completed_at is not None and q.at - q.order.completed_at <= limit
    if q.application.outage_at_deadline and fresh:
        return Finding(Outcome.MANUAL, ("D3",), q.staffed_route, "outage")
    if q.reason.window == "soft" and fresh:
        return Finding(Outcome.MANUAL, ("D3",), q.staffed_route, "late_fault")
    return Finding(Outcome.REJECT, ("B3", "D2"), changes=(("platform_fault", ""),))


def attempts(q: Question) -> Finding | None:
    """Trying again needs something new, three times at most, then a dispute (G2)."""
    tries = q.application.attempt
    if tries > q.params.max_attempts:
        return Finding(Outcome.REFUSE, ("G2", "H2"), told="too_many", changes=(("dispute", ""),))
    if tries <= 1 or q.application.new_material:
        return None
    missing = (*q.missing_all, "new_material")
    return Finding(
        Outcome.NEED_MORE,
        ("G2", "C1"),
        "standard",
        "nothing_new",
        missing,
        changes_at=days_end(q.policy, q.at, q.params.supplement_days),
        changes=tuple(("add", item) for item in missing),
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "promise",
        "H10",
        promise,
        lambda q: (
            ("promise_7d", yes_no(q.order.promise_7d)),
            ("completed_at", iso(q.order.completed_at)),
        ),
    ),
    Rule("device", "B2", device, lambda q: (("reason", q.reason.code),)),
    Rule(
        "renewal",
        "H5",
        renewal,
        lambda q: (("renewal_reminded", yes_no(q.order.renewal_reminded)),),
    ),
    Rule("used", "B1", used, read_usage),
    Rule(
        "window",
        "B3",
        window,
        lambda q: (
            ("completed_at", iso(q.order.completed_at)),
            ("window_end", iso(q.window_end)),
            ("at", iso(q.at)),
        ),
    ),
    Rule(
        "attempts",
        "G2",
        attempts,
        lambda q: (
            ("attempt", str(q.application.attempt)),
            ("max_attempts", str(q.params.max_attempts)),
            ("new_material", yes_no(q.application.new_material)),
        ),
    ),
)
