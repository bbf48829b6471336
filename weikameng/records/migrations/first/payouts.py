"""The tables of payouts as of the thirtieth migration; generated, never edited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = [
    migrations.CreateModel(
        name="ChannelStanding",
        fields=[
            ("route", models.CharField(max_length=20, primary_key=True, serialize=False)),
            ("stopped_at", models.DateTimeField(null=True)),
            ("probe_at", models.DateTimeField(null=True)),
            ("probes", models.PositiveIntegerField(default=0)),
            ("code", models.CharField(blank=True, max_length=60)),
            ("message", models.CharField(blank=True, max_length=200)),
            ("slow_until", models.DateTimeField(null=True)),
            ("short_since", models.DateTimeField(null=True)),
            ("changed_at", models.DateTimeField()),
        ],
        options={
            "db_table": "channel_standing",
        },
    ),
    migrations.CreateModel(
        name="NoticeRefusal",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("route", models.CharField(max_length=20)),
            ("day", models.DateField()),
            ("reason", models.CharField(max_length=20)),
            ("times", models.PositiveIntegerField(default=1)),
            ("last_at", models.DateTimeField()),
            ("last_detail", models.CharField(blank=True, max_length=120)),
        ],
        options={
            "db_table": "notice_refusal",
            "constraints": [
                models.UniqueConstraint(
                    fields=("route", "day", "reason"), name="refusals_counted_once"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Payout",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("number", models.CharField(max_length=18, unique=True)),
            ("route", models.CharField(max_length=20)),
            ("amount_minor", models.BigIntegerField()),
            ("state", models.CharField(max_length=10)),
            ("due_at", models.DateTimeField(null=True)),
            ("leased_by", models.CharField(blank=True, max_length=40)),
            ("leased_until", models.DateTimeField(null=True)),
            ("attempts", models.PositiveIntegerField(default=0)),
            ("last_code", models.CharField(blank=True, max_length=60)),
            ("provider_reference", models.CharField(blank=True, max_length=64)),
            ("created_at", models.DateTimeField()),
            ("settled_at", models.DateTimeField(null=True)),
            ("redirected", models.CharField(blank=True, db_default="", max_length=8)),
            ("credited_to", models.CharField(blank=True, db_default="", max_length=80)),
            ("first_sent_at", models.DateTimeField(null=True)),
            ("last_concern", models.CharField(blank=True, db_default="", max_length=16)),
            ("last_message", models.CharField(blank=True, db_default="", max_length=200)),
            ("settlements", models.PositiveSmallIntegerField(db_default=0)),
            ("promised_at", models.DateTimeField(null=True)),
            ("doubted_at", models.DateTimeField(null=True)),
            (
                "case",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="payouts",
                    to="records.refundcase",
                ),
            ),
            (
                "replaces",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="replacements",
                    to="records.payout",
                ),
            ),
            (
                "tender",
                models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.tender"),
            ),
        ],
        options={
            "db_table": "payout",
            "indexes": [
                models.Index(fields=["case"], name="payouts_of_case"),
                models.Index(fields=["tender"], name="payouts_of_tender"),
                models.Index(
                    condition=models.Q(("state__in", ["settled", "replaced"]), _negated=True),
                    fields=["route", "created_at"],
                    name="payouts_open",
                ),
                models.Index(fields=["route", "settled_at"], name="payouts_settled"),
                models.Index(
                    condition=models.Q(("state__in", ["settled", "replaced"]), _negated=True),
                    fields=["promised_at"],
                    name="payouts_promised",
                ),
                models.Index(
                    condition=models.Q(("due_at__isnull", False)),
                    fields=["route", "due_at"],
                    name="payouts_due_by_route",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("amount_minor__gt", 0)), name="payout_above_zero"
                ),
                models.UniqueConstraint(fields=("replaces", "route"), name="replaced_once_a_route"),
            ],
        },
    ),
    migrations.CreateModel(
        name="OfflineTransfer",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("state", models.CharField(max_length=10)),
            ("method", models.CharField(max_length=20)),
            ("payee_name", models.CharField(max_length=60)),
            ("payee_sealed", models.TextField()),
            ("payee_shown", models.CharField(max_length=40)),
            ("note", models.CharField(max_length=500)),
            ("proposed_at", models.DateTimeField()),
            ("approved_at", models.DateTimeField(null=True)),
            ("reference", models.CharField(blank=True, max_length=64)),
            ("paid_on", models.DateField(null=True)),
            ("proof_digest", models.CharField(blank=True, max_length=64)),
            ("paid_at", models.DateTimeField(null=True)),
            ("confirmed_at", models.DateTimeField(null=True)),
            ("ended_at", models.DateTimeField(null=True)),
            ("ended_because", models.CharField(blank=True, max_length=500)),
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
                "confirmed_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "ended_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "paid_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "proposed_by",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "payout",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="transfers",
                    to="records.payout",
                ),
            ),
            (
                "successor",
                models.OneToOneField(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="transfer",
                    to="records.payout",
                ),
            ),
        ],
        options={
            "db_table": "offline_transfer",
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                    name="transfer_approved_by_another",
                ),
                models.CheckConstraint(
                    condition=models.Q(("confirmed_by", models.F("paid_by")), _negated=True),
                    name="transfer_confirmed_by_another",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("state__in", ["proposed", "refused"]),
                        models.Q(("approved_by__isnull", False), ("successor__isnull", False)),
                        _connector="OR",
                    ),
                    name="transfer_approved_before",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("state", "confirmed"), _negated=True),
                        models.Q(
                            ("confirmed_by__isnull", False),
                            ("paid_by__isnull", False),
                            models.Q(("reference", ""), _negated=True),
                            models.Q(("proof_digest", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="transfer_proven",
                ),
                models.UniqueConstraint(
                    condition=models.Q(
                        ("state__in", ["proposed", "approved", "paid", "confirmed"])
                    ),
                    fields=("payout",),
                    name="one_transfer_a_payout",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("reference", ""), _negated=True),
                    fields=("method", "reference"),
                    name="transfer_reference_once",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ChannelNotice",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("route", models.CharField(max_length=20)),
            ("notice_id", models.CharField(max_length=128)),
            ("refund_number", models.CharField(blank=True, max_length=64)),
            ("told", models.CharField(blank=True, max_length=20)),
            ("times", models.PositiveIntegerField(default=1)),
            ("at", models.DateTimeField()),
            ("last_at", models.DateTimeField()),
            (
                "payout",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="notices",
                    to="records.payout",
                ),
            ),
        ],
        options={
            "db_table": "channel_notice",
            "constraints": [
                models.UniqueConstraint(fields=("route", "notice_id"), name="notice_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="PayoutReceipt",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("verb", models.CharField(max_length=12)),
            ("outcome", models.CharField(max_length=20)),
            ("code", models.CharField(blank=True, max_length=60)),
            ("at", models.DateTimeField()),
            ("concern", models.CharField(blank=True, db_default="", max_length=16)),
            ("http_status", models.PositiveSmallIntegerField(db_default=0)),
            ("message", models.CharField(blank=True, db_default="", max_length=200)),
            ("raw", models.TextField(blank=True, db_default="")),
            ("verified", models.BooleanField(db_default=True)),
            (
                "payout",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="receipts",
                    to="records.payout",
                ),
            ),
        ],
        options={
            "db_table": "payout_receipt",
        },
    ),
]
