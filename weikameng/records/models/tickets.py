"""Conversations (R8): whatever the channel, one ticket; its messages are only ever added.

The triggers of migration 0034 place each message and keep on the ticket what follows from them.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from weikameng.domain.ratings import LEAST, MAX_SAID, MOST
from weikameng.domain.tickets import MAX_TEXT, MAX_TOKEN, Audience, Author, Channel, Kind


class Ticket(models.Model):
    """One conversation of a buyer, about an order and a case once they are known.

    A trigger writes ``open``, ``human_wanted_at``, ``first_human_at``, ``last_message_at`` and the
    counters: ``messages`` so far, ``told_place`` of the last one that tells the buyer something,
    ``said_place`` of the buyer's last. ``token`` is the page's: opening it again opens nothing.
    """

    number = models.CharField(max_length=16, unique=True)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    order = models.ForeignKey("records.Order", models.PROTECT, null=True, related_name="tickets")
    case = models.ForeignKey(
        "records.RefundCase", models.PROTECT, null=True, related_name="tickets"
    )
    channel = models.CharField(max_length=8)
    category = models.CharField(max_length=20, blank=True)
    token = models.CharField(max_length=MAX_TOKEN, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    opened_at = models.DateTimeField()
    open = models.BooleanField(default=True)
    human_wanted_at = models.DateTimeField(null=True)
    first_human_at = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField()
    messages = models.PositiveIntegerField(default=0)
    told_place = models.PositiveIntegerField(default=0)
    said_place = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "ticket"
        indexes = [
            models.Index(fields=["buyer", "-last_message_at"], name="tickets_of_buyer"),
            models.Index(
                fields=["-last_message_at", "-id"],
                name="tickets_lately",
                condition=Q(joined_to=None),
            ),
            models.Index(fields=["order"], name="tickets_of_order"),
            models.Index(fields=["case"], name="tickets_of_case"),
            models.Index(
                fields=["human_wanted_at"],
                name="tickets_wanting_person",
                condition=Q(open=True, human_wanted_at__isnull=False),
            ),
            models.Index(fields=["assigned_to"], name="tickets_of_agent", condition=Q(open=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["buyer", "token"], condition=~Q(token=""), name="ticket_opened_once"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[one.value for one in Channel]), name="ticket_has_a_channel"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(order__isnull=False),
                name="ticket_of_case_is_of_its_order",
            ),
        ]


class TicketMessage(models.Model):
    """One message, only inserted; ``place`` (1, 2, 3 … within its ticket) is given by a trigger.

    ``text`` as it was written, secrets masked; the bot and the house say it in both languages
    (``text_en``). ``details`` is what goes with it: links, choices, the ticket it joined.
    ``token`` is the sender's: sent again it adds nothing.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    author = models.CharField(max_length=8)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    audience = models.CharField(max_length=8, default=Audience.ALL.value)
    kind = models.CharField(max_length=16, default=Kind.WORDS.value)
    text = models.CharField(max_length=MAX_TEXT, blank=True)
    text_en = models.CharField(max_length=2 * MAX_TEXT, blank=True)
    intents = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    token = models.CharField(max_length=MAX_TOKEN, blank=True)

    class Meta:
        db_table = "ticket_message"
        indexes = [
            models.Index(fields=["at"], name="persons_wanted", condition=Q(kind="human_wanted")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "place"], name="ticket_message_place_once"),
            models.UniqueConstraint(
                fields=["ticket", "token"], condition=~Q(token=""), name="ticket_message_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(author__in=[one.value for one in Author])
                & Q(audience__in=[one.value for one in Audience])
                & Q(kind__in=[one.value for one in Kind]),
                name="ticket_message_is_known",
            ),
            # A buyer speaks to everybody; a machine is nobody.
            models.CheckConstraint(
                condition=(~Q(author="buyer") | Q(audience="all"))
                & (
                    Q(author__in=["buyer", "agent"], by__isnull=False)
                    | Q(author__in=["bot", "system"])
                ),
                name="ticket_message_has_its_author",
            ),
        ]


class TicketAttachment(models.Model):
    """A picture sent with a message; it lies in the evidence of the conversation's order."""

    message = models.ForeignKey(TicketMessage, models.PROTECT, related_name="attachments")
    upload = models.ForeignKey("records.Upload", models.PROTECT, null=True, related_name="+")
    evidence = models.ForeignKey("records.Evidence", models.PROTECT, related_name="+")

    class Meta:
        db_table = "ticket_attachment"
        constraints = [
            models.UniqueConstraint(fields=["message", "evidence"], name="ticket_attachment_once"),
        ]


class TicketSeen(models.Model):
    """Up to which message of a conversation a person has read."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="seen")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "ticket_seen"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person"], name="ticket_seen_once_a_person")
        ]


class TicketRating(models.Model):
    """How the buyer found the conversation: one a ticket, given or changed by its buyer."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="rating")
    score = models.PositiveSmallIntegerField()
    said = models.CharField(max_length=MAX_SAID, blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        db_table = "ticket_rating"
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=LEAST, score__lte=MOST), name="ticket_rating_from_1_to_5"
            ),
        ]
