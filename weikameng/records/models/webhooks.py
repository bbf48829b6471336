"""Webhooks (P2): who listens, what happened, what was sent to whom and what was answered."""

from typing import Any

from django.db import models
from django.db.models import Q

from weikameng.domain.webhook_life import EndpointState, Standing

_STATES = [state.value for state in EndpointState]
# Rows that are never deleted, written by the same step: checking them would only lock them again.
_LOOSE: dict[str, Any] = {"related_name": "+", "db_constraint": False}
_STANDINGS = [standing.value for standing in Standing]


class WebhookEndpoint(models.Model):
    """An address of a shop's (or of our own storefront's) that wants to be told.

    Secrets are sealed; ``old_secret`` signs as well until ``old_until``. ``kinds``: all if none.
    """

    code = models.CharField(max_length=24, unique=True)
    shop = models.ForeignKey("records.Shop", models.PROTECT, null=True, related_name="+")
    url = models.CharField(max_length=500)
    note = models.CharField(max_length=80, blank=True)
    kinds = models.JSONField(default=list)
    secret = models.TextField()
    old_secret = models.TextField(blank=True)
    old_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default=EndpointState.ON.value)
    why = models.CharField(max_length=8, blank=True)
    changed_at = models.DateTimeField()
    created_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    rest_until = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhook_endpoint"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_STATES), name="webhook_state_known"),
            models.CheckConstraint(
                condition=Q(old_secret="", old_until=None)
                | ~Q(old_secret="") & Q(old_until__isnull=False),
                name="webhook_old_secret_ends",
            ),
        ]


class WebhookEvent(models.Model):
    """What happened, written by a trigger with the step itself; ``message`` is its id for ever.

    ``facts`` are what may change later; ``endpoint``: for that one alone.
    """

    message = models.CharField(max_length=40, unique=True)
    shop = models.ForeignKey(
        "records.Shop", models.PROTECT, null=True, related_name="+", db_index=False
    )
    type = models.CharField(max_length=24)
    case = models.ForeignKey("records.RefundCase", models.PROTECT, null=True, **_LOOSE)
    payout = models.ForeignKey("records.Payout", models.PROTECT, null=True, **_LOOSE)
    endpoint = models.ForeignKey(WebhookEndpoint, models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "webhook_event"
        indexes = [models.Index(fields=["shop", "at"], name="webhook_events_of_shop")]


class WebhookDelivery(models.Model):
    """One event for one endpoint: the work list of the senders."""

    event = models.ForeignKey(WebhookEvent, models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(
        WebhookEndpoint, models.CASCADE, related_name="deliveries", db_index=False
    )
    case = models.ForeignKey(
        "records.RefundCase", models.PROTECT, null=True, db_index=False, **_LOOSE
    )
    standing = models.CharField(max_length=10, default=Standing.WAITING.value)
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    replays = models.PositiveSmallIntegerField(default=0, db_default=0)
    leased_by = models.CharField(max_length=60, blank=True, default="", db_default="")
    leased_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhook_delivery"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_told_once"),
            models.CheckConstraint(
                condition=Q(standing__in=_STANDINGS), name="webhook_standing_known"
            ),
            models.CheckConstraint(
                condition=Q(standing="waiting", due_at__isnull=False, ended_at=None)
                | ~Q(standing="waiting") & Q(due_at=None, ended_at__isnull=False),
                name="webhook_due_until_it_ends",
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "due_at", "id"],
                name="webhooks_due",
                condition=Q(ended_at=None),
            ),
            models.Index(
                fields=["endpoint", "case", "id"],
                name="webhooks_in_order",
                condition=Q(ended_at=None),
            ),
        ]


class WebhookTry(models.Model):
    """One try: what was answered, cut off, or what went wrong on the way; only inserted."""

    delivery = models.ForeignKey(WebhookDelivery, models.CASCADE, related_name="log")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    took_ms = models.PositiveIntegerField()

    class Meta:
        db_table = "webhook_try"
