"""The tables of catalogue as of the thirtieth migration; generated, never edited."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="Product",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("sku", models.SlugField(max_length=60, unique=True)),
            ("kind", models.CharField(max_length=40)),
            ("name_zh", models.CharField(max_length=120)),
            ("name_en", models.CharField(max_length=120)),
            ("about_zh", models.TextField(blank=True)),
            ("about_en", models.TextField(blank=True)),
            ("price_minor", models.BigIntegerField()),
            ("fulfilment", models.CharField(max_length=10)),
            ("supplier", models.CharField(default="sandbox", max_length=40)),
            ("account_label_zh", models.CharField(blank=True, max_length=40)),
            ("account_label_en", models.CharField(blank=True, max_length=40)),
            ("zones", models.JSONField(default=list)),
            ("window_days", models.PositiveSmallIntegerField(null=True)),
            ("promised_minutes", models.PositiveIntegerField(default=10)),
            ("cross_border", models.BooleanField(default=False)),
            ("promise_7d", models.BooleanField(default=False)),
            ("on_sale", models.BooleanField(default=True)),
        ],
        options={
            "db_table": "product",
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("price_minor__gte", 0)), name="price_never_below_zero"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="CardStock",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("secret", models.BinaryField()),
            ("voided_at", models.DateTimeField(null=True)),
            (
                "unit",
                models.OneToOneField(
                    null=True, on_delete=django.db.models.deletion.PROTECT, to="records.orderunit"
                ),
            ),
            (
                "product",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to="records.product"
                ),
            ),
        ],
        options={
            "db_table": "card_stock",
            "indexes": [
                models.Index(
                    condition=models.Q(("unit", None), ("voided_at", None)),
                    fields=["product", "id"],
                    name="card_in_stock",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="SupplierQuestion",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("position", models.PositiveSmallIntegerField()),
            ("supplier", models.CharField(max_length=40)),
            ("at", models.DateTimeField()),
            ("asked", models.BooleanField(default=True)),
            ("status", models.CharField(blank=True, max_length=20)),
            ("code", models.CharField(blank=True, max_length=80)),
            ("arrived", models.BooleanField(null=True)),
            ("signed", models.BooleanField(default=False)),
            ("question_digest", models.CharField(blank=True, max_length=64)),
            ("answer_digest", models.CharField(blank=True, max_length=64)),
            (
                "case",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to="records.refundcase"
                ),
            ),
            (
                "order",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="supplier_questions",
                    to="records.order",
                ),
            ),
        ],
        options={
            "db_table": "supplier_question",
            "constraints": [
                models.UniqueConstraint(
                    fields=("order", "position"), name="supplier_asked_in_turn"
                ),
                models.CheckConstraint(
                    condition=models.Q(("position__gte", 1), ("position__lte", 60)),
                    name="supplier_questions_bounded",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("arrived", None), ("status__in", ["success", "failed"]), _connector="OR"
                    ),
                    name="supplier_unknown_is_not_failed",
                ),
            ],
        },
    ),
]
