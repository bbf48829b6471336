"""Writes where buyers can be reached and what they wish; a place counts once its code came back."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from weikameng.domain.notice_life import Standing
from weikameng.records.models import Contact, Notice, NoticeWish
from weikameng.records.reading.notices import Wishes
from weikameng.records.statements import fetch_one

_ONE_AT_A_TIME = "SELECT id FROM person WHERE id = %(buyer)s FOR NO KEY UPDATE"


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place to be confirmed: everything sealed, ``mark`` counts codes to one place."""

    channel: str
    sealed: str = field(repr=False)
    shown: str
    mark: str
    sealed_code: str = field(repr=False)
    code_until: datetime


def hold(buyer_id: int) -> None:
    """Let one window at a time change this buyer's places, until the transaction ends."""
    fetch_one(_ONE_AT_A_TIME, {"buyer": buyer_id})


def propose(buyer_id: int, place: NewPlace, language: str, at: datetime) -> None:
    """Keep a place that is to be confirmed instead of an earlier one; its code is a copy due now.

    In the caller's transaction, which holds the buyer.
    """
    Contact.objects.filter(buyer_id=buyer_id, channel=place.channel, confirmed_at=None).delete()
    contact = Contact.objects.create(
        buyer_id=buyer_id,
        channel=place.channel,
        address=place.sealed,
        shown=place.shown,
        code=place.sealed_code,
        code_until=place.code_until,
    )
    Notice.objects.create(
        reference=f"code-{contact.pk}-{place.channel}",
        buyer_id=buyer_id,
        channel=place.channel,
        kind="code",
        language=language,
        shown=place.shown,
        mark=place.mark,
        state=Standing.SEND,
        due_at=at,
        at=at,
    )


def confirm(buyer_id: int, channel: str, at: datetime) -> None:
    """Let the proposed place take the earlier one's; in the caller's transaction."""
    mine = Contact.objects.filter(buyer_id=buyer_id, channel=channel)
    mine.filter(confirmed_at__isnull=False).delete()
    mine.update(confirmed_at=at, code="", code_until=None)


def note_wrong_code(buyer_id: int, channel: str) -> None:
    """Count a wrong code."""
    mine = Contact.objects.filter(buyer_id=buyer_id, channel=channel, confirmed_at=None)
    mine.update(tries=F("tries") + 1)


def forget(buyer_id: int, channel: str) -> int:
    """Delete a buyer's places of one channel; what was sent there stays, masked."""
    return Contact.objects.filter(buyer_id=buyer_id, channel=channel).delete()[0]


def wish(buyer_id: int, wishes: Wishes) -> None:
    """Keep what a buyer wishes."""
    NoticeWish.objects.update_or_create(
        buyer_id=buyer_id,
        defaults={
            "sms": wishes.sms,
            "email": wishes.email,
            "only_important": wishes.only_important,
            "at_night": wishes.at_night,
            "language": wishes.language,
        },
    )
