"""The people's side of conversations: replies kept to send again, calls to make, who types now.

What the database refuses beyond these constraints are the triggers of migration 0035.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from weikameng.domain.calls import Fate
from weikameng.domain.canned import MAX_NAME, MAX_TEXT
from weikameng.domain.ticket_desk import MAX_NOTE


class CannedReply(models.Model):
    """A reply under a name, in both languages; retired ones stay, with who changed them last."""

    name_zh = models.CharField(max_length=MAX_NAME)
    name_en = models.CharField(max_length=MAX_NAME)
    text_zh = models.CharField(max_length=MAX_TEXT)
    text_en = models.CharField(max_length=MAX_TEXT)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "canned_reply"
        constraints = [
            models.UniqueConstraint(
                fields=["name_zh"], condition=Q(retired_at=None), name="canned_reply_name_once"
            ),
        ]


class CallBack(models.Model):
    """Somebody is to be called back by ``due_at``; ``address`` is their number, sealed, until then.

    ``tries``: how often nobody answered. It ends done, or missed after the last try.
    """

    ticket = models.ForeignKey("records.Ticket", models.PROTECT, related_name="call_backs")
    address = models.TextField()
    shown = models.CharField(max_length=20)
    because = models.CharField(max_length=MAX_NOTE)
    urgent = models.BooleanField(default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    fate = models.CharField(max_length=8, default=Fate.OPEN.value)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "call_back"
        indexes = [
            models.Index(fields=["due_at"], name="call_backs_due", condition=Q(fate="open")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(fate="open"), name="one_call_back_a_ticket"
            ),
            models.CheckConstraint(
                condition=Q(fate="open", ended_at=None, ended_by=None)
                | Q(fate__in=["done", "missed"], ended_at__isnull=False, ended_by__isnull=False),
                name="call_back_ended_by_somebody",
            ),
        ]


class TicketTyping(models.Model):
    """When somebody typed last in a conversation; only the last time of each is kept."""

    ticket = models.ForeignKey("records.Ticket", models.CASCADE, related_name="typing")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "ticket_typing"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person"], name="typing_once_a_person"),
        ]
