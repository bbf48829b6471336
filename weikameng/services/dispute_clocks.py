"""By when each step of a dispute is due, on the calendar of today (R6.3, sla.json)."""

from collections.abc import Iterable
from datetime import datetime

from weikameng.domain.disputes import (
    CHALLENGE_CLOCK,
    DECLARE_CLOCK,
    MATERIAL_CLOCK,
    RULING_CLOCK,
    STATEMENT_CLOCK,
    pauses_of,
)
from weikameng.domain.policy.window import days_end
from weikameng.domain.promises import promise_for
from weikameng.records.reading import panels
from weikameng.records.reading.disputes import DisputeAsRead, RequestAsRead
from weikameng.records.reading.policies import policy, promises


def open_until(case_id: int, policy_version: str) -> datetime | None:
    """Return the first moment at which a refusal can be disputed no more; None without one."""
    refused_at = panels.rejected_at(case_id)
    if refused_at is None:
        return None
    rules = policy(policy_version)
    return days_end(rules, refused_at, rules.params.dispute_days)


def statement_due(opened_at: datetime) -> datetime:
    """Return by when both sides file."""
    return _due(STATEMENT_CLOCK, opened_at)


def declaration_due(drawn_at: datetime) -> datetime:
    """Return by when somebody who was drawn declares."""
    return _due(DECLARE_CLOCK, drawn_at)


def challenge_due(drawn_at: datetime) -> datetime:
    """Return until when a side may refuse somebody who was drawn."""
    return _due(CHALLENGE_CLOCK, drawn_at)


def material_due(asked_at: datetime) -> datetime:
    """Return by when a side answers the panel."""
    return _due(MATERIAL_CLOCK, asked_at)


def ruling_due(dispute: DisputeAsRead, asked: Iterable[RequestAsRead]) -> datetime | None:
    """Return by when the panel rules; None while the buyer is waited for."""
    pauses = pauses_of([(one.side, one.asked_at, one.ended_at) for one in asked])
    return promise_for(promises(), RULING_CLOCK, dispute.opened_at, pauses).due_at


def renewed(due_at: datetime) -> datetime:
    """Return the new time of a late ruling: the same span once more from when it was due."""
    return _due(RULING_CLOCK, due_at)


def _due(clock: str, since: datetime) -> datetime:
    due_at = promise_for(promises(), clock, since).due_at
    assert due_at is not None, "a clock that never pauses ends"
    return due_at
