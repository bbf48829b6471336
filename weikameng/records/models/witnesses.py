"""Cosignatures: which witness saw which head, by its signature. Rows stay (trigger of 0037)."""

from django.db import models

from weikameng.records.models.log import LogCheckpoint


class LogCosignature(models.Model):
    """A signature line for a checkpoint; ``witness`` is the key (vkey) it was checked with."""

    checkpoint = models.ForeignKey(
        LogCheckpoint, models.PROTECT, db_column="size", related_name="cosignatures"
    )
    witness = models.TextField()
    line = models.TextField()
    cosigned_at = models.DateTimeField()  # by the witness's clock, to the second
    received_at = models.DateTimeField()

    class Meta:
        db_table = "log_cosignature"
        indexes = [models.Index(fields=["witness", "checkpoint"], name="cosigned_by")]
        constraints = [
            models.UniqueConstraint(
                fields=["checkpoint", "witness"], name="a_witness_signs_a_head_once"
            ),
        ]
