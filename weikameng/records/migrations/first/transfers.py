"""The tables of transfers as of the thirtieth migration; generated, never edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = [
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
                models.UniqueConstraint(fields=("transfer", "position"), name="transfer_event_once")
            ],
        },
    ),
]
