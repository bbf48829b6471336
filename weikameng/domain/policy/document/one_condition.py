"""One condition checked by itself while it is written: what is wrong, with line and column, or what
it reads. The whole version is checked when it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weikameng.domain.policy.declared.fact import Fact, Kind
from weikameng.domain.policy.declared.fact_list import FACTS
from weikameng.domain.policy.document.rules import TERM_KINDS
from weikameng.domain.policy.language.conditions import Fault, Language, Unsound
from weikameng.domain.policy.language.literals import strange_literals


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of it: faults, or the facts and terms the condition reads."""

    faults: tuple[Fault, ...]
    facts: tuple[Fact, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition to check. ``before`` is the term it belongs to: later terms can't be read."""

    text: str
    kind: Kind = Kind.TRUTH
    after_finding: bool = False
    before: str = ""


def look_at(document: Mapping[str, Any], asked: Asked) -> Looked:
    """Check one condition against the facts there are and the terms of a document."""
    language = Language(_terms(document, asked.before), asked.after_finding)
    try:
        condition = language.read(asked.text, asked.kind)
    except Unsound as error:
        return Looked(error.faults)
    if faults := strange_literals(condition, _codes(document)):
        return Looked(faults)
    names = sorted(condition.names)
    return Looked(
        (),
        tuple(FACTS[name] for name in names if name in FACTS),
        tuple(name for name in names if name not in FACTS),
    )


def _terms(document: Mapping[str, Any], before: str) -> Mapping[str, Kind]:
    terms: dict[str, Kind] = {}
    for row in _rows(document, "terms"):
        if before and row.get("name") == before:
            break
        terms[str(row.get("name", ""))] = TERM_KINDS.get(row.get("kind", "truth"), Kind.TRUTH)
    return terms


def _codes(document: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    clauses = document.get("clauses")
    known = tuple(clauses) if isinstance(clauses, Mapping) else ()
    return {
        "reason": tuple(str(row.get("code", "")) for row in _rows(document, "reasons")),
        "goods_kind": tuple(str(row.get("kind", "")) for row in _rows(document, "goods")),
        "reason_clause": ("", *known),
    }


def _rows(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    rows = document.get(key)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
