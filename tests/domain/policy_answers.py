"""How the tests of the policy write an answer: ``outcome route clauses`` and what goes with it.

``manual standard A5+F3 (40.00) @2026-03-24 ~key_viewed`` is a full answer; ``case_answer`` reads
one, ``disagreement`` says where a decision differs from it. ``shipped`` is what the policy says.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tests.domain.policies import POLICY
from weikameng.domain.money import yuan_of
from weikameng.domain.policy import facts_of_case
from weikameng.domain.policy.decide import outlook
from weikameng.domain.policy.facts import Facts
from weikameng.domain.policy.finding import Finding
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.window import BEIJING

CaseData = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is expected. What is None is not looked at; ``at_least`` allows more clauses."""

    outcome: str
    route: str
    clauses: tuple[str, ...]
    missing: tuple[str, ...] | None = None
    amount: str | None = None
    until: str | None = None
    changes: tuple[str, ...] | None = None
    case: str | None = None
    at_least: bool = False


def answer_of(text: str, at_least: bool = False) -> Answer:
    """Read an answer: outcome, route, clauses joined by ``+`` (``-`` for none), and then any of

    ``12.00`` what is paid, ``(12.00)`` what it is about, ``@2026-03-24T00:00`` when it changes
    (Beijing; ``@`` alone never), ``~a,b`` what else would change it, ``#rule.case`` what said so,
    and the items missing.
    """
    outcome, route, clauses, *rest = text.split(" ")
    kept: dict[str, Any] = {"missing": ()}
    for one in rest:
        if one.startswith("@"):
            kept["until"] = one[1:]
        elif one.startswith("~"):
            kept["changes"] = tuple(filter(None, one[1:].split(",")))
        elif one.startswith("#"):
            kept["case"] = one[1:]
        elif one.strip("()").replace(".", "").isdigit():
            kept["amount"] = one.strip("()")
        else:
            kept["missing"] += (one,)
    if at_least and outcome not in ("need_more", "approve_auto", "approve"):
        kept["missing"] = None
    cited = () if clauses == "-" else tuple(clauses.split("+"))
    return Answer(outcome, route, cited, at_least=at_least, **kept)


def disagreement(found: Finding, answer: Answer) -> str:
    """Say in which way a finding is not the answer; empty when it is."""
    cited = set(answer.clauses) <= set(found.clauses) if answer.at_least else None
    pairs: dict[str, tuple[Any, Any]] = {
        "outcome": (found.outcome.value, answer.outcome),
        "route": (found.route, answer.route),
        "clauses": (found.clauses, found.clauses if cited else answer.clauses),
        "missing": (found.missing, answer.missing),
        "amount": (yuan_of(found.at_stake_minor), answer.amount),
        "until": (_moment(found.changes_at), answer.until),
        "changes": (tuple(code for code, _ in found.changes), answer.changes),
        "case": (f"{found.rule.id}.{found.case.id}", answer.case),
    }
    if answer.at_least and answer.missing is not None:
        pairs["missing"] = (set(found.missing), set(answer.missing))
    wrong = {
        name: pair for name, pair in pairs.items() if pair[1] is not None and pair[0] != pair[1]
    }
    return "; ".join(f"{name} is {got!r}, not {asked!r}" for name, (got, asked) in wrong.items())


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")


def found_on(case: CaseData, policy: Policy = POLICY) -> Finding:
    """What a policy says about a case."""
    facts, at = facts_of(case, policy)
    return outlook(policy, facts, at)


def facts_of(case: CaseData, policy: Policy = POLICY) -> tuple[Facts, datetime]:
    """Read a case; ``asked_before``: it was sent back for its description once already."""
    facts, at = facts_of_case(policy, case)
    asked = bool(case.get("asked_before"))
    return replace(facts, application=replace(facts.application, description_asked=asked)), at


@dataclass(frozen=True, slots=True)
class Told:
    """One case with its answer, its facts read once."""

    name: str
    facts: Facts
    at: datetime
    answer: Answer

    def wrong_under(self, policy: Policy) -> str:
        """How a policy answers it otherwise; empty when it doesn't."""
        return disagreement(outlook(policy, self.facts, self.at), self.answer)


def told(name: str, case: CaseData, answer: Answer) -> Told:
    """Read the facts of a case under the shipped policy."""
    facts, at = facts_of(case)
    return Told(name, facts, at, answer)
