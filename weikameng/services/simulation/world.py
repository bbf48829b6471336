"""What the world remembers of itself: its clock, who bought what, and the story so far."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from weikameng.services.payouts import RefundChannel
from weikameng.services.simulation.chance import Chance
from weikameng.services.simulation.crowd import Crowd
from weikameng.services.simulation.stage import Stage

STORY_LINES = 30


@dataclass(frozen=True, slots=True)
class Bought:
    """An order and its buyer; ``direct`` goods come from the supplier."""

    number: str
    buyer: int
    direct: bool
    units: int


@dataclass(frozen=True, slots=True)
class Filed:
    """A case and the order it is about."""

    number: str
    order: Bought


@dataclass
class World:
    """One seed's world."""

    chance: Chance
    stage: Stage
    channel: RefundChannel
    crowd: Crowd
    at: datetime
    orders: list[Bought] = field(default_factory=list)
    cases: dict[str, Filed] = field(default_factory=dict)
    questions: dict[int, int] = field(default_factory=dict)
    workers: int = 0
    story: list[str] = field(default_factory=list)

    def tell(self, line: str) -> None:
        """Add a line to the story."""
        self.story.append(f"{self.at:%m-%d %H:%M:%S} {line}")

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.at += timedelta(**span)

    def file(self, number: str, order: Bought) -> str:
        """Remember a case by its number."""
        self.cases.setdefault(number, Filed(number, order))
        return number

    def some_order(self) -> Bought | None:
        """Return one of the latest orders: old ones are seldom touched."""
        return self.chance.choice(self.orders[-8:]) if self.orders else None

    def some_case(self) -> Filed | None:
        """Return one of the latest cases."""
        return self.chance.choice(list(self.cases.values())[-8:]) if self.cases else None
