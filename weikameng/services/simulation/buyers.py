"""What buyers do, alone and twice at the same moment."""

from weikameng.domain.application import KeptFile, RefundApplication
from weikameng.domain.guardians import REASON as MINOR
from weikameng.domain.guardians import declared
from weikameng.ledger.digest import digest_of
from weikameng.records.reading import catalogue
from weikameng.records.reading.policies import in_force_at, policy
from weikameng.services import cards, checkout, refunds
from weikameng.services.simulation.crowd import polite
from weikameng.services.simulation.stage import Good
from weikameng.services.simulation.world import Bought, Filed, World

_ENDINGS = ("player", "player", "0000", "1111", "2222", "3333", "4444", "5555")
_SAID = (
    "",
    "充了钱没到账,赶紧退",
    "我在电信一区给账号 player-one 充值 100 元,付款成功但一直没有到账,申请退款 100 元。",
    "订单显示成功,但是游戏里没有收到点券,客服让我在这里申请退款,请核实后退回。",
)
_SHOWN = ("status_screenshot", "payment_proof", "error_screenshot", "not_arrived_screenshot")


def buy(world: World) -> str:
    """Buy something; now and then with the balance, now and then cancelled instead of paid."""
    good = world.chance.choice(world.stage.goods)
    buyer = world.chance.choice(world.stage.buyers)
    wish = _wish(world, good)
    number = polite(lambda: checkout.place(wish, buyer_id=buyer, at=world.at))
    if number.startswith("refused"):
        return f"buy {good.sku}: {number}"
    units = wish.quantity
    world.orders.append(Bought(number, buyer, good.fulfilment == "direct", units))
    if world.chance.random() < 0.1:
        return f"cancel {number}: " + polite(lambda: _cancel(world, number, buyer))
    return f"buy {units} {good.sku} {wish.account}: {number} " + polite(
        lambda: _pay(world, number, buyer)
    )


def _wish(world: World, good: Good) -> checkout.Purchase:
    product = catalogue.product(good.sku)
    assert product is not None
    shown = checkout.policy_shown(product, world.at)
    return checkout.Purchase(
        sku=good.sku,
        quantity=world.chance.choice((1, 1, 2, 3)),
        account="sim-" + world.chance.choice(_ENDINGS),
        zone=good.zones[0] if good.zones else "",
        use_balance_minor=world.chance.choice((0, 0, 1, 333, 5_000)),
        confirmed=True,
        text_digest=shown.digest,
    )


def _pay(world: World, number: str, buyer: int) -> str:
    checkout.pay(number, buyer_id=buyer, at=world.at)
    return "paid"


def _cancel(world: World, number: str, buyer: int) -> str:
    checkout.cancel(number, buyer_id=buyer, at=world.at)
    return "cancelled"


def application(world: World, order: Bought) -> RefundApplication:
    """Return what a buyer might write about an order."""
    reasons = sorted(policy(in_force_at(world.at).version).reasons)
    files: tuple[KeptFile, ...] = ()
    if world.chance.random() < 0.4:
        kind = world.chance.choice(_SHOWN)
        digest = digest_of([kind, order.number, world.chance.randrange(0, 1000)])
        files = (KeptFile(kind, digest, digest),)
    reason = world.chance.choice((world.chance.choice(reasons), "NOT_ACTIVATED"))
    said = world.chance.choice(_SAID)
    speaker = declared("parent", "13", "13800138000", agreed=True) if reason == MINOR else None
    return RefundApplication(
        order.number, reason, said, files=files, channel="form", guardian=speaker
    )


def _apply(world: World, order: Bought, asked: RefundApplication, buyer: int) -> str:
    applied = refunds.apply(asked, buyer_id=buyer, at=world.at)
    world.file(applied.number, order)
    return f"{applied.number} {applied.state}{' joined' if applied.joined else ''}"


def apply(world: World) -> str:
    """Apply for a refund."""
    order = world.some_order()
    if order is None:
        return ""
    asked = application(world, order)
    return f"apply {order.number} {asked.reason}: " + polite(
        lambda: _apply(world, order, asked, order.buyer)
    )


def apply_as_a_stranger(world: World) -> str:
    """Apply for somebody else's order, which must look as if there were none."""
    order = world.some_order()
    if order is None:
        return ""
    stranger = next(buyer for buyer in world.stage.buyers if buyer != order.buyer)
    asked = application(world, order)
    said = polite(lambda: _apply(world, order, asked, stranger))
    assert said == "refused: not_found", said
    return f"stranger at {order.number}: {said}"


def double_click(world: World) -> str:
    """Apply in two web processes at once: the same case comes of it."""
    order = world.some_order()
    if order is None:
        return ""
    asked = application(world, order)
    said = world.crowd.at_once(
        lambda: _apply(world, order, asked, order.buyer),
        lambda: _apply(world, order, asked, order.buyer),
    )
    return f"double click {order.number} {asked.reason}: {said}"


def amend(world: World) -> str:
    """Amend a case."""
    case = world.some_case()
    if case is None:
        return ""
    asked = application(world, case.order)
    return f"amend {case.number}: " + polite(lambda: _amend(world, case, asked))


def _amend(world: World, case: Filed, asked: RefundApplication) -> str:
    buyer = case.order.buyer
    return refunds.amend(case.number, asked, buyer_id=buyer, at=world.at).state


def withdraw(world: World) -> str:
    """Withdraw a case."""
    case = world.some_case()
    if case is None:
        return ""
    return f"withdraw {case.number}: " + polite(lambda: _withdraw(world, case))


def _withdraw(world: World, case: Filed) -> str:
    refunds.withdraw(case.number, buyer_id=case.order.buyer, at=world.at)
    return "withdrawn"


def amend_and_withdraw(world: World) -> str:
    """Amend in one process while withdrawing in the other."""
    case = world.some_case()
    if case is None:
        return ""
    asked = application(world, case.order)
    said = world.crowd.at_once(lambda: _amend(world, case, asked), lambda: _withdraw(world, case))
    return f"amend and withdraw {case.number}: {said}"


def reveal(world: World) -> str:
    """Look at a key."""
    order = world.some_order()
    if order is None:
        return ""
    place = world.chance.randrange(1, order.units + 1)
    return f"reveal {order.number}/{place}: " + polite(lambda: _reveal(world, order, place))


def _reveal(world: World, order: Bought, place: int) -> str:
    cards.reveal(order.number, place, buyer_id=order.buyer, at=world.at)
    return "shown"


def reveal_and_apply(world: World) -> str:
    """Look at a key in one process while asking for the money in the other: one winner."""
    order = world.some_order()
    if order is None:
        return ""
    asked = application(world, order)
    said = world.crowd.at_once(
        lambda: _reveal(world, order, 1), lambda: _apply(world, order, asked, order.buyer)
    )
    return f"reveal and apply {order.number}: {said}"


def reveal_and_amend(world: World) -> str:
    """Look at a key while amending a case that was rejected: one winner here, too."""
    case = world.some_case()
    if case is None:
        return ""
    asked = application(world, case.order)
    said = world.crowd.at_once(
        lambda: _reveal(world, case.order, 1), lambda: _amend(world, case, asked)
    )
    return f"reveal and amend {case.number}: {said}"
