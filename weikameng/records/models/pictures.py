"""Pictures on their way in, and what was read from those that are kept (R2.4, R3.4, N6)."""

from django.db import models
from django.db.models import F, Q


class Upload(models.Model):
    """A file a buyer is handing in; ``token`` is what its pages call it.

    Only its owner sees it. Until an application takes it along (``attached_at``) it can be taken
    back, and it is forgotten at ``expires_at``.
    """

    token = models.CharField(max_length=43, unique=True)
    owner = models.ForeignKey("records.User", models.PROTECT)
    order = models.ForeignKey("records.Order", models.PROTECT)
    kind = models.CharField(max_length=40)  # the evidence item it is meant to be
    name = models.CharField(max_length=120)
    size_bytes = models.PositiveIntegerField()
    received_bytes = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10)  # receiving, ready, refused, attached
    refusal = models.CharField(max_length=20, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    copy_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attached_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "upload"
        constraints = [
            models.CheckConstraint(
                condition=Q(received_bytes__lte=F("size_bytes")), name="upload_not_overfull"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["receiving", "refused"])
                | (Q(received_bytes=F("size_bytes")) & ~Q(file_digest="") & ~Q(copy_digest="")),
                name="upload_ready_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="attached") ^ Q(attached_at__isnull=True),
                name="upload_attached_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                name="uploads_to_forget",
                condition=~Q(state="attached"),
            ),
            models.Index(fields=["owner", "order"], name="uploads_of_order"),
        ]


class UploadPart(models.Model):
    """A piece of an upload that has arrived; gone once the file is whole."""

    upload = models.ForeignKey(Upload, models.CASCADE)
    offset = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "upload_part"
        constraints = [
            models.UniqueConstraint(fields=["upload", "offset"], name="upload_part_once")
        ]


class PictureReading(models.Model):
    """What a machine read off one picture of the chain, held against the order as it was then.

    ``report`` is ``domain.reading.report`` with boxes and the picture's size; ``clears``:
    everything compared agrees and nothing is flagged. ``state``: waiting, read, not_checked;
    ``finding`` and ``names_order`` as ``domain.reading.marks`` has them. ``tries`` counts how
    often reading was begun: what ends the worker itself is not tried for ever.
    """

    evidence = models.OneToOneField("records.Evidence", models.PROTECT, related_name="reading")
    state = models.CharField(max_length=12)
    code = models.CharField(max_length=20, blank=True)  # why it was not checked
    report = models.JSONField(default=dict)
    clears = models.BooleanField(default=False)
    finding = models.CharField(max_length=8, blank=True)
    names_order = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "picture_reading"
        indexes = [
            models.Index(fields=["asked_at"], name="readings_waiting", condition=Q(state="waiting"))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting") ^ Q(read_at__isnull=False),
                name="picture_reading_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(clears=False) | Q(state="read"), name="picture_clears_once_read"
            ),
            models.CheckConstraint(
                condition=Q(state="read") ^ Q(finding=""), name="picture_read_has_its_finding"
            ),
        ]


class ReadingJudgement(models.Model):
    """What a person thinks of one verdict of the machine; the newest one counts."""

    reading = models.ForeignKey(PictureReading, models.PROTECT, related_name="judgements")
    field = models.CharField(max_length=20)
    verdict = models.CharField(max_length=12)
    right = models.BooleanField()
    by = models.ForeignKey("records.User", models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        db_table = "reading_judgement"
        indexes = [models.Index(fields=["verdict", "-at"], name="judgements_by_verdict")]


class DecisionOnReading(models.Model):
    """A person decided a case with this reading before them: what the machine is measured by.

    ``finding`` and ``verdicts`` (field to verdict) as they were then; only inserted.
    """

    reading = models.ForeignKey(PictureReading, models.PROTECT, related_name="decisions")
    case = models.ForeignKey("records.RefundCase", models.PROTECT)
    approved = models.BooleanField()
    finding = models.CharField(max_length=8)
    verdicts = models.JSONField()
    by = models.ForeignKey("records.User", models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        db_table = "decision_on_reading"
        indexes = [models.Index(fields=["finding", "-at"], name="decisions_by_finding")]


class PictureToken(models.Model):
    """A keyed digest of something a picture shows: two pictures that share one may be the same."""

    evidence = models.ForeignKey("records.Evidence", models.PROTECT, related_name="tokens")
    kind = models.CharField(max_length=8)  # number, line
    token = models.CharField(max_length=64)

    class Meta:
        db_table = "picture_token"
        constraints = [
            models.UniqueConstraint(fields=["evidence", "kind", "token"], name="picture_token_once")
        ]
        indexes = [models.Index(fields=["token", "-evidence"], name="picture_tokens_newest")]
