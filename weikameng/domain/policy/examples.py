"""Invented orders on which two versions are compared when there is no history to ask: every kind of
good and reason, with amounts and days around the numbers of both versions."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from weikameng.domain.money import yuan_of
from weikameng.domain.policy.decide import outlook
from weikameng.domain.policy.declared.use import USAGES
from weikameng.domain.policy.facts import (
    ApplicationFacts,
    Facts,
    OrderFacts,
    SupplierFacts,
    TenderFacts,
    UnitFacts,
    Usage,
)
from weikameng.domain.policy.finding import Finding
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.outcome import PAYING, Outcome
from weikameng.domain.words import Words

_USED: tuple[Usage, ...] = ("revealed", "used", "unknown")
MAX_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Example:
    """One invented order: ``days`` since it was delivered (None: not delivered)."""

    kind: str
    reason: str
    usage: Usage
    amount_minor: int
    days: int | None
    proven: bool

    def facts(self, policy: Policy, at: datetime) -> Facts:
        """Return the facts it stands for; ``proven``: everything the reason asks for is there."""
        done = None if self.days is None else at - timedelta(days=self.days)
        reason, direct = policy.reasons[self.reason], policy.goods[self.kind].direct
        proof = frozenset((*reason.all_of, *reason.any_of)) if self.proven else frozenset()
        arrived = None if done is None or self.usage == "unknown" else self.usage == "used"
        order = OrderFacts(
            goods_kind=self.kind,
            units=(UnitFacts("1", self.amount_minor, self.amount_minor, self.usage),),
            tenders=(TenderFacts("alipay", self.amount_minor),),
            list_total_minor=self.amount_minor,
            paid_minor=self.amount_minor,
            paid_at=(done or at) - timedelta(hours=1),
            completed_at=done,
            delivered=done is not None,
            supplier=SupplierFacts("success", arrived) if direct and done else None,
        )
        said = ApplicationFacts(
            reason=self.reason,
            evidence=proof,
            description_quality="good" if self.proven else "vague",
        )
        return Facts(order, said)

    def words(self, policy: Policy) -> Words:
        """Describe it in a line."""
        kind, reason = policy.goods[self.kind].words, policy.reasons[self.reason].words
        use, amount = USAGES[self.usage], yuan_of(self.amount_minor)
        days = _ago(self.days)
        proof = Words("材料齐全", "with proof") if self.proven else Words("没有材料", "no proof")
        return Words(
            f"{kind.zh} {amount} 元,{reason.zh},{use.zh},{days.zh},{proof.zh}",
            f"{kind.en}, {amount} yuan, {reason.en}, {use.en}, {days.en}, {proof.en}",
        )


@dataclass(frozen=True, slots=True)
class Differs:
    """An example that the two versions answer differently."""

    words: Words
    old: Finding
    new: Finding


@dataclass(frozen=True, slots=True)
class Effect:
    """How two versions answer the examples: how many, which way, and a few to read."""

    asked: int
    changed: int
    matrix: Mapping[tuple[Outcome, Outcome], int]
    shown: tuple[Differs, ...]


def effect(old: Policy, new: Policy, at: datetime) -> Effect:
    """Answer every example with both versions. Goods or reasons of only one are left out."""
    matrix: Counter[tuple[Outcome, Outcome]] = Counter()
    shown: list[Differs] = []
    asked = changed = 0
    for example in _examples(old, new):
        asked += 1
        one = outlook(old, example.facts(old, at), at)
        other = outlook(new, example.facts(new, at), at)
        if _answer(one) == _answer(other):
            continue
        changed += 1
        pair = (one.outcome, other.outcome)
        matrix[pair] += 1
        # A few of every way before many of one.
        if matrix[pair] <= 5 and len(shown) < MAX_SHOWN:
            shown.append(Differs(example.words(new), one, other))
    return Effect(asked, changed, dict(matrix), tuple(shown))


def _answer(found: Finding) -> tuple[object, ...]:
    amount = found.at_stake_minor if found.outcome in PAYING else 0
    return found.outcome, found.route, amount, found.missing


def _examples(old: Policy, new: Policy) -> Iterator[Example]:
    """One axis at a time around a plain order: enough to see what a number or a case changes."""
    amounts = _amounts(old, new)
    for kind in (kind for kind in new.goods if kind in old.goods):
        days = (None, 1, *sorted(_edges(old.goods[kind].window_days, new.goods[kind].window_days)))
        for reason in (code for code in new.reasons if code in old.reasons):
            for amount, day in product(amounts, days):
                yield Example(kind, reason, "none", amount, day, True)
            for amount in amounts:
                yield Example(kind, reason, "none", amount, 1, False)
            for usage, day in product(_USED, days[1:]):
                yield Example(kind, reason, usage, amounts[0], day, True)


def _ago(days: int | None) -> Words:
    if days is None:
        return Words("没有交付", "not delivered")
    return Words(f"交付后 {days} 天", f"day {days} after delivery")


def _edges(*windows: int) -> set[int]:
    return {day for window in windows for day in (window, window + 1)}


def _amounts(old: Policy, new: Policy) -> list[int]:
    """The numbers of both versions, and a fen less than the one-click limit, which is strict."""
    found = {3_000}
    for params in (old.params, new.params):
        found |= {params.one_click_below_minor - 1, params.one_click_below_minor}
        found |= {params.auto_approve_max_minor, params.auto_approve_max_minor + 1}
    return sorted(amount for amount in found if amount > 0)
