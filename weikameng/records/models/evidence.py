"""The evidence chain of an order: each item's digest includes the one before (R7.1)."""

from django.db import models


class Evidence(models.Model):
    """One item, only inserted. ``body`` is what it says; a file is known by its SHA-256."""

    order = models.ForeignKey("records.Order", models.PROTECT)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=20)  # platform, buyer, supplier, staff
    body = models.JSONField(default=dict)
    file_digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="evidence_position_once")
        ]
        indexes = [
            models.Index(
                fields=["file_digest", "-id"],
                name="evidence_by_file",
                condition=~models.Q(file_digest=""),
            )
        ]
