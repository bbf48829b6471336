"""What a member of staff was told in the house, and whether they have read it."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class StaffNotice(models.Model):
    """One notice to one person; a cause is told them once, whatever runs twice."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    cause = models.CharField(max_length=80)
    about = models.CharField(max_length=16, blank=True)  # a case's number
    name = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=500, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "staff_notice"
        constraints = [
            models.UniqueConstraint(fields=["person", "cause"], name="staff_told_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="staff_notices_of_person"),
            models.Index(fields=["person"], name="staff_notices_unread", condition=Q(read_at=None)),
        ]
