"""Complaints and chargebacks at the channel (N9): they hold what is not sent, and now and then the
channel pays the buyer by itself.
"""

from weikameng.domain.complaints import CHARGEBACK_ROUTE, Closing, NewComplaint, Outcome
from weikameng.domain.payout_life import Concern, PayoutState
from weikameng.records.reading.campaign import LegSeen
from weikameng.services import complaints
from weikameng.services.campaign import buyers
from weikameng.services.campaign.outside import ROUTES
from weikameng.services.campaign.world import Complained, Deed, World

_NOTE = "渠道后台的投诉单。"
_HELD = frozenset({PayoutState.INTENDED, PayoutState.REFUSED, PayoutState.REVERSED})
_DOUBTFUL = frozenset({Concern.LEDGER, Concern.ABNORMAL})


def complain(world: World) -> Deed | None:
    """Record that the buyer complained at the channel about one of the payments."""
    legs = [leg for leg in world.legs if leg.route in ROUTES]
    if not legs or buyers.unfiled(world) or buyers.undecided(world):
        return None
    if len(world.complaints) > 1:
        return None
    leg, at, who = world.chance.choice(legs), world.time.at, world.stage.finance
    reference = f"{world.name}-{len(world.complaints)}"
    new = NewComplaint(leg.order_number, "chargeback", reference, leg.paid_minor, leg.route, _NOTE)
    one = Complained(leg.tender_id, leg.route, leg.payment)
    world.complaints.append(one)

    def act() -> str:
        one.id = complaints.open_complaint(new, who, at=at).id
        return f"complaint {one.id}"

    one.again = act
    return Deed("complain", reference, act)


def close(world: World) -> Deed | None:
    """Record how a complaint ended; some end with money the channel paid by itself."""
    waiting = [one for one in world.complaints if not one.ended]
    if not waiting:
        return None
    one = world.chance.choice(waiting)
    if one.again is not None and not one.id:
        return Deed("complain", "once more", one.again)  # nobody heard that it was recorded
    if not one.paid_minor and world.among(40):
        _channel_pays(world, one)
    return closing(world, one)


def closing(world: World, one: Complained) -> Deed:
    """Return the deed that ends a complaint as the channel says it has ended."""
    at, who = world.time.at, world.stage.finance
    outcome = Outcome.PAID if one.paid_minor else Outcome.WITHDRAWN
    told = Closing(outcome, _NOTE, one.paid_minor)

    def act() -> str:
        complaints.close(one.id, told, who, at=at)
        one.ended = True
        return f"{outcome} {one.paid_minor}"

    return Deed("close complaint", str(one.id), act)


def _channel_pays(world: World, one: Complained) -> None:
    """The channel pays what our books say can't be under way; nobody could have told it more."""
    legs = [leg for leg in world.legs if leg.tender_id == one.tender_id]
    if any(leg.route not in (*ROUTES, CHARGEBACK_ROUTE) for leg in legs):
        return
    free = [leg for leg in legs if _free(leg)]
    under_way = [leg for leg in legs if leg not in free and leg.state not in _ENDED]
    most = sum(leg.amount_minor for leg in free)
    if under_way or not most:
        return
    wanted = world.chance.choice((most, world.chance.randrange(1, most + 1)))
    if world.outside.charge_back(one.route, one.payment, wanted):
        one.paid_minor = wanted
        world.tally.acts["channel pays back"] += 1
        world.tell(f"{one.route} pays {wanted} of {one.payment} back by itself")


_ENDED = frozenset({PayoutState.SETTLED, PayoutState.REPLACED})


def _free(leg: LegSeen) -> bool:
    return leg.route in ROUTES and leg.state in _HELD and leg.concern not in _DOUBTFUL
