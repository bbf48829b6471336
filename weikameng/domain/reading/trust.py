"""Is "differs" right often enough to be shown? Counted over what people last judged (R3.4)."""

from collections.abc import Sequence
from dataclasses import dataclass

LAST_JUDGED = 200
FEWEST_JUDGED = 50  # before that many there is nothing to count
WANTED_PERCENT = 98


@dataclass(frozen=True, slots=True)
class Trust:
    """How many verdicts people judged of late, and how many of them were right."""

    judged: int
    right: int

    @property
    def trusted(self) -> bool:
        """Whether the verdict stands; with too few judgements it does."""
        if self.judged < FEWEST_JUDGED:
            return True
        return self.right * 100 >= self.judged * WANTED_PERCENT


def trust_in(rights: Sequence[bool]) -> Trust:
    """Return the trust in a verdict from its judgements, newest first; only the last 200 count."""
    counted = rights[:LAST_JUDGED]
    return Trust(len(counted), sum(counted))
