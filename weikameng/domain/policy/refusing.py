"""Refusing in plain words (I1): the clause and the facts are forced, a text is proposed from them.

The result comes first, then the facts, the reason, and what the buyer can do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from weikameng.domain.errors import Refusal
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.outcome import Outcome
from weikameng.domain.policy.sentences import name_words, said_words
from weikameng.domain.words import Words

SPECIAL = "H"
_NOES = frozenset({Outcome.REJECT, Outcome.REFUSE})


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that was found, by the name and value of the trace."""

    name: str
    value: str

    def words(self, policy: Policy) -> tuple[Words, Words]:
        """Return its name and its value as people say them."""
        return name_words(self.name), said_words(policy, self.name, self.value)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a refusal rests on: a clause of the version and at least one fact."""

    clause: str
    facts: tuple[Fact, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as the history keeps it."""
        return {"clause": self.clause, "facts": [[f.name, f.value] for f in self.facts]}


def basis_from(stored: dict[str, Any] | None) -> Basis | None:
    """Return what the history kept; None for refusals from before this was asked for."""
    if not stored or "clause" not in stored:
        return None
    return Basis(stored["clause"], tuple(Fact(name, value) for name, value in stored["facts"]))


def refusal_clauses(policy: Policy, reason: str = "") -> tuple[str, ...]:
    """Return the clauses a refusal may stand on: those by which the version itself says no.

    Of a special case (chapter H) a person decides by its own clause, so that one is among them.
    """
    found = {
        case.clauses[0].value
        for rule in policy.rules
        for case in rule.cases
        if case.outcome in _NOES and case.clauses
    }
    if reason in policy.reasons and policy.reasons[reason].clause.startswith(SPECIAL):
        found.add(policy.reasons[reason].clause)
    return tuple(clause for clause in policy.clauses if clause in found)


def facts_on_hand(decision: Decision, more: Iterable[Fact] = ()) -> tuple[Fact, ...]:
    """Return the facts a refusal may name: what was just found, then what the tests read."""
    found = {fact.name: fact for fact in more}
    for result in decision.tested:
        for name, value in result.read:
            if value and name not in found:
                found[name] = Fact(name, value)
    return tuple(found.values())


def basis_of(policy: Policy, clause: str, names: Sequence[str], on_hand: Sequence[Fact]) -> Basis:
    """Return what a refusal rests on; Refusal without a clause that says no, or without a fact."""
    reason = next((fact.value for fact in on_hand if fact.name == "reason"), "")
    if clause not in refusal_clauses(policy, reason):
        raise Refusal("clause", _NO_CLAUSE)
    facts = tuple(fact for fact in on_hand if fact.name in names)
    if not facts or len(facts) < len(set(names)):
        raise Refusal("facts", _NO_FACTS)
    return Basis(clause, facts)


def refusal_words(policy: Policy, basis: Basis) -> Words:
    """Propose what the buyer reads; whoever decides may change every word of it."""
    said = [fact.words(policy) for fact in basis.facts]
    zh = ";".join(f"{name.zh}:{value.zh}" for name, value in said)
    en = "; ".join(f"{name.en}: {value.en}" for name, value in said)
    clause = policy.clauses[basis.clause].words
    return Words(
        f"这次不能退款。\n我们查到:{zh}。\n原因(规则 {basis.clause}):{clause.zh}\n"
        "你可以补充新的材料再申请,之前交的都保留着。",
        f"This can't be refunded.\nWhat we found: {en}.\nWhy (clause {basis.clause}): {clause.en}\n"
        "You can add new material and apply again; what you sent is kept.",
    )


_NO_CLAUSE = Words(
    "请选择依据哪一条规则。没有规则可依的,不能拒绝。",
    "Choose the clause it rests on. Without a clause nothing can be refused.",
)
_NO_FACTS = Words("请至少勾选一项查到的事实。", "Tick at least one fact that the refusal rests on.")
