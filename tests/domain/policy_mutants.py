"""The shipped policy with one thing wrong: a comparison flipped, a threshold a step off, two rules
in the other order. A test has to notice each of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from weikameng.domain.policy.declared.fact import Kind
from weikameng.domain.policy.language.conditions import Condition
from weikameng.domain.policy.language.meaning import meaning
from weikameng.domain.policy.language.tree import LIST, Call, Const, Tree
from weikameng.domain.policy.model import Guarded, Params, Policy, Reason, Rule, RuleCase
from weikameng.domain.policy.outcome import Outcome

FLIPS = {
    "_==_": ("_!=_",),
    "_!=_": ("_==_",),
    "_<_": ("_<=_", "_>=_"),
    "_<=_": ("_<_", "_>_"),
    "_>_": ("_>=_", "_<=_"),
    "_>=_": ("_>_", "_<_"),
    "_&&_": ("_||_",),
    "_||_": ("_&&_",),
}
PAYS = ("wanted", "unused", "overcharge", "reviewed")


NEVER = Condition("false", Kind.TRUTH, Const(False, 0), lambda _row: False)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong policy, and which applications can tell it.

    ``condition`` is the shipped condition and the wrong one: only where the two differ. ``spoken``
    are the rules or cases whose answer is wrong: only where one of them speaks. ``about`` is the
    reason or kind of good whose row is wrong.
    """

    name: str
    policy: Policy
    condition: tuple[Condition, Condition] | None = None
    spoken: frozenset[str] = frozenset()
    about: str = ""


Put = Callable[[Any], Policy]


def mutants(policy: Policy) -> Iterator[Mutant]:
    """Every mutant of a policy."""
    yield from _of_terms(policy)
    for spot, rule in enumerate(policy.rules):
        yield from _of_rule(policy, spot, rule)
    yield from _of_order(policy)
    yield from _of_answers(policy)
    yield from _of_numbers(policy)
    for reason in policy.reasons.values():
        yield from _of_reason(policy, reason)


def _of_terms(policy: Policy) -> Iterator[Mutant]:
    for name, term in policy.terms.items():

        def put(condition: Condition, name: str = name) -> Policy:
            wrong = replace(policy.terms[name], condition=condition)
            return replace(policy, terms={**policy.terms, name: wrong})

        yield from _of_condition(f"terms.{name}", term.condition, put)


def _of_rule(policy: Policy, spot: int, rule: Rule) -> Iterator[Mutant]:
    for at, case in enumerate(rule.cases):

        def put(case: RuleCase | None, at: int = at) -> Policy:
            kept = () if case is None else (case,)
            cases = (*rule.cases[:at], *kept, *rule.cases[at + 1 :])
            return _with_rule(policy, spot, replace(rule, cases=cases))

        place = f"rules.{rule.id}.{case.id}"
        yield Mutant(f"{place}: taken out", put(None), (case.when, NEVER))
        yield from _of_condition(
            f"{place}.when", case.when, lambda new, case=case, put=put: put(replace(case, when=new))
        )
        for mutant in _of_case(place, case, put) if case.outcome else ():
            yield replace(mutant, spoken=frozenset({place}))
        if at:
            cases = list(rule.cases)
            cases[at - 1 : at + 1] = reversed(cases[at - 1 : at + 1])
            swapped = _with_rule(policy, spot, replace(rule, cases=tuple(cases)))
            # Only where both hold; one that passes on leaves it to the later rules to speak.
            ahead = rule.cases[at - 1]
            where: dict[str, Any] = {"spoken": frozenset({f"rules.{rule.id}.{ahead.id}"})}
            only: dict[str, Any] = where if ahead.outcome else {"condition": (case.when, NEVER)}
            yield Mutant(f"{place}: before the case ahead of it", swapped, **only)


