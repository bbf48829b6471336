"""Codes in conditions: a text compared with a value it can never hold is a mistake, most often a
misspelling, that types alone do not find."""

from collections.abc import Iterator, Mapping

from weikameng.domain.policy.declared.fact import Kind
from weikameng.domain.policy.declared.fact_list import FACTS
from weikameng.domain.policy.language.conditions import Condition, Fault, place_of
from weikameng.domain.policy.language.tree import LIST, Call, Const, Name, Tree, walk
from weikameng.domain.policy.problems import not_among
from weikameng.domain.words import Words

# These hold what others say, so any text may come.
OPEN = frozenset({"supplier_code", "open_case"})


def strange_literals(
    condition: Condition, codes: Mapping[str, tuple[str, ...]]
) -> tuple[Fault, ...]:
    """Return a fault for every text a fact is compared with and can't hold.

    ``codes`` are the closed lists that the version itself brings, e.g. its reasons.
    """
    return tuple(
        Fault(_strange(name, const, known), *place_of(condition.text, const.place))
        for name, const in _compared(condition.tree)
        if (known := known_values(name, codes)) and const.value not in known
    )


def known_values(name: str, codes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the values a text fact can hold; empty when any text may come."""
    if name in codes:
        return codes[name]
    fact = FACTS.get(name)
    if fact is None or fact.kind is not Kind.TEXT or name in OPEN:
        return ()
    return tuple(fact.values)


def _compared(tree: Tree) -> Iterator[tuple[str, Const]]:
    for node in walk(tree):
        if not isinstance(node, Call) or node.operator not in ("_==_", "_!=_", "@in"):
            continue
        names = [part for part in node.parts if isinstance(part, Name)]
        for part in node.parts if names else ():
            consts = part.parts if isinstance(part, Call) and part.operator == LIST else (part,)
            for const in consts:
                if isinstance(const, Const) and isinstance(const.value, str):
                    yield names[0].name, const


def _strange(name: str, const: Const, known: tuple[str, ...]) -> Words:
    words = not_among(str(const.value), known)
    return Words(f"“{name}”:{words.zh}", f"“{name}”: {words.en}")
