"""The tables of desk as of the thirtieth migration; generated, never edited."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="CaseRating",
        fields=[
            (
                "case",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    primary_key=True,
                    related_name="rating",
                    serialize=False,
                    to="records.refundcase",
                ),
            ),
            ("score", models.PositiveSmallIntegerField()),
            ("said", models.CharField(blank=True, max_length=200)),
            ("rated_at", models.DateTimeField()),
            ("changed_at", models.DateTimeField()),
        ],
        options={
            "db_table": "case_rating",
            "indexes": [models.Index(fields=["rated_at"], name="ratings_by_day")],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("score__gte", 1), ("score__lte", 5)),
                    name="rating_from_1_to_5",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("changed_at__gte", models.F("rated_at")),
                        (
                            "changed_at__lte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("rated_at"), "+", models.Value(datetime.timedelta(days=7))
                            ),
                        ),
                    ),
                    name="rating_changed_in_time",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ApprovalRequest",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("case_revision", models.PositiveIntegerField()),
            ("asked_at", models.DateTimeField()),
            ("amounts", models.JSONField()),
            ("amount_minor", models.BigIntegerField()),
            ("because", models.TextField()),
            ("because_en", models.TextField(blank=True)),
            ("state", models.CharField(default="open", max_length=10)),
            ("decided_at", models.DateTimeField(null=True)),
            ("note", models.CharField(blank=True, max_length=500)),
            (
                "asked_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "decided_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "case",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="approvals",
                    to="records.refundcase",
                ),
            ),
        ],
        options={
            "db_table": "approval_request",
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("state", "open")),
                    fields=("case",),
                    name="one_open_approval_a_case",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("decided_by__isnull", True),
                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                        _connector="OR",
                    ),
                    name="approval_by_another_person",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("decided_at__isnull", True),
                            ("decided_by__isnull", True),
                            ("state", "open"),
                        ),
                        models.Q(
                            ("decided_at__isnull", False),
                            ("state__in", ["signed", "sent_back"]),
                            ("decided_by__isnull", False),
                        ),
                        models.Q(
                            ("decided_at__isnull", False),
                            ("state__in", ["taken_back", "lapsed"]),
                            ("decided_by__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="approval_decided_once",
                ),
                models.CheckConstraint(
                    condition=models.Q(("amount_minor__gt", 0)), name="approval_of_some_amount"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="DeskClaim",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("since", models.DateTimeField()),
            ("seen_at", models.DateTimeField()),
            ("note", models.CharField(blank=True, max_length=200)),
            ("released_at", models.DateTimeField(null=True)),
            ("released_because", models.CharField(blank=True, max_length=10)),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "case",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="claims",
                    to="records.refundcase",
                ),
            ),
            (
                "handed_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "db_table": "desk_claim",
            "indexes": [
                models.Index(
                    condition=models.Q(("released_at", None)),
                    fields=["by"],
                    name="claims_of_person",
                )
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("released_at", None)),
                    fields=("case",),
                    name="one_live_claim_a_case",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("released_at__isnull", True),
                        models.Q(("released_because", ""), _negated=True),
                        _connector="XOR",
                    ),
                    name="claim_ends_for_a_reason",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="DeskFilter",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("place", models.PositiveSmallIntegerField()),
            ("name", models.CharField(max_length=20)),
            ("query", models.CharField(max_length=300)),
            (
                "owner",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "db_table": "desk_filter",
            "constraints": [
                models.UniqueConstraint(fields=("owner", "place"), name="desk_filter_place_once"),
                models.UniqueConstraint(fields=("owner", "name"), name="desk_filter_name_once"),
                models.CheckConstraint(
                    condition=models.Q(("place__gte", 1), ("place__lte", 20)),
                    name="desk_filters_at_most_20",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="DeskLook",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("at", models.DateTimeField()),
            (
                "case",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="looks",
                    to="records.refundcase",
                ),
            ),
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
            "db_table": "desk_look",
            "constraints": [
                models.UniqueConstraint(fields=("case", "person"), name="desk_look_once_a_person")
            ],
        },
    ),
    migrations.CreateModel(
        name="SampleReview",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("agrees", models.BooleanField()),
            ("note", models.CharField(blank=True, max_length=300)),
            ("at", models.DateTimeField()),
            (
                "by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "case",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="sample_reviews",
                    to="records.refundcase",
                ),
            ),
        ],
        options={
            "db_table": "sample_review",
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("agrees", True), models.Q(("note", ""), _negated=True), _connector="OR"
                    ),
                    name="wrong_needs_a_note",
                )
            ],
        },
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
            "indexes": [
                models.Index(fields=["person", "-id"], name="staff_notices_of_person"),
                models.Index(
                    condition=models.Q(("read_at", None)),
                    fields=["person"],
                    name="staff_notices_unread",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("person", "cause"), name="staff_told_once")
            ],
        },
    ),
]
