"""The policy: facts in, decision out, every clause tested and explained (R9.2, N2)."""

from weikameng.domain.policy.cases import facts_of_case, prediction_of
from weikameng.domain.policy.decide import decide
from weikameng.domain.policy.decision import ClauseResult, Decision
from weikameng.domain.policy.document.reading import policy_from, policy_of
from weikameng.domain.policy.eligibility import eligibility, eligibility_by_reason
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.outcome import Outcome
from weikameng.domain.policy.stored import facts_from_json, facts_to_json, from_json, to_json
from weikameng.domain.policy.window import window_end

__all__ = [
    "ClauseResult",
    "Decision",
    "Outcome",
    "Policy",
    "decide",
    "eligibility",
    "eligibility_by_reason",
    "facts_from_json",
    "facts_of_case",
    "facts_to_json",
    "from_json",
    "policy_from",
    "policy_of",
    "prediction_of",
    "to_json",
    "window_end",
]
