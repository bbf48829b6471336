"""What staff are told in the house; the log takes the command line, which is no person."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("records", "0029_figures")]
    operations = [
        migrations.AlterField(
            model_name="staffaction",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="staffaction",
            constraint=models.CheckConstraint(
                condition=Q(person__isnull=False) ^ Q(role="command_line"),
                name="staff_action_of_somebody",
            ),
        ),
        migrations.CreateModel(
            name="StaffNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("cause", models.CharField(max_length=80)),
                ("about", models.CharField(blank=True, max_length=16)),
                ("name", models.CharField(blank=True, max_length=40)),
                ("words", models.CharField(blank=True, max_length=500)),
                ("amount_minor", models.BigIntegerField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "staff_notice",
                "constraints": [
                    models.UniqueConstraint(fields=["person", "cause"], name="staff_told_once"),
                ],
                "indexes": [
                    models.Index(fields=["person", "-id"], name="staff_notices_of_person"),
                    models.Index(
                        fields=["person"],
                        name="staff_notices_unread",
                        condition=Q(read_at=None),
                    ),
                ],
            },
        ),
    ]
