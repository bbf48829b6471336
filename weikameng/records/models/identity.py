"""Identity checks of cross-border orders (R6.1): sealed, shown masked, deleted on schedule."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from weikameng.domain.identity import Outcome

_GONE = Q(name_sealed="", number_sealed="", sealed_with="", name_shown="") & Q(number_shown="")
_KEPT = ~Q(name_sealed="") & ~Q(number_sealed="") & ~Q(sealed_with="")


class IdentityCheck(models.Model):
    """One check of one order's buyer. ``due_at`` None: nobody asks about it any more.

    ``mark`` is a keyed digest of kind and number and stays when the rest is deleted;
    ``sealed_with`` names the key. ``reused``: the earlier check whose result an order carries.
    """

    reference = models.CharField(max_length=32, unique=True)
    order = models.ForeignKey(
        "records.Order", models.PROTECT, related_name="identity_checks", db_index=False
    )
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    document = models.CharField(max_length=10)
    name_sealed = models.TextField(blank=True, default="")
    number_sealed = models.TextField(blank=True, default="")
    sealed_with = models.CharField(max_length=16, blank=True, default="")
    name_shown = models.CharField(max_length=120, blank=True, default="")
    number_shown = models.CharField(max_length=40, blank=True, default="")
    mark = models.CharField(max_length=64)
    consent_version = models.CharField(max_length=20)
    consented_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, default=Outcome.UNAVAILABLE.value)
    provider = models.CharField(max_length=16, blank=True, default="")
    code = models.CharField(max_length=80, blank=True, default="")
    theirs = models.CharField(max_length=64, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    fresh_until = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)
    reused = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        db_table = "identity_check"
        constraints = [
            models.CheckConstraint(
                condition=Q(document__in=["resident", "passport"])
                & Q(outcome__in=["match", "mismatch", "no_record", "unavailable"]),
                name="identity_in_known_words",
            ),
            models.CheckConstraint(
                condition=Q(due_at=None, answered_at__isnull=False)
                | Q(due_at__isnull=False, answered_at=None, outcome="unavailable"),
                name="identity_due_until_answered",
            ),
            models.CheckConstraint(
                condition=_GONE & (Q(purged_at__isnull=False) | Q(reused__isnull=False))
                | _KEPT & Q(purged_at=None, reused=None),
                name="identity_sealed_whole_or_gone",
            ),
            models.CheckConstraint(
                condition=Q(fresh_until=None) | Q(outcome="match"),
                name="identity_fresh_if_it_matches",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(due_at__isnull=False),
                name="one_identity_check_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["buyer", "-asked_at"], name="identity_of_buyer"),
            models.Index(fields=["order", "-asked_at"], name="identity_of_order"),
            models.Index(fields=["due_at"], name="identity_due", condition=Q(due_at__isnull=False)),
            models.Index(
                fields=["answered_at"], name="identity_to_purge", condition=~Q(sealed_with="")
            ),
        ]
