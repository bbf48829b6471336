"""Foreign exchange (R6.1): deals, records of refunds; no leg is sent abroad without its record."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from weikameng.records.created_together import CreatedTogether

TRIGGERS = (Path(__file__).parent / "0042_exchange.sql").read_text(encoding="utf-8")
UNDONE = """
DROP TRIGGER exchange_before_sending ON payout;
DROP TRIGGER exchange_deal_guard ON exchange_deal;
DROP TRIGGER exchange_record_guard ON exchange_record;
DROP TRIGGER exchange_record_kept ON exchange_record;
DROP FUNCTION exchange_before_sending;
DROP FUNCTION exchange_deal_guard;
DROP FUNCTION exchange_record_guard;
DROP FUNCTION exchange_record_kept;
"""
PROTECT = django.db.models.deletion.PROTECT


def _person() -> models.ForeignKey:
    return models.ForeignKey(
        null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


def _of(model: str, name: str) -> models.OneToOneField:
    return models.OneToOneField(
        on_delete=PROTECT, primary_key=True, related_name=name, serialize=False, to=model
    )


def _settled() -> list[tuple[str, models.Field]]:
    return [
        ("settled_minor", models.BigIntegerField()),
        ("settled_currency", models.CharField(max_length=3)),
        ("rate", models.DecimalField(decimal_places=8, max_digits=15)),
        ("rate_on", models.DateField()),
        ("rate_rule", models.CharField(max_length=10)),
        ("purpose", models.CharField(max_length=12)),
    ]


class Migration(migrations.Migration):
    dependencies = [("records", "0041_identity")]
    operations = [
        CreatedTogether(
            [
                migrations.CreateModel(
                    name="ExchangeDeal",
                    fields=[
                        ("order", _of("records.order", "exchange_deal")),
                        *_settled(),
                        ("quota_minor", models.BigIntegerField(default=0)),
                        ("payee", models.CharField(max_length=120)),
                        ("payee_country", models.CharField(max_length=2)),
                        ("revision", models.PositiveIntegerField(default=1)),
                        ("filled_at", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("filled_by", _person()),
                        ("confirmed_by", _person()),
                    ],
                    options={
                        "db_table": "exchange_deal",
                        "constraints": [
                            models.CheckConstraint(
                                condition=Q(settled_minor__gt=0, rate__gt=0, quota_minor__gte=0),
                                name="exchange_deal_above_zero",
                            ),
                            models.CheckConstraint(
                                condition=~Q(confirmed_by=F("filled_by")),
                                name="exchange_deal_by_two",
                            ),
                            models.CheckConstraint(
                                condition=Q(filled_by__isnull=True, confirmed_by__isnull=True)
                                | Q(filled_by__isnull=False)
                                & (
                                    Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                                    | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                                ),
                                name="exchange_deal_confirmed_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExchangeRecord",
                    fields=[
                        ("payout", _of("records.payout", "exchange_record")),
                        ("made_at", models.DateTimeField()),
                        ("order_number", models.CharField(max_length=16)),
                        ("ordered_at", models.DateTimeField()),
                        ("goods", models.CharField(max_length=120)),
                        ("goods_kind", models.CharField(max_length=40)),
                        ("quantity", models.PositiveSmallIntegerField()),
                        ("paid_minor", models.BigIntegerField()),
                        ("currency", models.CharField(max_length=3)),
                        *_settled(),
                        ("quota_minor", models.BigIntegerField()),
                        ("payer_document", models.CharField(max_length=20)),
                        ("payer_digest", models.CharField(max_length=64)),
                        ("payer_result", models.CharField(max_length=20)),
                        ("payer_reference", models.CharField(max_length=64)),
                        ("payee", models.CharField(max_length=120)),
                        ("payee_country", models.CharField(max_length=2)),
                        ("route", models.CharField(max_length=20)),
                        ("payment_reference", models.CharField(max_length=64)),
                        ("refund_number", models.CharField(max_length=18, unique=True)),
                        ("amount_minor", models.BigIntegerField()),
                        ("back_minor", models.BigIntegerField(null=True)),
                        ("quota_back_minor", models.BigIntegerField()),
                        ("reason", models.CharField(max_length=40)),
                        ("evidence_digest", models.CharField(max_length=64)),
                        ("approved_by", models.CharField(max_length=320)),
                        ("filled_by", models.CharField(max_length=150)),
                        ("confirmed_by", models.CharField(max_length=150)),
                    ],
                    options={
                        "db_table": "exchange_record",
                        "indexes": [
                            models.Index(fields=["made_at"], name="exchange_records_by_day")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=Q(amount_minor__gt=0, amount_minor__lte=F("paid_minor")),
                                name="exchange_refund_within_paid",
                            ),
                            models.CheckConstraint(
                                condition=~Q(approved_by="")
                                & ~Q(evidence_digest="")
                                & ~Q(reason=""),
                                name="exchange_record_complete",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
