"""Disputes: bodies, panels, filings, rulings and their signatures (R6.3); triggers in the .sql."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from weikameng.records.created_together import CreatedTogether

TRIGGERS = (Path(__file__).parent / "0039_disputes.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER dispute_guard ON dispute;
DROP TRIGGER ruling_draft_guard ON ruling_draft;
DROP TRIGGER ruling_signature_guard ON ruling_signature;
DROP TRIGGER dispute_seat_guard ON dispute_seat;
DROP TRIGGER dispute_filing_guard ON dispute_filing;
DROP TRIGGER dispute_kept ON dispute;
DROP TRIGGER ruling_signature_kept ON ruling_signature;
DROP TRIGGER dispute_file_kept ON dispute_file;
DROP TRIGGER dispute_filing_kept ON dispute_filing;
DROP FUNCTION dispute_guard;
DROP FUNCTION ruling_draft_guard;
DROP FUNCTION ruling_signature_guard;
DROP FUNCTION dispute_seat_guard;
DROP FUNCTION dispute_filing_guard;
DROP FUNCTION dispute_rows_kept;
DROP SEQUENCE dispute_serial;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0037_witnesses"),
    ]

    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="ArbitrationBody",
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
                        ("code", models.SlugField(max_length=40, unique=True)),
                        ("name_zh", models.CharField(max_length=80)),
                        ("name_en", models.CharField(max_length=120)),
                        ("key", models.CharField(blank=True, max_length=200)),
                        ("three_from_minor", models.BigIntegerField(null=True)),
                        ("active", models.BooleanField(default=True)),
                    ],
                    options={
                        "db_table": "arbitration_body",
                    },
                ),
                migrations.CreateModel(
                    name="Arbitrator",
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
                        ("key", models.CharField(blank=True, max_length=200)),
                        ("certificate", models.CharField(blank=True, max_length=100)),
                        ("active", models.BooleanField(default=True)),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="arbitrators",
                                to="records.arbitrationbody",
                            ),
                        ),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "db_table": "arbitrator",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("certificate", ""), ("key", "")),
                                    models.Q(
                                        models.Q(("key", ""), _negated=True),
                                        models.Q(("certificate", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_own_key_is_vouched_for",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Dispute",
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
                        ("seats", models.PositiveSmallIntegerField()),
                        ("opened_at", models.DateTimeField()),
                        ("unsealed_at", models.DateTimeField(null=True)),
                        ("ruled_at", models.DateTimeField(null=True)),
                        ("carried_out_at", models.DateTimeField(null=True)),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.arbitrationbody",
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
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dispute",
                                to="records.refundcase",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "dispute",
                        "indexes": [
                            models.Index(fields=["-opened_at"], name="disputes_newest"),
                            models.Index(
                                condition=models.Q(("carried_out_at", None)),
                                fields=["id"],
                                name="disputes_open",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("seats__in", [1, 3])),
                                name="dispute_one_or_three",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("carried_out_at", None),
                                    ("ruled_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="dispute_ruled_before_carried_out",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ruled_at", None),
                                    ("unsealed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="dispute_heard_before_ruled",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisputeFiling",
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
                        ("side", models.CharField(max_length=8)),
                        ("kind", models.CharField(max_length=10)),
                        ("text", models.CharField(max_length=4000)),
                        ("at", models.DateTimeField()),
                        ("salt", models.CharField(max_length=64)),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="filings",
                                to="records.dispute",
                            ),
                        ),
                        (
                            "request",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reply",
                                to="records.disputerequest",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "dispute_filing",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "statement")),
                                fields=("dispute", "side"),
                                name="one_statement_a_side",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("side__in", ["buyer", "shop"]),
                                    models.Q(
                                        models.Q(("kind", "statement"), ("request", None)),
                                        models.Q(("kind", "reply"), ("request__isnull", False)),
                                        _connector="OR",
                                    ),
                                ),
                                name="dispute_filing_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisputeFile",
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
                        ("kind", models.CharField(max_length=40)),
                        ("digest", models.CharField(max_length=64)),
                        ("copy_digest", models.CharField(max_length=64)),
                        (
                            "filing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="records.disputefiling",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "dispute_file",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("filing", "digest"), name="dispute_file_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisputeRequest",
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
                        ("side", models.CharField(max_length=8)),
                        ("text", models.CharField(max_length=500)),
                        ("asked_at", models.DateTimeField()),
                        ("state", models.CharField(default="open", max_length=8)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="records.dispute",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "dispute_request",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("dispute", "side"),
                                name="one_open_request_a_side",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("side__in", ["buyer", "shop"]),
                                    models.Q(
                                        models.Q(("ended_at", None), ("state", "open")),
                                        models.Q(
                                            ("state__in", ["answered", "expired"]),
                                            ("ended_at__isnull", False),
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="dispute_request_ends_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisputeSeat",
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
                        ("seat", models.PositiveSmallIntegerField()),
                        ("drawn_at", models.DateTimeField()),
                        ("state", models.CharField(default="invited", max_length=10)),
                        ("because", models.CharField(blank=True, max_length=500)),
                        ("refused_by", models.CharField(blank=True, max_length=8)),
                        ("changed_at", models.DateTimeField(null=True)),
                        (
                            "arbitrator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seats",
                                to="records.arbitrator",
                            ),
                        ),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="panel",
                                to="records.dispute",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "dispute_seat",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["invited", "accepted"])),
                                fields=("dispute", "seat"),
                                name="one_arbitrator_a_seat",
                            ),
                            models.UniqueConstraint(
                                fields=("dispute", "arbitrator"), name="drawn_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("refused_by", ""), _negated=True),
                                fields=("dispute", "refused_by"),
                                name="one_challenge_a_side",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["invited", "accepted", "conflict", "challenged", "lapsed"],
                                    ),
                                    ("seat__gte", 1),
                                    ("seat__lte", 3),
                                ),
                                name="dispute_seat_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RulingDraft",
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
                        ("document", models.TextField()),
                        ("outcome", models.CharField(max_length=4)),
                        ("amount_minor", models.BigIntegerField()),
                        ("at", models.DateTimeField()),
                        ("state", models.CharField(default="open", max_length=8)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "dispute",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="drafts",
                                to="records.dispute",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "ruling_draft",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["open", "issued"])),
                                fields=("dispute",),
                                name="one_ruling_a_dispute",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["open", "replaced", "issued"]),
                                    models.Q(
                                        models.Q(("amount_minor", 0), ("outcome", "none")),
                                        models.Q(
                                            ("amount_minor__gt", 0),
                                            ("outcome__in", ["full", "part"]),
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="ruling_draft_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RulingSignature",
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
                        ("agrees", models.BooleanField()),
                        ("because", models.CharField(blank=True, max_length=500)),
                        ("key", models.CharField(blank=True, max_length=200)),
                        ("signature", models.CharField(blank=True, max_length=100)),
                        ("strength", models.CharField(blank=True, max_length=4)),
                        ("certificate", models.CharField(blank=True, max_length=100)),
                        ("at", models.DateTimeField()),
                        (
                            "arbitrator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.arbitrator",
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="records.rulingdraft",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "ruling_signature",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("draft", "arbitrator"), name="ruling_signed_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("agrees", False),
                                        ("key", ""),
                                        ("signature", ""),
                                        ("strength", ""),
                                    ),
                                    models.Q(
                                        ("agrees", True),
                                        ("strength__in", ["own", "kept"]),
                                        models.Q(("key", ""), _negated=True),
                                        models.Q(("signature", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="who_agrees_signs",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
