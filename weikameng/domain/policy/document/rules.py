"""The rules of a policy document: terms, rules with their cases, brakes, cited clauses and what
would change an answer. Every condition is checked before it is kept (N2)."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from weikameng.domain.policy.declared.application import ROUTES
from weikameng.domain.policy.declared.fact import Kind
from weikameng.domain.policy.declared.fact_list import FACTS, PAYS
from weikameng.domain.policy.evidence_words import SPECIAL
from weikameng.domain.policy.language.conditions import Condition, Language, Unsound
from weikameng.domain.policy.language.literals import strange_literals
from weikameng.domain.policy.model import (
    Brake,
    Change,
    Cite,
    Clause,
    GoodsKind,
    Guarded,
    Reason,
    Rule,
    RuleCase,
    Term,
)
from weikameng.domain.policy.outcome import Outcome
from weikameng.domain.policy.problems import MISSING, Findings, Place, not_among
from weikameng.domain.words import Words

_KEYS = {
    "terms": ("name", "kind", "is", "zh", "en"),
    "rules": ("id", "clause", "shows", "passes", "cases"),
    "cases": (
        *("id", "when", "decision", "route", "clauses", "missing", "pays", "until", "changes"),
        *("blameless", "zh", "en"),
    ),
    "brakes": ("id", "clause", "shows", "when", "passes", "zh", "en"),
    "cites": ("clause", "when"),
    "changes": ("zh", "en", "value"),
}
RESERVED = frozenset({"passes", "not_reached"})  # verdicts, not names of cases
GO_ON = "pass"  # the decision of a case that lets the later rules go on
TERM_KINDS = {"truth": Kind.TRUTH, "text": Kind.TEXT}


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules may refer to."""

    clauses: Mapping[str, Clause]
    reasons: Mapping[str, Reason]
    goods: Mapping[str, GoodsKind]
    evidence: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of a document, read."""

    terms: Mapping[str, Term]
    rules: tuple[Rule, ...]
    brakes: tuple[Brake, ...]
    cites: tuple[Cite, ...]
    held_route: Condition
    changes: Mapping[str, Change]
    sentences: Mapping[tuple[str, str], Words]
    shown: tuple[str, ...]


def read_rules(document: Mapping[str, Any], found: Findings, known: Known) -> Rulebook:
    """Read the rules; problems are noted in ``found``."""
    return _Reader(document, found, known).book()


class _Reader:
    """Reads the rules of one document with the languages its conditions are written in."""

    def __init__(self, document: Mapping[str, Any], found: Findings, known: Known) -> None:
        self.document, self.found, self.known = document, found, known
        self.term_kinds = self._term_kinds()
        self.language = Language(self.term_kinds)
        self.afterwards = Language(self.term_kinds, after_finding=True)
        self.sentences: dict[tuple[str, str], Words] = {}
        self.change_ids = frozenset(found.table(document, "changes", ()))
        self.ids: set[str] = set()

    def book(self) -> Rulebook:
        """Read everything."""
        terms = self._terms()
        rules = tuple(self._rule(row) for row in self.found.rows(self.document, "rules", ()))
        brakes = tuple(self._brake(row) for row in self.found.rows(self.document, "brakes", ()))
        cites = tuple(
            self._cite(row, at)
            for at, row in enumerate(self.found.rows(self.document, "cites", ()), 1)
        )
        text = self.found.text(self.document, "held_route", ())
        held = self._condition(text or "'standard'", ("held_route",), self.afterwards, Kind.TEXT)
        return Rulebook(
            terms=MappingProxyType(terms),
            rules=rules,
            brakes=brakes,
            cites=cites,
            held_route=held,
            changes=self._changes(),
            sentences=MappingProxyType(self.sentences),
            shown=_shown(rules, brakes),
        )

    def _term_kinds(self) -> dict[str, Kind]:
        kinds: dict[str, Kind] = {}
        for row in self.found.rows(self.document, "terms", ()):
            name = self.found.text(row, "name", ("terms",))
            if name in FACTS or name in kinds or not name.isidentifier():
                taken = Words(f"“{name}”不能用作名词条目的名字。", f"“{name}” can't name a term.")
                self.found.add(("terms", name, "name"), taken)
            kinds[name] = TERM_KINDS.get(row.get("kind", "truth"), Kind.TRUTH)
        return kinds

    def _terms(self) -> dict[str, Term]:
        terms: dict[str, Term] = {}
        for row in self.found.rows(self.document, "terms", ()):
            name = str(row.get("name", ""))
            place = ("terms", name)
            self.found.only(row, place, _KEYS["terms"])
            text = self.found.text(row, "is", place)
            kind = self.term_kinds.get(name, Kind.TRUTH)
            condition = self._condition(text, (*place, "is"), self.language, kind)
            if later := (condition.names & self.term_kinds.keys()) - terms.keys():
                names = ", ".join(sorted(later))
                early = Words(f"{names} 要写在它前面。", f"{names} has to come before it.")
                self.found.add((*place, "is"), early)
            terms[name] = Term(name, self.found.words(row, place), condition)
        return terms

    def _rule(self, row: Mapping[str, Any]) -> Rule:
        rule = self._id(row, "rules")
        place = ("rules", rule)
        self.found.only(row, place, _KEYS["rules"])
        shows = self._shows(row, place)
        passes = self._sentence(row.get("passes", {}), (*place, "passes"), shows)
        self.sentences[rule, "passes"] = passes
        cases = tuple(
            self._case(case, rule, shows) for case in self.found.rows(row, "cases", place)
        )
        return Rule(rule, self._clause(row, place), shows, passes, cases)

    def _case(self, row: Mapping[str, Any], rule: str, shows: tuple[str, ...]) -> RuleCase:
        found = self.found
        case = found.text(row, "id", ("rules", rule, "cases"))
        place = ("rules", rule, "cases", case)
        found.only(row, place, _KEYS["cases"])
        if not case.isidentifier() or case in RESERVED:
            found.add((*place, "id"), _NO_NAME)
        if (rule, case) in self.sentences:
            found.add(place, Words(f"“{case}”写了两次。", f"“{case}” is there twice."))
        outcomes = (GO_ON, *(outcome.value for outcome in Outcome))
        decision = found.choice(row, "decision", place, outcomes)
        words = Words("", "")
        if decision != GO_ON:
            words = self._sentence(row, place, shows)
            if not row.get("clauses"):
                found.add((*place, "clauses"), _CITES_NOTHING)
        self.sentences[rule, case] = words
        return RuleCase(
            id=case,
            when=self._condition(found.text(row, "when", place), (*place, "when"), self.language),
            outcome=None if decision == GO_ON else Outcome(decision),
            words=words,
            route=self._route(row, place),
            clauses=self._guarded(row, "clauses", place, tuple(self.known.clauses)),
            missing=self._guarded(row, "missing", place, (*self.known.evidence, *SPECIAL)),
            pays=found.choice({"pays": "wanted"} | dict(row), "pays", place, PAYS),
            until=self._until(row, place),
            changes=self._guarded(row, "changes", place, tuple(self.change_ids)),
            blameless=found.truth(row, "blameless", place),
        )

    def _brake(self, row: Mapping[str, Any]) -> Brake:
        brake = self._id(row, "brakes")
        place = ("brakes", brake)
        self.found.only(row, place, _KEYS["brakes"])
        shows = self._shows(row, place)
        passes = self._sentence(row.get("passes", {}), (*place, "passes"), shows)
        words = self._sentence(row, place, shows)
        self.sentences[brake, "passes"], self.sentences[brake, "decides"] = passes, words
        when = self.found.text(row, "when", place)
        condition = self._condition(when, (*place, "when"), self.afterwards)
        return Brake(brake, self._clause(row, place), shows, passes, condition, words)

    def _cite(self, row: Mapping[str, Any], at: int) -> Cite:
        place = ("cites", str(at))
        self.found.only(row, place, _KEYS["cites"])
        when = self.found.text(row, "when", place)
        return Cite(
            self._clause(row, place), self._condition(when, (*place, "when"), self.afterwards)
        )

    def _changes(self) -> Mapping[str, Change]:
        changes: dict[str, Change] = {}
        rows = self.found.table(self.document, "changes", ())
        self.found.table(rows, "add", ("changes",))  # says what is missing
        for name in rows:
            place = ("changes", name)
            row = self.found.table(rows, name, ("changes",))
            self.found.only(row, place, _KEYS["changes"])
            value = self.found.text(row, "value", place, "")
            if value and value not in FACTS:
                self.found.add((*place, "value"), not_among(value, tuple(FACTS)))
            words = self.found.words(row, place)
            for code, text in zip(("zh", "en"), words, strict=True):
                if not _fills(text):
                    self.found.add((*place, code), _ONE_HOLE)
            changes[name] = Change(words, value)
        return MappingProxyType(changes)

    def _id(self, row: Mapping[str, Any], table: str) -> str:
        name = self.found.text(row, "id", (table,))
        if name in self.ids:
            self.found.add((table, name), Words(f"“{name}”写了两次。", f"“{name}” is there twice."))
        self.ids.add(name)
        return name

    def _clause(self, row: Mapping[str, Any], place: Place) -> str:
        return self.found.choice(row, "clause", place, tuple(self.known.clauses) or ("",))

    def _shows(self, row: Mapping[str, Any], place: Place) -> tuple[str, ...]:
        shows = self.found.texts(row, "shows", place)
        for name in shows:
            if name not in FACTS and name != MISSING:
                self.found.add((*place, "shows"), not_among(name, tuple(FACTS)))
        return shows

    def _sentence(self, row: Any, place: Place, shows: tuple[str, ...]) -> Words:
        """Read a sentence; the facts in its braces have to be among those the rule shows."""
        words = self.found.words(row if isinstance(row, Mapping) else {}, place)
        for code, text in zip(("zh", "en"), words, strict=True):
            for name in _holes(text):
                if name not in shows:
                    self.found.add((*place, code), _not_shown(name))
        return words

    def _route(self, row: Mapping[str, Any], place: Place) -> str:
        route = self.found.text(row, "route", place, "none")
        name = route.removeprefix("$")
        known = self.term_kinds.get(name) is Kind.TEXT or name in FACTS
        if route.startswith("$") and not known:
            self.found.add((*place, "route"), not_among(name, tuple(self.term_kinds)))
        elif not route.startswith("$") and route not in ROUTES:
            self.found.add((*place, "route"), not_among(route, tuple(ROUTES)))
        return route

    def _until(self, row: Mapping[str, Any], place: Place) -> Guarded | None:
        text = self.found.text(row, "until", place, "")
        if not text:
            return None
        moments = tuple(name for name, fact in FACTS.items() if fact.kind is Kind.MOMENT)
        return self._guard(text, (*place, "until"), moments)

    def _guarded(
        self, row: Mapping[str, Any], key: str, place: Place, among: tuple[str, ...]
    ) -> tuple[Guarded, ...]:
        texts = self.found.texts(row, key, place)
        return tuple(self._guard(text, (*place, key), among) for text in texts)

    def _guard(self, text: str, place: Place, among: tuple[str, ...]) -> Guarded:
        """Read ``value`` or ``value if condition``; ``$name`` stands for a fact's value."""
        value, _, condition = text.partition(" if ")
        name = value.removeprefix("$")
        if value.startswith("$"):
            if name not in FACTS or FACTS[name].kind not in (Kind.TEXT, Kind.ITEMS):
                self.found.add(place, not_among(name, tuple(FACTS)))
        elif value not in among:
            self.found.add(place, not_among(value, among))
        if not condition:
            return Guarded(value)
        return Guarded(value, self._condition(condition, place, self.language))

    def _condition(
        self, text: str, place: Place, language: Language, kind: Kind = Kind.TRUTH
    ) -> Condition:
        try:
            condition = language.read(text, kind)
        except Unsound as error:
            for fault in error.faults:
                self.found.add(place, fault.words, (fault.line, fault.column))
            return Language({}).read("false" if kind is Kind.TRUTH else "''", kind)
        for fault in strange_literals(condition, self._codes()):
            self.found.add(place, fault.words, (fault.line, fault.column))
        return condition

    def _codes(self) -> Mapping[str, tuple[str, ...]]:
        return {
            "reason": tuple(self.known.reasons),
            "goods_kind": tuple(self.known.goods),
            "reason_clause": ("", *self.known.clauses),
        }


