"""Ratings by buyers, sampled reviews of one-click refunds, and indexes for the figures (R12.1)."""

import datetime
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

GUARDS = (Path(__file__).parent / "0029_figures.sql").read_text(encoding="utf-8")
CASCADE = django.db.models.deletion.CASCADE
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("records", "0028_notices")]
    operations = [
        migrations.CreateModel(
            name="CaseRating",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=CASCADE,
                        primary_key=True,
                        related_name="rating",
                        serialize=False,
                        to="records.refundcase",
                    ),
                ),
                ("score", models.PositiveSmallIntegerField()),
                ("said", models.CharField(blank=True, max_length=200)),
                ("rated_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "case_rating",
                "indexes": [models.Index(fields=["rated_at"], name="ratings_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(score__gte=1, score__lte=5), name="rating_from_1_to_5"
                    ),
                    models.CheckConstraint(
                        condition=Q(changed_at__gte=F("rated_at"))
                        & Q(changed_at__lte=F("rated_at") + datetime.timedelta(days=7)),
                        name="rating_changed_in_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SampleReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=CASCADE,
                        related_name="sample_reviews",
                        to="records.refundcase",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("agrees", models.BooleanField()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "sample_review",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(agrees=True) | ~Q(note=""), name="wrong_needs_a_note"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="refundcase",
            index=models.Index(fields=["applied_at"], name="cases_by_day"),
        ),
        migrations.AddIndex(
            model_name="caseevent",
            index=models.Index(
                fields=["at"], name="acts_of_staff", condition=Q(actor__startswith="staff:")
            ),
        ),
        migrations.RunSQL(
            GUARDS,
            reverse_sql="DROP TRIGGER sample_review_guard ON sample_review;"
            "DROP FUNCTION sample_review_guard;"
            "DROP TRIGGER case_rating_guard ON case_rating;"
            "DROP FUNCTION case_rating_guard",
        ),
    ]
