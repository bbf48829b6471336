"""Who buys, who asks for the money back, and who approves it."""

import json
from datetime import timedelta

from weikameng.domain.application import RefundApplication
from weikameng.domain.case_life import State
from weikameng.domain.money import yuan_of
from weikameng.records.reading.approvals import open_of
from weikameng.records.reading.campaign import units_of
from weikameng.records.reading.refunds import case_to_move
from weikameng.records.writing import accounts
from weikameng.services import approvals, imports, refunds, reviews
from weikameng.services.campaign.outside import ROUTES
from weikameng.services.campaign.world import Deed, Wish, World
from weikameng.services.judging import Judge

_PRICES = (1, 2, 3, 7, 99, 300, 999, 1_000, 3_333, 4_990, 12_345, 60_000)
_WAYS = (("alipay",), ("alipay",), ("wechatpay",), ("wechatpay",), ROUTES)
_BOUGHT_BEFORE = timedelta(hours=1)
_WORDS = "核对了订单与供应商记录,按规则退款。"


def open_shop(world: World) -> None:
    """Somebody nobody knows yet buys a few things at the sandbox, and wants money back."""
    person = accounts.keep_person(world.name, display_name=world.name, role="buyer", password="")
    world.buyer_id = person.pk
    for place in range(world.chance.choice((1, 1, 1, 1, 2))):
        _buy(world, place)


def _buy(world: World, place: int) -> None:
    chance = world.chance
    routes = chance.choice(_WAYS)
    prices = [chance.choice(_PRICES) for _ in range(chance.choice((1, 1, 1, 2, 2, 3)))]
    # What was paid may be less than the prices (a coupon), so that the parts must be rounded.
    paid = sum(prices) - (chance.randrange(0, sum(prices) // 3 + 1) if world.among(30) else 0)
    paid = max(paid, len(routes))
    first = chance.randrange(1, paid) if len(routes) > 1 else paid
    legs = dict(zip(routes, (first, paid - first), strict=False))
    name = f"{world.name}-{place}"
    bought_at = (world.time.at - _BOUGHT_BEFORE).isoformat()
    row = {
        "external_number": name,
        "buyer": world.name,
        "sku": world.stage.sku,
        "units": [{"price": yuan_of(price), "usage": "none"} for price in prices],
        "payments": [
            {
                "route": route,
                "amount": yuan_of(minor),
                "reference": world.outside.pay(route, f"{name}-{route}", minor),
            }
            for route, minor in legs.items()
        ],
        "paid_at": bought_at,
        "completed_at": bought_at,
    }
    (result,) = imports.import_orders([json.dumps(row)], at=world.time.at)
    assert not result.problem, result.problem
    _want(world, result.number)
    world.tell(f"bought {name}: {result.number} prices {prices} paid {legs}")


def _want(world: World, number: str) -> None:
    """All of it in one application, or unit by unit: several refunds of one payment."""
    order_id, units = units_of(number)
    world.order_ids.append(order_id)
    if world.among(55):
        world.wishes.append(Wish(number, tuple(units)))
    else:
        world.wishes.extend(Wish(number, (unit,)) for unit in units)


def unfiled(world: World) -> list[Wish]:
    """Return the wishes that are not in our books yet."""
    return [wish for wish in world.wishes if not wish.case]


def undecided(world: World) -> list[Wish]:
    """Return the wishes a person must decide."""
    return [wish for wish in world.wishes if wish.case and wish.state == State.REVIEWING]


def apply(world: World) -> Deed | None:
    """Apply for what is wanted; whoever hears nothing applies again."""
    waiting = unfiled(world)
    if not waiting:
        return None
    wish, at = world.chance.choice(waiting), world.time.at
    asked = RefundApplication(wish.order_number, "NOT_ACTIVATED", unit_ids=wish.unit_ids)

    def act() -> str:
        applied = refunds.apply(asked, buyer_id=world.buyer_id, at=at)
        wish.case, wish.state = applied.number, applied.state
        return f"{applied.number} {applied.state}"

    return Deed("apply", wish.order_number, act)


def decide(world: World) -> Deed | None:
    """Approve a case in review; whoever hears nothing looks again."""
    waiting = undecided(world)
    if not waiting:
        return None
    wish, at, judge = world.chance.choice(waiting), world.time.at, world.stage.supervisor

    def act() -> str:
        case = case_to_move(wish.case)
        assert case is not None, "filed and gone"
        wish.state = case.read.state
        if wish.state != State.REVIEWING:
            return "approved before"
        verdict = reviews.Verdict(True, _WORDS)
        if not open_of(case.read.id):
            maker = world.stage.reviewer
            reviews.decide(wish.case, verdict, reviewer_id=maker.id, role=maker.role, at=at)
        if waits := open_of(case.read.id):  # large: a second person signs
            approvals.co_sign(wish.case, waits.pk, Judge(judge.id, judge.role), at)
        wish.state = State.PAYING
        return "approved"

    return Deed("approve", wish.case, act)
