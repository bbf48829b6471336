"""When people answer in the chat, and by when: the published hours and the promise (R8.1)."""

from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.calendar import OpenTime, beijing
from weikameng.domain.promises import promise_for
from weikameng.domain.words import Words
from weikameng.records.reading.policies import promises

FIRST_HUMAN = "chat_first_human"


@dataclass(frozen=True, slots=True)
class ChatHours:
    """Whether somebody is there now, from when otherwise, and by when a person answers."""

    open: bool
    opens_at: datetime
    answered_by: datetime
    words: Words


def chat_hours(at: datetime) -> ChatHours:
    """Return how it stands with people for somebody who asks for one now."""
    known = promises()
    hours = known.terms[FIRST_HUMAN].hours
    now = beijing(at)
    opens_at, _ = next(OpenTime(known.calendar, hours).stretches(now))
    by = promise_for(known, FIRST_HUMAN, at).due_at
    assert by is not None, "nothing pauses this clock"
    spans = [f"{_clock(opens)}–{_clock(closes)}" for opens, closes in hours.segments]
    words = Words(f"每天 {'、'.join(spans)}", f"{', '.join(spans)} every day")
    return ChatHours(opens_at <= now, opens_at, by, words)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
