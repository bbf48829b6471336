"""Many rows in and out (P4): files that are kept for a while, imports with their bad rows, files
people take along, and buyers who asked to be forgotten (PIPL)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from weikameng.domain.bulk.jobs import KINDS, STATES, JobState


def _person() -> "models.ForeignKey[models.Model]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


class KeptFile(models.Model):
    """A file in pieces, forgotten at ``expires_at``: every process of ours can read it."""

    name = models.CharField(max_length=120)
    size_bytes = models.BigIntegerField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "kept_file"
        indexes = [models.Index(fields=["expires_at"], name="kept_files_to_forget")]


class KeptPart(models.Model):
    """A piece of a kept file."""

    file = models.ForeignKey(KeptFile, models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "kept_part"
        constraints = [
            models.UniqueConstraint(fields=["file", "place"], name="kept_part_place_once")
        ]


class BulkImport(models.Model):
    """One file of another shop. ``read`` rows are dealt with, counted with what they wrote.

    ``rows_about`` counts lines: never less than there are rows. ``fault``: why the whole failed.
    """

    kind = models.CharField(max_length=10)
    shop = models.ForeignKey("records.Shop", models.PROTECT, null=True, related_name="+")
    by = _person()
    file = models.ForeignKey(KeptFile, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)
    form = models.CharField(max_length=5)
    encoding = models.CharField(max_length=10)
    mapping = models.TextField(blank=True)
    columns = models.JSONField(default=list)  # of a table, in their order
    state = models.CharField(max_length=8, default=JobState.WAITING)
    fault = models.CharField(max_length=20, blank=True)
    rows_about = models.PositiveBigIntegerField()
    read = models.PositiveBigIntegerField(default=0)
    new = models.PositiveBigIntegerField(default=0)
    known = models.PositiveBigIntegerField(default=0)
    bad = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "bulk_import"
        indexes = [models.Index(fields=["shop", "-id"], name="imports_of_shop")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=KINDS, state__in=STATES), name="import_is_known"
            ),
            models.CheckConstraint(
                condition=Q(read=models.F("new") + models.F("known") + models.F("bad")),
                name="import_rows_add_up",
            ),
        ]


class BulkProblem(models.Model):
    """A row that was left out: as it came, and what is wrong with it."""

    bulk = models.ForeignKey(BulkImport, models.CASCADE, related_name="problems")
    line = models.PositiveBigIntegerField()
    record = models.JSONField()  # cells by their columns, or the line itself
    zh = models.TextField()
    en = models.TextField()

    class Meta:
        db_table = "bulk_problem"
        constraints = [
            models.UniqueConstraint(fields=["bulk", "line"], name="bulk_problem_line_once")
        ]


class DataExport(models.Model):
    """What a buyer or a shop takes along, made by the worker; its file is soon forgotten."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    shop = models.ForeignKey("records.Shop", models.PROTECT, null=True, related_name="+")
    asked_by = _person()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=JobState.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(KeptFile, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "data_export"
        indexes = [models.Index(fields=["person", "-id"], name="exports_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(shop=None), name="export_of_a_person_or_a_shop"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="export_is_known"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=[JobState.WAITING, JobState.RUNNING], person__isnull=False),
                name="one_export_at_a_time",
            ),
        ]


class Erasure(models.Model):
    """A buyer asked to be forgotten. Until ``carries_at`` it can be called off.

    ``account_at``: when the account was emptied; ``done_at``: when nothing was left to keep.
    """

    person = _person()
    asked_by = _person()
    asked_at = models.DateTimeField()
    carries_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True)
    account_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    orders_left = models.PositiveIntegerField(default=0)
    next_due_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "erasure"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(called_off_at=None), name="one_erasure_a_person"
            ),
            models.CheckConstraint(
                condition=Q(called_off_at=None) | Q(account_at=None, done_at=None),
                name="erasure_called_off_in_time",
            ),
            models.CheckConstraint(
                condition=Q(carries_at__gt=models.F("asked_at")), name="erasure_waits"
            ),
        ]
        indexes = [
            models.Index(
                fields=["carries_at"],
                name="erasures_to_do",
                condition=Q(done_at=None, called_off_at=None),
            )
        ]
