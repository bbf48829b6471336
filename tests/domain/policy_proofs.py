"""Proofs that a wrong policy answers every application as the shipped one does: where the two
differ is never reached. Searched by ``reach``, helped by what is true of facts among themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, reduce
from itertools import product

from tests.domain.policies import POLICY
from weikameng.domain.policy.declared.fact import Kind
from weikameng.domain.policy.document.reach import both_decide
from weikameng.domain.policy.language.conditions import Condition, Language
from weikameng.domain.policy.language.meaning import meaning
from weikameng.domain.policy.language.tree import Call, Const, Name, Tree, names_in
from weikameng.domain.policy.model import Guarded, Policy, Reason, Rule, RuleCase
from weikameng.domain.policy.outcome import Outcome
from weikameng.domain.words import Words

NOTHING = Words("", "")
USES = "clean_units + void_units == wanted_units"
AWAITED = "clean_units + unknown_units + void_units == wanted_units"
# What holds of facts in every application. `reach` takes facts as independent; a test holds these
# against random applications.
TRUE_OF_FACTS = (
    "overcharge_minor >= 0",
    "used_units <= wanted_units",
    "used_units < wanted_units || used_units == wanted_units",
    "!(used_units < wanted_units && used_units == wanted_units)",
    f"!(used_units > 0) || !({USES}) && !({AWAITED}) && wanted_units > 0",
    f"!(viewed_units > 0) || !({USES}) && !({AWAITED}) && wanted_units > 0",
    f"!(unknown_units > 0) || !({USES}) && wanted_units > 0",
    f"used_units > 0 || viewed_units > 0 || unknown_units > 0 || {USES}",
    "used_units > 0 || wanted_units == 0 || !(used_units == wanted_units)",
    "!(used_units == wanted_units) || viewed_units == 0 && unknown_units == 0",
    "used_units >= 0 && viewed_units >= 0 && unknown_units >= 0 && wanted_units >= 0",
    "wanted_units > 0 || used_days == 0",
    "!(filed_at >= window_end) || completed && delivered",
    "promised || at < promised_at",
    "supplier_status != 'silent' || arrived == 'unknown' && supplier_code == ''",
    "reason_asks || evidence_complete",
)
# What holds of every application that gets as far as a rule; each is proven with those before it.
PLAIN = "reason in ['NOT_ACTIVATED', 'WRONG_PRODUCT', 'DUPLICATE_ORDER']"
CLEAR = "unknown_units == 0 && !arrival_unknown"
LEMMAS = (
    ("unauthorised", "reason != 'MINOR' && applicant != 'guardian'"),
    ("dispute", "reason != 'UNAUTHORIZED'"),
    ("upstream", "overcharge_minor == 0 && reason != 'OVERCHARGED'"),
    ("upstream", "wanted_units > 0"),
    ("window", f"!({PLAIN}) || !credited"),
    ("window", f"!({PLAIN}) || used_units == 0 || used_units < wanted_units"),
    ("one_click", f"!({PLAIN} && {CLEAR}) || used_units == 0"),
    ("revealed", f"!({PLAIN} && {CLEAR}) || !({USES})"),
    ("revealed", f"!({PLAIN} && {CLEAR}) || viewed_units > 0"),
    ("evidence", f"!({PLAIN}) || !({CLEAR})"),
)
# Two amounts differ only where this holds; without it nothing, or the same, goes back.
AMOUNTS_DIFFER = {
    frozenset({"wanted", "unused"}): "used_units > 0",
    frozenset({"wanted", "overcharge"}): "wanted_units > 0 || overcharge_minor > 0",
    frozenset({"wanted", "reviewed"}): "wanted_units > 0",
}
Fixed = Mapping[str, Tree]


@cache
def theorems() -> tuple[Condition, ...]:
    """What is true of facts, and of each reason of the shipped policy."""
    language = Language({})
    said = [*TRUE_OF_FACTS, *(_of_reason(reason) for reason in POLICY.reasons.values())]
    return tuple(language.read(text) for text in said)


@cache
def lemmas() -> tuple[tuple[int, Tree], ...]:
    """The lemmas by the place of their rule. AssertionError for one that can't be proven."""
    language = Language({name: term.condition.kind for name, term in POLICY.terms.items()})
    places = {rule.id: at for at, rule in enumerate(POLICY.rules)}
    _PROVEN.clear()
    for rule, text in LEMMAS:
        tree = _inlined(language.read(text), {}, POLICY)
        assert _never(POLICY, places[rule], 0, [_not(tree)]), f"{rule}: {text}"
        _PROVEN.append((places[rule], tree))
    return tuple(_PROVEN)


_PROVEN: list[tuple[int, Tree]] = []


def _of_reason(reason: Reason) -> str:
    asks = "reason_asks" if reason.asks else "!reason_asks"
    return (
        f"reason != '{reason.code}' || {asks} && reason_window == '{reason.window}' "
        f"&& reason_fault == '{reason.fault}' && reason_route == '{reason.route}'"
    )