def _of_case(place: str, case: RuleCase, put: Put) -> Iterator[Mutant]:
    """Another answer: who decides, how it goes on, about which money, with which clauses."""
    outcome = Outcome.REJECT if case.outcome is Outcome.MANUAL else Outcome.MANUAL
    yield Mutant(f"{place}: {outcome.value}", put(replace(case, outcome=outcome)))
    route = "dispute" if case.route == "standard" else "standard"
    yield Mutant(f"{place}: route {route}", put(replace(case, route=route)))
    for pays in PAYS:
        if pays != case.pays:
            yield Mutant(f"{place}: pays {pays}", put(replace(case, pays=pays)))
    if case.outcome is Outcome.APPROVE_AUTO:  # read only when a brake holds an automatic yes
        yield Mutant(f"{place}: blameless", put(replace(case, blameless=not case.blameless)))
    for field in ("clauses", "missing", "changes"):
        yield from _of_list(f"{place}.{field}", field, case, put)
    if case.until:
        yield Mutant(f"{place}: no until", put(replace(case, until=None)))
        yield from _of_guarded(
            f"{place}.until", case.until, lambda one: put(replace(case, until=one))
        )


def _of_list(place: str, field: str, case: RuleCase, put: Put) -> Iterator[Mutant]:
    rows: tuple[Guarded, ...] = getattr(case, field)
    for at, row in enumerate(rows):

        def placed(*new: Guarded, at: int = at) -> Policy:
            return put(replace(case, **{field: (*rows[:at], *new, *rows[at + 1 :])}))

        yield Mutant(f"{place}: without {row.value}", placed())
        yield from _of_guarded(f"{place} {row.value}", row, placed)


def _of_guarded(place: str, row: Guarded, put: Callable[[Guarded], Policy]) -> Iterator[Mutant]:
    if row.condition:
        yield Mutant(f"{place}: always", put(Guarded(row.value)))
        yield from _of_condition(
            place, row.condition, lambda condition: put(Guarded(row.value, condition))
        )


def _of_order(policy: Policy) -> Iterator[Mutant]:
    for at in range(1, len(policy.rules)):
        rules = list(policy.rules)
        rules[at - 1 : at + 1] = reversed(rules[at - 1 : at + 1])
        name = f"rules.{policy.rules[at].id}: before {policy.rules[at - 1].id}"
        first = policy.rules[at - 1]
        spoken = frozenset(f"rules.{first.id}.{case.id}" for case in first.cases)
        yield Mutant(name, replace(policy, rules=tuple(rules)), spoken=spoken)


def _of_answers(policy: Policy) -> Iterator[Mutant]:
    """What holds an answer or goes with it."""
    for table in ("brakes", "cites"):
        rows = getattr(policy, table)
        for at, row in enumerate(rows):

            def put(*new: Any, at: int = at, rows: Any = rows, table: str = table) -> Policy:
                return replace(policy, **{table: (*rows[:at], *new, *rows[at + 1 :])})

            def when(condition: Condition, row: Any = row, put: Any = put) -> Policy:
                wrong: Policy = put(replace(row, when=condition))
                return wrong

            place = f"{table}.{at + 1} {row.clause}"
            yield Mutant(f"{place}: taken out", put())
            other = "C3" if row.clause != "C3" else "I1"
            yield Mutant(f"{place}: cites {other}", put(replace(row, clause=other)))
            yield from _of_condition(place, row.when, when)
    yield from _of_condition(
        "held_route", policy.held_route, lambda condition: replace(policy, held_route=condition)
    )


def _of_numbers(policy: Policy) -> Iterator[Mutant]:
    for name in Params.__dataclass_fields__:
        for step in (-1, 1):
            wrong = replace(policy.params, **{name: getattr(policy.params, name) + step})
            yield Mutant(f"params.{name}: {step:+}", replace(policy, params=wrong))
    for code, kind in policy.goods.items():
        wrongs = [replace(kind, window_days=kind.window_days + step) for step in (-1, 1)]
        for one in [*wrongs, replace(kind, direct=not kind.direct)]:
            changed = f"{one.window_days} days, {'direct' if one.direct else 'key'}"
            goods = {**policy.goods, code: one}
            yield Mutant(f"goods.{code}: {changed}", replace(policy, goods=goods), about=code)


