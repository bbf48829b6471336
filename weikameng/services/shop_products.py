"""What a shop sells, as it tells us: its orders name these products, and the policy their kind."""

import hashlib
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from weikameng.domain.errors import Refusal
from weikameng.domain.words import Words
from weikameng.records.reading import policies
from weikameng.records.writing import catalogue as writing

if TYPE_CHECKING:
    from weikameng.records.models import Product

MAX_SKU, MAX_NAME, MAX_WINDOW = 60, 120, 365
_SLUG = re.compile(r"[A-Za-z0-9_-]+")
_DIGEST = 12


@dataclass(frozen=True, slots=True)
class Selling:
    """A product as its shop describes it, fen. ``window_days`` None: as its kind has it."""

    sku: str
    kind: str
    name_zh: str
    name_en: str
    price_minor: int
    window_days: int | None = None
    promise_7d: bool = False
    cross_border: bool = False
    supplier: str = ""


def keep(selling: Selling, shop: tuple[int, str], *, at: datetime) -> "tuple[Product, bool]":
    """Make or update one; ``shop``: its id and code. Says whether it is new.

    Refusal for a kind the policy in force does not know.
    """
    shop_id, code = shop
    rules = policies.policy(policies.in_force_at(at).version)
    kind = rules.goods.get(selling.kind)
    if kind is None:
        known = ", ".join(rules.goods)
        raise Refusal(
            "kind",
            Words(f"商品类别要是其中之一:{known}。", f"The kind is one of: {known}."),
            facts={"field": "kind"},
        )
    fields = asdict(selling)
    sku = fields.pop("sku")
    fields["fulfilment"] = "direct" if kind.direct else "key"
    try:
        with transaction.atomic():
            return writing.keep_product_of_shop(shop_id, sku, _name_here(code, sku), fields)
    except IntegrityError as error:
        raise Refusal(
            "busy",
            Words("这个商品正在更新,请再试一次。", "This product is being changed; try again."),
        ) from error


def _name_here(code: str, sku: str) -> str:
    """A name no other product has: the shop's code before its own, a digest where that can't be."""
    name = f"{code}_{sku}"
    if len(name) <= MAX_SKU and _SLUG.fullmatch(sku):
        return name
    digest = hashlib.sha256(sku.encode()).hexdigest()
    return f"{code[: MAX_SKU - _DIGEST - 1]}_{digest[:_DIGEST]}"
