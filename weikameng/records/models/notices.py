"""Copies of messages by SMS and e-mail: where buyers can be reached, their wishes, every copy."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Contact(models.Model):
    """A phone or mail box of a buyer: sealed, shown masked; it counts once its code came back."""

    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=5)  # sms | email
    address = models.TextField()
    shown = models.CharField(max_length=40)
    code = models.TextField(blank=True)  # sealed, until it came back
    code_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "contact"
        constraints = [
            models.UniqueConstraint(
                fields=["buyer", "channel"],
                condition=Q(confirmed_at=None),
                name="one_contact_to_confirm",
            ),
            models.UniqueConstraint(
                fields=["buyer", "channel"],
                condition=Q(confirmed_at__isnull=False),
                name="one_confirmed_contact",
            ),
        ]
        indexes = [
            models.Index(
                fields=["shown"], name="contacts_by_what_is_shown", condition=Q(channel="sms")
            ),
        ]


class NoticeWish(models.Model):
    """What a buyer wants told besides the inbox, when, and in which language."""

    buyer = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notice_wish"
    )
    sms = models.BooleanField(default=True)
    email = models.BooleanField(default=True)
    only_important = models.BooleanField(default=False)
    at_night = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="zh-hans")

    class Meta:
        db_table = "notice_wish"


class Notice(models.Model):
    """One copy: of a line of history or of a message, by one channel; or a code to confirm.

    A trigger writes it with the line itself; ``reference`` is our number of it for ever.
    """

    reference = models.CharField(max_length=60, unique=True)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    case = models.ForeignKey(
        "records.RefundCase", models.CASCADE, null=True, related_name="notices"
    )
    revision = models.PositiveIntegerField(default=0, db_default=0)
    message = models.ForeignKey("records.Message", models.CASCADE, null=True)
    channel = models.CharField(max_length=5)
    kind = models.CharField(max_length=20, blank=True, default="", db_default="")
    facts = models.JSONField(default=dict, db_default={})
    language = models.CharField(max_length=8, blank=True, default="", db_default="")
    shown = models.CharField(max_length=40, blank=True, default="", db_default="")
    mark = models.CharField(max_length=64, blank=True, default="", db_default="")
    state = models.CharField(max_length=10, default="new", db_default="new")
    due_at = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=60, blank=True, default="", db_default="")
    leased_until = models.DateTimeField(null=True)
    sendings = models.PositiveSmallIntegerField(default=0, db_default=0)
    questions = models.PositiveSmallIntegerField(default=0, db_default=0)
    handed_at = models.DateTimeField(null=True)
    taken = models.BooleanField(default=False, db_default=False)
    carrier = models.CharField(max_length=16, blank=True, default="", db_default="")
    theirs = models.CharField(max_length=64, blank=True, default="", db_default="")
    fate = models.CharField(max_length=12, blank=True, default="", db_default="")
    code = models.CharField(max_length=60, blank=True, default="", db_default="")
    cause = models.CharField(max_length=12, blank=True, default="", db_default="")
    hinted_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notice"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "revision", "channel"],
                condition=Q(message=None),
                name="one_copy_of_a_line",
            ),
            models.UniqueConstraint(fields=["message", "channel"], name="one_copy_of_a_message"),
            models.CheckConstraint(
                condition=Q(due_at=None, ended_at__isnull=False)
                | Q(due_at__isnull=False, ended_at=None),
                name="due_until_it_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="notices_due", condition=Q(ended_at=None)),
            models.Index(fields=["theirs"], name="notices_of_carrier", condition=~Q(theirs="")),
            models.Index(fields=["mark"], name="notices_of_mark", condition=~Q(mark="")),
            models.Index(fields=["buyer", "-at"], name="notices_of_buyer"),
        ]
