"""The channels' statements, line by line, and what differs from our own books (R4.5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ChannelStatement(models.Model):
    """One reading of a channel's statement of a day in Beijing; the newest one counts."""

    route = models.CharField(max_length=20)
    day = models.DateField()
    source = models.CharField(max_length=10)  # fetched | uploaded | none
    digest = models.CharField(max_length=64)
    lines = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "channel_statement"
        constraints = [
            models.UniqueConstraint(fields=["route", "day", "digest"], name="statement_once")
        ]


class StatementLine(models.Model):
    """One refund as the channel tells it; fen."""

    statement = models.ForeignKey(ChannelStatement, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    refund_number = models.CharField(max_length=64, blank=True)
    provider_reference = models.CharField(max_length=64, blank=True)
    order_number = models.CharField(max_length=64, blank=True)
    amount_minor = models.BigIntegerField()
    status = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "statement_line"
        indexes = [models.Index(fields=["refund_number"], name="lines_of_refund")]
        constraints = [
            models.UniqueConstraint(fields=["statement", "position"], name="line_position_once")
        ]


class StatementRun(models.Model):
    """Reading a channel's statement of a day: one at a time, and how the last try ended.

    Whoever holds the lease reads; ``code`` says why there is no statement, ``hopeless`` that
    asking again won't bring it. ``matched`` counts the lines that agreed at the last look.
    """

    route = models.CharField(max_length=20)
    day = models.DateField()
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=60, blank=True)
    hopeless = models.BooleanField(default=False)
    matched = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "statement_run"
        constraints = [models.UniqueConstraint(fields=["route", "day"], name="statement_run_once")]


class Difference(models.Model):
    """Something a statement and our books tell differently, until a person or a rerun ends it.

    Never the same twice: a line without a refund number is known by the channel's reference.
    """

    route = models.CharField(max_length=20)
    day = models.DateField()
    kind = models.CharField(max_length=16)  # missing | extra | unequal | repeated | returned
    refund_number = models.CharField(max_length=64, blank=True)
    provider_reference = models.CharField(max_length=64, blank=True)
    payout = models.ForeignKey("records.Payout", models.PROTECT, null=True, related_name="+")
    ours_minor = models.BigIntegerField(null=True)
    theirs_minor = models.BigIntegerField(null=True)
    cause = models.CharField(max_length=40)
    state = models.CharField(max_length=10)  # open | expected | settled | closed
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "difference"
        indexes = [
            models.Index(fields=["state", "day"], name="differences_open"),
            models.Index(fields=["route", "day"], name="differences_of_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["route", "day", "kind", "refund_number"],
                condition=~Q(refund_number=""),
                name="difference_once",
            ),
            models.UniqueConstraint(
                fields=["route", "day", "kind", "provider_reference"],
                condition=Q(refund_number=""),
                name="nameless_difference_once",
            ),
        ]


class DifferenceEvent(models.Model):
    """What became of a difference, step by step; only inserted. ``by`` nobody: a run."""

    difference = models.ForeignKey(Difference, models.PROTECT, related_name="events")
    event = models.CharField(max_length=10)  # found | changed | settled | closed | reopened
    cause = models.CharField(max_length=40)
    ours_minor = models.BigIntegerField(null=True)
    theirs_minor = models.BigIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "difference_event"
        indexes = [models.Index(fields=["difference"], name="events_of_difference")]


class ChannelBalance(models.Model):
    """What the merchant's account at a channel held at a moment, as finance read it."""

    route = models.CharField(max_length=20)
    balance_minor = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "channel_balance"
        indexes = [models.Index(fields=["route", "-at"], name="balances_of_route")]
        constraints = [
            models.CheckConstraint(condition=Q(balance_minor__gte=0), name="balance_not_negative")
        ]
