"""What people did about a complaint, line by line: a reopened one keeps how it first ended (N9)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0011_reconciliation")]
    operations = [
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
            options={"db_table": "complaint_event"},
        ),
        migrations.AddConstraint(
            model_name="complaintevent",
            constraint=models.UniqueConstraint(
                fields=("complaint", "position"), name="complaint_event_once"
            ),
        ),
    ]
