"""Writes the life of a copy: leased, its intent before the call, what the carrier said after it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from weikameng.domain.delivery import Cause, Fate, Handover
from weikameng.domain.notice_life import NextStep, Standing, standing_after
from weikameng.records.models import Notice
from weikameng.records.statements import fetch_all

# Longer than a batch can take: every call gives up after thirty seconds.
LEASE = timedelta(minutes=15)
_ENDED = (Standing.DONE, Standing.GIVEN_UP, Standing.LEFT_OUT)
_CLAIM = """
UPDATE notice n SET leased_by = %(worker)s, leased_until = %(until)s
FROM (SELECT id FROM notice
      WHERE due_at <= %(at)s AND ended_at IS NULL
        AND (leased_until IS NULL OR leased_until <= %(at)s)
      ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED) d
WHERE n.id = d.id
RETURNING n.id, n.reference, n.buyer_id, n.case_id, n.revision, n.message_id, n.channel, n.kind,
          n.facts::text, n.language, n.state, n.sendings, n.questions, n.handed_at, n.taken,
          n.carrier, n.shown, n.at, n.leased_by, n.leased_until
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that one worker holds until its lease ends."""

    id: int
    reference: str
    buyer_id: int
    case_id: int | None
    revision: int
    message: int | None
    channel: str
    kind: str
    facts: str
    language: str
    state: str
    sendings: int
    questions: int
    handed_at: datetime | None
    taken: bool
    carrier: str
    shown: str
    at: datetime
    leased_by: str
    leased_until: datetime


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a copy says, in which language, and from when it may set out."""

    kind: str
    facts: dict[str, Any]
    language: str
    due_at: datetime


def claim(worker: str, at: datetime, limit: int) -> list[Copy]:
    """Lease copies that are due and that nobody holds, the longest due first."""
    until = at + LEASE
    asked = {"worker": worker, "at": at, "until": until, "limit": limit}
    claimed = [Copy(*row) for row in fetch_all(_CLAIM, asked)]
    return sorted(claimed, key=lambda one: (one.at, one.revision, one.id))


def prepare(copy: Copy, what: Prepared) -> None:
    """Fix what a copy says for all its tries."""
    _held(copy).update(
        kind=what.kind,
        facts=what.facts,
        language=what.language,
        state=Standing.SEND,
        due_at=what.due_at,
        **_FREE,
    )


def leave_out(copy: Copy, because: str, at: datetime) -> None:
    """End a copy that is not wanted, or that there is nothing to say in."""
    _held(copy).update(state=Standing.LEFT_OUT, code=because, due_at=None, ended_at=at, **_FREE)


def give_up(copy: Copy, because: str, at: datetime) -> None:
    """End a copy that can't be sent any more; what a carrier once said of it stays."""
    _held(copy).update(state=Standing.GIVEN_UP, code=because, due_at=None, ended_at=at, **_FREE)


def put_off(copy: Copy, until: datetime) -> None:
    """Let a copy wait."""
    _held(copy).update(due_at=until, **_FREE)


def intend(copy: Copy, carrier: str, shown: str, at: datetime) -> bool:
    """Write that it is about to be sent; False when another worker holds it now."""
    changed = (
        _held(copy)
        .filter(state=Standing.SEND)
        .update(
            state=Standing.SENDING,
            carrier=carrier,
            shown=shown,
            sendings=F("sendings") + 1,
            questions=0,
            handed_at=at,
        )
    )
    return bool(changed)


def keep(copy: Copy, said: Handover, following: NextStep, at: datetime) -> bool:
    """Write what the carrier said and what follows; False when another worker holds it now."""
    state = standing_after(following.deed)
    changes: dict[str, Any] = {
        "state": state,
        "fate": said.fate,
        "code": said.code[:60],
        "cause": following.alert or (said.cause if said.fate is Fate.REFUSED else Cause.NONE),
        "due_at": None if state in _ENDED else following.at,
        "ended_at": at if state in _ENDED else None,
        "questions": F("questions") + int(copy.state == Standing.ASK),
        "taken": copy.taken or said.fate in (Fate.SENT, Fate.DELIVERED, Fate.UNDELIVERED),
    }
    if said.theirs:
        changes["theirs"] = said.theirs[:64]
    return bool(_held(copy).update(**changes, **_FREE))


def hinted(carrier: str, numbers: Collection[str], at: datetime) -> int:
    """Make copies a receipt came for due for a question, once each: a receipt proves nothing."""
    waits = Q(state=Standing.ASK) | Q(state=Standing.DONE, fate=Fate.SENT)
    named = Q(theirs__in=numbers) | Q(reference__in=numbers)
    rows = Notice.objects.filter(waits, named, carrier=carrier, hinted_at=None)
    return rows.update(state=Standing.ASK, due_at=at, ended_at=None, hinted_at=at)


def ask_again(reference: str, at: datetime) -> bool:
    """Let the carrier be asked about a copy that was sent; False when there is nothing to ask."""
    ended = Notice.objects.filter(
        reference=reference, state__in=(Standing.DONE, Standing.GIVEN_UP), sendings__gt=0
    )
    return bool(ended.filter(channel="sms").update(state=Standing.ASK, due_at=at, ended_at=None))


_FREE: dict[str, Any] = {"leased_by": "", "leased_until": None}


def _held(copy: Copy) -> Any:
    return Notice.objects.filter(
        pk=copy.id, leased_by=copy.leased_by, leased_until=copy.leased_until
    )
