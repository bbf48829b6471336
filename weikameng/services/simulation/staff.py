"""What everybody else does: reviewers, suppliers, workers that live and workers that die, time."""

from collections.abc import Callable
from functools import partial

from weikameng.domain.reports import ReportOutcome
from weikameng.records.reading import errands as list_of
from weikameng.records.reading.approvals import open_of
from weikameng.records.reading.errands import Errand
from weikameng.records.reading.orders import order_of
from weikameng.records.reading.policies import decision_of
from weikameng.records.reading.refunds import case_to_move, progress_of
from weikameng.records.writing import errands
from weikameng.records.writing.picture_readings import READ_PICTURES
from weikameng.services import (
    approvals,
    deadlines,
    fulfilment,
    payouts,
    picture_readings,
    played_reports,
    refunds,
    reviews,
    wiring,
)
from weikameng.services import supplier_checks as checks
from weikameng.services.judging import Judge
from weikameng.services.payouts import RefundChannel
from weikameng.services.simulation.buyers import application
from weikameng.services.simulation.crowd import polite
from weikameng.services.simulation.world import Bought, Filed, World
from weikameng.services.simulation.wrecks import Killed, Wreck

_JUMPS = (1, 1, 31, 31, 120, 600, 3_600, 10_800, 86_400, 432_000, 1_728_000)


def review(world: World) -> str:
    """Decide a case, as reviewer or as supervisor."""
    case = world.some_case()
    if case is None:
        return ""
    verdict = _verdict(world, case)
    role = world.chance.choice(("reviewer", "supervisor"))
    return f"review {case.number} {role} {verdict.approve}: " + polite(
        lambda: _decide(world, case, verdict, role)
    )


def _verdict(world: World, case: Filed) -> reviews.Verdict:
    words = "核对了订单与供应商记录,按规则处理。"
    if world.chance.random() < 0.6:
        return reviews.Verdict(True, words)
    progress = progress_of(case.number)
    assert progress is not None, "filed and gone"
    facts = reviews.facts_of(progress, decision_of(progress.decision))
    return reviews.Verdict(False, words, clause="B1", facts=(facts[0].name,))


def _decide(world: World, case: Filed, verdict: reviews.Verdict, role: str) -> str:
    who = world.stage.supervisor if role == "supervisor" else world.stage.reviewer
    done = reviews.decide(case.number, verdict, reviewer_id=who, role=role, at=world.at)
    if done == "proposed":
        return _second(world, case, who)
    return done


def _second(world: World, case: Filed, maker: int) -> str:
    """A supervisor signs what the reviewer proposed; what they propose alone they take back."""
    now = case_to_move(case.number)
    assert now is not None, "filed and gone"
    waits = open_of(now.read.id)
    if waits is None:
        return "went on before anybody signed"
    judge = Judge(world.stage.supervisor, "supervisor")
    act = approvals.take_back if maker == judge.id else approvals.co_sign
    act(case.number, waits.pk, judge, world.at)
    return "signed" if maker != judge.id else "taken back"


def review_and_withdraw(world: World) -> str:
    """Decide a case in one process while its buyer withdraws it in the other."""
    case = world.some_case()
    if case is None:
        return ""
    verdict = _verdict(world, case)

    def withdraw() -> str:
        refunds.withdraw(case.number, buyer_id=case.order.buyer, at=world.at)
        return "withdrawn"

    said = world.crowd.at_once(lambda: _decide(world, case, verdict, "supervisor"), withdraw)
    return f"review and withdraw {case.number}: {said}"


def use_report(world: World) -> str:
    """The supplier reports use."""
    order = world.some_order()
    return f"use {order.number}: {_used(world, order)}" if order else ""


def _used(world: World, order: Bought) -> str:
    page = order_of(order.number, buyer_id=order.buyer)
    assert page is not None
    if page.order.completed_at is None:
        return "nothing delivered"
    said = played_reports.play(order.number, "activated", len(page.units), world.at)
    return f"{said.count(ReportOutcome.TAKEN)} units"


