"""What must hold in every world at every moment, and what must hold when it has come to rest."""

from weikameng.domain.case_life import OPEN, Event, State
from weikameng.domain.messages import ARRIVALS, Kind
from weikameng.domain.payout_life import PayoutState
from weikameng.records.reading import errands, payouts
from weikameng.records.reading.audit import audit
from weikameng.records.reading.evidence import links_of
from weikameng.records.reading.orders import order_of
from weikameng.records.reading.refunds import Progress, progress_of
from weikameng.services import chain, messages, wiring
from weikameng.services.simulation.world import World

# A message of these kinds need not be a step of the case.
MORE_THAN_STEPS = frozenset({Kind.LATE, Kind.REROUTED})
_UNFINISHED = (State.SCREENING, State.APPROVED, State.PAYING, State.PAYOUT_STUCK)


class LawBroken(AssertionError):
    """The world is not as it must be; the message says which law and where."""


def check(world: World) -> None:
    """Raise LawBroken when something is wrong now."""
    _holds(not (found := audit()), f"audit: {found}")
    _money()
    for order in world.orders:
        page = order_of(order.number, buyer_id=order.buyer)
        _holds(page is not None, f"order {order.number} is gone")
        if page:
            broken = chain.broken_at(links_of(page.order.pk))
            _holds(broken is None, f"evidence of {order.number} broken at {broken}")
    sent = wiring.sandbox_memory().deliveries()
    for number in world.cases:
        progress = progress_of(number)
        assert progress is not None
        _units_as_decided(progress)
        _nothing_sent_after(progress, sent)


def check_at_rest(world: World) -> None:
    """Raise LawBroken when something that should have gone on is stuck."""
    check(world)
    _holds(not (left := errands.waiting()), f"errands left: {left}")
    bank = wiring.sandbox_memory().refunds()
    paid = {number: amount for number, (amount, status) in bank.items() if status == "SUCCESS"}
    booked = {
        number: amount
        for number, (amount, state) in payouts.amounts_of(wiring.SANDBOX).items()
        if state is PayoutState.SETTLED
    }
    _holds(paid == booked, f"bank paid {paid}, books say {booked}")
    for number in world.cases:
        progress = progress_of(number)
        assert progress is not None
        _holds(progress.state not in _UNFINISHED, f"case {number} is still {progress.state}")
    for buyer in world.stage.buyers:
        _told_once(buyer)


def _told_once(buyer: int) -> None:
    """Each step of a buyer's cases is one message, and only a settlement is told as arrived."""
    told: list[messages.Message] = []
    page, more = 1, True
    while more:
        rows, more = messages.inbox(buyer, page)
        told, page = told + rows, page + 1
    for number in {one.case_number for one in told}:
        progress = progress_of(number)
        assert progress is not None
        mine = [one for one in told if one.case_number == number]
        steps = [one for one in mine if one.kind not in MORE_THAN_STEPS]
        _holds(len(steps) == progress.case.revision, f"messages of {number}: {len(steps)}")
        arrived = sum(one.kind in ARRIVALS for one in mine)
        settled = sum(line.event == Event.SETTLE for line in progress.events)
        _holds(arrived == settled, f"{number} settled {settled} times, told {arrived} times")


def _money() -> None:
    """Every refund at the bank is one of ours, with our amount; what is settled is paid there."""
    bank = wiring.sandbox_memory().refunds()
    ours = payouts.amounts_of(wiring.SANDBOX)
    for number, (amount, _) in bank.items():
        _holds(number in ours, f"the bank paid {number}, which we never meant")
        _holds(ours[number][0] == amount, f"the bank paid {amount} for {number}")
    for number, (_, state) in ours.items():
        paid = bank.get(number, (0, ""))[1] == "SUCCESS"
        _holds(paid or state is not PayoutState.SETTLED, f"{number} is settled but never paid")


def _units_as_decided(progress: Progress) -> None:
    """A unit held or returned is used exactly as the decision read it: nobody has both."""
    if progress.state not in OPEN and progress.state is not State.REFUNDED:
        return
    page = order_of(progress.order.number, buyer_id=progress.order.buyer_id)
    assert page is not None
    read = {row["id"]: row["usage"] for row in progress.latest.facts["order"]["units"]}
    held = set(progress.case.units.values_list("unit_id", flat=True))
    for unit in page.units:
        returned = unit.refunding_minor >= unit.paid_minor
        if unit.pk in held and (returned or progress.state in OPEN):
            said = read[str(unit.pk)]
            _holds(unit.usage == said, f"unit {unit.pk} was {said}, is {unit.usage}")


def _nothing_sent_after(progress: Progress, sent: set[str]) -> None:
    """What was returned because nothing had been sent is not sent (a person may decide so)."""
    if any(line.event == Event.APPROVE for line in progress.events):
        return
    facts = progress.latest.facts["order"]
    never = facts["supplier"] is None and progress.product.fulfilment == "direct"
    if never and progress.state is State.REFUNDED:
        number = progress.order.number
        _holds(number not in sent, f"order {number} was delivered after its refund")


def _holds(truth: bool, otherwise: str) -> None:
    if not truth:
        raise LawBroken(otherwise)
