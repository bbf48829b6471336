"""Plays one seed: random things happen, the laws are checked, and at the end all comes to rest."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from weikameng.gateways.sandbox.bank import FaultPlan
from weikameng.records.reading import errands, payouts
from weikameng.services import wiring
from weikameng.services.payouts import RefundChannel
from weikameng.services.simulation import buyers, laws, staff
from weikameng.services.simulation.chance import Chance
from weikameng.services.simulation.crowd import Crowd
from weikameng.services.simulation.stage import prepare
from weikameng.services.simulation.world import STORY_LINES, World

START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
CHECK_EVERY = 8
FAULT_PERCENT = 35
MAX_ROUNDS = 400
# Past any lease: whoever died holds nothing any more.
_PAST_LEASE = timedelta(seconds=31)

Happening = Callable[[World], str]
HAPPENINGS: tuple[tuple[Happening, int], ...] = (
    (buyers.buy, 14),
    (buyers.apply, 9),
    (buyers.double_click, 5),
    (buyers.apply_as_a_stranger, 1),
    (buyers.amend, 6),
    (buyers.withdraw, 2),
    (buyers.amend_and_withdraw, 2),
    (buyers.reveal, 3),
    (buyers.reveal_and_apply, 4),
    (buyers.reveal_and_amend, 3),
    (staff.review, 7),
    (staff.review_and_withdraw, 2),
    (staff.use_report, 2),
    (staff.use_and_apply, 3),
    (staff.look, 6),
    (staff.two_look, 4),
    (staff.look_and_die, 6),
    (staff.errand, 9),
    (staff.errand_twice, 3),
    (staff.errand_and_apply, 2),
    (staff.jump, 14),
    (staff.expire, 2),
)
_BAG = tuple(happening for happening, weight in HAPPENINGS for _ in range(weight))


@dataclass(frozen=True, slots=True)
class Ending:
    """How a seed came out."""

    orders: int
    cases: int
    story: tuple[str, ...]


def unchanged(channel: RefundChannel) -> RefundChannel:
    """Return the channel as it is; tests plant a bug here and expect a law to notice."""
    return channel


def rehearse(
    seed: int,
    chance: Chance,
    steps: int,
    say: Callable[[str], None],
    plant: Callable[[RefundChannel], RefundChannel] = unchanged,
) -> Ending:
    """Play one seed to its end; on trouble ``say`` gets the last lines of the story.

    Raises LawBroken when a law does not hold, and whatever a service raises that it should not.
    """
    faults = FaultPlan(seed, chance.choice((0, FAULT_PERCENT)))
    channel = plant(wiring.faulty_channel(faults))
    world = World(chance, prepare(seed, START), channel, Crowd(), START)
    with _told_on_trouble(world, seed, say), wiring.overheard(_no_open_transaction):
        for step in range(steps):
            if line := chance.choice(_BAG)(world):
                world.tell(line)
            if step % CHECK_EVERY == 0:
                laws.check(world)
        come_to_rest(world)
        laws.check_at_rest(world)
    return Ending(len(world.orders), len(world.cases), tuple(world.story))


def come_to_rest(world: World) -> None:
    """Let errands and workers go on, with time passing, until nothing is due any more."""
    for _ in range(MAX_ROUNDS):
        for errand in errands.waiting():
            world.tell(f"errand {errand.name}: {staff.run(world, errand)}")
        world.tell(staff.look(world))
        due = payouts.next_due()
        if due is None and not errands.waiting():
            return
        world.at = max(world.at, due or world.at) + _PAST_LEASE


@contextmanager
def _told_on_trouble(world: World, seed: int, say: Callable[[str], None]) -> Iterator[None]:
    ended = False
    try:
        yield
        ended = True
    finally:
        world.crowd.leave()
        if not ended:
            say(f"seed {seed}, the last {STORY_LINES} lines of {len(world.story)}:")
            say("\n".join(world.story[-STORY_LINES:]))


def _no_open_transaction() -> None:
    if connection.in_atomic_block:
        raise laws.LawBroken("a gateway was called inside a transaction")
