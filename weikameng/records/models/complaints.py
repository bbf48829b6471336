"""Complaints and chargebacks at a payment channel: an open one holds the order's refunds (N9)."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Complaint(models.Model):
    """One complaint or chargeback, by the channel's own ``reference``. Amounts in fen."""

    order = models.ForeignKey("records.Order", models.PROTECT, related_name="complaints")
    tender = models.ForeignKey("records.Tender", models.PROTECT)
    kind = models.CharField(max_length=12)  # complaint | chargeback
    reference = models.CharField(max_length=64)
    amount_minor = models.BigIntegerField()
    note = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField()
    decides_by = models.DateTimeField(null=True)  # by when the channel says it decides
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=16, blank=True)  # withdrawn | lost | paid
    paid_minor = models.BigIntegerField(default=0)  # what the channel itself gave the buyer
    closing_note = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "complaint"
        indexes = [
            models.Index(fields=["order"], name="complaints_open", condition=Q(closed_at=None))
        ]
        constraints = [
            models.UniqueConstraint(fields=["tender", "reference"], name="complaint_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="complaint_above_zero"),
            models.CheckConstraint(
                condition=Q(paid_minor=0) | Q(outcome="paid", paid_minor__gt=0),
                name="complaint_paid_when_it_is",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="", closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
                name="complaint_closed_by_somebody",
            ),
        ]


class ComplaintEvent(models.Model):
    """What somebody did about a complaint; only inserted, so a reopened one keeps its first end."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    event = models.CharField(max_length=8)  # open | close | reopen
    outcome = models.CharField(max_length=16, blank=True)
    paid_minor = models.BigIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "complaint_event"
        constraints = [
            models.UniqueConstraint(fields=["complaint", "position"], name="complaint_event_once")
        ]