def same_answers(policy: Policy, wrong: Policy) -> bool:
    """Whether it is proven that the two policies give every application the same answer."""
    lemmas()
    for field in ("params", "goods", "brakes", "cites", "held_route", "changes"):
        if getattr(policy, field) != getattr(wrong, field):
            return False
    if policy.reasons != wrong.reasons:
        return policy.rules == wrong.rules and _same_by_reason(policy, wrong)
    pairs = list(zip(policy.rules, wrong.rules, strict=True))
    apart = [at for at, (rule, other) in enumerate(pairs) if rule.id != other.id]
    if apart:
        first, second = (policy.rules[at].cases for at in apart)
        return all(
            _never(policy, apart[0], 0, [_inlined(case.when, {}, policy) for case in pair])
            for pair in product(first, second)
            if all(case.outcome for case in pair)
        )
    return all(
        _same_rule(policy, wrong, at) for at, (rule, other) in enumerate(pairs) if rule.cases
    )


def _same_rule(policy: Policy, wrong: Policy, at: int) -> bool:
    rule, other = policy.rules[at], wrong.rules[at]
    if rule == other and policy.terms == wrong.terms:
        return True
    if len(rule.cases) != len(other.cases):
        return False
    pairs = list(zip(rule.cases, other.cases, strict=True))
    apart = [spot for spot, (case, second) in enumerate(pairs) if case.id != second.id]
    if apart:
        swapped = [rule.cases[spot] for spot in apart]
        both = [_inlined(case.when, {}, policy) for case in swapped]
        passing = all(case.outcome is None for case in swapped)
        return passing or _never(policy, at, apart[0], both)
    return all(
        _never(policy, at, spot, differing)
        for spot, (case, second) in enumerate(pairs)
        for differing in _differences(policy, wrong, case, second)
    )


def _differences(
    policy: Policy, wrong: Policy, case: RuleCase, other: RuleCase
) -> Iterator[list[Tree]]:
    """Yield what would have to hold for two cases to say different things; [] is always."""
    when = _inlined(case.when, {}, policy)
    yield [_apart(when, _inlined(other.when, {}, wrong))]
    plain = ("outcome", "route", "blameless")
    if any(getattr(case, field) != getattr(other, field) for field in plain):
        yield []
    if case.route.removeprefix("$") in _changed_terms(policy, wrong):
        yield [when]
    if case.pays != other.pays:
        yield [when, _read(AMOUNTS_DIFFER[frozenset({case.pays, other.pays})])]
    for field in ("clauses", "missing", "changes"):
        yield from _rows_apart(policy, wrong, when, getattr(case, field), getattr(other, field))
    untils = [(one,) if one else () for one in (case.until, other.until)]
    yield from _rows_apart(policy, wrong, when, *untils)


def _rows_apart(
    policy: Policy,
    wrong: Policy,
    when: Tree,
    rows: tuple[Guarded, ...],
    others: tuple[Guarded, ...],
) -> Iterator[list[Tree]]:
    if len(rows) > len(others):  # one was left out: it must never have been said
        left = next((at for at, row in enumerate(others) if row != rows[at]), len(others))
        others = (*others[:left], Guarded(rows[left].value, NEVER), *others[left:])
    for row, other in zip(rows, others, strict=True):
        if row.value != other.value:
            yield []
        pair = (row.condition or ALWAYS, other.condition or ALWAYS)
        trees = [_inlined(one, {}, of) for one, of in zip(pair, (policy, wrong), strict=True)]
        if trees[0] != trees[1]:
            yield [when, _apart(*trees)]


def _changed_terms(policy: Policy, wrong: Policy) -> set[str]:
    return {
        name
        for name, term in policy.terms.items()
        if _inlined(term.condition, {}, policy) != _inlined(term.condition, {}, wrong)
        or term.condition.tree != wrong.terms[name].condition.tree
    }


def _same_by_reason(policy: Policy, wrong: Policy) -> bool:
    """Whether a reason's window, route and fault are never read where they differ."""
    [code] = [code for code in policy.reasons if policy.reasons[code] != wrong.reasons[code]]
    one, other = policy.reasons[code], wrong.reasons[code]
    if any(getattr(one, key) != getattr(other, key) for key in ("clause", "all_of", "any_of")):
        return False
    fields = {f"reason_{key}": key for key in ("window", "route", "fault")}
    old = {name: Const(str(getattr(one, key)), 0) for name, key in fields.items()}
    new = {name: Const(str(getattr(other, key)), 0) for name, key in fields.items()}
    changed = {name for name in fields if old[name] != new[name]}
    this = _read(f"reason == '{code}'")
    return all(
        _never(policy, at, spot, [this, *differing])
        for at, rule in enumerate(policy.rules)
        for spot, case in enumerate(rule.cases)
        for differing in _reason_apart(policy, case, (old, new), changed)
    )


