"""Can a rule ever decide? Searched over what its facts can hold, with the version's numbers put in.
Facts are taken as independent of each other, so "never" is certain and "maybe" is not."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from weikameng.domain.money import minor_of
from weikameng.domain.policy.declared.fact import Kind
from weikameng.domain.policy.declared.fact_list import FACTS
from weikameng.domain.policy.language.literals import known_values
from weikameng.domain.policy.language.meaning import COMPARING, listed
from weikameng.domain.policy.language.tree import LIST, Call, Const, Name, Tree, names_in, walk
from weikameng.domain.policy.model import Policy, Rule, RuleCase

UNKNOWN = object()
# A search that takes longer than this says "maybe": a person's time is worth more than a proof.
MAX_STEPS = 4000
NUMBERS = (
    "one_click_below_minor",
    "one_click_30d_max",
    "auto_approve_max_minor",
    "urgent_from_minor",
    "max_attempts",
)


def unreachable(policy: Policy) -> Iterator[tuple[str, str, str]]:
    """Yield (rule, case, what shadows it) for each case that can never speak.

    What shadows it is ``rule.case``, or empty when the case contradicts itself.
    """
    world = _World(policy)
    for at, rule in enumerate(policy.rules):
        for place, case in enumerate(rule.cases):
            own = _part(rule, rule.cases[:place], stop=True)
            before = [*policy.rules[:at], own]
            # One rule alone is a small search that ends; all of them together may run out of steps.
            alone = any(not world.can_be(case, [own, one]) for one in reversed(before[:-1]))
            if alone or not world.can_be(case, before):
                yield rule.id, case.id, _shadow(world, case, before)


def both_decide(policy: Policy, first: Rule, second: Rule) -> bool:
    """Whether two rules can decide the same application, so that their order matters."""
    world = _World(policy)
    return any(
        world.can_be(case, [_part(second, second.cases[:place], stop=True)], also=first)
        for place, case in enumerate(second.cases)
        if case.outcome is not None
    )


def _shadow(world: "_World", case: RuleCase, before: Sequence[Rule]) -> str:
    if not world.can_be(case, ()):
        return ""
    for rule in before:
        for earlier in rule.cases:
            if not world.can_be(case, [_part(rule, (earlier,))]):
                return f"{rule.id}.{earlier.id}"
    return "; ".join(rule.id for rule in before if rule.cases)[:200]


def _part(rule: Rule, cases: tuple[RuleCase, ...], stop: bool = False) -> Rule:
    """The rule with these cases only; ``stop``: a case that passes on ends the rule as well."""
    return Rule(rule.id, "stop" if stop else "", (), rule.passes, cases)


class _World:
    """What facts can hold under one version, and the search for one that fits."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        params = policy.params
        self.numbers = {name: getattr(params, name) for name in NUMBERS}
        self.terms: dict[str, Any] = {}  # values at this step of the search
        self.simple: dict[int, bool] = {}
        self.written: dict[int, tuple[str, bool]] = {}
        self.codes = {"reason": tuple(policy.reasons), "goods_kind": tuple(policy.goods)}
        trees = [term.condition.tree for term in policy.terms.values()]
        trees += [case.when.tree for rule in policy.rules for case in rule.cases]
        beside = self._beside(trees)
        self.values = {name: self._values(name, beside) for name in self._facts(trees)}

    def can_be(self, case: RuleCase, before: Sequence[Rule], also: Rule | None = None) -> bool:
        """Whether the case can hold while no rule of ``before`` speaks (and ``also`` does)."""
        self.steps = 0
        return self._search({}, (case.when.tree,), tuple(before), also)

    def _search(
        self,
        known: dict[str, Any],
        holds: tuple[Tree, ...],
        silent: tuple[Rule, ...],
        also: Rule | None,
    ) -> bool:
        """Extend what is known until nothing is open; what is settled stays so from there on."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            return True
        self.asked = ""
        self.terms.clear()
        wished = [(tree, self._value(tree, known)) for tree in holds]
        spoken = [(rule, self._speaks(rule, known)) for rule in silent]
        said = also and self._decides(also, known)
        if said is False or _any_is(False, wished) or _any_is(True, spoken):
            return False
        if not self.asked:
            return True
        name = self.asked
        holds = tuple(tree for tree, value in wished if value is UNKNOWN)
        silent = tuple(rule for rule, value in spoken if value is UNKNOWN)
        return any(
            self._search(known | {name: value}, holds, silent, also)
            for value in self.values.get(name, (False, True))
        )

    def _speaks(self, rule: Rule, known: Mapping[str, Any]) -> Any:
        return self._decides(rule, known, passing=rule.clause == "stop")

    def _decides(self, rule: Rule, known: Mapping[str, Any], passing: bool = False) -> Any:
        """Whether a rule decides: its first case that holds is not one that passes on."""
        for case in rule.cases:
            value = self._value(case.when.tree, known)
            if value is True:
                return passing or case.outcome is not None
            if value is UNKNOWN:
                return UNKNOWN
        return False

    def _value(self, tree: Tree, known: Mapping[str, Any]) -> Any:
        if isinstance(tree, Const):
            return tree.value
        if isinstance(tree, Name):
            return self._named(tree.name, known)
        match tree.operator:
            case "_&&_":
                return self._all(tree.parts, known, stop=False)
            case "_||_":
                return self._all(tree.parts, known, stop=True)
            case "!_":
                value = self._value(tree.parts[0], known)
                return UNKNOWN if value is UNKNOWN else not value
            case "_?_:_":
                test = self._value(tree.parts[0], known)
                if test is UNKNOWN:
                    return UNKNOWN
                return self._value(tree.parts[1 if test else 2], known)
        return self._compared(tree, known)

    def _all(self, parts: tuple[Tree, ...], known: Mapping[str, Any], stop: bool) -> Any:
        """``&&`` ends at the first False, ``||`` at the first True; unknown ones may remain."""
        unsure = False
        for part in parts:
            value = self._value(part, known)
            if value is stop:
                return stop
            unsure = unsure or value is UNKNOWN
        return UNKNOWN if unsure else not stop

    def _named(self, name: str, known: Mapping[str, Any]) -> Any:
        if name in self.policy.terms:
            if name not in self.terms:
                self.terms[name] = self._value(self.policy.terms[name].condition.tree, known)
            return self.terms[name]
        if name in self.numbers:
            return self.numbers[name]
        return self._asked(name, known)

    def _asked(self, name: str, known: Mapping[str, Any]) -> Any:
        if name in known:
            return known[name]
        self.asked = self.asked or name
        return UNKNOWN

    def _compared(self, tree: Call, known: Mapping[str, Any]) -> Any:
        simple = self.simple.get(id(tree))
        if simple is None:
            simple = self.simple[id(tree)] = self._simple(tree)
        if not simple:
            return self._opaque(tree, known)
        first = self._value(tree.parts[0], known)
        if first is UNKNOWN:
            return UNKNOWN
        if tree.operator == "@in":
            return first in listed(tree.parts[1])
        if tree.operator == "-_":
            return -first
        second = self._value(tree.parts[1], known)
        return UNKNOWN if second is UNKNOWN else COMPARING[tree.operator](first, second)

    def _simple(self, tree: Call) -> bool:
        """Whether it compares one fact (or a text term) with what is fixed in this version."""
        names = names_in(tree) - self.numbers.keys()
        if names & self.policy.terms.keys():
            return all(self.policy.terms[name].condition.kind is Kind.TEXT for name in names)
        kinds = {FACTS[name].kind for name in names}
        return len(names) <= 1 and Kind.MOMENT not in kinds and not _computes(tree)

    def _opaque(self, tree: Call, known: Mapping[str, Any]) -> Any:
        """A comparison between facts is one unknown truth, the same however it is written."""
        if id(tree) not in self.written:
            self.written[id(tree)] = _canonical(tree)
        key, upside_down = self.written[id(tree)]
        value = self._asked(key, known)
        return value if value is UNKNOWN else value is not upside_down

    def _facts(self, trees: Sequence[Tree]) -> frozenset[str]:
        names = frozenset(name for tree in trees for name in names_in(tree))
        return names - self.numbers.keys() - self.policy.terms.keys()

    def _values(self, name: str, beside: Mapping[str, set[Any]]) -> tuple[Any, ...]:
        """What a fact can hold, as far as any condition can tell the difference."""
        kind = FACTS[name].kind
        if kind is Kind.TRUTH:
            return (False, True)
        said = sorted(beside.get(name, ()), key=str)
        if kind is Kind.TEXT:
            return known_values(name, self.codes) or (*said, "\0any other")
        low = -minor_of("0.01") if kind is Kind.FEN else 0
        near = {value + step for value in said for step in (-1, 0, 1)} | {0, 1}
        return tuple(sorted(value for value in near if value >= low))

    def _beside(self, trees: Sequence[Tree]) -> dict[str, set[Any]]:
        """Every constant that each fact is compared with."""
        found: dict[str, set[Any]] = {}
        for node in (node for tree in trees for node in walk(tree)):
            names = [part.name for part in _parts(node) if isinstance(part, Name)]
            said = [value for part in _parts(node) for value in self._constants(part)]
            for name in names if said else ():
                found.setdefault(name, set()).update(said)
        return found

    def _constants(self, tree: Tree) -> Iterator[Any]:
        if isinstance(tree, Const) and not isinstance(tree.value, bool):
            yield tree.value
        elif isinstance(tree, Name) and tree.name in self.numbers:
            yield self.numbers[tree.name]
        elif isinstance(tree, Call) and tree.operator == LIST:
            yield from listed(tree)


def _any_is(value: bool, pairs: Sequence[tuple[object, Any]]) -> bool:
    return any(found is value for _, found in pairs)


def _parts(tree: Tree) -> tuple[Tree, ...]:
    return tree.parts if isinstance(tree, Call) else ()


def _computes(tree: Call) -> bool:
    return any(
        isinstance(node, Call) and node.operator in ("_+_", "_-_", "_*_") for node in walk(tree)
    )


def _canonical(tree: Call) -> tuple[str, bool]:
    """Write a comparison one way: ``a >= b`` is not ``a < b``, ``b > a`` is ``a < b``."""
    first, second = (_written(part) for part in tree.parts)
    match tree.operator:
        case "_<_":
            return f"{first}<{second}", False
        case "_>_":
            return f"{second}<{first}", False
        case "_<=_":
            return f"{second}<{first}", True
        case "_>=_":
            return f"{first}<{second}", True
    equal = "==".join(sorted((first, second)))
    return equal, tree.operator == "_!=_"


def _written(tree: Tree) -> str:
    if isinstance(tree, Const):
        return repr(tree.value)
    if isinstance(tree, Name):
        return tree.name
    return f"({tree.operator} {' '.join(_written(part) for part in tree.parts)})"
