"""Automatic renewals (H5): was the buyer reminded before the charge, as the law asks?

The rule (measures on online trading, article 18): plainly, five days before it is charged.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from weikameng.domain.calendar import beijing
from weikameng.domain.errors import Refusal
from weikameng.domain.words import Words

REASON = "AUTO_RENEWAL"
REMIND_DAYS = 5
# What the books know: no renewal at all; no record either way; none was sent; sent at a moment.
STATES = ("", "unknown", "none", "reminded")
MIN_NOTE, MAX_NOTE = 5, 500


@dataclass(frozen=True, slots=True)
class Renewal:
    """A charge by automatic renewal; ``reminded_at`` counts for the state ``reminded`` alone."""

    state: str = ""
    reminded_at: datetime | None = None


NO_RENEWAL = Renewal()


def in_time(renewal: Renewal, charged_at: datetime | None) -> bool | None:
    """Whether the reminder came in time; None when that is not known, or it is no renewal.

    Whole days of Beijing: reminded on the 10th for a charge on the 15th is in time.
    """
    if renewal.state == "none":
        return False
    if renewal.state != "reminded" or renewal.reminded_at is None or charged_at is None:
        return None
    latest = beijing(charged_at).date() - timedelta(days=REMIND_DAYS)
    return beijing(renewal.reminded_at).date() <= latest


def found(reminded_at: datetime | None, note: str, charged_at: datetime | None) -> Renewal:
    """Return what a person found in the records. Refusal for a reminder after the charge."""
    if not MIN_NOTE <= len(note.strip()) <= MAX_NOTE:
        raise Refusal("note", _NOTE)
    if reminded_at is None:
        return Renewal("none")
    if charged_at is None or reminded_at > charged_at:
        raise Refusal("reminded_at", _AFTER)
    return Renewal("reminded", reminded_at)


_NOTE = Words(
    f"请写明在哪里查到的,{MIN_NOTE} 到 {MAX_NOTE} 字。",
    f"Say where you looked, in {MIN_NOTE} to {MAX_NOTE} characters.",
)
_AFTER = Words(
    "提醒的时间要在扣款之前。没有提醒过,请选“没有提醒”。",
    "The reminder must be earlier than the charge. If there was none, choose “No reminder”.",
)
