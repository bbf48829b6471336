"""The policy as typed data: what one published version says. The document is parsed in
``document`` and nowhere else (N1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from weikameng.domain.calendar import Calendar
from weikameng.domain.policy.evidence_words import words_of_item
from weikameng.domain.policy.language.conditions import Condition
from weikameng.domain.policy.outcome import Outcome
from weikameng.domain.words import Words

# Whoever says that we charged twice is not answered with our own record of one charge.
_DISPUTES = {"OVERCHARGED": frozenset({"payment_proof"})}


@dataclass(frozen=True, slots=True)
class Law:
    """One entry of the law a clause stands on."""

    id: str
    name: Words
    gist: Words


@dataclass(frozen=True, slots=True)
class Clause:
    """One published clause with the law entries it stands on."""

    id: str
    words: Words
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One entry of the reason drop-down (R2.2). ``window`` is hard, soft or none.

    ``clause`` is what a person's decision on it cites; empty when none speaks of it.
    """

    code: str
    words: Words
    group: Words
    fault: str
    auto: tuple[str, ...]
    all_of: tuple[str, ...]
    any_of: tuple[str, ...]
    window: str
    route: str
    clause: str
    hint: Words
    system_proof: Words
    good_example: Words
    bad_example: Words
    description_fields: tuple[str, ...]
    discouraged: bool
    retired: bool = False

    def missing(self, evidence: frozenset[str]) -> tuple[str, ...]:
        """Return the items still to be sent; ``any_of:a|b`` when one of several will do (C1)."""
        lacking = tuple(item for item in self.all_of if item not in evidence)
        if self.any_of and evidence.isdisjoint(self.any_of):
            lacking += ("any_of:" + "|".join(self.any_of),)
        return lacking

    def proved(self, on_record: frozenset[str]) -> frozenset[str]:
        """Return what our own records prove here: not that which the reason says they got wrong."""
        return on_record - _DISPUTES.get(self.code, frozenset())

    @property
    def asks(self) -> bool:
        """Whether this reason needs anything from the buyer at all."""
        return bool(self.all_of or self.any_of)


@dataclass(frozen=True, slots=True)
class UsageSignal:
    """A trace that tells whether a good was used; ``strength`` says how much it proves."""

    code: str
    words: Words
    source: str
    strength: str


@dataclass(frozen=True, slots=True)
class GoodsKind:
    """One kind of good. ``direct`` goods are credited upstream, others are delivered as a key."""

    kind: str
    words: Words
    direct: bool
    window_days: int
    completed_when: Words
    non_refundable: Words
    recall: Words
    notes: Words
    usage_signals: tuple[UsageSignal, ...] = ()


@dataclass(frozen=True, slots=True)
class Params:
    """The numbers of a version. Money in fen, spans in calendar days unless named years."""

    window_days_min: int
    window_days_max: int
    one_click_below_minor: int
    one_click_30d_max: int
    auto_approve_max_minor: int
    urgent_from_minor: int
    supplement_days: int
    amend_days: int
    max_attempts: int
    dispute_days: int
    promise_days: int
    original_route_days: int
    late_platform_fault_years: int


@dataclass(frozen=True, slots=True)
class Term:
    """A named condition that rules share; ``words`` say what it means."""

    name: str
    words: Words
    condition: Condition


@dataclass(frozen=True, slots=True)
class Guarded:
    """A value, or ``value if condition``: left out when the condition does not hold."""

    value: str
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class RuleCase:
    """``when`` it holds, ``then`` this follows. ``outcome`` None lets the later rules go on.

    ``route``, ``clauses`` and ``missing`` may name a fact or term with ``$``. ``pays`` says which
    amount it is about, ``until`` which moment changes the answer, ``changes`` what else would.
    """

    id: str
    when: Condition
    outcome: Outcome | None
    words: Words
    route: str = "none"
    clauses: tuple[Guarded, ...] = ()
    missing: tuple[Guarded, ...] = ()
    pays: str = "wanted"
    until: Guarded | None = None
    changes: tuple[Guarded, ...] = ()
    blameless: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the order of checks: its cases are tried in turn, the first that holds speaks."""

    id: str
    clause: str
    shows: tuple[str, ...]
    passes: Words
    cases: tuple[RuleCase, ...]


@dataclass(frozen=True, slots=True)
class Brake:
    """What holds an automatic yes for a person; it never turns it into a no."""

    id: str
    clause: str
    shows: tuple[str, ...]
    passes: Words
    when: Condition
    words: Words


@dataclass(frozen=True, slots=True)
class Cite:
    """A clause that goes with an answer rather than with a rule, e.g. F2 for several tenders."""

    clause: str
    when: Condition


@dataclass(frozen=True, slots=True)
class Change:
    """What would change an answer; ``value`` is the fact whose value the words show."""

    words: Words
    value: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One immutable version, with the calendar its deadlines roll over (CIV-200-204)."""

    version: str
    title: Words
    major: bool
    params: Params
    law: Mapping[str, Law]
    clauses: Mapping[str, Clause]
    reasons: Mapping[str, Reason]
    goods: Mapping[str, GoodsKind]
    evidence: Mapping[str, Words]
    standards: Mapping[str, Words]
    terms: Mapping[str, Term]
    rules: tuple[Rule, ...]
    brakes: tuple[Brake, ...]
    cites: tuple[Cite, ...]
    held_route: Condition
    changes: Mapping[str, Change]
    sentences: Mapping[tuple[str, str], Words]
    shown: tuple[str, ...]  # the facts that any rule shows
    calendar: Calendar

    def evidence_words(self, item: str) -> Words:
        """Name a missing item for the buyer, including ``any_of:a|b`` and the special items."""
        return words_of_item(item, self.evidence)

    def is_rest(self, day: date) -> bool:
        """Return whether deadlines roll over this day; a make-up working Sunday does not (D2)."""
        return not self.calendar.is_working_day(day)
