"""Which public records belong to an order or a case: links and codes for its buyer and the desk."""

from typing import Any

from django.http import HttpRequest

from weikameng.domain.words import Words
from weikameng.ledger.encodings import base64url_of
from weikameng.records.reading import goods_life
from weikameng.web.qr import record_code

# With more records on a page there are links alone; each record's own page has its code.
CODES_AT_MOST = 3


def of_order(request: HttpRequest, order_id: int) -> list[dict[str, Any]]:
    """Return the records of an order's units, those that have one."""
    goods = goods_life.public_goods_of_order(order_id)
    return [
        _shown(request, base64url_of(good_id.bytes), _unit(position, len(goods)), len(goods))
        for position, good_id in goods
    ]


def of_case(request: HttpRequest, case_id: int) -> list[dict[str, Any]]:
    """Return the records of a case: its own first, then those of its units."""
    goods = goods_life.goods_of_case(case_id)
    return [
        _shown(request, base64url_of(good_id.bytes), _in_case(place), len(goods))
        for place, good_id in enumerate(goods)
    ]


def _shown(request: HttpRequest, number: str, label: Words, count: int) -> dict[str, Any]:
    code = record_code(request, number) if count <= CODES_AT_MOST else None
    return {"number": number, "label": label, "code": code}


def _unit(position: int, count: int) -> Words:
    if count == 1:
        return Words("记录编号", "Record number")
    return Words(f"第 {position} 件", f"Unit {position}")


def _in_case(place: int) -> Words:
    if place == 0:
        return Words("这次退款", "This refund")
    return Words(f"第 {place} 件商品", f"Good {place}")
