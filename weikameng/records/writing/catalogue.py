"""Writes products and card stock. Secrets arrive encrypted."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from weikameng.ledger.events import EventType
from weikameng.records.models import CardStock, Product
from weikameng.records.writing.life import Happening, NewGood, born, new_good

_BEGINNING = (Happening(EventType.ISSUED), Happening(EventType.LISTED))


def keep_product(sku: str, fields: Mapping[str, Any]) -> Product:
    """Make or update a product."""
    row, _ = Product.objects.update_or_create(sku=sku, defaults=dict(fields))
    return row


def keep_product_of_shop(
    shop_id: int, shop_sku: str, sku: str, fields: Mapping[str, Any]
) -> tuple[Product, bool]:
    """Make or update a shop's own product; ``sku`` is its name here, given once. Was it made?"""
    return Product.objects.update_or_create(
        shop_id=shop_id,
        shop_sku=shop_sku,
        defaults=dict(fields),
        create_defaults=dict(fields) | {"sku": sku, "on_sale": False},
    )


def stock(product_id: int, secrets: Iterable[bytes], at: datetime) -> None:
    """Put encrypted keys into stock: with that the life of each card begins."""
    sku = Product.objects.values_list("sku", flat=True).get(pk=product_id)
    with transaction.atomic():
        cards = CardStock.objects.bulk_create(
            CardStock(product_id=product_id, secret=secret) for secret in secrets
        )
        born((NewGood(new_good(sku), _BEGINNING, card_id=card.pk) for card in cards), at)
