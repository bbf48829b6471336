"""The desk: who works on which case, who looks at it right now, and the filters a person keeps."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from weikameng.domain.desk import MAX_FILTERS, MAX_NOTE


class DeskClaim(models.Model):
    """Somebody works on a case; live until ``released_at``, at most one live claim a case.

    ``seen_at`` is when they last looked: without a look a claim lapses. ``handed_by`` and ``note``
    say who handed the case over and what for. Rows are kept: who held what, when and why not.
    """

    case = models.ForeignKey("records.RefundCase", models.CASCADE, related_name="claims")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    note = models.CharField(max_length=MAX_NOTE, blank=True)
    released_at = models.DateTimeField(null=True)
    released_because = models.CharField(max_length=10, blank=True)  # released, handed, lapsed

    class Meta:
        db_table = "desk_claim"
        indexes = [
            models.Index(fields=["by"], name="claims_of_person", condition=Q(released_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(released_at=None), name="one_live_claim_a_case"
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) ^ ~Q(released_because=""),
                name="claim_ends_for_a_reason",
            ),
        ]


class DeskLook(models.Model):
    """When a person last had a case open; only the last look of each is kept."""

    case = models.ForeignKey("records.RefundCase", models.CASCADE, related_name="looks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "desk_look"
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="desk_look_once_a_person")
        ]


class DeskFilter(models.Model):
    """A filter of the queue that a person keeps under a name; ``place`` keeps them to twenty."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=300)

    class Meta:
        db_table = "desk_filter"
        constraints = [
            models.UniqueConstraint(fields=["owner", "place"], name="desk_filter_place_once"),
            models.UniqueConstraint(fields=["owner", "name"], name="desk_filter_name_once"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MAX_FILTERS), name="desk_filters_at_most_20"
            ),
        ]
