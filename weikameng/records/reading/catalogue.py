"""Questions about what is sold."""

from weikameng.records.models import CardStock, Product


def on_sale() -> list[Product]:
    """Return what can be bought now."""
    return list(Product.objects.filter(on_sale=True).order_by("id"))


def product(sku: str) -> Product | None:
    """Return one product on sale."""
    return Product.objects.filter(sku=sku, on_sale=True).first()


def products_by_sku(skus: set[str]) -> dict[str, Product]:
    """Return products by sku, on sale or not (imports speak of old ones too)."""
    return {row.sku: row for row in Product.objects.filter(sku__in=skus)}


def in_stock(product_id: int) -> int:
    """Return how many keys of a product can still be sold."""
    return CardStock.objects.filter(product_id=product_id, unit=None, voided_at=None).count()


def names_and_zones(limit: int) -> list[tuple[str, list[str]]]:
    """Return the names of everything ever sold, newest first, each with its zones."""
    rows = Product.objects.order_by("-id").values_list("name_zh", "zones")[:limit]
    return [(name, [str(zone) for zone in zones]) for name, zones in rows]
