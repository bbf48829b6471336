"""Disputes (R6.3): arbitration bodies, panels, what sides file, rulings and who signed them.

The triggers of migration 0039 hold who may file and sit, that nothing filed changes, and that a
ruling has its majority.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from weikameng.domain.disputes import MAX_REASON, MAX_TEXT, Asked, Filed, Outcome, Seat, Side


class ArbitrationBody(models.Model):
    """An outside body; ``key`` vouches for its arbitrators' keys. Three decide from an amount on,
    where ``three_from_minor`` names one."""

    code = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    key = models.CharField(max_length=200, blank=True)
    three_from_minor = models.BigIntegerField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "arbitration_body"


class Arbitrator(models.Model):
    """Somebody of a body who may be drawn. ``key`` is their own, with the body's ``certificate``;
    without one the platform keeps a key for them, which says less."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.ForeignKey(ArbitrationBody, models.PROTECT, related_name="arbitrators")
    key = models.CharField(max_length=200, blank=True)
    certificate = models.CharField(max_length=100, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "arbitrator"
        constraints = [
            models.CheckConstraint(
                condition=Q(key="", certificate="") | ~Q(key="") & ~Q(certificate=""),
                name="an_own_key_is_vouched_for",
            )
        ]


class Dispute(models.Model):
    """One dispute about a case; its phase follows from its rows (domain.disputes.phase_of)."""

    number = models.CharField(max_length=16, unique=True)
    case = models.OneToOneField("records.RefundCase", models.PROTECT, related_name="dispute")
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.ForeignKey(ArbitrationBody, models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    unsealed_at = models.DateTimeField(null=True)
    ruled_at = models.DateTimeField(null=True)
    carried_out_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dispute"
        indexes = [
            models.Index(fields=["-opened_at"], name="disputes_newest"),
            models.Index(fields=["id"], name="disputes_open", condition=Q(carried_out_at=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(seats__in=[1, 3]), name="dispute_one_or_three"),
            models.CheckConstraint(
                condition=Q(carried_out_at=None) | Q(ruled_at__isnull=False),
                name="dispute_ruled_before_carried_out",
            ),
            models.CheckConstraint(
                condition=Q(ruled_at=None) | Q(unsealed_at__isnull=False),
                name="dispute_heard_before_ruled",
            ),
        ]


class DisputeRequest(models.Model):
    """What the panel asked a side for; ``state`` says what became of it."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="requests")
    side = models.CharField(max_length=8)
    text = models.CharField(max_length=MAX_REASON)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=Asked.OPEN.value)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dispute_request"
        constraints = [
            models.UniqueConstraint(
                fields=["dispute", "side"],
                condition=Q(state="open"),
                name="one_open_request_a_side",
            ),
            models.CheckConstraint(
                condition=Q(side__in=[one.value for one in Side])
                & (
                    Q(state="open", ended_at=None)
                    | Q(state__in=[Asked.ANSWERED.value, Asked.EXPIRED.value])
                    & Q(ended_at__isnull=False)
                ),
                name="dispute_request_ends_once",
            ),
        ]


class DisputeFiling(models.Model):
    """What a side filed, only inserted. ``digest`` is sealed onto the chain when it is filed,
    ``salt`` keeps it from being guessed until it is opened."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="filings")
    side = models.CharField(max_length=8)
    kind = models.CharField(max_length=10)
    request = models.OneToOneField(DisputeRequest, models.PROTECT, null=True, related_name="reply")
    text = models.CharField(max_length=MAX_TEXT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    salt = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "dispute_filing"
        constraints = [
            models.UniqueConstraint(
                fields=["dispute", "side"],
                condition=Q(kind="statement"),
                name="one_statement_a_side",
            ),
            models.CheckConstraint(
                condition=Q(side__in=[one.value for one in Side])
                & (
                    Q(kind=Filed.STATEMENT.value, request=None)
                    | Q(kind=Filed.REPLY.value, request__isnull=False)
                ),
                name="dispute_filing_is_known",
            ),
        ]


class DisputeFile(models.Model):
    """A picture filed with words: what it is, its SHA-256 and that of the copy that is shown."""

    filing = models.ForeignKey(DisputeFiling, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    copy_digest = models.CharField(max_length=64)

    class Meta:
        db_table = "dispute_file"
        constraints = [
            models.UniqueConstraint(fields=["filing", "digest"], name="dispute_file_once"),
        ]


class DisputeSeat(models.Model):
    """One arbitrator drawn for one seat of a panel, and what became of it."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="panel")
    seat = models.PositiveSmallIntegerField()
    arbitrator = models.ForeignKey(Arbitrator, models.PROTECT, related_name="seats")
    drawn_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=Seat.INVITED.value)
    because = models.CharField(max_length=MAX_REASON, blank=True)
    refused_by = models.CharField(max_length=8, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dispute_seat"
        constraints = [
            models.UniqueConstraint(
                fields=["dispute", "seat"],
                condition=Q(state__in=["invited", "accepted"]),
                name="one_arbitrator_a_seat",
            ),
            models.UniqueConstraint(fields=["dispute", "arbitrator"], name="drawn_once"),
            models.UniqueConstraint(
                fields=["dispute", "refused_by"],
                condition=~Q(refused_by=""),
                name="one_challenge_a_side",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in Seat]) & Q(seat__gte=1, seat__lte=3),
                name="dispute_seat_is_known",
            ),
        ]


class RulingDraft(models.Model):
    """A draft, as the exact text that is signed; at most one is open, at most one is issued."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="drafts")
    document = models.TextField()
    outcome = models.CharField(max_length=4)
    amount_minor = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, default="open")

    class Meta:
        db_table = "ruling_draft"
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"],
                condition=Q(state__in=["open", "issued"]),
                name="one_ruling_a_dispute",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "replaced", "issued"])
                & (
                    Q(outcome=Outcome.NONE.value, amount_minor=0)
                    | Q(
                        outcome__in=[Outcome.FULL.value, Outcome.PART.value],
                        amount_minor__gt=0,
                    )
                ),
                name="ruling_draft_is_known",
            ),
        ]


class RulingSignature(models.Model):
    """An arbitrator's signature over a draft, or that they dissent (no signature). ``strength``
    is ``own`` for a key of their own, ``kept`` for one that the platform keeps."""

    draft = models.ForeignKey(RulingDraft, models.PROTECT, related_name="signatures")
    arbitrator = models.ForeignKey(Arbitrator, models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    because = models.CharField(max_length=MAX_REASON, blank=True)
    key = models.CharField(max_length=200, blank=True)
    signature = models.CharField(max_length=100, blank=True)
    strength = models.CharField(max_length=4, blank=True)
    certificate = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "ruling_signature"
        constraints = [
            models.UniqueConstraint(fields=["draft", "arbitrator"], name="ruling_signed_once"),
            models.CheckConstraint(
                condition=Q(agrees=False, key="", signature="", strength="")
                | Q(agrees=True, strength__in=["own", "kept"]) & ~Q(key="") & ~Q(signature=""),
                name="who_agrees_signs",
            ),
        ]
