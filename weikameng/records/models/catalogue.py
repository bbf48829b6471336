"""What is sold: products of the eight goods kinds, and the stock of card keys (encrypted)."""

from django.db import models


class Product(models.Model):
    """A thing that can be sold. ``kind`` is a goods kind of the policy; price in fen.

    ``shop`` sells it elsewhere under ``shop_sku``: then it is never on sale here.
    """

    shop = models.ForeignKey(
        "records.Shop", models.PROTECT, null=True, related_name="+", db_index=False
    )
    shop_sku = models.CharField(max_length=60, blank=True, db_default="")
    sku = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    about_zh = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    price_minor = models.BigIntegerField()
    fulfilment = models.CharField(max_length=10)  # key or direct
    supplier = models.CharField(max_length=40, default="sandbox")
    account_label_zh = models.CharField(max_length=40, blank=True)
    account_label_en = models.CharField(max_length=40, blank=True)
    zones = models.JSONField(default=list)
    window_days = models.PositiveSmallIntegerField(null=True)
    promised_minutes = models.PositiveIntegerField(default=10)
    cross_border = models.BooleanField(default=False)
    promise_7d = models.BooleanField(default=False)
    on_sale = models.BooleanField(default=True)

    class Meta:
        db_table = "product"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_minor__gte=0), name="price_never_below_zero"
            ),
            models.UniqueConstraint(
                fields=["shop", "shop_sku"],
                name="sku_once_per_shop",
                condition=models.Q(shop__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(shop=None, shop_sku="")
                | models.Q(shop__isnull=False, on_sale=False) & ~models.Q(shop_sku=""),
                name="shops_sell_elsewhere",
            ),
        ]


class CardStock(models.Model):
    """One card key. ``secret`` is ciphertext; a card belongs to at most one unit, for ever (P6)."""

    product = models.ForeignKey(Product, models.PROTECT)
    secret = models.BinaryField()
    unit = models.OneToOneField("records.OrderUnit", models.PROTECT, null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "card_stock"
        indexes = [
            models.Index(
                fields=["product", "id"],
                name="card_in_stock",
                condition=models.Q(unit=None, voided_at=None),
            )
        ]
