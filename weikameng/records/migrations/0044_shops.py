"""Shops of other people (P2): their buyers, their orders, their tokens; tokens that expire."""

import django.db.models.deletion
from django.db import migrations, models

from weikameng.records.created_together import CreatedTogether


def _shop(related_name: str = "+", *, db_index: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=db_index,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="records.shop",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0043_guardians"),
    ]

    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="Shop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, unique=True)),
                        ("name", models.CharField(max_length=80)),
                        (
                            "money",
                            models.CharField(
                                choices=[("ours", "ours"), ("shop", "shop")], max_length=4
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "db_table": "shop",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("money__in", ("ours", "shop"))),
                                name="shop_money_is_known",
                            )
                        ],
                    },
                ),
                migrations.AddField("apitoken", "shop", _shop("tokens", db_index=True)),
                migrations.AddField("apitoken", "expires_at", models.DateTimeField(null=True)),
                migrations.AddField("apitoken", "last_used_at", models.DateTimeField(null=True)),
                migrations.AddField("user", "shop", _shop()),
                migrations.AddField(
                    "user", "customer", models.CharField(blank=True, db_default="", max_length=64)
                ),
                migrations.AddField("order", "shop", _shop()),
                migrations.AlterField(
                    "order", "external_number", models.CharField(max_length=64, null=True)
                ),
                migrations.AddIndex(
                    "order",
                    models.Index(
                        condition=models.Q(("shop__isnull", False)),
                        fields=["shop", "-id"],
                        name="orders_of_shop",
                    ),
                ),
                migrations.AddIndex(
                    "order",
                    models.Index(
                        condition=models.Q(("external_number__isnull", False)),
                        fields=["external_number"],
                        name="orders_by_external_number",
                    ),
                ),
                migrations.AddConstraint(
                    "order",
                    models.UniqueConstraint(
                        condition=models.Q(("external_number__isnull", False)),
                        fields=("shop", "external_number"),
                        name="external_number_once_per_shop",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddConstraint(
                    "user",
                    models.UniqueConstraint(
                        fields=("shop", "customer"), name="customer_once_per_shop"
                    ),
                ),
                migrations.AddConstraint(
                    "user",
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("customer", ""), ("shop", None)),
                            models.Q(("role", "buyer"), ("shop__isnull", False)),
                            _connector="OR",
                        ),
                        name="person_of_a_shop_buys",
                    ),
                ),
            ]
        ),
    ]
