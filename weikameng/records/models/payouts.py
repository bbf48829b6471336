"""The money: one payout per tender, its receipts, how its channel stands. Only payouts move it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Payout(models.Model):
    """One leg of a refund. ``number`` and ``amount_minor`` never change (R4.2).

    A leg that can't arrive is replaced by a person's decision: the new one ``replaces`` it and
    has a number of its own, and the old one is ``replaced`` for ever (R4.4). ``shop`` is the
    order's, filled in by the database; route ``shop`` is what that shop pays itself.
    """

    number = models.CharField(max_length=18, unique=True)
    case = models.ForeignKey("records.RefundCase", models.PROTECT, related_name="payouts")
    tender = models.ForeignKey("records.Tender", models.PROTECT)
    route = models.CharField(max_length=20)
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=10)
    due_at = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_code = models.CharField(max_length=60, blank=True)
    last_message = models.CharField(max_length=200, blank=True, db_default="")
    last_concern = models.CharField(max_length=16, blank=True, db_default="")
    provider_reference = models.CharField(max_length=64, blank=True)
    credited_to = models.CharField(max_length=80, blank=True, db_default="")
    redirected = models.CharField(max_length=8, blank=True, db_default="")  # card | merchant
    created_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True)  # by when it arrives, as told on approval
    first_sent_at = models.DateTimeField(null=True)
    # When a request was last sent whose answer was not heard, or proved nothing.
    doubted_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settlements = models.PositiveSmallIntegerField(db_default=0)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replacements")
    shop = models.ForeignKey(
        "records.Shop", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        db_table = "payout"
        indexes = [
            models.Index(
                fields=["route", "due_at"],
                name="payouts_due_by_route",
                condition=Q(due_at__isnull=False),
            ),
            models.Index(fields=["case"], name="payouts_of_case"),
            models.Index(fields=["tender"], name="payouts_of_tender"),
            models.Index(
                fields=["shop", "-id"],
                name="payouts_of_shop",
                condition=Q(shop__isnull=False),
            ),
            models.Index(
                fields=["route", "created_at"],
                name="payouts_open",
                condition=~Q(state__in=["settled", "replaced"]),
            ),
            models.Index(fields=["route", "settled_at"], name="payouts_settled"),
            models.Index(
                fields=["promised_at"],
                name="payouts_promised",
                condition=~Q(state__in=["settled", "replaced"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_above_zero"),
            models.UniqueConstraint(fields=["replaces", "route"], name="replaced_once_a_route"),
            models.CheckConstraint(
                condition=~Q(route="shop") | Q(due_at=None, shop__isnull=False),
                name="shop_pays_itself",
            ),
        ]


class PayoutReceipt(models.Model):
    """What the route answered to one call; only inserted. ``raw`` is the answer as received."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="receipts")
    verb = models.CharField(max_length=12)
    outcome = models.CharField(max_length=20)
    code = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=200, blank=True, db_default="")
    concern = models.CharField(max_length=16, blank=True, db_default="")
    verified = models.BooleanField(db_default=True)
    http_status = models.PositiveSmallIntegerField(db_default=0)
    raw = models.TextField(blank=True, db_default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "payout_receipt"


class ChannelStanding(models.Model):
    """How a payment channel stands: stopped by wrong keys or rights, or asked to be slower.

    While ``stopped_at`` is set only one payout at ``probe_at`` tries whether it works again.
    """

    route = models.CharField(max_length=20, primary_key=True)
    stopped_at = models.DateTimeField(null=True)
    probe_at = models.DateTimeField(null=True)
    probes = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=200, blank=True)
    slow_until = models.DateTimeField(null=True)
    short_since = models.DateTimeField(null=True)  # the merchant's balance did not suffice
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "channel_standing"


class ChannelNotice(models.Model):
    """A genuine notice of a channel, once, however often it came: a hint to query."""

    route = models.CharField(max_length=20)
    notice_id = models.CharField(max_length=128)
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, related_name="notices")
    refund_number = models.CharField(max_length=64, blank=True)
    told = models.CharField(max_length=20, blank=True)  # the outcome it speaks of, never booked
    times = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "channel_notice"
        constraints = [models.UniqueConstraint(fields=["route", "notice_id"], name="notice_once")]


class NoticeRefusal(models.Model):
    """How many notices were refused, a day, a channel and a reason."""

    route = models.CharField(max_length=20)
    day = models.DateField()
    reason = models.CharField(max_length=20)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()
    last_detail = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "notice_refusal"
        constraints = [
            models.UniqueConstraint(fields=["route", "day", "reason"], name="refusals_counted_once")
        ]


class OfflineTransfer(models.Model):
    """Money paid by another way because the route is dead (R4.4): two people, twice.

    Proposed by one and approved by another; paid with proof by one and confirmed by another.
    ``payout`` is the dead leg; ``successor`` the leg that this transfer pays.
    """

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="transfers")
    successor = models.OneToOneField(Payout, models.PROTECT, null=True, related_name="transfer")
    state = models.CharField(max_length=10)
    method = models.CharField(max_length=20)
    payee_name = models.CharField(max_length=60)
    payee_sealed = models.TextField()  # the account, encrypted
    payee_shown = models.CharField(max_length=40)  # masked
    note = models.CharField(max_length=500)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=64, blank=True)  # the bank's number of the transfer
    paid_on = models.DateField(null=True)
    proof_digest = models.CharField(max_length=64, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    paid_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "offline_transfer"
        constraints = [
            models.CheckConstraint(
                condition=~Q(approved_by=F("proposed_by")), name="transfer_approved_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("paid_by")), name="transfer_confirmed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "refused"])
                | Q(approved_by__isnull=False, successor__isnull=False),
                name="transfer_approved_before",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(confirmed_by__isnull=False, paid_by__isnull=False)
                & ~Q(reference="")
                & ~Q(proof_digest=""),
                name="transfer_proven",
            ),
            models.UniqueConstraint(
                fields=["payout"],
                condition=Q(state__in=["proposed", "approved", "paid", "confirmed"]),
                name="one_transfer_a_payout",
            ),
            models.UniqueConstraint(
                fields=["method", "reference"],
                condition=~Q(reference=""),
                name="transfer_reference_once",
            ),
        ]
