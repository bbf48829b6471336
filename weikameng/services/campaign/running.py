"""Plays many schedules, one after another, in one database and against one running sandbox."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from weikameng.domain.policy.publishing import Actor as Person
from weikameng.records.writing import accounts, catalogue
from weikameng.records.writing.channels import forget
from weikameng.services import demo_data, setup, wiring
from weikameng.services.campaign import laws, rest, schedule
from weikameng.services.campaign.actors import Actor
from weikameng.services.campaign.dealing import Dealer, Odds
from weikameng.services.campaign.outside import Outside
from weikameng.services.campaign.tally import Tally
from weikameng.services.campaign.times import START, Time
from weikameng.services.campaign.world import STORY_LINES, Engine, Stage, World
from weikameng.services.simulation.chance import Chance

ODDS = (Odds(0, 0), Odds(20, 10), Odds(35, 15), Odds(60, 30), Odds(20, 70))
_SETTLE_SECONDS = (30, 300, 3600)
_KEYS = ("changing", "certificate", "public_key")
WARM_UP = 0
_SKU = "game-card-60"


@dataclass
class Ground:
    """What all schedules of a campaign stand on; ``played`` counts them, so names are new."""

    time: Time
    stage: Stage
    outside: Outside
    engine: Engine
    tally: Tally
    played: int = 0


@contextmanager
def ground(folder: Path, engine: Engine | None = None) -> Iterator[Ground]:
    """Set the stage: sandbox and files in ``folder``, people and goods in the database."""
    time = Time()
    outside = Outside(folder / "sandbox", time)
    try:
        with wiring.rehearsing(outside.settings, folder / "files", time.now):
            stage = _stage()
            listener = _listener(stage)
            try:
                with wiring.overheard(listener):
                    yield Ground(time, stage, outside, engine or Engine(), Tally())
            finally:
                for actor in stage.actors:
                    actor.leave()
    finally:
        outside.stop()


def warm_up(on: Ground, chance: Chance) -> None:
    """Play one schedule that does not count: what is read once a process is read now."""
    play(on, WARM_UP, chance, lambda _: None)
    on.tally.schedules = 0


def play(on: Ground, seed: int, chance: Chance, say: Callable[[str], None]) -> list[str]:
    """Play one seed to its end and return its story; on trouble ``say`` gets its last lines.

    Raises LawBroken when a law does not hold, and whatever a service raises that it should not.
    """
    on.time.at = START
    forget()
    dealer = Dealer(chance, chance.choice(ODDS))
    on.played += 1
    name = f"campaign-{on.played}"
    world = World(seed, name, chance, on.time, on.stage, on.outside, dealer, on.engine)
    on.outside.begin(dealer, chance.choice(_SETTLE_SECONDS), chance.choice(_KEYS))
    with _told_on_trouble(world, say):
        schedule.play(world)
        rest.come_to_rest(world)
        laws.check_at_rest(world)
    world.tally.schedules = 1
    world.tally.faults.update(dealer.played)
    on.tally.add(world.tally)
    return world.story


def check_all(on: Ground) -> None:
    """Raise LawBroken when the whole database does not add up."""
    laws.check_all(on.outside, on.tally.to_us)


def _stage() -> Stage:
    setup.publish_shipped_policy(START)
    fields = next(fields for fields in demo_data.PRODUCTS if fields["sku"] == _SKU)
    catalogue.keep_product(_SKU, fields)
    return Stage(
        _person("finance"),
        _person("reviewer"),
        _person("supervisor"),
        _SKU,
        (Actor("worker-a"), Actor("worker-b")),
        Actor("door"),
    )


def _person(role: str) -> Person:
    name = f"campaign-{role}"
    return Person(accounts.keep_person(name, display_name=name, role=role, password="").pk, role)


def _listener(stage: Stage) -> Callable[[], None]:
    def listen() -> None:
        if connection.in_atomic_block:
            raise laws.LawBroken("a gateway was called inside a transaction")
        for actor in stage.actors:
            actor.before_call()

    return listen


@contextmanager
def _told_on_trouble(world: World, say: Callable[[str], None]) -> Iterator[None]:
    ended = False
    try:
        yield
        ended = True
    finally:
        if not ended:
            say(f"seed {world.seed}, the last {STORY_LINES} lines of {len(world.story)}:")
            say("\n".join(world.story[-STORY_LINES:]))
