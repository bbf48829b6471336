"""A candidate version over past rounds: how many answers change, which way, how much money, with
examples to open (N1). Tallies of parts of history add up to the tally of the whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from weikameng.domain.policy.decide import outlook
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.outcome import PAYING, Outcome
from weikameng.domain.policy.stored import facts_from_text

EXAMPLES = 5  # kept a way; more are a filter away
_PAYING = frozenset(outcome.value for outcome in PAYING)
Way = tuple[str, str]


class Past(NamedTuple):
    """One decided round: its case, the facts as JSON text, when and what was decided, fen."""

    case: str
    round: int
    facts: str
    at: datetime
    outcome: str
    at_stake_minor: int


@dataclass(slots=True)
class Moved:
    """The rounds that went one way: how many, and what was paid before and would be now."""

    count: int = 0
    before_minor: int = 0
    after_minor: int = 0
    examples: list[tuple[str, int]] = field(default_factory=list)

    def add(self, other: "Moved") -> None:
        """Add the rounds of another part of history."""
        self.count += other.count
        self.before_minor += other.before_minor
        self.after_minor += other.after_minor
        self.examples = (self.examples + other.examples)[:EXAMPLES]


@dataclass(slots=True)
class Tally:
    """What changed over some part of history. ``ways`` are (outcome before, outcome after).

    ``amounts`` are rounds that are paid before and after, with another amount; they are counted
    in ``ways`` as well. ``skipped`` rounds have a kind of good the candidate does not know.
    """

    rounds: int = 0
    changed: int = 0
    gained_minor: int = 0
    lost_minor: int = 0
    skipped: int = 0
    ways: dict[Way, Moved] = field(default_factory=dict)
    amounts: Moved = field(default_factory=Moved)

    def add(self, other: "Tally") -> None:
        """Add another part of history."""
        self.rounds += other.rounds
        self.changed += other.changed
        self.gained_minor += other.gained_minor
        self.lost_minor += other.lost_minor
        self.skipped += other.skipped
        self.amounts.add(other.amounts)
        for way, moved in other.ways.items():
            self.ways.setdefault(way, Moved()).add(moved)

    def count(self, past: Past, after: str, after_minor: int) -> None:
        """Count one round with the candidate's answer."""
        before_minor = past.at_stake_minor if past.outcome in _PAYING else 0
        one = Moved(1, before_minor, after_minor)
        changed = past.outcome != after or before_minor != after_minor
        if changed:
            self.changed += 1
            one.examples.append((past.case, past.round))
        self.ways.setdefault((past.outcome, after), Moved()).add(one)
        if changed and past.outcome in _PAYING and after in _PAYING:
            self.amounts.add(one)
        self.gained_minor += max(after_minor - before_minor, 0)
        self.lost_minor += max(before_minor - after_minor, 0)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON; amounts in fen."""
        return {
            "rounds": self.rounds,
            "changed": self.changed,
            "gained_minor": self.gained_minor,
            "lost_minor": self.lost_minor,
            "skipped": self.skipped,
            "amounts": _moved_json(self.amounts),
            "ways": [
                {"before": before, "after": after} | _moved_json(moved)
                for (before, after), moved in sorted(self.ways.items())
            ],
        }


def tally_of(policy: Policy, history: Iterable[Past]) -> Tally:
    """Decide every round anew with the candidate, by the facts and the moment it had then."""
    tally = Tally()
    for past in history:
        tally.rounds += 1
        facts = facts_from_text(past.facts)
        if facts.order.goods_kind not in policy.goods:
            tally.skipped += 1
            continue
        found = outlook(policy, facts, past.at)
        paid = found.at_stake_minor if found.outcome in PAYING else 0
        tally.count(past, found.outcome.value, paid)
    return tally


def tally_from(stored: dict[str, Any]) -> Tally:
    """Return the tally that was stored as JSON."""
    ways = {(row["before"], row["after"]): _moved(row) for row in stored["ways"]}
    return Tally(
        rounds=stored["rounds"],
        changed=stored["changed"],
        gained_minor=stored["gained_minor"],
        lost_minor=stored["lost_minor"],
        skipped=stored["skipped"],
        ways=ways,
        amounts=_moved(stored["amounts"]),
    )


def matrix(tally: Tally) -> list[tuple[Outcome, list[tuple[Outcome, Moved]]]]:
    """Return the ways as rows (before) and columns (after), only those that occur, in order."""
    befores = [one for one in Outcome if any(way[0] == one for way in tally.ways)]
    afters = [one for one in Outcome if any(way[1] == one for way in tally.ways)]
    return [
        (before, [(after, tally.ways.get((before, after), Moved())) for after in afters])
        for before in befores
    ]


def _moved(row: dict[str, Any]) -> Moved:
    examples = [(case, round_) for case, round_ in row["examples"]]
    return Moved(row["count"], row["before_minor"], row["after_minor"], examples)


def _moved_json(moved: Moved) -> dict[str, Any]:
    return {
        "count": moved.count,
        "before_minor": moved.before_minor,
        "after_minor": moved.after_minor,
        "examples": [list(example) for example in moved.examples],
    }
