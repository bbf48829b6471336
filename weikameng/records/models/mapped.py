"""The map of goods: its pages, each as it was when the log had so many entries, and its roots."""

from django.db import models
from django.db.models import F, Q


class MapPage(models.Model):
    """A page since ``size`` entries, until a newer one; ``name`` is what its keys begin with."""

    pk = models.CompositePrimaryKey("name", "size")
    name = models.CharField(max_length=64, db_collation="C")
    size = models.BigIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "map_page"
        indexes = [models.Index(fields=["size"], name="map_pages_by_size")]


class MapHead(models.Model):
    """How far the map is, one row: the entries it holds, its root, and how many the root handed on
    last was over (``told``), 0 when one is due."""

    id = models.SmallIntegerField(primary_key=True)
    size = models.BigIntegerField()
    root = models.BinaryField()
    told = models.BigIntegerField(default=0)
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "map_head"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_map"),
            models.CheckConstraint(condition=Q(size__gte=0) & Q(told__gte=0), name="map_size"),
        ]


class MapRoot(models.Model):
    """A root the log says, or is about to say; the oldest go once they are in the log.

    What was told up to ``at`` is among the first ``size`` entries of the log.
    """

    number = models.BigIntegerField(primary_key=True)
    size = models.BigIntegerField(unique=True)
    root = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = "map_root"
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=0) & Q(size__gt=F("number")), name="map_root_place"
            )
        ]
