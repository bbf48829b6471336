"""Backtests of a policy text over past rounds: what was asked for, how far it is, what came out."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class PolicyBacktest(models.Model):
    """One run of the text with this digest over the rounds decided in [since, until).

    ``result`` is a ``domain.policy.backtest.Tally``; ``seen_at`` moves while somebody works on it.
    """

    version = models.ForeignKey("records.PolicyVersion", models.CASCADE, related_name="backtests")
    digest = models.CharField(max_length=64)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10)  # waiting, running, done, cancelled, failed
    total = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    result = models.JSONField(null=True)
    trouble = models.TextField(blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "policy_backtest"
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_backtest_at_a_time",
            )
        ]
