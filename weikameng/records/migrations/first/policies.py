"""The tables of policies as of the thirtieth migration; generated, never edited."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="PolicyVersion",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("version", models.CharField(max_length=40, unique=True)),
            ("digest", models.CharField(max_length=64)),
            ("effective_at", models.DateTimeField(null=True)),
            ("title_zh", models.CharField(max_length=120)),
            ("title_en", models.CharField(max_length=120)),
            ("text", models.TextField()),
            ("state", models.CharField(max_length=12)),
            ("revision", models.PositiveIntegerField(default=1)),
            ("major", models.BooleanField(default=False)),
            ("shipped", models.BooleanField(default=False)),
            ("note", models.TextField(blank=True)),
            ("changed_at", models.DateTimeField()),
            ("proposed_at", models.DateTimeField(null=True)),
            ("approved_at", models.DateTimeField(null=True)),
            ("notice_at", models.DateTimeField(null=True)),
            ("withdrawn_at", models.DateTimeField(null=True)),
            (
                "approved_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "author",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "based_on",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="records.policyversion",
                ),
            ),
            (
                "proposed_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "db_table": "policy_version",
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("state__in", ["draft", "discarded"]),
                        ("shipped", True),
                        models.Q(("proposed_at__isnull", False), ("proposed_by__isnull", False)),
                        _connector="OR",
                    ),
                    name="policy_proposed_by_somebody",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("approved_by", None),
                            ("effective_at", None),
                            ("notice_at", None),
                            ("shipped", False),
                            ("state__in", ["draft", "proposed", "discarded"]),
                        ),
                        models.Q(
                            ("effective_at__isnull", False),
                            ("shipped", True),
                            ("state", "published"),
                        ),
                        models.Q(
                            ("approved_at__isnull", False),
                            ("approved_by__isnull", False),
                            ("effective_at__isnull", False),
                            ("notice_at__gte", models.F("approved_at")),
                            ("notice_at__isnull", False),
                            ("state__in", ["published", "withdrawn"]),
                        ),
                        _connector="OR",
                    ),
                    name="policy_published_by_somebody",
                ),
                models.CheckConstraint(
                    condition=models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                    name="policy_published_by_two",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("effective_at", None),
                        ("shipped", True),
                        models.Q(
                            (
                                "effective_at__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("notice_at"),
                                    "+",
                                    models.Value(datetime.timedelta(days=7)),
                                ),
                            ),
                            ("major", False),
                        ),
                        (
                            "effective_at__gte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("notice_at"),
                                "+",
                                models.Value(datetime.timedelta(days=15)),
                            ),
                        ),
                        _connector="OR",
                    ),
                    name="policy_given_notice",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("state", "withdrawn"),
                            ("withdrawn_at__isnull", False),
                            ("withdrawn_at__lt", models.F("effective_at")),
                        ),
                        models.Q(
                            models.Q(("state", "withdrawn"), _negated=True), ("withdrawn_at", None)
                        ),
                        _connector="OR",
                    ),
                    name="policy_withdrawn_before_effect",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("state", "published")),
                    fields=("effective_at",),
                    name="one_policy_at_a_moment",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PolicyEvent",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("revision", models.PositiveIntegerField()),
            ("event", models.CharField(max_length=12)),
            ("state", models.CharField(max_length=12)),
            ("note", models.TextField(blank=True)),
            ("digest", models.CharField(max_length=64)),
            ("at", models.DateTimeField()),
            (
                "actor",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "version",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="events",
                    to="records.policyversion",
                ),
            ),
        ],
        options={
            "db_table": "policy_event",
            "constraints": [
                models.UniqueConstraint(fields=("version", "revision"), name="policy_event_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="PolicyBacktest",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("digest", models.CharField(max_length=64)),
            ("since", models.DateTimeField(null=True)),
            ("until", models.DateTimeField(null=True)),
            ("state", models.CharField(max_length=10)),
            ("total", models.BigIntegerField(default=0)),
            ("done", models.BigIntegerField(default=0)),
            ("result", models.JSONField(null=True)),
            ("trouble", models.TextField(blank=True)),
            ("asked_at", models.DateTimeField()),
            ("seen_at", models.DateTimeField()),
            ("ended_at", models.DateTimeField(null=True)),
            (
                "started_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "version",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="backtests",
                    to="records.policyversion",
                ),
            ),
        ],
        options={
            "db_table": "policy_backtest",
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("state__in", ["waiting", "running"])),
                    fields=("version",),
                    name="one_backtest_at_a_time",
                )
            ],
        },
    ),
]
