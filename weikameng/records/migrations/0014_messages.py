"""Each leg keeps its promise; what buyers have read, and messages that are no line of history."""

import django.db.models.deletion
from django.db import migrations, models

# What happened before there was an inbox is no news.
READ = """
INSERT INTO case_read (case_id, revision, at) SELECT id, revision, applied_at FROM refund_case
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0013_transfer_history")]
    operations = [
        migrations.AddField(
            model_name="payout",
            name="promised_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="payout",
            index=models.Index(
                fields=["promised_at"],
                name="payouts_promised",
                condition=~models.Q(state__in=["settled", "replaced"]),
            ),
        ),
        migrations.CreateModel(
            name="CaseRead",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="read",
                        serialize=False,
                        to="records.refundcase",
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "case_read"},
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("cause", models.CharField(max_length=60, unique=True)),
                ("state", models.CharField(blank=True, max_length=12)),
                ("promised_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="records.refundcase",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="records.payout",
                    ),
                ),
            ],
            options={
                "db_table": "message",
                "indexes": [
                    models.Index(
                        fields=["case"],
                        name="messages_unread",
                        condition=models.Q(read_at=None),
                    ),
                ],
            },
        ),
        migrations.RunSQL(READ, migrations.RunSQL.noop),
    ]
