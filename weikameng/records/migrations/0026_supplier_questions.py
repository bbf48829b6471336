"""Questions to suppliers and their answers, each kept for ever (R3.3)."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

GUARD = (Path(__file__).parent / "0026_supplier_questions.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("records", "0025_approvals")]
    operations = [
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
            options={"db_table": "supplier_question"},
        ),
        migrations.AddConstraint(
            model_name="supplierquestion",
            constraint=models.UniqueConstraint(
                fields=("order", "position"), name="supplier_asked_in_turn"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(position__gte=1, position__lte=60),
                name="supplier_questions_bounded",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(arrived=None) | models.Q(status__in=["success", "failed"]),
                name="supplier_unknown_is_not_failed",
            ),
        ),
        migrations.RunSQL(
            GUARD,
            reverse_sql="DROP TRIGGER supplier_question_guard ON supplier_question;"
            "DROP FUNCTION supplier_question_guard",
        ),
    ]
