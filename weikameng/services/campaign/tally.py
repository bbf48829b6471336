"""What a campaign has played and found so far: counted, added up, told in a few lines."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from weikameng.domain.money import yuan_of


@dataclass
class Tally:
    """Counts of one campaign, or of a part of it; fen by route are those of resting schedules."""

    schedules: int = 0
    faults: Counter[str] = field(default_factory=Counter)  # what the providers did
    crashes: Counter[str] = field(default_factory=Counter)  # which acts were killed
    places: Counter[str] = field(default_factory=Counter)  # before and after which statements
    acts: Counter[str] = field(default_factory=Counter)  # what was done, crashes included
    waited: int = 0  # how often one process waited for another's lock
    overlaps: int = 0  # how often one went on while another stood in the middle of something
    booked: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    to_us: Counter[str] = field(default_factory=Counter)  # of it directed back to ourselves

    def add(self, other: "Tally") -> None:
        """Add another part."""
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if isinstance(mine, Counter):
                mine.update(value)
            else:
                setattr(self, name, mine + value)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            name: dict(value) if isinstance(value, Counter) else value
            for name, value in vars(self).items()
        }

    @classmethod
    def of_json(cls, plain: dict[str, Any]) -> "Tally":
        """Return what ``as_json`` made plain."""
        tally = cls()
        for name, value in plain.items():
            setattr(tally, name, Counter(value) if isinstance(value, dict) else value)
        return tally

    def lines(self) -> list[str]:
        """Return it as lines for a terminal."""
        return [
            f"done: {_told(self.acts)}",
            f"killed: {_told(self.crashes)}, in {len(self.places)} different places",
            f"one while another was in the middle: {self.overlaps}, waiting for its lock:"
            f" {self.waited}",
            f"played by the providers: {_told(self.faults)}",
            *(self._route(route) for route in sorted({*self.booked, *self.moved})),
        ]

    def _route(self, route: str) -> str:
        ours = self.to_us[route]
        aside = f", of it {yuan_of(ours)} directed back to ourselves" if ours else ""
        return (
            f"{route}: our books {yuan_of(self.booked[route])}, the sandbox's ledger"
            f" {yuan_of(self.moved[route])}{aside}"
        )


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {times}" for name, times in counts.most_common()) or "nothing"
