"""The log of goods as it is kept: entries, tiles, its head, and every checkpoint that was signed.

That rows are only added, densely and to the right of what is there, the triggers of migration
0032 hold; what comes out of them, anybody can recompute (docs/ledger.md).
"""

from django.db import models
from django.db.models import Q


class LogEntry(models.Model):
    """A leaf at its place: the event it was made of, null for what the log says of itself, where
    ``seq`` is the number of a root of the map, and null for a key.

    No foreign key: a check for every row would cost what the hashing costs. The audit looks.
    """

    index = models.BigIntegerField(primary_key=True)
    outbox_id = models.BigIntegerField(null=True, unique=True)
    good = models.UUIDField(null=True)
    seq = models.IntegerField(null=True)
    leaf = models.BinaryField()
    leaf_hash = models.BinaryField()

    class Meta:
        db_table = "log_entry"
        constraints = [
            models.UniqueConstraint(fields=["good", "seq"], name="one_entry_an_event"),
            models.CheckConstraint(
                condition=Q(index__gte=0) & Q(outbox_id=None, good=None)
                | Q(outbox_id__isnull=False, good__isnull=False, seq__gte=0),
                name="an_event_or_the_log_itself",
            ),
            models.UniqueConstraint(
                fields=["seq"], condition=Q(good=None), name="one_entry_a_map_root"
            ),
        ]


class LogTile(models.Model):
    """256 hashes of a level, or as many as there are yet: ``data`` only grows."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    data = models.BinaryField()

    class Meta:
        db_table = "log_tile"


class LogHead(models.Model):
    """The tree as it stands, one row: every outbox row up to ``settled`` is in it, or is none."""

    id = models.SmallIntegerField(primary_key=True)
    size = models.BigIntegerField()
    root = models.BinaryField()
    frontier = models.BinaryField()
    settled = models.BigIntegerField(default=0)

    class Meta:
        db_table = "log_head"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_head")]


class LogCheckpoint(models.Model):
    """A head the log has signed, with its note, for ever."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "log_checkpoint"


class LogAlarm(models.Model):
    """What must not be and was seen: why the log is not signed, a split view. One row each."""

    code = models.CharField(max_length=40)
    zh = models.TextField()
    en = models.TextField()
    evidence = models.JSONField(default=dict)
    mark = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "log_alarm"