def _of_reason(policy: Policy, reason: Reason) -> Iterator[Mutant]:
    def put(**fields: Any) -> Mutant:
        name = f"reasons.{reason.code}: " + ", ".join(f"{key} {fields[key]}" for key in fields)
        reasons = {**policy.reasons, reason.code: replace(reason, **fields)}
        # What a guardian has to send is asked whichever reason was chosen.
        about = reason.code if reason.code != "MINOR" else ""
        return Mutant(name, replace(policy, reasons=reasons), about=about)

    for window in {"hard", "soft", "none"} - {reason.window}:
        yield put(window=window)
    yield put(route="cross_border" if reason.route != "cross_border" else "standard")
    yield put(clause="C3")
    yield put(fault="platform" if reason.fault == "buyer" else "buyer")
    for field in ("all_of", "any_of"):
        items: tuple[str, ...] = getattr(reason, field)
        for item in items:
            yield put(**{field: tuple(one for one in items if one != item)})
        yield put(**{field: (*items, "chat_record" if "chat_record" not in items else "other")})


def _with_rule(policy: Policy, spot: int, rule: Rule) -> Policy:
    return replace(policy, rules=(*policy.rules[:spot], rule, *policy.rules[spot + 1 :]))


def _of_condition(
    place: str, condition: Condition, put: Callable[[Condition], Policy]
) -> Iterator[Mutant]:
    for change, tree in variants(condition.tree):
        wrong = Condition(f"{condition.text} [{change}]", condition.kind, tree, meaning(tree))
        yield Mutant(f"{place}: {change}", put(wrong), (condition, wrong))


def variants(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """Every tree that differs in one place, with what was done there."""
    yield from _here(tree)
    if isinstance(tree, Call) and tree.operator != LIST:
        for at, part in enumerate(tree.parts):
            for change, wrong in variants(part):
                parts = (*tree.parts[:at], wrong, *tree.parts[at + 1 :])
                yield change, replace(tree, parts=parts)


def _here(tree: Tree) -> Iterator[tuple[str, Tree]]:
    if isinstance(tree, Const) and isinstance(tree.value, int) and not isinstance(tree.value, bool):
        for step in (-1, 1):
            yield f"{tree.value} {step:+} at {tree.place}", Const(tree.value + step, tree.place)
    if not isinstance(tree, Call):
        return
    where = f"at {tree.place}"
    for sign in FLIPS.get(tree.operator, ()):
        yield f"{tree.operator} to {sign} {where}", replace(tree, operator=sign)
    match tree.operator:
        case "!_":
            yield f"! dropped {where}", tree.parts[0]
        case "_?_:_":
            test, first, second = tree.parts
            yield f"? : swapped {where}", replace(tree, parts=(test, second, first))
        case "@in":
            yield f"not in {where}", Call("!_", (tree,), tree.place)
            yield from _shorter(tree)
        case "_&&_" | "_||_":
            for part in tree.parts:
                yield f"only {_said(part)} of {tree.operator} {where}", part


def _shorter(tree: Call) -> Iterator[tuple[str, Tree]]:
    part, listed = tree.parts
    assert isinstance(listed, Call)
    for at, item in enumerate(listed.parts):
        fewer = replace(listed, parts=(*listed.parts[:at], *listed.parts[at + 1 :]))
        yield f"in without {_said(item)}", replace(tree, parts=(part, fewer))


def _said(tree: Tree) -> str:
    if isinstance(tree, Const):
        return repr(tree.value)
    if isinstance(tree, Call):
        return f"({tree.operator} {' '.join(_said(part) for part in tree.parts)})"
    return tree.name
