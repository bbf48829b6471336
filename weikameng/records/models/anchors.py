"""Anchors: which checkpoint was written to which chain, by which transactions, in which block.

Rows are only added; the trigger of migration 0033 lets nothing but their state move.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from weikameng.records.models.log import LogCheckpoint


class Anchor(models.Model):
    """One anchor. ``place`` is chain id, first block and contract; ``transactions`` are every
    hash it was sent under, for a raised price makes another.
    """

    checkpoint = models.ForeignKey(
        LogCheckpoint, models.PROTECT, db_column="size", related_name="anchors"
    )
    place = models.TextField()
    from_size = models.BigIntegerField()
    nonce = models.BigIntegerField()
    price = models.BigIntegerField()
    transactions = ArrayField(models.CharField(max_length=66))
    state = models.CharField(max_length=5)  # domain.anchoring.AnchorState
    sent_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)  # null: to be sent again at once
    block = models.BigIntegerField(null=True)
    block_hash = models.CharField(max_length=66, blank=True)
    gas = models.BigIntegerField(null=True)
    mined_at = models.DateTimeField(null=True)
    final_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "anchor"
        indexes = [
            models.Index(
                fields=["place", "nonce"],
                condition=Q(state__in=["sent", "mined"]),
                name="anchors_under_way",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "nonce"], condition=~Q(state="lost"), name="one_anchor_a_number"
            ),
            models.CheckConstraint(
                condition=Q(from_size__gte=0) & Q(from_size__lt=F("checkpoint")),
                name="an_anchor_grows",
            ),
            models.CheckConstraint(condition=Q(nonce__gte=0) & Q(price__gt=0), name="anchor_sent"),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "lost"])
                | Q(state__in=["mined", "final"], block__gte=0, mined_at__isnull=False),
                name="an_anchor_in_a_block",
            ),
        ]
