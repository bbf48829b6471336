"""Plays one schedule: random things happen, processes die, then all comes to rest."""

from collections.abc import Callable

from weikameng.records.reading.campaign import LegSeen
from weikameng.records.writing.claims import WHATEVER_IS_DUE, Claim
from weikameng.services import payouts
from weikameng.services.campaign import buyers, complaining, finance, laws, post
from weikameng.services.campaign.actors import TO_THE_END, Actor, Standing
from weikameng.services.campaign.world import Deed, World

STEPS = 24
_TRIES = 6
# While a process stands between its last look and the line; much less than a lease.
_BLINK = 1.0
_PAST_LEASE = 31.0
_FAR = (8, 24, 60)
_MOST_WAITS = 500
_JUMPS = (1, 2, 5, 12, 31, 31, 61, 61, 90, 400, 3_600, 7_200, 86_400)
_WISHES = (
    WHATEVER_IS_DUE,
    WHATEVER_IS_DUE,
    Claim(batch=1),
    Claim(batch=2),
    Claim(5, only=("alipay",)),
    Claim(5, only=("wechatpay",)),
)
Happening = Callable[[World], str]


def play(world: World) -> None:
    """Play everything but the end; raises LawBroken when a law does not hold."""
    buyers.open_shop(world)
    for _ in range(STEPS):
        happen(world)
    finish(world)


def happen(world: World) -> None:
    """One thing happens, of those that can."""
    holders = [one for one in world.stage.actors if one.standing is Standing.PAUSED and one.holds]
    bag = _COLLIDING if holders and world.among(60) else _BAG
    for _ in range(_TRIES):
        if line := world.chance.choice(bag)(world):
            world.tell(line)
            return


def work(world: World) -> str:
    """One of the workers goes on, or looks for what is due; seldom when nothing is."""
    worker = world.chance.choice(world.stage.workers)
    if worker.standing is Standing.PAUSED:
        return _on(world, worker)
    if not (any(_due(world, leg) for leg in world.legs) or world.among(4)):
        return ""
    return _look(world, worker, world.chance.choice(_WISHES))


def _look(world: World, worker: Actor, wish: Claim) -> str:
    world.lives += 1
    name, at = f"{worker.name}-{world.lives}", world.time.at

    def act() -> str:
        return f"{payouts.pay_out_due(name, at, world.engine.routes(), wish)} payouts"

    return let(world, worker, Deed("pay out", name, act))


def _due(world: World, leg: LegSeen) -> bool:
    free = leg.leased_until is None or leg.leased_until < world.time.at
    return leg.due_at is not None and leg.due_at <= world.time.at and free


def door(world: World) -> str:
    """Somebody comes to one of the doors, or the one who is there goes on."""
    actor = world.stage.door
    if actor.standing is Standing.PAUSED:
        return _on(world, actor)
    deed = world.chance.choice(_CALLERS)(world)
    return let(world, actor, deed) if deed else ""


def other_worker(world: World) -> str:
    """A lease runs out while its holder stands in a transaction; another takes the leg over."""
    idle = [one for one in world.stage.workers if one.standing is Standing.IDLE]
    if not idle or world.at_a_call():
        return ""
    _wait(world, _PAST_LEASE)
    return _look(world, world.chance.choice(idle), WHATEVER_IS_DUE)


def jump(world: World) -> str:
    """Time passes, for both sides, and the providers write."""
    return _wait(world, world.chance.choice(_JUMPS))


def wait_for_work(world: World) -> str:
    """Time passes until a payout is due, or a lease has run out."""
    if any(_due(world, leg) for leg in world.legs):
        return ""
    moments = [max(leg.due_at, leg.leased_until or leg.due_at) for leg in world.legs if leg.due_at]
    if not moments:
        return ""
    return _wait(world, max((min(moments) - world.time.at).total_seconds(), 0) + 1)


def _wait(world: World, seconds: float) -> str:
    """Time passes; a request is taken to leave within the lease of its leg, or not at all."""
    world.time.wait(min(seconds, _BLINK) if world.at_a_call() else seconds)
    return f"{seconds:.0f} s later: {world.outside.walk()} letters"


_CALLERS: tuple[Callable[[World], Deed | None], ...] = (
    *(buyers.apply,) * 5,
    *(buyers.decide,) * 3,
    *(post.deliver,) * 4,
    *(finance.act_on_anything,) * 4,
    *(complaining.close,) * 2,
    complaining.complain,
    finance.resume,
)
# While a process stands in the middle of a transaction.
_COLLIDING: tuple[Happening, ...] = (*(other_worker,) * 2, work, door)
_BAG: tuple[Happening, ...] = (
    *(work,) * 12,
    *(door,) * 10,
    *(wait_for_work,) * 6,
    *(jump,) * 2,
    post.lose,
    post.shut_or_open,
)


def let(world: World, actor: Actor, deed: Deed) -> str:
    """Let a process do something: to its end, part of the way, or until it is killed."""
    world.tally.acts[deed.name] += 1
    steps, dies = _how_far(world)
    actor.doing = deed.name
    came = actor.begin(deed.act, steps, dies=dies)
    return f"{actor.name}: {deed.name} {deed.about}: {_after(world, actor, came)}"


def _on(world: World, actor: Actor) -> str:
    steps, dies = _how_far(world)
    came = actor.go(steps, dies=dies)
    return f"{actor.name} goes on with {actor.doing}: {_after(world, actor, came)}"


def _how_far(world: World) -> tuple[int, bool]:
    if world.among(40):
        return TO_THE_END, False
    return world.chance.randrange(0, world.chance.choice(_FAR)), world.among(45)


def _after(world: World, actor: Actor, came: str) -> str:
    """Note what came of it, let whoever waits for a lock get on, and look at the laws."""
    said = [_noted(world, actor, came)]
    others = [other for other in world.stage.actors if other is not actor]
    world.tally.overlaps += any(other.standing is Standing.PAUSED for other in others)
    world.tally.waited += actor.standing is Standing.BLOCKED
    for _ in range(_MOST_WAITS):
        waiting = [one for one in world.stage.actors if one.standing is Standing.BLOCKED]
        if not waiting:
            break
        paused = [one for one in world.stage.actors if one.standing is Standing.PAUSED]
        if paused:
            holder = world.chance.choice(paused)
            said.append(_noted(world, holder, holder.go(1, dies=world.among(5))))
        said += [_noted(world, one, one.look()) for one in waiting]
    laws.check(world)
    return "; ".join(said)


def _noted(world: World, actor: Actor, came: str) -> str:
    if actor.standing is not Standing.IDLE:
        return f"{actor.name} {actor.standing} {actor.place}"
    if actor.died_at:
        world.tally.crashes[actor.doing] += 1
        world.tally.places[f"{actor.doing}: {actor.died_at}"] += 1
    return came


def finish(world: World) -> None:
    """Everybody who stands in the middle of something goes on to the end of it."""
    for actor in world.stage.actors:
        while actor.standing is not Standing.IDLE:
            world.tell(_on(world, actor))
