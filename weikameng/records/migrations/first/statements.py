"""The tables of statements as of the thirtieth migration; generated, never edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="ChannelBalance",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("route", models.CharField(max_length=20)),
            ("balance_minor", models.BigIntegerField()),
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
            "db_table": "channel_balance",
            "indexes": [models.Index(fields=["route", "-at"], name="balances_of_route")],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("balance_minor__gte", 0)), name="balance_not_negative"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="ChannelStatement",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("route", models.CharField(max_length=20)),
            ("day", models.DateField()),
            ("source", models.CharField(max_length=10)),
            ("digest", models.CharField(max_length=64)),
            ("lines", models.PositiveIntegerField()),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "db_table": "channel_statement",
            "constraints": [
                models.UniqueConstraint(fields=("route", "day", "digest"), name="statement_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="Difference",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("route", models.CharField(max_length=20)),
            ("day", models.DateField()),
            ("kind", models.CharField(max_length=16)),
            ("refund_number", models.CharField(blank=True, max_length=64)),
            ("provider_reference", models.CharField(blank=True, max_length=64)),
            ("ours_minor", models.BigIntegerField(null=True)),
            ("theirs_minor", models.BigIntegerField(null=True)),
            ("cause", models.CharField(max_length=40)),
            ("state", models.CharField(max_length=10)),
            ("found_at", models.DateTimeField()),
            ("ended_at", models.DateTimeField(null=True)),
            ("note", models.CharField(blank=True, max_length=500)),
            (
                "ended_by",
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
                    related_name="+",
                    to="records.payout",
                ),
            ),
        ],
        options={
            "db_table": "difference",
            "indexes": [
                models.Index(fields=["state", "day"], name="differences_open"),
                models.Index(fields=["route", "day"], name="differences_of_day"),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("refund_number", ""), _negated=True),
                    fields=("route", "day", "kind", "refund_number"),
                    name="difference_once",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("refund_number", "")),
                    fields=("route", "day", "kind", "provider_reference"),
                    name="nameless_difference_once",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="DifferenceEvent",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("event", models.CharField(max_length=10)),
            ("cause", models.CharField(max_length=40)),
            ("ours_minor", models.BigIntegerField(null=True)),
            ("theirs_minor", models.BigIntegerField(null=True)),
            ("note", models.CharField(blank=True, max_length=500)),
            ("at", models.DateTimeField()),
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
                "difference",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="events",
                    to="records.difference",
                ),
            ),
        ],
        options={
            "db_table": "difference_event",
            "indexes": [models.Index(fields=["difference"], name="events_of_difference")],
        },
    ),
    migrations.CreateModel(
        name="StatementLine",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("position", models.PositiveIntegerField()),
            ("refund_number", models.CharField(blank=True, max_length=64)),
            ("provider_reference", models.CharField(blank=True, max_length=64)),
            ("order_number", models.CharField(blank=True, max_length=64)),
            ("amount_minor", models.BigIntegerField()),
            ("status", models.CharField(blank=True, max_length=40)),
            ("at", models.DateTimeField(null=True)),
            (
                "statement",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="rows",
                    to="records.channelstatement",
                ),
            ),
        ],
        options={
            "db_table": "statement_line",
            "indexes": [models.Index(fields=["refund_number"], name="lines_of_refund")],
            "constraints": [
                models.UniqueConstraint(fields=("statement", "position"), name="line_position_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="StatementRun",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("route", models.CharField(max_length=20)),
            ("day", models.DateField()),
            ("leased_until", models.DateTimeField(null=True)),
            ("tries", models.PositiveIntegerField(default=0)),
            ("code", models.CharField(blank=True, max_length=60)),
            ("hopeless", models.BooleanField(default=False)),
            ("matched", models.PositiveIntegerField(default=0)),
            ("at", models.DateTimeField()),
        ],
        options={
            "db_table": "statement_run",
            "constraints": [
                models.UniqueConstraint(fields=("route", "day"), name="statement_run_once")
            ],
        },
    ),
]
