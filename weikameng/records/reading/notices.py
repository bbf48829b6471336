"""Copies by SMS and e-mail: whom they reach, what was sent, and how the carriers fare."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from weikameng.records.models import Contact, Notice, NoticeWish

PAGE_SIZE = 20
OF_A_CASE_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a buyer wants told besides the inbox; the defaults hold for who never said."""

    sms: bool = True
    email: bool = True
    only_important: bool = False
    at_night: bool = False
    language: str = "zh-hans"


@dataclass(frozen=True, slots=True)
class Place:
    """A phone or mail box: ``sealed`` for the carriers alone, ``shown`` for pages."""

    channel: str
    sealed: str = field(repr=False)
    shown: str
    confirmed: bool
    sealed_code: str = field(repr=False)
    code_until: datetime | None
    tries: int


def wishes_of(buyers: Collection[int]) -> Mapping[int, Wishes]:
    """Return what these buyers wish, those who said something, in one statement."""
    names = ("sms", "email", "only_important", "at_night", "language")
    rows = NoticeWish.objects.filter(buyer_id__in=buyers).values_list("buyer_id", *names)
    return {buyer: Wishes(*said) for buyer, *said in rows}


def places_of(buyers: Collection[int]) -> Mapping[int, list[Place]]:
    """Return where these buyers can be reached, or want to be, in one statement."""
    found: dict[int, list[Place]] = {}
    names = ("channel", "address", "shown", "confirmed_at", "code", "code_until", "tries")
    rows = Contact.objects.filter(buyer_id__in=buyers).order_by("id")
    for buyer, channel, sealed, shown, confirmed_at, *code in rows.values_list("buyer_id", *names):
        place = Place(channel, sealed, shown, confirmed_at is not None, *code)
        found.setdefault(buyer, []).append(place)
    return found


def codes_asked(buyer_id: int, mark: str, since: datetime) -> list[datetime]:
    """Return when codes were asked for: by this buyer, and for this address by anybody."""
    codes = Notice.objects.filter(at__gte=since, mark__gt="")
    mine = codes.filter(buyer_id=buyer_id).values_list("at", flat=True)
    for_it = codes.filter(mark=mark).values_list("at", flat=True)
    return list(mine.union(for_it, all=False))


def unreached(buyer_id: int) -> frozenset[str]:
    """Return the channels whose latest ended copy did not reach this buyer."""
    ended = Notice.objects.filter(buyer_id=buyer_id, ended_at__isnull=False, sendings__gt=0)
    latest = ended.order_by("channel", "-ended_at", "-id").distinct("channel")
    return frozenset(
        channel
        for channel, state, fate in latest.values_list("channel", "state", "fate")
        if state == "given_up" or fate == "undelivered"
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """A copy as staff see it: addresses masked, what it said by its facts."""

    reference: str
    channel: str
    kind: str
    facts: Mapping[str, object]
    language: str
    shown: str
    state: str
    fate: str
    code: str
    cause: str
    carrier: str
    sendings: int
    at: datetime
    handed_at: datetime | None
    ended_at: datetime | None


_SENT = tuple(one.name for one in fields(Sent))


def of_case(number: str) -> list[Sent]:
    """Return the copies of a case, the oldest first; those that nobody wanted are left out."""
    rows = Notice.objects.filter(case__number=number).exclude(state="left_out")
    found = rows.order_by("at", "revision", "id").values_list(*_SENT)[:OF_A_CASE_AT_MOST]
    return [Sent(*row) for row in found]


def listed(states: Collection[str], page: int) -> tuple[list[Sent], bool]:
    """Return one page of copies in these states, newest first, and whether there are more."""
    start = (page - 1) * PAGE_SIZE
    rows = Notice.objects.filter(state__in=states).order_by("-id").values_list(*_SENT)
    found = [Sent(*row) for row in rows[start : start + PAGE_SIZE + 1]]
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE
