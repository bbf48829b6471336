"""The calendar as it was announced, year by year, and what the clocks of the cases have rung.

What the database refuses beyond these constraints are the triggers of migration 0027.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class CalendarNotice(models.Model):
    """A year's notice: one person proposes it, another one adopts or declines it (R3.6, N4).

    ``entry`` is the year as in cn_calendar.json. The notice adopted last is the year's.
    """

    year = models.PositiveSmallIntegerField()
    entry = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10)  # proposed | adopted | declined
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "calendar_notice"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="adopted") | ~Q(decided_by=F("proposed_by")),
                name="calendar_adopted_by_two",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | Q(
                    state__in=["adopted", "declined"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="calendar_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(state="proposed"),
                name="one_calendar_proposal_a_year",
            ),
        ]


class ClockWatch(models.Model):
    """When a case's clocks must be looked at next: valid for this revision and this calendar.

    ``mark`` is the gravest alarm of the clocks that run, for the queue; empty for none.
    """

    case = models.OneToOneField(
        "records.RefundCase", models.CASCADE, primary_key=True, related_name="watch"
    )
    revision = models.PositiveIntegerField()
    calendar = models.BigIntegerField()
    next_at = models.DateTimeField(null=True)
    mark = models.CharField(max_length=16, blank=True, db_default="")

    class Meta:
        db_table = "clock_watch"
        indexes = [models.Index(fields=["mark"], name="clocks_rung", condition=~Q(mark=""))]


class ClockEvent(models.Model):
    """An alarm that went off, once a run of a clock; only inserted.

    ``run`` is the revision of the line of history that started the clock. ``due_at`` is the promise
    it is about; ``renewed_at`` the new time the buyer was told.
    """

    case = models.ForeignKey("records.RefundCase", models.CASCADE, related_name="alarms")
    clock = models.CharField(max_length=24)
    run = models.PositiveIntegerField()
    stage = models.CharField(max_length=16)
    due_at = models.DateTimeField(null=True)
    renewed_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "clock_event"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "clock", "run", "stage"], name="clock_rings_once"
            )
        ]
