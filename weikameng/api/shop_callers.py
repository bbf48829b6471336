"""Shops as callers: what only a shop may do, whose things a list shows, texts and numbers asked."""

from typing import Annotated

from django.http import HttpRequest
from pydantic import Field

from weikameng.api.callers import caller_of, demand_scope
from weikameng.domain.errors import not_found
from weikameng.records.reading.shop_orders import Whose

# Our own numbers; and texts of others as a database can look them up.
Number = Annotated[str, Field(max_length=18, pattern=r"^[0-9]*$")]
Plain = Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")]


def demand_shop(request: HttpRequest, scope: str) -> int:
    """Return which shop calls; every other token finds nothing."""
    demand_scope(request, scope)
    shop_id = caller_of(request).shop_id
    if shop_id is None:
        raise not_found()
    return shop_id


def whose(request: HttpRequest) -> Whose:
    """Return whose things the caller sees: the shop's, or the token owner's own."""
    caller = caller_of(request)
    if caller.shop_id is None:
        return Whose(buyer_id=caller.owner_id)
    return Whose(shop_id=caller.shop_id)
