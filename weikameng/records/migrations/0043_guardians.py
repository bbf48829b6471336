"""Special cases (H3-H5, H7): guardians, held payouts, reminders of renewals, shares by fault."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from weikameng.records.created_together import CreatedTogether

TRIGGERS = (Path(__file__).parent / "0043_guardians.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER hold_payouts ON case_round;
DROP TRIGGER hold_payouts ON refund_case;
DROP FUNCTION hold_payouts_of_round;
DROP FUNCTION hold_payouts_of_case;
DROP FUNCTION hold_payouts;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0042_exchange")]
    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="Guardian",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="guardian",
                                serialize=False,
                                to="records.refundcase",
                            ),
                        ),
                        ("relation", models.CharField(max_length=12)),
                        ("minor_age", models.PositiveSmallIntegerField()),
                        ("contact", models.TextField(blank=True)),
                        ("shown", models.CharField(blank=True, max_length=40)),
                        ("consent", models.CharField(max_length=12)),
                        ("consented_at", models.DateTimeField()),
                        (
                            "filed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "db_table": "guardian",
                        "constraints": [
                            models.CheckConstraint(
                                condition=Q(
                                    (
                                        "relation__in",
                                        ("parent", "grandparent", "sibling", "appointed"),
                                    )
                                ),
                                name="guardian_relation_is_known",
                            ),
                            models.CheckConstraint(
                                condition=Q(("minor_age__lte", 17)), name="guardian_of_a_minor"
                            ),
                        ],
                    },
                ),
                migrations.AddField(
                    "order", "payouts_held", models.BooleanField(default=False, db_default=False)
                ),
                migrations.AddField(
                    "order", "renewal", models.CharField(default="", db_default="", max_length=8)
                ),
                migrations.AddField("order", "reminded_at", models.DateTimeField(null=True)),
                migrations.AddConstraint(
                    "order",
                    models.CheckConstraint(
                        condition=Q(
                            Q(("reminded_at", None), ("renewal__in", ["", "unknown", "none"])),
                            Q(("reminded_at__isnull", False), ("renewal", "reminded")),
                            _connector="OR",
                        ),
                        name="order_reminded_at_a_moment",
                    ),
                ),
                migrations.AddField("approvalrequest", "basis", models.JSONField(null=True)),
                migrations.AddField("complaint", "decides_by", models.DateTimeField(null=True)),
            ]
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
