"""Webhooks (P2): endpoints, what happened, the work list of deliveries, what was answered."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from weikameng.records.created_together import CreatedTogether

TRIGGERS = (Path(__file__).parent / "0047_webhooks.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER webhooks_of_lines ON case_event;
DROP TRIGGER webhooks_of_messages ON message;
DROP TRIGGER webhooks_of_new_payouts ON payout;
DROP TRIGGER webhooks_of_payouts ON payout;
DROP TRIGGER webhook_fan_out ON webhook_event;
DROP TRIGGER webhook_kept ON webhook_event;
DROP TRIGGER webhook_kept ON webhook_try;
DROP TRIGGER webhook_endpoint_guard ON webhook_endpoint;
DROP FUNCTION webhooks_of_lines, webhooks_of_messages, webhooks_of_new_payouts,
              webhooks_of_payouts, webhook_fan_out, webhook_kept, webhook_endpoint_guard;
DROP FUNCTION webhook_refund, webhook_payout, webhook_listened, webhook_message;
"""


def _id() -> tuple[str, models.BigAutoField]:
    return (
        "id",
        models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        ),
    )


def _to(model: str, name: str = "+", *, null: bool = True, **more: bool) -> models.ForeignKey:
    whole = django.db.models.deletion.PROTECT if null else django.db.models.deletion.CASCADE
    return models.ForeignKey(
        null=null, on_delete=whole, related_name=name, to=f"records.{model}", **more
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0046_mirror")]
    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="WebhookEndpoint",
                    fields=[
                        _id(),
                        ("code", models.CharField(max_length=24, unique=True)),
                        ("url", models.CharField(max_length=500)),
                        ("note", models.CharField(blank=True, max_length=80)),
                        ("kinds", models.JSONField(default=list)),
                        ("secret", models.TextField()),
                        ("old_secret", models.TextField(blank=True)),
                        ("old_until", models.DateTimeField(null=True)),
                        ("state", models.CharField(default="on", max_length=8)),
                        ("why", models.CharField(blank=True, max_length=8)),
                        ("changed_at", models.DateTimeField()),
                        ("created_at", models.DateTimeField()),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("failing_since", models.DateTimeField(null=True)),
                        ("rest_until", models.DateTimeField(null=True)),
                        ("taken_at", models.DateTimeField(null=True)),
                        ("shop", _to("shop")),
                    ],
                    options={
                        "db_table": "webhook_endpoint",
                        "constraints": [
                            models.CheckConstraint(
                                condition=Q(state__in=["on", "off", "deleted"]),
                                name="webhook_state_known",
                            ),
                            models.CheckConstraint(
                                condition=Q(old_secret="", old_until=None)
                                | ~Q(old_secret="") & Q(old_until__isnull=False),
                                name="webhook_old_secret_ends",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookEvent",
                    fields=[
                        _id(),
                        ("message", models.CharField(max_length=40, unique=True)),
                        ("type", models.CharField(max_length=24)),
                        ("facts", models.JSONField(default=dict)),
                        ("at", models.DateTimeField()),
                        ("case", _to("refundcase", db_constraint=False)),
                        ("endpoint", _to("webhookendpoint")),
                        ("payout", _to("payout", db_constraint=False)),
                        ("shop", _to("shop", db_index=False)),
                    ],
                    options={
                        "db_table": "webhook_event",
                        "indexes": [
                            models.Index(fields=["shop", "at"], name="webhook_events_of_shop")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookDelivery",
                    fields=[
                        _id(),
                        ("standing", models.CharField(default="waiting", max_length=10)),
                        ("due_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("tries", models.PositiveSmallIntegerField(db_default=0, default=0)),
                        ("replays", models.PositiveSmallIntegerField(db_default=0, default=0)),
                        (
                            "leased_by",
                            models.CharField(blank=True, db_default="", default="", max_length=60),
                        ),
                        ("leased_until", models.DateTimeField(null=True)),
                        ("case", _to("refundcase", db_constraint=False, db_index=False)),
                        (
                            "endpoint",
                            _to("webhookendpoint", "deliveries", null=False, db_index=False),
                        ),
                        ("event", _to("webhookevent", "deliveries", null=False)),
                    ],
                    options={
                        "db_table": "webhook_delivery",
                        "indexes": [
                            models.Index(
                                condition=Q(ended_at=None),
                                fields=["endpoint", "due_at", "id"],
                                name="webhooks_due",
                            ),
                            models.Index(
                                condition=Q(ended_at=None),
                                fields=["endpoint", "case", "id"],
                                name="webhooks_in_order",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("endpoint", "event"), name="webhook_told_once"
                            ),
                            models.CheckConstraint(
                                condition=Q(standing__in=["waiting", "delivered", "given_up"]),
                                name="webhook_standing_known",
                            ),
                            models.CheckConstraint(
                                condition=Q(standing="waiting", due_at__isnull=False, ended_at=None)
                                | ~Q(standing="waiting") & Q(due_at=None, ended_at__isnull=False),
                                name="webhook_due_until_it_ends",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookTry",
                    fields=[
                        _id(),
                        ("at", models.DateTimeField()),
                        ("status", models.PositiveSmallIntegerField()),
                        ("code", models.CharField(blank=True, max_length=40)),
                        ("answer", models.CharField(blank=True, max_length=500)),
                        ("took_ms", models.PositiveIntegerField()),
                        ("delivery", _to("webhookdelivery", "log", null=False)),
                    ],
                    options={"db_table": "webhook_try"},
                ),
            ]
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
