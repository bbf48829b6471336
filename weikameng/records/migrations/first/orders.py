"""The tables of orders as of the thirtieth migration; generated, never edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="Order",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("number", models.CharField(max_length=16, unique=True)),
            ("external_number", models.CharField(max_length=64, null=True, unique=True)),
            (
                "progress",
                models.CharField(
                    choices=[
                        ("awaiting_payment", "Awaiting Payment"),
                        ("paid", "Paid"),
                        ("delivered", "Delivered"),
                        ("failed", "Failed"),
                        ("cancelled", "Cancelled"),
                    ],
                    max_length=20,
                ),
            ),
            ("list_total_minor", models.BigIntegerField()),
            ("paid_minor", models.BigIntegerField()),
            ("refunding_minor", models.BigIntegerField(default=0)),
            ("currency", models.CharField(default="CNY", max_length=3)),
            ("account", models.CharField(blank=True, max_length=120)),
            ("zone", models.CharField(blank=True, max_length=60)),
            ("cross_border", models.BooleanField(default=False)),
            ("created_at", models.DateTimeField()),
            ("paid_at", models.DateTimeField(null=True)),
            ("promised_at", models.DateTimeField(null=True)),
            ("completed_at", models.DateTimeField(null=True)),
            ("supplier_status", models.CharField(blank=True, max_length=20)),
            ("supplier_code", models.CharField(blank=True, max_length=60)),
            ("supplier_arrived", models.BooleanField(null=True)),
            ("supplier_recallable", models.BooleanField(null=True)),
            ("supplier_asked_at", models.DateTimeField(null=True)),
            ("chargeback_open", models.BooleanField(default=False)),
            (
                "buyer",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "policy",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to="records.policyversion"
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
            "db_table": "shop_order",
            "indexes": [
                models.Index(fields=["buyer", "-id"], name="orders_of_buyer"),
                models.Index(
                    condition=models.Q(("account", ""), _negated=True),
                    fields=["account"],
                    name="orders_of_account",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("refunding_minor__gte", 0),
                        ("refunding_minor__lte", models.F("paid_minor")),
                    ),
                    name="order_refunds_within_paid",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="OrderLook",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("what", models.CharField(max_length=20)),
            ("about", models.CharField(max_length=200)),
            ("at", models.DateTimeField()),
            (
                "order",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="records.order",
                ),
            ),
            (
                "person",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "db_table": "order_look",
            "indexes": [models.Index(fields=["order", "-at"], name="looks_at_order")],
        },
    ),
    migrations.CreateModel(
        name="OrderUnit",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("position", models.PositiveSmallIntegerField()),
            ("price_minor", models.BigIntegerField()),
            ("paid_minor", models.BigIntegerField()),
            ("refunding_minor", models.BigIntegerField(default=0)),
            ("usage", models.CharField(default="none", max_length=12)),
            ("used_days", models.PositiveSmallIntegerField(default=0)),
            ("frozen", models.BooleanField(default=False)),
            ("revealed_at", models.DateTimeField(null=True)),
            (
                "order",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="units",
                    to="records.order",
                ),
            ),
        ],
        options={
            "db_table": "order_unit",
            "constraints": [
                models.UniqueConstraint(fields=("order", "position"), name="unit_position_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        ("refunding_minor__gte", 0),
                        ("refunding_minor__lte", models.F("paid_minor")),
                    ),
                    name="unit_refunds_within_paid",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Tender",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("position", models.PositiveSmallIntegerField()),
            ("route", models.CharField(max_length=20)),
            ("amount_minor", models.BigIntegerField()),
            ("refunding_minor", models.BigIntegerField(default=0)),
            ("status", models.CharField(default="active", max_length=10)),
            ("payment_reference", models.CharField(blank=True, max_length=64)),
            ("paid_at", models.DateTimeField(null=True)),
            ("refund_sent_at", models.DateTimeField(null=True)),
            (
                "order",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="tenders",
                    to="records.order",
                ),
            ),
        ],
        options={
            "db_table": "tender",
            "constraints": [
                models.UniqueConstraint(fields=("order", "position"), name="tender_position_once"),
                models.UniqueConstraint(fields=("order", "route"), name="tender_route_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        ("refunding_minor__gte", 0),
                        ("refunding_minor__lte", models.F("amount_minor")),
                    ),
                    name="tender_refunds_within_paid",
                ),
            ],
        },
    ),
]
