"""The tables of messages as of the thirtieth migration; generated, never edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="NoticeWish",
        fields=[
            (
                "buyer",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    primary_key=True,
                    related_name="notice_wish",
                    serialize=False,
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("sms", models.BooleanField(default=True)),
            ("email", models.BooleanField(default=True)),
            ("only_important", models.BooleanField(default=False)),
            ("at_night", models.BooleanField(default=False)),
            ("language", models.CharField(default="zh-hans", max_length=8)),
        ],
        options={
            "db_table": "notice_wish",
        },
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
        options={
            "db_table": "case_read",
        },
    ),
    migrations.CreateModel(
        name="Contact",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("channel", models.CharField(max_length=5)),
            ("address", models.TextField()),
            ("shown", models.CharField(max_length=40)),
            ("code", models.TextField(blank=True)),
            ("code_until", models.DateTimeField(null=True)),
            ("tries", models.PositiveSmallIntegerField(default=0)),
            ("confirmed_at", models.DateTimeField(null=True)),
            (
                "buyer",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="contacts",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "db_table": "contact",
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("confirmed_at", None)),
                    fields=("buyer", "channel"),
                    name="one_contact_to_confirm",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("confirmed_at__isnull", False)),
                    fields=("buyer", "channel"),
                    name="one_confirmed_contact",
                ),
            ],
        },
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
                    null=True,
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
                    condition=models.Q(("read_at", None)), fields=["case"], name="messages_unread"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Notice",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("reference", models.CharField(max_length=60, unique=True)),
            ("revision", models.PositiveIntegerField(db_default=0, default=0)),
            ("channel", models.CharField(max_length=5)),
            ("kind", models.CharField(blank=True, db_default="", default="", max_length=20)),
            ("facts", models.JSONField(db_default={}, default=dict)),
            ("language", models.CharField(blank=True, db_default="", default="", max_length=8)),
            ("shown", models.CharField(blank=True, db_default="", default="", max_length=40)),
            ("mark", models.CharField(blank=True, db_default="", default="", max_length=64)),
            ("state", models.CharField(db_default="new", default="new", max_length=10)),
            ("due_at", models.DateTimeField(null=True)),
            ("leased_by", models.CharField(blank=True, db_default="", default="", max_length=60)),
            ("leased_until", models.DateTimeField(null=True)),
            ("sendings", models.PositiveSmallIntegerField(db_default=0, default=0)),
            ("questions", models.PositiveSmallIntegerField(db_default=0, default=0)),
            ("handed_at", models.DateTimeField(null=True)),
            ("taken", models.BooleanField(db_default=False, default=False)),
            ("carrier", models.CharField(blank=True, db_default="", default="", max_length=16)),
            ("theirs", models.CharField(blank=True, db_default="", default="", max_length=64)),
            ("fate", models.CharField(blank=True, db_default="", default="", max_length=12)),
            ("code", models.CharField(blank=True, db_default="", default="", max_length=60)),
            ("cause", models.CharField(blank=True, db_default="", default="", max_length=12)),
            ("hinted_at", models.DateTimeField(null=True)),
            ("at", models.DateTimeField()),
            ("ended_at", models.DateTimeField(null=True)),
            (
                "buyer",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="notices",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "case",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="notices",
                    to="records.refundcase",
                ),
            ),
            (
                "message",
                models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.CASCADE, to="records.message"
                ),
            ),
        ],
        options={
            "db_table": "notice",
            "indexes": [
                models.Index(
                    condition=models.Q(("ended_at", None)), fields=["due_at"], name="notices_due"
                ),
                models.Index(
                    condition=models.Q(("theirs", ""), _negated=True),
                    fields=["theirs"],
                    name="notices_of_carrier",
                ),
                models.Index(
                    condition=models.Q(("mark", ""), _negated=True),
                    fields=["mark"],
                    name="notices_of_mark",
                ),
                models.Index(fields=["buyer", "-at"], name="notices_of_buyer"),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("message", None)),
                    fields=("case", "revision", "channel"),
                    name="one_copy_of_a_line",
                ),
                models.UniqueConstraint(
                    fields=("message", "channel"), name="one_copy_of_a_message"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("due_at", None), ("ended_at__isnull", False)),
                        models.Q(("due_at__isnull", False), ("ended_at", None)),
                        _connector="OR",
                    ),
                    name="due_until_it_ends",
                ),
            ],
        },
    ),
]
