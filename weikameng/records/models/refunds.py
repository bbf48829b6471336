"""The judgement: cases, their rounds and units, and the history line of every move."""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q


class RefundCase(models.Model):
    """One refund case. ``state`` is written by records.writing.refunds alone.

    ``reason``, ``goods_kind`` and ``at_stake_minor`` are those of the latest round, here so that
    the desk finds them among a hundred thousand; ``quick``: its pictures agree (a trigger keeps
    it), of one promise those come first.
    """

    number = models.CharField(max_length=16, unique=True)
    order = models.ForeignKey("records.Order", models.PROTECT)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    state = models.CharField(max_length=16)
    revision = models.PositiveIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    route = models.CharField(max_length=16)
    channel = models.CharField(max_length=12, default="form")
    amount_minor = models.BigIntegerField()
    reason = models.CharField(max_length=40, default="", db_default="")
    goods_kind = models.CharField(max_length=40, default="", db_default="")
    at_stake_minor = models.BigIntegerField(default=0, db_default=0)
    quick = models.BooleanField(default=False, db_default=False)
    applied_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "refund_case"
        indexes = [
            models.Index(fields=["buyer", "-applied_at"], name="cases_of_buyer"),
            models.Index(fields=["order"], name="cases_of_order"),
            models.Index(fields=["applied_at"], name="cases_by_day"),
            models.Index(
                fields=["due_at", "-quick", "id"],
                name="cases_at_desk",
                condition=Q(state__in=["reviewing", "payout_stuck"]),
            ),
            models.Index(fields=["due_at"], name="cases_to_amend", condition=Q(state="rejected")),
            # Whose clocks are looked at every minute (R3.6).
            models.Index(
                fields=["id"],
                name="cases_with_clocks",
                condition=Q(
                    state__in=[
                        "screening",
                        "reviewing",
                        "awaiting_buyer",
                        "approved",
                        "paying",
                        "payout_stuck",
                    ]
                ),
            ),
        ]


class CaseUnit(models.Model):
    """A unit asked for in a case; ``open`` while the case is, at most one a unit (R2.7)."""

    case = models.ForeignKey(RefundCase, models.CASCADE, related_name="units")
    unit = models.ForeignKey("records.OrderUnit", models.PROTECT)
    amount_minor = models.BigIntegerField()
    open = models.BooleanField()

    class Meta:
        db_table = "case_unit"
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(open=True), name="one_open_case_per_unit"
            )
        ]


class CaseRound(models.Model):
    """What was asked and decided in one round: the words, the facts, every clause tested (R9.2)."""

    case = models.ForeignKey(RefundCase, models.CASCADE, related_name="rounds")
    round = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=40)
    narrative = models.TextField(blank=True)
    facts = models.JSONField()
    decision = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "case_round"
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="case_round_once")]


class CaseEvent(models.Model):
    """One line of history, only inserted: replaying the lines gives the state (law 1)."""

    case = models.ForeignKey(RefundCase, models.CASCADE, related_name="events")
    revision = models.PositiveIntegerField()
    event = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    actor = models.CharField(max_length=60)
    because = models.TextField(blank=True)
    because_en = models.TextField(blank=True, default="", db_default="")
    basis = models.JSONField(null=True)  # clause and facts of a no, items of a question
    at = models.DateTimeField()

    class Meta:
        db_table = "case_event"
        indexes = [
            models.Index(
                fields=["at"], name="acts_of_staff", condition=Q(actor__startswith="staff:")
            ),
            # Lines come in the order of time, so ranges of blocks tell: next to nothing to keep.
            BrinIndex(fields=["at"], name="case_events_by_time", autosummarize=True),
        ]
        constraints = [models.UniqueConstraint(fields=["case", "revision"], name="case_event_once")]
