"""Orders, their units and the tenders that paid them. The money limits are constraints here."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Order(models.Model):
    """One product in a quantity. Amounts in fen; ``refunding_minor`` is promised or paid back."""

    class State(models.TextChoices):
        AWAITING_PAYMENT = "awaiting_payment"
        PAID = "paid"
        DELIVERED = "delivered"
        FAILED = "failed"
        CANCELLED = "cancelled"

    number = models.CharField(max_length=16, unique=True)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    product = models.ForeignKey("records.Product", models.PROTECT)
    policy = models.ForeignKey("records.PolicyVersion", models.PROTECT)
    shop = models.ForeignKey(
        "records.Shop", models.PROTECT, null=True, related_name="+", db_index=False
    )
    external_number = models.CharField(max_length=64, null=True)
    progress = models.CharField(max_length=20, choices=State.choices)
    list_total_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField()
    refunding_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="CNY")
    account = models.CharField(max_length=120, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    cross_border = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    supplier_status = models.CharField(max_length=20, blank=True)
    supplier_code = models.CharField(max_length=60, blank=True)
    supplier_arrived = models.BooleanField(null=True)
    supplier_recallable = models.BooleanField(null=True)
    supplier_asked_at = models.DateTimeField(null=True)
    chargeback_open = models.BooleanField(default=False)
    # While a person has not decided on a claim that somebody else paid (H4); a trigger keeps it.
    payouts_held = models.BooleanField(default=False, db_default=False)
    # A charge by automatic renewal, and the reminder before it (H5; domain.renewals).
    renewal = models.CharField(max_length=8, default="", db_default="")
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "shop_order"
        indexes = [
            models.Index(fields=["buyer", "-id"], name="orders_of_buyer"),
            models.Index(fields=["account"], name="orders_of_account", condition=~Q(account="")),
            models.Index(
                fields=["shop", "-id"], name="orders_of_shop", condition=Q(shop__isnull=False)
            ),
            models.Index(
                fields=["external_number"],
                name="orders_by_external_number",
                condition=Q(external_number__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(refunding_minor__gte=0, refunding_minor__lte=F("paid_minor")),
                name="order_refunds_within_paid",
            ),
            models.CheckConstraint(
                condition=Q(renewal__in=["", "unknown", "none"], reminded_at=None)
                | Q(renewal="reminded", reminded_at__isnull=False),
                name="order_reminded_at_a_moment",
            ),
            models.UniqueConstraint(
                fields=["shop", "external_number"],
                name="external_number_once_per_shop",
                condition=Q(external_number__isnull=False),
                nulls_distinct=False,
            ),
        ]


class OrderUnit(models.Model):
    """One unit. ``paid_minor`` is its share of what was paid (P7), the last takes the rest."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="units")
    position = models.PositiveSmallIntegerField()
    price_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField()
    refunding_minor = models.BigIntegerField(default=0)
    usage = models.CharField(max_length=12, default="none")
    used_days = models.PositiveSmallIntegerField(default=0)
    frozen = models.BooleanField(default=False)
    revealed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "order_unit"
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="unit_position_once"),
            models.CheckConstraint(
                condition=Q(refunding_minor__gte=0, refunding_minor__lte=F("paid_minor")),
                name="unit_refunds_within_paid",
            ),
        ]


class Tender(models.Model):
    """One leg of the payment; a refund goes back to each leg (R4.1)."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="tenders")
    position = models.PositiveSmallIntegerField()
    route = models.CharField(max_length=20)
    amount_minor = models.BigIntegerField()
    refunding_minor = models.BigIntegerField(default=0)
    status = models.CharField(max_length=10, default="active")
    payment_reference = models.CharField(max_length=64, blank=True)
    paid_at = models.DateTimeField(null=True)
    refund_sent_at = models.DateTimeField(null=True)  # channels want a gap between two refunds

    class Meta:
        db_table = "tender"
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="tender_position_once"),
            models.UniqueConstraint(fields=["order", "route"], name="tender_route_once"),
            models.CheckConstraint(
                condition=Q(refunding_minor__gte=0, refunding_minor__lte=F("amount_minor")),
                name="tender_refunds_within_paid",
            ),
        ]
