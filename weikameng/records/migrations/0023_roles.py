"""Every role of the house, and what staff did, line by line."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = (Path(__file__).parent / "0023_roles.sql").read_text(encoding="utf-8")
ROLES = (
    "buyer",
    "guardian",
    "agent",
    "phone_agent",
    "reviewer",
    "supervisor",
    "finance",
    "risk",
    "compliance",
    "minor_specialist",
    "dispute_officer",
    "arbiter",
    "supplier_op",
    "policy_editor",
    "sysadmin",
    "auditor",
)


class Migration(migrations.Migration):
    dependencies = [("records", "0022_payout_doubts")]
    operations = [
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.CharField(
                choices=[(role, role) for role in ROLES], default="buyer", max_length=20
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(role__in=ROLES), name="person_has_a_role"
            ),
        ),
        migrations.CreateModel(
            name="StaffAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                ("what", models.CharField(max_length=40)),
                ("about", models.CharField(max_length=80)),
                ("because", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "staff_action",
                "indexes": [
                    models.Index(fields=["person", "-id"], name="staff_actions_of_person"),
                    models.Index(fields=["what", "-id"], name="staff_actions_of_kind"),
                    models.Index(fields=["at"], name="staff_actions_by_day"),
                    models.Index(fields=["about"], name="staff_actions_about"),
                ],
            },
        ),
        migrations.RunSQL(
            GUARD,
            reverse_sql="DROP TRIGGER staff_action_guard ON staff_action;"
            "DROP FUNCTION staff_action_guard",
        ),
    ]
