"""How a schedule ends: faults stop, time passes, persons act, until nothing is due."""

from datetime import UTC, datetime, timedelta
from functools import partial

from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.records.reading.payouts import next_due
from weikameng.services import channels, payouts
from weikameng.services.campaign import buyers, complaining, finance, laws, post
from weikameng.services.campaign.world import Deed, World

# Patience with one schedule; then what is left is lost.
MAX_ROUNDS = 60
# After so many rounds the steps become twice as long, up to four hours.
ROUNDS_A_STEP, LONGEST_STEP = 4, 9
_PAST_LEASE = timedelta(seconds=31)


def come_to_rest(world: World) -> None:
    """Go on until all has arrived; LawBroken when it does not."""
    world.dealer.calm()
    world.outside.door_open = True
    for route in sorted(channels.look(world.time.at).stopped):
        _do(world, Deed("resume channel", route, partial(_resume, world, route)))
    for round_ in range(1, MAX_ROUNDS + 1):
        _everybody(world)
        laws.check(world)
        persons = [*_complaints(world), *finance.act_to_the_end(world)]
        for deed in persons:
            _do(world, deed)
        if not persons and not _later(world, round_):
            return
    raise laws.LawBroken(f"lost: no rest after {MAX_ROUNDS} rounds")


def _complaints(world: World) -> list[Deed]:
    """What is left open ends as the channel says it has ended."""
    waiting = [one for one in world.complaints if not one.ended]
    unheard = [
        Deed("complain", "once more", one.again) for one in waiting if one.again and not one.id
    ]
    return unheard or [complaining.closing(world, one) for one in waiting]


def _everybody(world: World) -> None:
    for call in (buyers.apply, buyers.decide, post.deliver_first):
        while deed := call(world):
            _do(world, deed)
    paid = payouts.pay_out_due("worker-rest", world.time.at, world.engine.routes())
    world.tell(f"the worker: {paid} payouts")


def _later(world: World, round_: int) -> bool:
    """Let time pass until something happens; False when nothing ever will.

    The longer it takes the longer the steps: some legs wait for another that is in doubt for a day.
    """
    turn = world.outside.next_turn()
    moments = [next_due(), datetime.fromtimestamp(turn, UTC) if turn is not None else None]
    coming = [moment for moment in moments if moment is not None]
    if not coming:
        return bool(world.outside.mailbox)
    world.time.wait_until(min(coming))
    world.time.at += _PAST_LEASE * 2 ** min(round_ // ROUNDS_A_STEP, LONGEST_STEP)
    world.outside.walk()
    return True


def _do(world: World, deed: Deed) -> None:
    world.tally.acts[deed.name] += 1
    try:
        came = deed.act()
    except Refusal as refusal:
        came = f"refused: {refusal.code}"
    world.tell(f"at rest: {deed.name} {deed.about}: {came}")


def _resume(world: World, route: str) -> str:
    by = Actor(world.stage.finance.id, world.stage.finance.role)
    channels.resume(route, by=by, at=world.time.at)
    return "done"
