"""What staff did: one line an act, only added to (a trigger of the database holds that)."""

from django.conf import settings
from django.db import models

from weikameng.domain.staff_acts import COMMAND_LINE


class StaffAction(models.Model):
    """One act: who, in which role at that moment, what, about which object, why, when.

    Without a person it was the command line, whoever sat at it.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    role = models.CharField(max_length=20)
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=80)
    because = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "staff_action"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) ^ models.Q(role=COMMAND_LINE),
                name="staff_action_of_somebody",
            )
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="staff_actions_of_person"),
            models.Index(fields=["what", "-id"], name="staff_actions_of_kind"),
            models.Index(fields=["at"], name="staff_actions_by_day"),
            models.Index(fields=["about"], name="staff_actions_about"),
        ]
