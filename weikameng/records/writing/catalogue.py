"""Writes products and card stock. Secrets arrive encrypted."""

from collections.abc import Iterable, Mapping
from typing import Any

from weikameng.records.models import CardStock, Product


def keep_product(sku: str, fields: Mapping[str, Any]) -> Product:
    """Make or update a product."""
    row, _ = Product.objects.update_or_create(sku=sku, defaults=dict(fields))
    return row


def stock(product_id: int, secrets: Iterable[bytes]) -> None:
    """Put encrypted keys into stock."""
    CardStock.objects.bulk_create(
        CardStock(product_id=product_id, secret=secret) for secret in secrets
    )
