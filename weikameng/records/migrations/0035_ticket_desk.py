"""The people's side of conversations: canned replies, calls back, who types; joins are flat."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from weikameng.records.created_together import CreatedTogether

TRIGGERS = (Path(__file__).parent / "0035_ticket_desk.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER call_back_stays ON call_back;
DROP TRIGGER ticket_joins_flat ON ticket;
DROP FUNCTION call_back_stays;
DROP FUNCTION ticket_joins_flat;
"""


def _id() -> tuple[str, models.BigAutoField]:
    return (
        "id",
        models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        ),
    )


def _person(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0034_tickets")]
    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="CannedReply",
                    fields=[
                        _id(),
                        ("name_zh", models.CharField(max_length=40)),
                        ("name_en", models.CharField(max_length=40)),
                        ("text_zh", models.CharField(max_length=1000)),
                        ("text_en", models.CharField(max_length=1000)),
                        ("changed_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        ("changed_by", _person()),
                    ],
                    options={
                        "db_table": "canned_reply",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=["name_zh"],
                                condition=Q(retired_at=None),
                                name="canned_reply_name_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallBack",
                    fields=[
                        _id(),
                        ("address", models.TextField()),
                        ("shown", models.CharField(max_length=20)),
                        ("because", models.CharField(max_length=200)),
                        ("urgent", models.BooleanField(default=False)),
                        ("asked_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("fate", models.CharField(default="open", max_length=8)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("asked_by", _person()),
                        ("ended_by", _person(null=True)),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="call_backs",
                                to="records.ticket",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "call_back",
                        "indexes": [
                            models.Index(
                                fields=["due_at"], name="call_backs_due", condition=Q(fate="open")
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=["ticket"],
                                condition=Q(fate="open"),
                                name="one_call_back_a_ticket",
                            ),
                            models.CheckConstraint(
                                condition=Q(fate="open", ended_at=None, ended_by=None)
                                | Q(
                                    fate__in=["done", "missed"],
                                    ended_at__isnull=False,
                                    ended_by__isnull=False,
                                ),
                                name="call_back_ended_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketTyping",
                    fields=[
                        _id(),
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
                                related_name="typing",
                                to="records.ticket",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "ticket_typing",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=["ticket", "person"], name="typing_once_a_person"
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                fields=["shown"], name="contacts_by_what_is_shown", condition=Q(channel="sms")
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                fields=["-last_message_at", "-id"],
                name="tickets_lately",
                condition=Q(joined_to=None),
            ),
        ),
        migrations.AddIndex(
            model_name="ticketmessage",
            index=models.Index(
                fields=["at"], name="persons_wanted", condition=Q(kind="human_wanted")
            ),
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
