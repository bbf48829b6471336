"""A decision and its trace: what was tested, what was read, what would change the answer (N2).
Sentences are rendered when they are read, so deciding stays cheap and the store stays small."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from weikameng.domain.money import yuan_of
from weikameng.domain.policy.model import Brake, Policy, Rule
from weikameng.domain.policy.outcome import Outcome
from weikameng.domain.policy.problems import MISSING
from weikameng.domain.policy.sentences import change, name_words, render, said_words
from weikameng.domain.words import Words

Verdict = Literal["passes", "decides", "not_reached"]
Read = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """One tested rule. ``verdict`` is from the buyer's side; ``read`` are the facts it looked at.

    ``told`` names the sentence; amounts in ``read`` are yuan, times are ISO 8601 in Beijing time.
    """

    rule: str
    clause: str
    verdict: Verdict
    read: Read
    told: str = ""
    policy: Policy = field(kw_only=True, compare=False, repr=False)

    @property
    def sentence(self) -> Words:
        """The verdict in the buyer's words, with the real values."""
        return render(self.policy, self.rule, self.told or self.verdict, self.read)

    @property
    def read_in_words(self) -> tuple[tuple[Words, Words], ...]:
        """The facts looked at, named and said for a reader."""
        return tuple(
            (name_words(name), said_words(self.policy, name, value)) for name, value in self.read
        )

    @property
    def clause_words(self) -> Words:
        """The published clause this rule stands on."""
        return self.policy.clauses[self.clause].words


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole answer. Amounts in fen; ``split`` is (route, amount) a tender, in tender order.

    ``amount_minor`` is None unless money is approved; ``at_stake_minor`` is what the application
    is about. ``changes`` are (code, value) pairs that ``what_would_change`` puts into words.
    ``verdicts`` are of the version's rules and then its brakes, in their order; ``told`` is the
    deciding rule's case, ``shown`` every fact that a rule shows.
    """

    outcome: Outcome
    route: str
    clauses: tuple[str, ...]
    amount_minor: int | None
    split: tuple[tuple[str, int], ...]
    per_unit: tuple[tuple[str, int], ...]
    missing: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    told: str
    shown: Mapping[str, str]
    policy_version: str
    changes_at: datetime | None
    changes: Read = ()
    at_stake_minor: int = 0
    policy: Policy = field(kw_only=True, compare=False, repr=False)

    @property
    def tested(self) -> tuple[ClauseResult, ...]:
        """Every rule and brake with its verdict, the facts it read and its sentence."""
        return tuple(self._result(row, verdict) for row, verdict in self._rows())

    @property
    def what_would_change(self) -> tuple[Words, ...]:
        """What the buyer, time or a partner could do so that the answer becomes another (N2)."""
        return tuple(change(self.policy, code, value) for code, value in self.changes)

    @property
    def deciding(self) -> tuple[ClauseResult, ...]:
        """The rules that made the answer: the first that decided and what held it back."""
        return tuple(self._result(row, said) for row, said in self._rows() if said == "decides")

    @property
    def sentence(self) -> Words:
        """The answer in words, result first, then the amount that goes back."""
        words = self.deciding[-1].sentence
        if self.amount_minor is None:
            return words
        amount = yuan_of(self.amount_minor)
        return Words(
            f"{words.zh}退 {amount} 元,原路退回。",
            f"{words.en} {amount} yuan goes back where it came from.",
        )

    @property
    def missing_words(self) -> Words:
        """What is still needed, in one line."""
        named = [self.policy.evidence_words(item) for item in self.missing]
        return Words(
            "、".join(words.zh for words in named) or "更多信息",
            ", ".join(words.en for words in named) or "more information",
        )

    def _rows(self) -> Iterable[tuple[Rule | Brake, Verdict]]:
        return zip((*self.policy.rules, *self.policy.brakes), self.verdicts, strict=True)

    def _result(self, row: Rule | Brake, verdict: Verdict) -> ClauseResult:
        clause, told, missing = row.clause, "", ""
        if verdict == "decides" and isinstance(row, Rule):
            clause = self.clauses[0] if self.clauses else clause
            told, missing = self.told, ",".join(self.missing)
        read = tuple(
            (name, missing if name == MISSING else self.shown.get(name, "")) for name in row.shows
        )
        return ClauseResult(row.id, clause, verdict, read, told, policy=self.policy)
