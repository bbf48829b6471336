"""Two pictures of different accounts that a machine laid over each other (R3.4, the same picture
again).
"""

from django.db import models
from django.db.models import F, Q


class PicturePair(models.Model):
    """What came of laying a picture over an earlier one; only inserted, once a pair.

    ``changed`` are boxes (left, top, right, bottom) in pixels of the newer picture's copy, which
    is ``width`` by ``height``; nothing is said about them unless it is the same capture.
    """

    newer = models.ForeignKey("records.Evidence", models.PROTECT, related_name="laid_over")
    earlier = models.ForeignKey("records.Evidence", models.PROTECT, related_name="laid_under")
    same_capture = models.BooleanField()
    changed = models.JSONField(default=list)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "picture_pair"
        constraints = [
            models.UniqueConstraint(fields=["newer", "earlier"], name="picture_pair_once"),
            models.CheckConstraint(
                condition=Q(newer__gt=F("earlier")), name="picture_pair_newer_first"
            ),
        ]
