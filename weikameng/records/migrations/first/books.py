"""The tables of books as of the thirtieth migration; generated, never edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="BookEntry",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("debit", models.CharField(max_length=80)),
            ("credit", models.CharField(max_length=80)),
            ("amount_minor", models.BigIntegerField()),
            ("at", models.DateTimeField()),
            ("cause", models.CharField(max_length=120, unique=True)),
            ("kind", models.CharField(max_length=16)),
            ("note", models.CharField(blank=True, db_default="", max_length=500)),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "payout",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="entries",
                    to="records.payout",
                ),
            ),
        ],
        options={
            "db_table": "book_entry",
            "indexes": [
                models.Index(fields=["payout"], name="entries_of_payout"),
                models.Index(fields=["debit", "at"], name="entries_by_debit"),
                models.Index(fields=["credit", "at"], name="entries_by_credit"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("amount_minor__gt", 0)), name="entry_above_zero"
                ),
                models.CheckConstraint(
                    condition=models.Q(("debit", models.F("credit")), _negated=True),
                    name="entry_of_two_accounts",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="RecoveryClaim",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("supplier", models.CharField(max_length=40)),
            ("month", models.CharField(max_length=7)),
            ("amount_minor", models.BigIntegerField()),
            ("reference", models.CharField(max_length=64)),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "db_table": "recovery_claim",
            "constraints": [
                models.UniqueConstraint(fields=("supplier", "month"), name="month_claimed_once"),
                models.CheckConstraint(
                    condition=models.Q(("amount_minor__gt", 0)), name="claimed_above_zero"
                ),
            ],
        },
    ),
]
