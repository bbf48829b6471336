"""Policy versions: immutable documents with the day they begin to hold (N1)."""

from django.db import models


class PolicyVersion(models.Model):
    """One version. ``document`` is the catalogue, ``digest`` its SHA-256 over canonical JSON."""

    version = models.CharField(max_length=40, unique=True)
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    effective_at = models.DateTimeField()

    class Meta:
        db_table = "policy_version"