def use_and_apply(world: World) -> str:
    """The supplier reports use at the moment the buyer asks for the money."""
    return _while_applying(world, "use", partial(_used, world))


def _while_applying(world: World, verb: str, happens: Callable[[Bought], str]) -> str:
    """Let something happen to an order at the moment its buyer applies."""
    order = world.some_order()
    if order is None:
        return ""
    asked = application(world, order)

    def apply() -> str:
        applied = refunds.apply(asked, buyer_id=order.buyer, at=world.at)
        return f"{world.file(applied.number, order)} {applied.state}"

    said = world.crowd.at_once(lambda: happens(order), apply)
    return f"{verb} and apply {order.number}: {said}"


def look(world: World) -> str:
    """A worker looks once."""
    return f"worker: {_look(world, world.channel)} payouts"


def _look(world: World, channel: RefundChannel) -> int:
    world.workers += 1
    name = f"worker-{world.workers}"
    return payouts.pay_out_due(name, world.at, {wiring.SANDBOX: channel})


def two_look(world: World) -> str:
    """Two workers look at the same moment."""
    said = world.crowd.at_once(
        lambda: str(_look(world, world.channel)), lambda: str(_look(world, world.channel))
    )
    return f"two workers: {said}"


def look_and_die(world: World) -> str:
    """A worker dies before or after a call; its leases must run out first."""
    when = world.chance.choice(("before", "after"))
    wreck = Wreck(world.channel, when, world.chance.randrange(0, 2))
    try:
        return f"worker survives: {_look(world, wreck)} payouts"
    except Killed:
        return f"worker killed {when} a call"


def errand(world: World) -> str:
    """Run one errand; one in five workers dies before it could cross it off."""
    waiting = list_of.waiting()
    if not waiting:
        return ""
    chosen = world.chance.choice(waiting)
    dies = world.chance.random() < 0.2
    return f"errand {chosen.name}: {run(world, chosen, dies=dies)}{' (died)' if dies else ''}"


def errand_twice(world: World) -> str:
    """The same errand in two processes, as after a sweep of stalled work."""
    waiting = list_of.waiting()
    if not waiting:
        return ""
    chosen = world.chance.choice(waiting)
    said = world.crowd.at_once(
        lambda: run(world, chosen, dies=True), lambda: run(world, chosen, dies=True)
    )
    return f"errand {chosen.name} twice: {said}"


def errand_and_apply(world: World) -> str:
    """The delivery goes out at the moment the buyer asks for the money."""
    return _while_applying(world, "deliver", partial(_delivered, world))


def _delivered(world: World, order: Bought) -> str:
    return str(fulfilment.deliver(order.number, at=world.at))


def run(world: World, chosen: Errand, *, dies: bool = False) -> str:
    """Run an errand as the worker's door does: done, or again a little later."""
    if chosen.name == "deliver":
        done = fulfilment.deliver(chosen.details["order"], at=world.at)
    elif chosen.name == READ_PICTURES:
        # No file of this world is there: every picture is found missing, and nothing waits for it.
        reader = wiring.picture_reader()
        picture_readings.read_case(chosen.details["case"], reader, lambda: world.at)
        done = True
    else:
        asked = world.questions[chosen.id] = world.questions.get(chosen.id, 0) + 1
        done = not checks.ask_supplier(chosen.details["case"], question=asked, at=world.at)
    if done and not dies:
        errands.done(chosen.id)
    return "done" if done else "again later"


def jump(world: World) -> str:
    """Time passes: seconds, hours, weeks."""
    world.wait(seconds=world.chance.choice(_JUMPS))
    return ""


def expire(world: World) -> str:
    """The clock closes what nobody supplemented."""
    return f"{deadlines.close_expired(world.at)} cases expired"
