"""Lives of goods and cases, and what suppliers report of them (R11): rows wait here for the log."""

import secrets
from uuid import UUID

from django.db import models
from django.db.models import Q

ID_BYTES = 16


def new_good_id() -> UUID:
    """Return 128 random bits: all that the public log ever calls a good."""
    return UUID(bytes=secrets.token_bytes(ID_BYTES))


class LedgerGood(models.Model):
    """What lives in the log under a random id: a card, a unit topped up directly, or a case.

    A card becomes its unit's good when it is sold. ``salt`` is gone once it is erased: then no
    commitment about this good means anything any more. ``attested_at``: when the supplier last
    said that it was not activated.
    """

    id = models.UUIDField(primary_key=True, default=new_good_id)
    card = models.OneToOneField("records.CardStock", models.PROTECT, null=True, related_name="good")
    unit = models.OneToOneField("records.OrderUnit", models.PROTECT, null=True, related_name="good")
    case = models.OneToOneField(
        "records.RefundCase", models.PROTECT, null=True, related_name="good"
    )
    sku = models.CharField(max_length=64)
    salt = models.BinaryField(null=True)
    state = models.CharField(max_length=40, db_default="")
    next_seq = models.PositiveIntegerField(db_default=0)
    attested_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_good"
        constraints = [
            models.CheckConstraint(
                condition=Q(case=None) & (Q(card__isnull=False) | Q(unit__isnull=False))
                | Q(case__isnull=False, card=None, unit=None),
                name="good_is_a_thing_or_a_case",
            ),
        ]


class LedgerOutbox(models.Model):
    """One event, written with the change it tells of, waiting for the sequencer; only inserted.

    ``evidence`` is what a source signed, byte for byte, kept off the log.
    """

    good = models.ForeignKey(  # goods are never removed, and written while theirs is locked
        LedgerGood, models.PROTECT, related_name="events", db_index=False, db_constraint=False
    )
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=24)
    at = models.DateTimeField()
    actor = models.CharField(max_length=32)
    sku = models.CharField(max_length=64)
    links = models.JSONField(default=dict, db_default={})
    commits = models.JSONField(default=dict, db_default={})
    attested_by = models.CharField(max_length=16, null=True)
    evidence = models.BinaryField(null=True)

    class Meta:
        db_table = "ledger_outbox"
        constraints = [
            models.UniqueConstraint(fields=["good", "seq"], name="one_event_a_place"),
        ]


class SupplierReport(models.Model):
    """A genuine report, once: its answer is given again however often it comes.

    ``outcome``: taken, known, or why it changed nothing. ``event`` is the entry it led to, with
    the bytes that were signed; of a report that led to none they are ``raw``.
    """

    supplier = models.CharField(max_length=40)
    report_id = models.CharField(max_length=64)
    good = models.ForeignKey(LedgerGood, models.PROTECT, null=True, related_name="reports")
    event = models.ForeignKey(LedgerOutbox, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16)
    happened_at = models.DateTimeField()
    at = models.DateTimeField()
    digest = models.BinaryField()
    outcome = models.CharField(max_length=24)
    used_days = models.PositiveIntegerField(default=0)
    self_signed = models.BooleanField()
    raw = models.BinaryField(null=True)

    class Meta:
        db_table = "supplier_report"
        constraints = [
            models.UniqueConstraint(fields=["supplier", "report_id"], name="report_once"),
        ]


class ReportRefusal(models.Model):
    """How many reports were turned away unread, a day, a supplier and a reason."""

    supplier = models.CharField(max_length=40)
    day = models.DateField()
    reason = models.CharField(max_length=20)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        db_table = "report_refusal"
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "day", "reason"], name="report_refusals_counted_once"
            )
        ]
