"""What staff did: one line an act, only added to (a trigger of the database holds that)."""

from django.conf import settings
from django.db import models


class StaffAction(models.Model):
    """One act: who, in which role at that moment, what, about which object, why, when."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=80)
    because = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "staff_action"
        indexes = [
            models.Index(fields=["person", "-id"], name="staff_actions_of_person"),
            models.Index(fields=["what", "-id"], name="staff_actions_of_kind"),
            models.Index(fields=["at"], name="staff_actions_by_day"),
            models.Index(fields=["about"], name="staff_actions_about"),
        ]
