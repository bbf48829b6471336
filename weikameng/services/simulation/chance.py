"""Chance is handed in (house law): a door gives ``random.Random(seed)``, a seed repeats a story."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Chance(Protocol):
    """What the world needs of ``random.Random``."""

    def random(self) -> float:
        """Return a number from 0 to below 1."""
        ...

    def choice(self, seq: Sequence[T], /) -> T:
        """Return one of them."""
        ...

    def randrange(self, start: int, stop: int, /) -> int:
        """Return a whole number from start to below stop."""
        ...
