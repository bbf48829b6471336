"""The tables of refunds as of the thirtieth migration; generated, never edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="RefundCase",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("number", models.CharField(max_length=16, unique=True)),
            ("state", models.CharField(max_length=16)),
            ("revision", models.PositiveIntegerField(default=1)),
            ("round", models.PositiveSmallIntegerField(default=1)),
            ("route", models.CharField(max_length=16)),
            ("channel", models.CharField(default="form", max_length=12)),
            ("amount_minor", models.BigIntegerField()),
            ("applied_at", models.DateTimeField()),
            ("due_at", models.DateTimeField(null=True)),
            ("settled_at", models.DateTimeField(null=True)),
            ("reason", models.CharField(db_default="", default="", max_length=40)),
            ("goods_kind", models.CharField(db_default="", default="", max_length=40)),
            ("at_stake_minor", models.BigIntegerField(db_default=0, default=0)),
            ("quick", models.BooleanField(db_default=False, default=False)),
            (
                "buyer",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "order",
                models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.order"),
            ),
        ],
        options={
            "db_table": "refund_case",
            "indexes": [
                models.Index(fields=["buyer", "-applied_at"], name="cases_of_buyer"),
                models.Index(fields=["order"], name="cases_of_order"),
                models.Index(
                    condition=models.Q(("state__in", ["reviewing", "payout_stuck"])),
                    fields=["due_at", "-quick", "id"],
                    name="cases_at_desk",
                ),
                models.Index(
                    condition=models.Q(
                        (
                            "state__in",
                            [
                                "screening",
                                "reviewing",
                                "awaiting_buyer",
                                "approved",
                                "paying",
                                "payout_stuck",
                            ],
                        )
                    ),
                    fields=["id"],
                    name="cases_with_clocks",
                ),
                models.Index(
                    condition=models.Q(("state", "rejected")),
                    fields=["due_at"],
                    name="cases_to_amend",
                ),
                models.Index(fields=["applied_at"], name="cases_by_day"),
            ],
        },
    ),
    migrations.CreateModel(
        name="CaseEvent",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("revision", models.PositiveIntegerField()),
            ("event", models.CharField(max_length=16)),
            ("state", models.CharField(max_length=16)),
            ("actor", models.CharField(max_length=60)),
            ("because", models.TextField(blank=True)),
            ("at", models.DateTimeField()),
            ("because_en", models.TextField(blank=True, db_default="", default="")),
            ("basis", models.JSONField(null=True)),
            (
                "case",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="events",
                    to="records.refundcase",
                ),
            ),
        ],
        options={
            "db_table": "case_event",
            "indexes": [
                models.Index(
                    condition=models.Q(("actor__startswith", "staff:")),
                    fields=["at"],
                    name="acts_of_staff",
                )
            ],
            "constraints": [
                models.UniqueConstraint(fields=("case", "revision"), name="case_event_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="CaseRound",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("round", models.PositiveSmallIntegerField()),
            ("reason", models.CharField(max_length=40)),
            ("narrative", models.TextField(blank=True)),
            ("facts", models.JSONField()),
            ("decision", models.JSONField()),
            ("at", models.DateTimeField()),
            (
                "case",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="rounds",
                    to="records.refundcase",
                ),
            ),
        ],
        options={
            "db_table": "case_round",
            "constraints": [
                models.UniqueConstraint(fields=("case", "round"), name="case_round_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="CaseUnit",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("amount_minor", models.BigIntegerField()),
            ("open", models.BooleanField()),
            (
                "case",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="units",
                    to="records.refundcase",
                ),
            ),
            (
                "unit",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to="records.orderunit"
                ),
            ),
        ],
        options={
            "db_table": "case_unit",
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("open", True)),
                    fields=("unit",),
                    name="one_open_case_per_unit",
                )
            ],
        },
    ),
]
