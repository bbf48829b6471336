"""Incidents: what failed, the parts their refunds are done in, and what became of every unit."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


def _person() -> "models.ForeignKey[object, object]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class Incident(models.Model):
    """What failed, of orders paid in [since, until); ``declared_by`` None: the rule proposed it.

    ``units`` and ``amount_minor`` are what two people agreed on. Once it runs, a trigger holds what
    it is about.
    """

    supplier = models.CharField(max_length=40, blank=True)
    product = models.ForeignKey("records.Product", models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    finding = models.CharField(max_length=16)
    words_zh = models.CharField(max_length=200)
    words_en = models.CharField(max_length=200)
    state = models.CharField(max_length=10)
    seen_orders = models.PositiveIntegerField(default=0)  # what the rule saw
    seen_failed = models.PositiveIntegerField(default=0)
    units = models.PositiveIntegerField(null=True)
    amount_minor = models.BigIntegerField(null=True)
    declared_by = _person()
    declared_at = models.DateTimeField()
    asked_by = _person()
    asked_at = models.DateTimeField(null=True)
    approved_by = _person()
    approved_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()  # moves while somebody works on it
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "incident"
        constraints = [
            models.CheckConstraint(
                condition=~Q(supplier="") | Q(product__isnull=False),
                name="incident_of_something",
            ),
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="incident_of_a_span"),
            models.CheckConstraint(
                condition=~Q(approved_by=F("asked_by")), name="incident_started_by_two"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "declared", "asked", "dropped"])
                | Q(
                    asked_by__isnull=False,
                    approved_by__isnull=False,
                    units__isnull=False,
                    amount_minor__isnull=False,
                ),
                name="incident_agreed_before",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="incidents_by_state")]


class IncidentPart(models.Model):
    """Orders that are refunded in one transaction: [first, last] of what the incident is about.

    Whoever works on it holds the row; what was done is written with it or not at all.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="parts")
    place = models.PositiveIntegerField()
    first_order = models.BigIntegerField()
    last_order = models.BigIntegerField()
    orders = models.PositiveIntegerField()
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    refunded = models.PositiveIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "incident_part"
        constraints = [
            models.UniqueConstraint(fields=["incident", "place"], name="incident_part_once")
        ]
        indexes = [
            models.Index(
                fields=["incident", "place"],
                name="incident_parts_to_do",
                condition=Q(due_at__isnull=False),
            )
        ]


class IncidentUnit(models.Model):
    """What became of one unit; only inserted, once an incident. ``case``: its refund, or the open
    case that it was left to."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="outcomes", db_index=False)
    unit = models.ForeignKey(  # units and cases are never removed; these come by the thousand
        "records.OrderUnit",
        models.PROTECT,
        related_name="incident_units",
        db_constraint=False,
        db_index=False,
    )
    case = models.ForeignKey(
        "records.RefundCase",
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    fate = models.CharField(max_length=16)
    amount_minor = models.BigIntegerField()

    class Meta:
        db_table = "incident_unit"
        constraints = [
            models.UniqueConstraint(fields=["incident", "unit"], name="a_unit_once_an_incident"),
            models.CheckConstraint(
                condition=Q(fate="refund", case__isnull=False, amount_minor__gt=0)
                | ~Q(fate="refund") & Q(amount_minor=0),
                name="refunded_by_a_case",
            ),
        ]
