"""What a rule finds on a question: the values of its facts, worked out when first read, and the
case that holds with its clauses, route, amount and what would change it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weikameng.domain.policy.decision import Read
from weikameng.domain.policy.declared.application import BY_REASON
from weikameng.domain.policy.declared.fact import NEVER
from weikameng.domain.policy.declared.fact_list import READERS, WRITTEN
from weikameng.domain.policy.declared.question import Question
from weikameng.domain.policy.facts import UnitFacts
from weikameng.domain.policy.model import Guarded, Policy, Rule, RuleCase
from weikameng.domain.policy.outcome import Outcome


class Undecided(Exception):
    """What was read depends on the reason, and none is chosen yet."""


class Values(dict[str, Any]):
    """The facts and terms of one question by name, each worked out once, when it is read."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self._terms = question.policy.terms

    def __missing__(self, name: str) -> Any:
        of = READERS.get(name)
        value = of(self.question) if of else self._terms[name].condition.means(self)
        self[name] = value
        return value

    def shown(self, names: Sequence[str]) -> dict[str, str]:
        """Return facts as they are kept in the trace; an amount nobody named stays empty."""
        texts = {name: WRITTEN[name](self[name]) for name in names}
        if not self["amount_asked"]:
            texts["asked_minor"] = ""
        return texts


class WhateverReason(Values):
    """The values that are the same for every reason. Undecided for any other."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        for term in question.policy.terms:
            with suppress(Undecided):
                self[term]

    def __missing__(self, name: str) -> Any:
        if name in BY_REASON:
            raise Undecided
        return super().__missing__(name)


class UnderReason(Values):
    """The values under one reason; those that are the same for every reason are shared."""

    def __init__(self, question: Question, shared: WhateverReason) -> None:
        super().__init__(question)
        self.update(shared)
        self._shared = shared

    def __missing__(self, name: str) -> Any:
        if name in READERS and name not in BY_REASON:
            value = self[name] = self._shared[name]
            return value
        return super().__missing__(name)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's case that holds, with everything in it worked out. Amounts in fen."""

    rule: Rule
    case: RuleCase
    outcome: Outcome
    route: str
    clauses: tuple[str, ...]
    missing: tuple[str, ...]
    at_stake_minor: int
    units: tuple[UnitFacts, ...]
    changes_at: datetime | None
    changes: Read


def holding(rule: Rule, values: Values) -> RuleCase | None:
    """Return the case of a rule that holds; None when none does, or when it lets others decide."""
    for case in rule.cases:
        if case.when.means(values):
            return case if case.outcome else None
    return None


def may_speak(rules: Sequence[Rule], values: WhateverReason) -> Iterator[Rule]:
    """Yield the rules that a reason can bring to speak, in order.

    Nothing that follows a rule which speaks whatever the reason is ever reached.
    """
    for rule in rules:
        try:
            speaks = holding(rule, values)
        except Undecided:
            yield rule
            continue
        if speaks:
            yield rule
            return


def finding_of(rule: Rule, case: RuleCase, values: Values) -> Finding:
    """Work out what a case that holds says."""
    assert case.outcome is not None
    question = values.question
    missing = chosen(case.missing, values)
    changes_at, changes = _changes(question.policy, case, values, missing)
    return Finding(
        rule=rule,
        case=case,
        outcome=case.outcome,
        route=named(case.route, values),
        clauses=chosen(case.clauses, values),
        missing=missing,
        at_stake_minor=values[f"{case.pays}_pay_minor"],
        units=_units(question, case.pays),
        changes_at=changes_at,
        changes=changes,
    )


def chosen(guarded: tuple[Guarded, ...], values: Values) -> tuple[str, ...]:
    """Return the values whose condition holds, ``$name`` replaced by what the fact holds."""
    found: list[str] = []
    for one in guarded:
        if one.condition is None or one.condition.means(values):
            if one.value.startswith("$"):
                value = values[one.value[1:]]
                found += value if isinstance(value, tuple) else filter(None, (value,))
            else:
                found.append(one.value)
    return tuple(found)


def named(text: str, values: Values) -> str:
    """Return a text, or for ``$name`` what the fact or term holds."""
    return str(values[text[1:]]) if text.startswith("$") else text


def _units(q: Question, pays: str) -> tuple[UnitFacts, ...]:
    if pays == "overcharge":
        return ()
    return q.unused if pays == "unused" else q.wanted


def _changes(
    policy: Policy, case: RuleCase, values: Values, missing: tuple[str, ...]
) -> tuple[datetime | None, Read]:
    """When the answer changes by itself, and what else would change it, as (code, value)."""
    until = chosen((case.until,), values) if case.until else ()
    moment = values[until[0]] if until else NEVER
    changes: list[tuple[str, str]] = []
    if moment != NEVER and until[0] in policy.changes:
        changes.append((until[0], WRITTEN[until[0]](moment)))
    elif moment != NEVER:
        changes += [("add", item) for item in missing]
    for code in chosen(case.changes, values):
        value = policy.changes[code].value
        changes.append((code, WRITTEN[value](values[value]) if value else ""))
    return (None if moment == NEVER else moment), tuple(changes)
