"""The books of refunds: double entries, only ever added to (R4.6)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class BookEntry(models.Model):
    """One double entry: debit and credit in one row, so every line balances by itself.

    ``cause`` says what it books and is unique: nothing is booked twice. A trigger refuses every
    change of a row (migration 0010): what was wrong is put right by a further entry.
    """

    cause = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=16)
    debit = models.CharField(max_length=80)
    credit = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    payout = models.ForeignKey("records.Payout", models.PROTECT, null=True, related_name="entries")
    note = models.CharField(max_length=500, blank=True, db_default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "book_entry"
        indexes = [
            models.Index(fields=["payout"], name="entries_of_payout"),
            models.Index(fields=["debit", "at"], name="entries_by_debit"),
            models.Index(fields=["credit", "at"], name="entries_by_credit"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="entry_above_zero"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="entry_of_two_accounts"),
        ]


class RecoveryClaim(models.Model):
    """Finance has claimed a month's recovery statement from a supplier, with its total in fen."""

    supplier = models.CharField(max_length=40)
    month = models.CharField(max_length=7)  # 2026-11, in Beijing
    amount_minor = models.BigIntegerField()
    reference = models.CharField(max_length=64)  # of the letter or invoice
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "recovery_claim"
        constraints = [
            models.UniqueConstraint(fields=["supplier", "month"], name="month_claimed_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="claimed_above_zero"),
        ]