def _shown(rules: tuple[Rule, ...], brakes: tuple[Brake, ...]) -> tuple[str, ...]:
    """The facts any row shows, each once; the finding's own list is kept beside them."""
    lists = [rule.shows for rule in rules] + [brake.shows for brake in brakes]
    shown = dict.fromkeys(name for names in lists for name in names)
    return tuple(name for name in shown if name in FACTS)


def _holes(text: str) -> set[str]:
    """The names in braces; one with a format of its own, or without a name, is none of a fact."""
    try:
        holes = list(string.Formatter().parse(text))
    except ValueError:
        return {"{"}
    return {
        f"{name}!{how}:{form}" if how or form or not name else name
        for _, name, form, how in holes
        if name is not None
    }


def _fills(text: str) -> bool:
    """Whether a text takes one value, or none, in plain braces."""
    try:
        text.format("")
    except (ValueError, LookupError, AttributeError):
        return False
    return True


_NO_NAME = Words(
    "名字用字母、数字和下划线,不能是 passes 或 not_reached。",
    "A name has letters, digits and underscores, and is not passes or not_reached.",
)
_CITES_NOTHING = Words(
    "每个结果都要引用至少一条条款。", "Every answer has to cite at least one clause."
)


def _not_shown(name: str) -> Words:
    return Words(
        f"句子里用了“{name}”,但它不在这条规则展示的事实(shows)里。",
        f"The sentence uses “{name}”, which is not among the facts the rule shows.",
    )


_ONE_HOLE = Words(
    "这里最多写一个 {}，它会换成那个事实的值。",
    "This may have one {} at most, which the value of the fact takes.",
)
