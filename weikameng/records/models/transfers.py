"""What people did with an offline transfer, step by step; only inserted (R4.4)."""

from django.conf import settings
from django.db import models


class TransferEvent(models.Model):
    """One step: who, when, why. ``file_digest`` is the SHA-256 of the proof as it was uploaded."""

    transfer = models.ForeignKey("records.OfflineTransfer", models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    event = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "transfer_event"
        constraints = [
            models.UniqueConstraint(fields=["transfer", "position"], name="transfer_event_once")
        ]
