"""Large refunds put forward by one person for a second one to sign (R3.5)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ApprovalRequest(models.Model):
    """What one person would approve: at most one open a case, never signed by who asked.

    ``amounts`` are (unit id, fen) pairs as proposed, ``case_revision`` the case as it was seen:
    both must still hold when it is signed. ``state`` is open, signed, sent_back, taken_back, or
    lapsed (the case went on without it).
    """

    case = models.ForeignKey("records.RefundCase", models.CASCADE, related_name="approvals")
    case_revision = models.PositiveIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    amounts = models.JSONField()
    amount_minor = models.BigIntegerField()
    because = models.TextField()
    because_en = models.TextField(blank=True)
    basis = models.JSONField(null=True)  # how the amount was worked out, if by a percentage
    state = models.CharField(max_length=10, default="open")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "approval_request"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="open"), name="one_open_approval_a_case"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="approval_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True, decided_by__isnull=True)
                | Q(state__in=["signed", "sent_back"], decided_at__isnull=False)
                & Q(decided_by__isnull=False)
                | Q(state__in=["taken_back", "lapsed"], decided_at__isnull=False)
                & Q(decided_by__isnull=True),
                name="approval_decided_once",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="approval_of_some_amount"),
        ]
