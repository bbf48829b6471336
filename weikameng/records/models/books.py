"""The books of refunds: double entries, only ever added to (R4.6)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class BookEntry(models.Model):
    """One double entry: debit and credit in one row, so every line balances by itself.

    ``cause`` says what it books and is unique: nothing is booked twice.
    """

    cause = models.CharField(max_length=80, unique=True)
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
