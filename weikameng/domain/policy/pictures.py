"""What a machine read off pictures may turn an answer into a yes, and into nothing else (R3.4)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.facts import Facts, PicturesChecked
from weikameng.domain.policy.later import better, decide_best
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.outcome import Outcome


def cleared_by_pictures(
    policies: Sequence[Policy], facts: Facts, checked: PicturesChecked, at: datetime
) -> tuple[Facts, Decision] | None:
    """Return the yes that follows once it is known what the pictures came to, with its facts.

    None when the rules don't ask about pictures, or make of them anything but a better yes: a
    rule that would refuse for what a machine read is not followed.
    """
    seen = replace(facts, application=replace(facts.application, pictures_checked=checked))
    decision = decide_best(policies, seen, at)
    if decision.outcome is not Outcome.APPROVE_AUTO:
        return None
    return (seen, decision) if better(decision, decide_best(policies, facts, at)) else None
