"""Policy versions and their history (N1). What the database itself refuses beyond these constraints
(changing what is published, dates that overlap) are the triggers of migration 0005."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

_PUBLISHED = ["published", "withdrawn"]
_NOT_YET = ["draft", "proposed", "discarded"]


class PolicyVersion(models.Model):
    """One version. ``text`` is the document, verbatim; ``digest`` its SHA-256.

    The shipped version is published by the house and holds for every order before the others.
    """

    version = models.CharField(max_length=40, unique=True)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12)
    revision = models.PositiveIntegerField(default=1)
    major = models.BooleanField(default=False)
    shipped = models.BooleanField(default=False)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    note = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    notice_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "policy_version"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"])
                | Q(shipped=True)
                | Q(proposed_by__isnull=False, proposed_at__isnull=False),
                name="policy_proposed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=_NOT_YET,
                    shipped=False,
                    approved_by=None,
                    effective_at=None,
                    notice_at=None,
                )
                | Q(state="published", shipped=True, effective_at__isnull=False)
                | Q(
                    state__in=_PUBLISHED,
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    notice_at__isnull=False,
                    notice_at__gte=F("approved_at"),
                    effective_at__isnull=False,
                ),
                name="policy_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("proposed_by")), name="policy_published_by_two"
            ),
            # Whole days are counted in domain/policy/publishing.py; no clock time gives less.
            models.CheckConstraint(
                condition=Q(effective_at=None)
                | Q(shipped=True)
                | Q(major=False, effective_at__gte=F("notice_at") + timedelta(days=7))
                | Q(effective_at__gte=F("notice_at") + timedelta(days=15)),
                name="policy_given_notice",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="withdrawn",
                    withdrawn_at__isnull=False,
                    withdrawn_at__lt=F("effective_at"),
                )
                | (~Q(state="withdrawn") & Q(withdrawn_at=None)),
                name="policy_withdrawn_before_effect",
            ),
            models.UniqueConstraint(
                fields=["effective_at"],
                condition=Q(state="published"),
                name="one_policy_at_a_moment",
            ),
        ]


class PolicyEvent(models.Model):
    """One step of a version, only inserted: who, when, what and why. No actor: the house."""

    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="events")
    revision = models.PositiveIntegerField()
    event = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    note = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "policy_event"
        constraints = [
            models.UniqueConstraint(fields=["version", "revision"], name="policy_event_once")
        ]
