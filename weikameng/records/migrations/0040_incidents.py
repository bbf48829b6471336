"""Incidents (N7): declared, started by two people, done in parts; what became of every unit."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from weikameng.records.created_together import CreatedTogether

TRIGGERS = (Path(__file__).parent / "0040_incidents.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER incident_guard ON incident;
DROP TRIGGER incident_unit_kept ON incident_unit;
DROP FUNCTION incident_guard;
DROP FUNCTION incident_unit_kept;
"""


def _id() -> tuple[str, models.BigAutoField]:
    return (
        "id",
        models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        ),
    )


_LOOSE = {"db_constraint": False}


def _to(
    model: str, name: str = "+", *, null: bool = False, **more: bool
) -> models.ForeignKey:
    protect = django.db.models.deletion.PROTECT
    return models.ForeignKey(null=null, on_delete=protect, related_name=name, to=model, **more)


def _person() -> models.ForeignKey:
    return _to(settings.AUTH_USER_MODEL, null=True)


class Migration(migrations.Migration):
    dependencies = [("records", "0039_disputes")]
    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="Incident",
                    fields=[
                        _id(),
                        ("supplier", models.CharField(blank=True, max_length=40)),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("finding", models.CharField(max_length=16)),
                        ("words_zh", models.CharField(max_length=200)),
                        ("words_en", models.CharField(max_length=200)),
                        ("state", models.CharField(max_length=10)),
                        ("seen_orders", models.PositiveIntegerField(default=0)),
                        ("seen_failed", models.PositiveIntegerField(default=0)),
                        ("units", models.PositiveIntegerField(null=True)),
                        ("amount_minor", models.BigIntegerField(null=True)),
                        ("declared_at", models.DateTimeField()),
                        ("asked_at", models.DateTimeField(null=True)),
                        ("approved_at", models.DateTimeField(null=True)),
                        ("seen_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("approved_by", _person()),
                        ("asked_by", _person()),
                        ("declared_by", _person()),
                        ("product", _to("records.product", null=True)),
                    ],
                    options={
                        "db_table": "incident",
                        "indexes": [models.Index(fields=["state"], name="incidents_by_state")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=~Q(supplier="") | Q(product__isnull=False),
                                name="incident_of_something",
                            ),
                            models.CheckConstraint(
                                condition=Q(since__lt=F("until")), name="incident_of_a_span"
                            ),
                            models.CheckConstraint(
                                condition=~Q(approved_by=F("asked_by")),
                                name="incident_started_by_two",
                            ),
                            models.CheckConstraint(
                                condition=Q(state__in=["proposed", "declared", "asked", "dropped"])
                                | Q(
                                    asked_by__isnull=False,
                                    approved_by__isnull=False,
                                    units__isnull=False,
                                    amount_minor__isnull=False,
                                ),
                                name="incident_agreed_before",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IncidentPart",
                    fields=[
                        _id(),
                        ("place", models.PositiveIntegerField()),
                        ("first_order", models.BigIntegerField()),
                        ("last_order", models.BigIntegerField()),
                        ("orders", models.PositiveIntegerField()),
                        ("due_at", models.DateTimeField(null=True)),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("refunded", models.PositiveIntegerField(default=0)),
                        ("refunded_minor", models.BigIntegerField(default=0)),
                        ("left_out", models.PositiveIntegerField(default=0)),
                        ("incident", _to("records.incident", "parts")),
                    ],
                    options={
                        "db_table": "incident_part",
                        "indexes": [
                            models.Index(
                                fields=["incident", "place"],
                                name="incident_parts_to_do",
                                condition=Q(due_at__isnull=False),
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=["incident", "place"], name="incident_part_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IncidentUnit",
                    fields=[
                        _id(),
                        ("fate", models.CharField(max_length=16)),
                        ("amount_minor", models.BigIntegerField()),
                        ("case", _to("records.refundcase", null=True, **_LOOSE, db_index=False)),
                        ("incident", _to("records.incident", "outcomes", db_index=False)),
                        ("unit", _to("records.orderunit", "incident_units", **_LOOSE, db_index=False)),
                    ],
                    options={
                        "db_table": "incident_unit",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=["incident", "unit"], name="a_unit_once_an_incident"
                            ),
                            models.CheckConstraint(
                                condition=Q(fate="refund", case__isnull=False, amount_minor__gt=0)
                                | ~Q(fate="refund") & Q(amount_minor=0),
                                name="refunded_by_a_case",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
