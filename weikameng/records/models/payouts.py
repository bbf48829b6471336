"""The money: one payout per tender, its receipts, and the books. Only payouts move money out."""

from django.db import models
from django.db.models import Q


class Payout(models.Model):
    """One leg of a refund. ``number`` and ``amount_minor`` never change (R4.2)."""

    number = models.CharField(max_length=18, unique=True)
    case = models.ForeignKey("records.RefundCase", models.PROTECT, related_name="payouts")
    tender = models.ForeignKey("records.Tender", models.PROTECT)
    route = models.CharField(max_length=20)
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=10)
    due_at = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_code = models.CharField(max_length=60, blank=True)
    provider_reference = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payout"
        indexes = [
            models.Index(fields=["due_at"], name="payouts_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["case"], name="payouts_of_case"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_above_zero")
        ]


class PayoutReceipt(models.Model):
    """What the route answered to one call; only inserted."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="receipts")
    verb = models.CharField(max_length=12)
    outcome = models.CharField(max_length=20)
    code = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "payout_receipt"


class BookEntry(models.Model):
    """One double entry: debit and credit in one row, so every line balances by itself (R4.6)."""

    debit = models.CharField(max_length=40)
    credit = models.CharField(max_length=40)
    amount_minor = models.BigIntegerField()
    payout = models.ForeignKey(Payout, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        db_table = "book_entry"
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="entry_above_zero"),
            # A payout is promised once and settled once: the books can't count it twice.
            models.UniqueConstraint(fields=["payout", "debit"], name="entry_once_per_payout"),
        ]
