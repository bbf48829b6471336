"""The tables of clocks as of the thirtieth migration; generated, never edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="CalendarNotice",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("year", models.PositiveSmallIntegerField()),
            ("entry", models.JSONField()),
            ("digest", models.CharField(max_length=64)),
            ("state", models.CharField(max_length=10)),
            ("proposed_at", models.DateTimeField()),
            ("decided_at", models.DateTimeField(null=True)),
            (
                "decided_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "proposed_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "db_table": "calendar_notice",
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("state", "adopted"), _negated=True),
                        models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                        _connector="OR",
                    ),
                    name="calendar_adopted_by_two",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("decided_at", None), ("decided_by", None), ("state", "proposed")),
                        models.Q(
                            ("decided_at__isnull", False),
                            ("decided_by__isnull", False),
                            ("state__in", ["adopted", "declined"]),
                        ),
                        _connector="OR",
                    ),
                    name="calendar_decided_by_somebody",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("state", "proposed")),
                    fields=("year",),
                    name="one_calendar_proposal_a_year",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ClockWatch",
        fields=[
            (
                "case",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    primary_key=True,
                    related_name="watch",
                    serialize=False,
                    to="records.refundcase",
                ),
            ),
            ("revision", models.PositiveIntegerField()),
            ("calendar", models.BigIntegerField()),
            ("next_at", models.DateTimeField(null=True)),
            ("mark", models.CharField(blank=True, db_default="", max_length=16)),
        ],
        options={
            "db_table": "clock_watch",
            "indexes": [
                models.Index(
                    condition=models.Q(("mark", ""), _negated=True),
                    fields=["mark"],
                    name="clocks_rung",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="ClockEvent",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("clock", models.CharField(max_length=24)),
            ("run", models.PositiveIntegerField()),
            ("stage", models.CharField(max_length=16)),
            ("due_at", models.DateTimeField(null=True)),
            ("renewed_at", models.DateTimeField(null=True)),
            ("at", models.DateTimeField()),
            (
                "case",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="alarms",
                    to="records.refundcase",
                ),
            ),
        ],
        options={
            "db_table": "clock_event",
            "constraints": [
                models.UniqueConstraint(
                    fields=("case", "clock", "run", "stage"), name="clock_rings_once"
                )
            ],
        },
    ),
]
