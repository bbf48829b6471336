"""Questions about what is sold."""

from weikameng.records.models import CardStock, Product


def on_sale() -> list[Product]:
    """Return what can be bought now."""
    return list(Product.objects.filter(on_sale=True).order_by("id"))


def product(sku: str) -> Product | None:
    """Return one product on sale."""
    return Product.objects.filter(sku=sku, on_sale=True).first()


def products_by_sku(skus: set[str], shop_id: int | None = None) -> dict[str, Product]:
    """Return products by sku, on sale or not (imports speak of old ones too).

    A shop's own come first, under the names it gives them.
    """
    ours = {row.sku: row for row in Product.objects.filter(sku__in=skus, shop=None)}
    if shop_id is None:
        return ours
    theirs = Product.objects.filter(shop_id=shop_id, shop_sku__in=skus)
    return ours | {row.shop_sku: row for row in theirs}


def of_shop(shop_id: int, after: int | None, many: int) -> list[Product]:
    """Return so many of a shop's own products after a place, the latest first."""
    rows = Product.objects.filter(shop_id=shop_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return list(rows.order_by("-pk")[:many])


def product_of_shop(shop_id: int, sku: str) -> Product | None:
    """Return one of a shop's own products by its own name of it."""
    return Product.objects.filter(shop_id=shop_id, shop_sku=sku).first()


def in_stock(product_id: int) -> int:
    """Return how many keys of a product can still be sold."""
    return CardStock.objects.filter(product_id=product_id, unit=None, voided_at=None).count()


def names_and_zones(limit: int) -> list[tuple[str, list[str]]]:
    """Return the names of everything ever sold, newest first, each with its zones."""
    rows = Product.objects.order_by("-id").values_list("name_zh", "zones")[:limit]
    return [(name, [str(zone) for zone in zones]) for name, zones in rows]
