"""One schedule's world: its clock, its people and processes, who bought what, the story so far."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from weikameng.domain.policy.publishing import Actor as Person
from weikameng.records.reading.campaign import LegSeen
from weikameng.services import channel_notices, wiring
from weikameng.services.campaign.actors import CALL, Act, Actor, Standing
from weikameng.services.campaign.dealing import Dealer
from weikameng.services.campaign.outside import Outside
from weikameng.services.campaign.tally import Tally
from weikameng.services.campaign.times import Time
from weikameng.services.payouts import Routes
from weikameng.services.simulation.chance import Chance

STORY_LINES = 80


class Receive(Protocol):
    """How a notice is taken at our door."""

    def __call__(self, route: str, headers: Mapping[str, str], body: bytes, *, at: datetime) -> str:
        """Return the words the provider waits for, or raise NoticeRejected."""
        ...


@dataclass(frozen=True, slots=True)
class Engine:
    """What is put to the test. Tests plant a bug here and expect a law to notice."""

    routes: Callable[[], Routes] = wiring.gateways
    receive: Receive = channel_notices.receive


@dataclass(frozen=True, slots=True)
class Stage:
    """Who is always there: people by id and role, what is sold, the processes."""

    finance: Person
    reviewer: Person
    supervisor: Person
    sku: str
    workers: tuple[Actor, Actor]
    door: Actor

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Every process."""
        return (*self.workers, self.door)


@dataclass
class Wish:
    """A refund that is wanted: of these units of an order; its case once it was filed."""

    order_number: str
    unit_ids: tuple[int, ...]
    case: str = ""
    state: str = ""


@dataclass
class Complained:
    """A complaint at the channel; ``paid_minor`` (fen) is what the channel itself gave back."""

    tender_id: int
    route: str
    payment: str
    id: int = 0
    paid_minor: int = 0
    ended: bool = False
    again: Act | None = None


@dataclass
class World:
    """One schedule's world."""

    seed: int
    name: str  # of its buyer, and of all its numbers
    chance: Chance
    time: Time
    stage: Stage
    outside: Outside
    dealer: Dealer
    engine: Engine
    tally: Tally = field(default_factory=Tally)
    buyer_id: int = 0
    order_ids: list[int] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    legs: Sequence[LegSeen] = ()
    complaints: list[Complained] = field(default_factory=list)
    tried: dict[str, int] = field(default_factory=dict)
    lives: int = 0
    story: list[str] = field(default_factory=list)

    def tell(self, line: str) -> None:
        """Add a line to the story."""
        self.story.append(f"{self.time.at:%m-%d %H:%M:%S} {line}")

    def at_a_call(self) -> bool:
        """Whether a process has looked at the database and is about to call a channel."""
        actors = self.stage.actors
        return any(one.standing is Standing.PAUSED and one.place == CALL for one in actors)

    def among(self, percent: int) -> bool:
        """Whether this happens, which it does so many times in a hundred."""
        return self.chance.randrange(0, 100) < percent


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a process is about to do."""

    name: str
    about: str
    act: Act
