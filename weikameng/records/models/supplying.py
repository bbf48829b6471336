"""Questions to suppliers about orders, and what came (R3.3): asked once, answered at most once."""

from django.db import models
from django.db.models import Q

# Questions about one order in all its life: what suppliers allow is more, what people need is less.
MOST_QUESTIONS = 60


class SupplierQuestion(models.Model):
    """One question. ``status`` empty: the answer was never heard. Digests name sealed files.

    Not asked at all (too old, switched off) is kept, too: ``asked`` is false then.
    """

    order = models.ForeignKey("records.Order", models.PROTECT, related_name="supplier_questions")
    position = models.PositiveSmallIntegerField()
    case = models.ForeignKey("records.RefundCase", models.PROTECT)
    supplier = models.CharField(max_length=40)
    at = models.DateTimeField()
    asked = models.BooleanField(default=True)
    status = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=80, blank=True)
    arrived = models.BooleanField(null=True)
    signed = models.BooleanField(default=False)
    question_digest = models.CharField(max_length=64, blank=True)
    answer_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "supplier_question"
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="supplier_asked_in_turn"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_QUESTIONS),
                name="supplier_questions_bounded",
            ),
            models.CheckConstraint(
                condition=Q(arrived=None) | Q(status__in=["success", "failed"]),
                name="supplier_unknown_is_not_failed",
            ),
        ]
