"""What the API remembers of calls: answers by Idempotency-Key for a day, and how many came."""

from django.db import models
from django.db.models import Q


class KeptAnswer(models.Model):
    """The answer of a write, once a token and key. Without ``status`` it is still under way.

    ``sealed``: it showed a secret once, so its text is not here.
    """

    token = models.ForeignKey("records.ApiToken", models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    started_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    content = models.TextField(blank=True)
    sealed = models.BooleanField(default=False)

    class Meta:
        db_table = "kept_answer"
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key"),
            models.CheckConstraint(
                condition=Q(status__isnull=False) | Q(content="", sealed=False),
                name="no_answer_before_its_status",
            ),
            models.CheckConstraint(
                condition=Q(sealed=False) | Q(content=""), name="what_is_sealed_is_not_kept"
            ),
        ]


class CallCount(models.Model):
    """Calls of a token since a window began. The table is unlogged: a crash forgets it."""

    token_id = models.BigIntegerField(primary_key=True)
    since = models.DateTimeField()
    calls = models.IntegerField()

    class Meta:
        db_table = "api_call_count"
