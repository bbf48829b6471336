"""What holds an automatic refund back: it stays right, but a person pays it out (H1, H9, F4, E3).
Brakes never turn a yes into a no."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from weikameng.domain.policy.decision import Outcome, Read
from weikameng.domain.policy.question import Finding, Question, iso, yes_no, yuan
from weikameng.domain.policy.split import FIRST_PARTY


@dataclass(frozen=True, slots=True)
class Brake:
    """One brake: does it bite on this amount, which clause says so, what did it read."""

    name: str
    clause: str
    bites: Callable[[Question, int], bool]
    read: Callable[[Question, int], Read]


def _cross_border(q: Question, _minor: int) -> bool:
    return q.order.cross_border


def _risk(q: Question, _minor: int) -> bool:
    return q.order.risk_flag


def _dead_route(q: Question, minor: int) -> bool:
    """A closed account, or a payment too old for its channel to take money back (F4, R4.4)."""
    if minor == 0:
        return False
    legs = [leg for leg in q.order.tenders if leg.amount_minor > leg.refunded_minor]
    if any(leg.status != "active" for leg in legs):
        return True
    return _too_old(q) and any(leg.route not in FIRST_PARTY for leg in legs)


def _too_old(q: Question) -> bool:
    limit = timedelta(days=q.params.original_route_days)
    return q.order.paid_at is not None and q.at - q.order.paid_at > limit


def _over_limit(q: Question, minor: int) -> bool:
    return minor > q.params.auto_approve_max_minor


def _read_route(q: Question, _minor: int) -> Read:
    statuses = ",".join(f"{leg.route}:{leg.status}" for leg in q.order.tenders)
    return (("tenders", statuses), ("paid_at", iso(q.order.paid_at)))


BRAKES = (
    Brake(
        "cross_border",
        "H1",
        _cross_border,
        lambda q, _: (("cross_border", yes_no(q.order.cross_border)),),
    ),
    Brake("risk", "H9", _risk, lambda q, _: (("risk_flag", yes_no(q.order.risk_flag)),)),
    Brake("dead_route", "F4", _dead_route, _read_route),
    Brake(
        "auto_limit",
        "E3",
        _over_limit,
        lambda q, minor: (
            ("amount", yuan(minor)),
            ("auto_approve_max", yuan(q.params.auto_approve_max_minor)),
        ),
    ),
)


def held_back(q: Question, finding: Finding, biting: tuple[Brake, ...]) -> Finding:
    """Return the finding as a person will take it over, every biting clause cited."""
    clauses = finding.clauses + tuple(
        brake.clause for brake in biting if brake.clause not in finding.clauses
    )
    route = q.staffed_route
    over = any(brake.name == "auto_limit" for brake in biting)
    if over and route == "standard" and (finding.blameless or q.wrong_top_up):
        route = "urgent"
    if route == "urgent" and q.wrong_top_up:
        clauses += ("H6",)
    return replace(finding, outcome=Outcome.MANUAL, clauses=clauses, route=route)