def _reason_apart(
    policy: Policy, case: RuleCase, fixed: tuple[Fixed, Fixed], changed: set[str]
) -> Iterator[list[Tree]]:
    old, new = (_inlined(case.when, one, policy) for one in fixed)
    if old != new:
        yield [_apart(old, new)]
    read = _names(case.route.removeprefix("$"), policy) if case.route.startswith("$") else set()
    read |= {"reason_window"} if case.until and case.until.value == "window_until" else set()
    # A brake may send an automatic yes to a queue that depends on the reason.
    read |= _names_of(policy.held_route, policy) if case.outcome is Outcome.APPROVE_AUTO else set()
    if read & changed:
        yield [old]
    until = (case.until,) if case.until else ()
    for row in (*case.clauses, *case.missing, *case.changes, *until):
        condition = row.condition or ALWAYS
        trees = [_inlined(condition, one, policy) for one in fixed]
        if trees[0] != trees[1]:
            yield [old, _apart(*trees)]


def _names(term: str, policy: Policy) -> set[str]:
    return _names_of(policy.terms[term].condition, policy) if term in policy.terms else {term}


def _names_of(condition: Condition, policy: Policy) -> set[str]:
    return set(names_in(_inlined(condition, {}, policy)))


def _never(policy: Policy, at: int, spot: int, trees: Sequence[Tree]) -> bool:
    """Whether no application reaches this rule and case with all of these holding."""
    wanted = _all(trees)
    if FALSE in trees:
        return True
    own = [_not(_inlined(case.when, {}, policy)) for case in policy.rules[at].cases[:spot]]
    own += [tree for place, tree in _PROVEN if place <= at and names_in(tree) & names_in(wanted)]
    earlier = [_not(_decides(rule, {}, policy)) for rule in policy.rules[:at]]
    # Fewer earlier rules make a smaller search, and what they exclude all of them exclude.
    return any(_cannot_be(policy, wanted, [*own, *rules]) for rules in _fewer(wanted, earlier))


def _fewer(wanted: Tree, rules: Sequence[Tree]) -> Iterator[Sequence[Tree]]:
    """None of them, each alone that speaks of what is wanted, all of them."""
    yield []
    yield from ([rule] for rule in reversed(rules) if names_in(rule) & names_in(wanted))
    yield rules


def _cannot_be(policy: Policy, wanted: Tree, known: Sequence[Tree]) -> bool:
    names = names_in(wanted).union(*map(names_in, known))
    known = [*known, *(one.tree for one in theorems() if names & one.names)]
    before, now = _speaking("before", _all(known)), _speaking("now", wanted)
    # Only these two rules: what a fact can hold is read from the conditions there are.
    return not both_decide(replace(policy, terms={}, rules=(before, now)), before, now)


def _speaking(name: str, tree: Tree) -> Rule:
    when = Condition(name, Kind.TRUTH, tree, meaning(tree))
    return Rule(name, "", (), NOTHING, (RuleCase(name, when, Outcome.MANUAL, NOTHING),))


def _decides(rule: Rule, fixed: Fixed, policy: Policy) -> Tree:
    """The condition on which a rule speaks: its first case that holds is not one that passes."""
    tree: Tree = FALSE
    for case in reversed(rule.cases):
        when = _inlined(case.when, fixed, policy)
        then = FALSE if case.outcome is None else TRUE
        tree = Call("_?_:_", (when, then, tree), 0)
    return tree


def _inlined(condition: Condition, fixed: Fixed, policy: Policy) -> Tree:
    """A condition with its terms written out and some facts put in."""
    return _put_in(condition.tree, fixed, policy)


def _put_in(tree: Tree, fixed: Fixed, policy: Policy) -> Tree:
    if isinstance(tree, Name):
        if tree.name in policy.terms:
            return _put_in(policy.terms[tree.name].condition.tree, fixed, policy)
        return fixed.get(tree.name, Name(tree.name, 0))
    if isinstance(tree, Const):
        return Const(tree.value, 0)
    parts = tuple(_put_in(part, fixed, policy) for part in tree.parts)
    return Call(tree.operator, parts, 0)


def _read(text: str) -> Tree:
    return _put_in(Language({}).read(text).tree, {}, POLICY)


def _apart(first: Tree, second: Tree) -> Tree:
    return FALSE if first == second else Call("_?_:_", (first, _not(second), second), 0)


def _not(tree: Tree) -> Tree:
    return Call("!_", (tree,), 0)


def _all(trees: Sequence[Tree]) -> Tree:
    return reduce(lambda one, other: Call("_&&_", (one, other), 0), trees, TRUE)


TRUE: Tree = Const(True, 0)
FALSE: Tree = Const(False, 0)
ALWAYS = Condition("true", Kind.TRUTH, TRUE, meaning(TRUE))
NEVER = Condition("false", Kind.TRUTH, FALSE, meaning(FALSE))
