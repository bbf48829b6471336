"""The channels' statements, line by line, and what differs from our own books (R4.5)."""

from django.conf import settings
from django.db import models


class ChannelStatement(models.Model):
    """One reading of a channel's statement of a day in Beijing; the newest one counts."""

    route = models.CharField(max_length=20)
    day = models.DateField()
    source = models.CharField(max_length=10)  # fetched | uploaded
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


class Difference(models.Model):
    """Something a statement and our books tell differently, until a person or a rerun ends it."""

    route = models.CharField(max_length=20)
    day = models.DateField()
    kind = models.CharField(max_length=16)  # missing | extra | unequal | repeated | returned
    refund_number = models.CharField(max_length=64)
    provider_reference = models.CharField(max_length=64, blank=True)
    payout = models.ForeignKey("records.Payout", models.PROTECT, null=True, related_name="+")
    ours_minor = models.BigIntegerField(null=True)
    theirs_minor = models.BigIntegerField(null=True)
    cause = models.CharField(max_length=40)
    state = models.CharField(max_length=10)  # open | settled (by a rerun) | closed (by a person)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "difference"
        indexes = [models.Index(fields=["state", "day"], name="differences_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["route", "day", "kind", "refund_number"], name="difference_once"
            )
        ]


class ChannelBalance(models.Model):
    """What the merchant's account at a channel held at a moment, as finance read it."""

    route = models.CharField(max_length=20)
    balance_minor = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "channel_balance"
        indexes = [models.Index(fields=["route", "-at"], name="balances_of_route")]
