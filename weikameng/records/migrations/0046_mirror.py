"""Shops (P2): their products, and payouts that know their shop; what it pays is not ours to send."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from weikameng.records.created_together import CreatedTogether

TRIGGERS = (Path(__file__).parent / "0046_mirror.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER payout_of_shop ON payout;
DROP FUNCTION payout_of_shop;
"""


def _shop() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="records.shop",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0045_kept_answers"),
    ]

    operations = [
        CreatedTogether(
            [
                migrations.AddField("payout", "shop", _shop()),
                migrations.AddField("product", "shop", _shop()),
                migrations.AddField(
                    "product",
                    "shop_sku",
                    models.CharField(blank=True, db_default="", max_length=60),
                ),
                migrations.AddConstraint(
                    "product",
                    models.UniqueConstraint(
                        condition=Q(("shop__isnull", False)),
                        fields=("shop", "shop_sku"),
                        name="sku_once_per_shop",
                    ),
                ),
                migrations.AddConstraint(
                    "product",
                    models.CheckConstraint(
                        condition=Q(shop=None, shop_sku="")
                        | Q(shop__isnull=False, on_sale=False) & ~Q(shop_sku=""),
                        name="shops_sell_elsewhere",
                    ),
                ),
                migrations.AddIndex(
                    "payout",
                    models.Index(
                        condition=Q(("shop__isnull", False)),
                        fields=["shop", "-id"],
                        name="payouts_of_shop",
                    ),
                ),
                migrations.AddConstraint(
                    "payout",
                    models.CheckConstraint(
                        condition=~Q(route="shop") | Q(due_at=None, shop__isnull=False),
                        name="shop_pays_itself",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
