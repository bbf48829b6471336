"""Who claims for a child: a guardian's declaration beside the case (H3)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from weikameng.domain.guardians import MAX_AGE, RELATIONS


class Guardian(models.Model):
    """The latest declaration of a case; ``contact`` is sealed, shown masked, empty once erased.

    Earlier ones stay on the order's chain of evidence, without the contact.
    """

    case = models.OneToOneField(
        "records.RefundCase", models.CASCADE, primary_key=True, related_name="guardian"
    )
    relation = models.CharField(max_length=12)
    minor_age = models.PositiveSmallIntegerField()
    contact = models.TextField(blank=True)
    shown = models.CharField(max_length=40, blank=True)
    consent = models.CharField(max_length=12)  # which text was agreed to
    consented_at = models.DateTimeField()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        db_table = "guardian"
        constraints = [
            models.CheckConstraint(
                condition=Q(relation__in=tuple(RELATIONS)), name="guardian_relation_is_known"
            ),
            models.CheckConstraint(condition=Q(minor_age__lte=MAX_AGE), name="guardian_of_a_minor"),
        ]
