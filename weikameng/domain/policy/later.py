"""Which version decides: the one in force when the order was paid, and a later one only where it is
better for the buyer (N1; rules may not be changed to a buyer's loss after the sale)."""

from collections.abc import Sequence
from datetime import datetime

from weikameng.domain.policy.decide import decide
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.facts import Facts
from weikameng.domain.policy.finding import Finding
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.outcome import Outcome

# From worst to best for the buyer; what asks for less comes before what asks for more.
ORDER = (
    Outcome.REFUSE,
    Outcome.REJECT,
    Outcome.MERGE,
    Outcome.NEED_MORE,
    Outcome.MANUAL,
    Outcome.APPROVE,
    Outcome.APPROVE_AUTO,
)
_RANK = {outcome: rank for rank, outcome in enumerate(ORDER)}


def decide_best(policies: Sequence[Policy], facts: Facts, at: datetime) -> Decision:
    """Return the decision under the first version, or under a later one that is better.

    ``policies`` begins with the version of the payment; the others follow, oldest first. Between
    equals the earlier version decides.
    """
    decisions = [decide(policy, facts, at) for policy in for_order(policies, facts)]
    # max() keeps the first of equals: the version of the payment, then the earlier ones.
    return max(decisions, key=worth)


def for_order(policies: Sequence[Policy], facts: Facts) -> tuple[Policy, ...]:
    """Return the versions that may speak: a later one that dropped the good or the reason may not.

    A reason that no version knows is left to each of them to take as OTHER.
    """
    kind, reason = facts.order.goods_kind, facts.application.reason
    known = reason in policies[0].reasons
    later = (p for p in policies[1:] if kind in p.goods and (reason in p.reasons or not known))
    return (policies[0], *later)


def better(one: Decision, other: Decision) -> bool:
    """Whether ``one`` is better for the buyer: the outcome, then the money, then what is asked."""
    return worth(one) > worth(other)


def worth(answer: Decision | Finding) -> tuple[int, int, int]:
    """Return what an answer is worth to the buyer; greater is better."""
    money = answer.at_stake_minor if answer.outcome in _MAY_PAY else 0
    return _RANK[answer.outcome], money, -len(answer.missing)


_MAY_PAY = (Outcome.APPROVE_AUTO, Outcome.APPROVE, Outcome.MANUAL)
