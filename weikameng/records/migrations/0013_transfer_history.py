"""The history of offline transfers, which can only grow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION transfer_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is only added to (transfer_event_is_kept)'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'transfer_event_is_kept';
END $$;
CREATE TRIGGER transfer_event_guard BEFORE UPDATE OR DELETE ON transfer_event
    FOR EACH ROW EXECUTE FUNCTION transfer_event_guard();
"""
UNGUARD = """
DROP TRIGGER transfer_event_guard ON transfer_event;
DROP FUNCTION transfer_event_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0012_complaint_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="TransferEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("event", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=10)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("file_digest", models.CharField(blank=True, max_length=64)),
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
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="records.offlinetransfer",
                    ),
                ),
            ],
            options={
                "db_table": "transfer_event",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("transfer", "position"), name="transfer_event_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
