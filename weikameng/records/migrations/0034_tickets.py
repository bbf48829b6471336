"""Conversations: tickets and their messages, which are only ever added (triggers)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from weikameng.records.created_together import CreatedTogether

TRIGGERS = (Path(__file__).parent / "0034_tickets.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER ticket_kept ON ticket;
DROP TRIGGER ticket_guard ON ticket;
DROP TRIGGER ticket_attachment_kept ON ticket_attachment;
DROP TRIGGER ticket_message_kept ON ticket_message;
DROP TRIGGER ticket_message_placed ON ticket_message;
DROP FUNCTION ticket_guard;
DROP FUNCTION ticket_message_kept;
DROP FUNCTION ticket_message_placed;
DROP SEQUENCE ticket_serial;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0033_anchors"),
    ]

    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="Ticket",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("number", models.CharField(max_length=16, unique=True)),
                        ("channel", models.CharField(max_length=8)),
                        ("category", models.CharField(blank=True, max_length=20)),
                        ("token", models.CharField(blank=True, max_length=64)),
                        ("opened_at", models.DateTimeField()),
                        ("open", models.BooleanField(default=True)),
                        ("human_wanted_at", models.DateTimeField(null=True)),
                        ("first_human_at", models.DateTimeField(null=True)),
                        ("last_message_at", models.DateTimeField()),
                        ("messages", models.PositiveIntegerField(default=0)),
                        ("told_place", models.PositiveIntegerField(default=0)),
                        ("said_place", models.PositiveIntegerField(default=0)),
                        (
                            "assigned_to",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "buyer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="records.refundcase",
                            ),
                        ),
                        (
                            "joined_to",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joined",
                                to="records.ticket",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="records.order",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "ticket",
                        "indexes": [
                            models.Index(
                                fields=["buyer", "-last_message_at"], name="tickets_of_buyer"
                            ),
                            models.Index(fields=["order"], name="tickets_of_order"),
                            models.Index(fields=["case"], name="tickets_of_case"),
                            models.Index(
                                condition=models.Q(
                                    ("human_wanted_at__isnull", False), ("open", True)
                                ),
                                fields=["human_wanted_at"],
                                name="tickets_wanting_person",
                            ),
                            models.Index(
                                condition=models.Q(("open", True)),
                                fields=["assigned_to"],
                                name="tickets_of_agent",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("token", ""), _negated=True),
                                fields=("buyer", "token"),
                                name="ticket_opened_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("channel__in", ["chat", "phone", "form"])),
                                name="ticket_has_a_channel",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("case__isnull", True),
                                    ("order__isnull", False),
                                    _connector="OR",
                                ),
                                name="ticket_of_case_is_of_its_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("place", models.PositiveIntegerField(default=0)),
                        ("at", models.DateTimeField()),
                        ("author", models.CharField(max_length=8)),
                        ("audience", models.CharField(default="all", max_length=8)),
                        ("kind", models.CharField(default="words", max_length=16)),
                        ("text", models.CharField(blank=True, max_length=2000)),
                        ("text_en", models.CharField(blank=True, max_length=4000)),
                        ("intents", models.JSONField(default=list)),
                        ("details", models.JSONField(default=dict)),
                        ("token", models.CharField(blank=True, max_length=64)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="records.ticket",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "ticket_message",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ticket", "place"), name="ticket_message_place_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("token", ""), _negated=True),
                                fields=("ticket", "token"),
                                name="ticket_message_sent_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("author__in", ["buyer", "agent", "bot", "system"]),
                                    ("audience__in", ["all", "staff"]),
                                    (
                                        "kind__in",
                                        [
                                            "words",
                                            "human_wanted",
                                            "handed",
                                            "assigned",
                                            "closed",
                                            "reopened",
                                            "joined",
                                            "parted",
                                            "call",
                                            "urge",
                                            "evidence",
                                        ],
                                    ),
                                ),
                                name="ticket_message_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        models.Q(("author", "buyer"), _negated=True),
                                        ("audience", "all"),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("author__in", ["buyer", "agent"]),
                                            ("by__isnull", False),
                                        ),
                                        ("author__in", ["bot", "system"]),
                                        _connector="OR",
                                    ),
                                ),
                                name="ticket_message_has_its_author",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketAttachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "evidence",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.evidence",
                            ),
                        ),
                        (
                            "upload",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.upload",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="records.ticketmessage",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "ticket_attachment",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("message", "evidence"), name="ticket_attachment_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketSeen",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("place", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="seen",
                                to="records.ticket",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "ticket_seen",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ticket", "person"), name="ticket_seen_once_a_person"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketRating",
                    fields=[
                        (
                            "ticket",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="rating",
                                serialize=False,
                                to="records.ticket",
                            ),
                        ),
                        ("score", models.PositiveSmallIntegerField()),
                        ("said", models.CharField(blank=True, max_length=200)),
                        ("rated_at", models.DateTimeField()),
                    ],
                    options={
                        "db_table": "ticket_rating",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("score__gte", 1), ("score__lte", 5)),
                                name="ticket_rating_from_1_to_5",
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
