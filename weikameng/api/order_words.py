"""What a shop is told when an order it pushed can't be taken."""

from collections.abc import Sequence

from weikameng.api.order_rows import own_sku
from weikameng.domain.errors import Refusal
from weikameng.domain.money import minor_of
from weikameng.domain.words import Words
from weikameng.records.reading.shop_orders import OrderAsRead
from weikameng.services.imports import RowResult


def not_taken(result: RowResult) -> Refusal:
    """Return what is wrong with an order, with the field by its name."""
    if result.known:
        return _used(result.number)
    words = result.words or Words(result.problem, result.problem)
    field = result.problem.partition(":")[0]
    facts = {"field": field} if field != result.problem else {}
    return Refusal("order_row", words, facts=facts)


def demand_the_same(found: OrderAsRead, sku: str, buyer: str, prices: Sequence[str]) -> None:
    """Refuse an order under a number that another order of the shop has already."""
    ours = (own_sku(found.row.product), found.row.buyer.customer)
    amounts = [unit.price_minor for unit in found.units]
    if ours != (sku, buyer) or amounts != [minor_of(price) for price in prices]:
        raise _used(found.row.number)


def _used(number: str) -> Refusal:
    return Refusal(
        "external_number_used",
        Words(
            "这个外部单号已经是另一个订单的,商品、买家或价格不一样。请换一个单号。",
            "This external number belongs to another order, with another product, buyer or"
            " price. Use a number of its own.",
        ),
        number,
    )
