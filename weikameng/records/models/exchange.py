"""Foreign exchange (R6.1): the original deal of an order, and the record of each of its refunds."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from weikameng.domain.exchange import MAX_PAYEE


def _person() -> "models.ForeignKey[models.Model | None]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class ExchangeDeal(models.Model):
    """What was dealt when a cross-border order was paid, one an order.

    Told by the shop with the order (``filled_by`` empty), or filled in by one person and confirmed
    by another. A trigger keeps it as it is once a refund's record has been made of it.
    """

    order = models.OneToOneField(
        "records.Order", models.PROTECT, related_name="exchange_deal", primary_key=True
    )
    settled_minor = models.BigIntegerField()
    settled_currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=15, decimal_places=8)
    rate_on = models.DateField()
    rate_rule = models.CharField(max_length=10)
    purpose = models.CharField(max_length=12)
    quota_minor = models.BigIntegerField(default=0)
    payee = models.CharField(max_length=MAX_PAYEE)
    payee_country = models.CharField(max_length=2)
    revision = models.PositiveIntegerField(default=1)
    filled_by = _person()
    filled_at = models.DateTimeField()
    confirmed_by = _person()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_deal"
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_minor__gt=0, rate__gt=0, quota_minor__gte=0),
                name="exchange_deal_above_zero",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("filled_by")), name="exchange_deal_by_two"
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
        ]


class ExchangeRecord(models.Model):
    """The record of one refund, made before its money is sent; only inserted, kept five years."""

    payout = models.OneToOneField(
        "records.Payout", models.PROTECT, related_name="exchange_record", primary_key=True
    )
    made_at = models.DateTimeField()
    order_number = models.CharField(max_length=16)
    ordered_at = models.DateTimeField()
    goods = models.CharField(max_length=120)
    goods_kind = models.CharField(max_length=40)
    quantity = models.PositiveSmallIntegerField()
    paid_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    settled_minor = models.BigIntegerField()
    settled_currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=15, decimal_places=8)
    rate_on = models.DateField()
    rate_rule = models.CharField(max_length=10)
    purpose = models.CharField(max_length=12)
    quota_minor = models.BigIntegerField()
    payer_document = models.CharField(max_length=20)
    payer_digest = models.CharField(max_length=64)
    payer_result = models.CharField(max_length=20)
    payer_reference = models.CharField(max_length=64)
    payee = models.CharField(max_length=MAX_PAYEE)
    payee_country = models.CharField(max_length=2)
    route = models.CharField(max_length=20)
    payment_reference = models.CharField(max_length=64)
    refund_number = models.CharField(max_length=18, unique=True)
    amount_minor = models.BigIntegerField()
    back_minor = models.BigIntegerField(null=True)  # of the settled amount, at a locked rate
    quota_back_minor = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    evidence_digest = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=320)
    filled_by = models.CharField(max_length=150)
    confirmed_by = models.CharField(max_length=150)

    class Meta:
        db_table = "exchange_record"
        indexes = [models.Index(fields=["made_at"], name="exchange_records_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, amount_minor__lte=F("paid_minor")),
                name="exchange_refund_within_paid",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by="") & ~Q(evidence_digest="") & ~Q(reason=""),
                name="exchange_record_complete",
            ),
        ]
