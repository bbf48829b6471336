"""What is asked about a refund afterwards: the buyer's rating, and a reviewer's look at a sample.

Who may write them and when is held by the constraints here and the triggers of migration 0029.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from weikameng.domain.ratings import CHANGE_WITHIN, LEAST, MAX_SAID, MOST
from weikameng.domain.samples import MAX_NOTE


class CaseRating(models.Model):
    """How the buyer rates a refund that arrived: one a case, changed for some days (R12.1)."""

    case = models.OneToOneField(
        "records.RefundCase", models.CASCADE, primary_key=True, related_name="rating"
    )
    score = models.PositiveSmallIntegerField()
    said = models.CharField(max_length=MAX_SAID, blank=True)
    rated_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "case_rating"
        indexes = [models.Index(fields=["rated_at"], name="ratings_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=LEAST, score__lte=MOST), name="rating_from_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(changed_at__gte=F("rated_at"))
                & Q(changed_at__lte=F("rated_at") + CHANGE_WITHIN),
                name="rating_changed_in_time",
            ),
        ]


class SampleReview(models.Model):
    """A person looked at a refund the machine gave at one click; only added to, the last counts."""

    case = models.ForeignKey("records.RefundCase", models.CASCADE, related_name="sample_reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    note = models.CharField(max_length=MAX_NOTE, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "sample_review"
        constraints = [
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(note=""), name="wrong_needs_a_note"
            )
        ]
