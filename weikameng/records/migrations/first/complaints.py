"""The tables of complaints as of the thirtieth migration; generated, never edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="Complaint",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("kind", models.CharField(max_length=12)),
            ("reference", models.CharField(max_length=64)),
            ("amount_minor", models.BigIntegerField()),
            ("note", models.CharField(blank=True, max_length=500)),
            ("opened_at", models.DateTimeField()),
            ("closed_at", models.DateTimeField(null=True)),
            ("outcome", models.CharField(blank=True, max_length=16)),
            ("paid_minor", models.BigIntegerField(default=0)),
            ("closing_note", models.CharField(blank=True, max_length=500)),
            (
                "closed_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "recorded_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "order",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="complaints",
                    to="records.order",
                ),
            ),
            (
                "tender",
                models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.tender"),
            ),
        ],
        options={
            "db_table": "complaint",
            "indexes": [
                models.Index(
                    condition=models.Q(("closed_at", None)),
                    fields=["order"],
                    name="complaints_open",
                )
            ],
            "constraints": [
                models.UniqueConstraint(fields=("tender", "reference"), name="complaint_once"),
                models.CheckConstraint(
                    condition=models.Q(("amount_minor__gt", 0)), name="complaint_above_zero"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("paid_minor", 0),
                        models.Q(("outcome", "paid"), ("paid_minor__gt", 0)),
                        _connector="OR",
                    ),
                    name="complaint_paid_when_it_is",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("closed_at", None), ("closed_by", None), ("outcome", "")),
                        models.Q(
                            ("closed_at__isnull", False),
                            ("closed_by__isnull", False),
                            models.Q(("outcome", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="complaint_closed_by_somebody",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ComplaintEvent",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("position", models.PositiveIntegerField()),
            ("event", models.CharField(max_length=8)),
            ("outcome", models.CharField(blank=True, max_length=16)),
            ("paid_minor", models.BigIntegerField(default=0)),
            ("note", models.CharField(blank=True, max_length=500)),
            ("at", models.DateTimeField()),
            (
                "actor",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "complaint",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="events",
                    to="records.complaint",
                ),
            ),
        ],
        options={
            "db_table": "complaint_event",
            "constraints": [
                models.UniqueConstraint(
                    fields=("complaint", "position"), name="complaint_event_once"
                )
            ],
        },
    ),
]
