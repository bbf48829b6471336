"""What a buyer has read, and what they are told that no line of a case's history tells."""

from django.db import models
from django.db.models import Q


class CaseRead(models.Model):
    """Up to which line of a case's history its buyer has read: every line is one message."""

    case = models.OneToOneField(
        "records.RefundCase", models.CASCADE, primary_key=True, related_name="read"
    )
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "case_read"


class Message(models.Model):
    """A message that is no move of its case: a broken promise, a leg that goes another way.

    ``payout`` is the leg it is about; a review's promise has none and is told with its new time.
    ``cause`` is unique: nothing is told twice. ``state`` is how the leg stood when it was told.
    """

    case = models.ForeignKey("records.RefundCase", models.CASCADE, related_name="messages")
    payout = models.ForeignKey("records.Payout", models.CASCADE, null=True, related_name="messages")
    kind = models.CharField(max_length=12)  # late | rerouted | delayed
    cause = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=12, blank=True)
    # The promise that was not kept; of a delayed review the new one.
    promised_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "message"
        indexes = [models.Index(fields=["case"], name="messages_unread", condition=Q(read_at=None))]
