"""The calendar's notices in rows, when clocks are looked at, and what they have rung."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

GUARDS = (Path(__file__).parent / "0027_clocks.sql").read_text(encoding="utf-8")
WATCHED = ["screening", "reviewing", "awaiting_buyer", "approved", "paying", "payout_stuck"]
CASCADE = django.db.models.deletion.CASCADE
PROTECT = django.db.models.deletion.PROTECT


def _id() -> models.Field:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def _person(**more: bool) -> models.Field:
    return models.ForeignKey(
        on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **more
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0026_supplier_questions")]
    operations = [
        migrations.CreateModel(
            name="CalendarNotice",
            fields=[
                ("id", _id()),
                ("year", models.PositiveSmallIntegerField()),
                ("entry", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("state", models.CharField(max_length=10)),
                ("proposed_by", _person()),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", _person(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "calendar_notice",
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(state="adopted") | ~Q(decided_by=F("proposed_by")),
                        name="calendar_adopted_by_two",
                    ),
                    models.CheckConstraint(
                        condition=Q(state="proposed", decided_by=None, decided_at=None)
                        | Q(
                            state__in=["adopted", "declined"],
                            decided_by__isnull=False,
                            decided_at__isnull=False,
                        ),
                        name="calendar_decided_by_somebody",
                    ),
                    models.UniqueConstraint(
                        fields=["year"],
                        condition=Q(state="proposed"),
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
                        on_delete=CASCADE,
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
                    models.Index(fields=["mark"], name="clocks_rung", condition=~Q(mark=""))
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockEvent",
            fields=[
                ("id", _id()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="alarms", to="records.refundcase"
                    ),
                ),
                ("clock", models.CharField(max_length=24)),
                ("run", models.PositiveIntegerField()),
                ("stage", models.CharField(max_length=16)),
                ("due_at", models.DateTimeField(null=True)),
                ("renewed_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "clock_event",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case", "clock", "run", "stage"], name="clock_rings_once"
                    )
                ],
            },
        ),
        migrations.AlterField(
            model_name="message",
            name="payout",
            field=models.ForeignKey(
                null=True, on_delete=CASCADE, related_name="messages", to="records.payout"
            ),
        ),
        migrations.AddIndex(
            model_name="refundcase",
            index=models.Index(
                fields=["id"], name="cases_with_clocks", condition=Q(state__in=WATCHED)
            ),
        ),
        migrations.AddIndex(
            model_name="refundcase",
            index=models.Index(
                fields=["due_at"], name="cases_to_amend", condition=Q(state="rejected")
            ),
        ),
        migrations.RunSQL(
            GUARDS,
            reverse_sql="DROP TRIGGER clock_event_guard ON clock_event;"
            "DROP FUNCTION clock_event_guard;"
            "DROP TRIGGER calendar_notice_guard ON calendar_notice;"
            "DROP FUNCTION calendar_notice_guard",
        ),
    ]
