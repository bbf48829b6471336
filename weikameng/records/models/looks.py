"""Who of the staff looked at whose order without a case to work on, and what for (P5)."""

from django.conf import settings
from django.db import models


class OrderLook(models.Model):
    """One look, only inserted. ``what`` says from where, ``about`` what was asked."""

    order = models.ForeignKey("records.Order", models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    about = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        db_table = "order_look"
        indexes = [models.Index(fields=["order", "-at"], name="looks_at_order")]
