"""Which policy decides at a moment, the versions being worked on, and the promises that go with
them. A published version never changes, so it is parsed once a process (N1)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.db.models import QuerySet

from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.document.reading import policy_of
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.publishing import Published, State
from weikameng.domain.policy.stored import from_json
from weikameng.domain.promises import Promises, promises_from
from weikameng.records.documents import shipped
from weikameng.records.models import PolicyEvent, PolicyVersion
from weikameng.records.reading import calendars

MAX_DRAFTS = 200
# The versions one process reads in a while; the same text is not parsed again under another name.
MAX_PARSED = 16
_PEOPLE = ("author", "proposed_by", "approved_by")


@dataclass(frozen=True, slots=True)
class Reign:
    """A published version and its time: from its ``effective_at`` to ``until`` (None: open)."""

    row: PolicyVersion
    until: datetime | None

    def holds_at(self, at: datetime) -> bool:
        """Whether this is the version in force at a moment."""
        assert self.row.effective_at is not None, "published without a date"
        return self.row.effective_at <= at and (self.until is None or at < self.until)


@cache
def policy(version: str) -> Policy:
    """Return a published version, parsed once a process. DoesNotExist for any other name."""
    row = _published().get(version=version)
    # It was checked before it was proposed; looking for unreachable rules takes a second.
    return _parsed(row.text, json.dumps(calendars.document()))


@lru_cache(MAX_PARSED)
def _parsed(text: str, calendar: str) -> Policy:
    return policy_of(text, json.loads(calendar))


def versions(version: str, later: Sequence[str]) -> tuple[Policy, ...]:
    """Return the version of a payment and those after it that may be better for the buyer."""
    return (policy(version), *(policy(name) for name in later))


def decision_of(stored: Mapping[str, Any]) -> Decision:
    """Return a stored decision with the words of the version that made it."""
    return from_json(policy(stored["policy_version"]), stored)


def in_force_at(at: datetime) -> PolicyVersion:
    """Return the version in force at a moment, without its text; payment fixes an order's (N1)."""
    begun = _published().filter(effective_at__lte=at).order_by("-effective_at")
    return begun.defer("text")[0]


def starts() -> list[tuple[datetime, int]]:
    """Return from when each published version is in force, with its id, oldest first."""
    rows = _published().order_by("effective_at").values_list("effective_at", "pk")
    return [(moment, pk) for moment, pk in rows if moment is not None]


def later_than(version: str, at: datetime) -> tuple[str, ...]:
    """Return the versions that took effect after this one, at or before a moment, oldest first.

    A later version applies only where it is better for the buyer. Applying does not ask here: its
    photograph brings the same names in the statement it runs anyway.
    """
    since = PolicyVersion.objects.filter(version=version).values("effective_at")
    later = _published().filter(effective_at__gt=since, effective_at__lte=at)
    return tuple(later.order_by("effective_at").values_list("version", flat=True))


def published() -> list[Reign]:
    """Return the timeline, oldest first: each moment has exactly one version in force."""
    rows = list(_told(_published().order_by("effective_at")))
    ends = [*(row.effective_at for row in rows[1:]), None]
    return [Reign(row, until) for row, until in zip(rows, ends, strict=False)]


def upcoming(at: datetime) -> list[PolicyVersion]:
    """Return versions that are announced and not in force yet, the next one first."""
    return list(_told(_published().filter(effective_at__gt=at).order_by("effective_at")))


def newest() -> Published | None:
    """Return the end of the timeline: whatever is published next comes after it."""
    row = _published().order_by("-effective_at").only("version", "effective_at").first()
    return Published(row.version, row.effective_at) if row and row.effective_at else None


def drafts(*, discarded: bool = False) -> list[PolicyVersion]:
    """Return what is being worked on (or was thrown away), the latest change first; no texts."""
    states = [State.DISCARDED] if discarded else [State.DRAFT, State.PROPOSED]
    rows = PolicyVersion.objects.filter(state__in=states).order_by("-changed_at", "-id")
    return list(_told(rows)[:MAX_DRAFTS])


def version_named(name: str) -> PolicyVersion | None:
    """Return any version by its name, whatever its state, with its text and its people."""
    rows = PolicyVersion.objects.select_related("based_on", *_PEOPLE).defer("based_on__text")
    return rows.filter(version=name).first()


def events(name: str) -> Sequence[PolicyEvent]:
    """Return every step of a version with its person, oldest first."""
    rows = PolicyEvent.objects.filter(version__version=name).select_related("actor")
    return list(rows.order_by("revision"))


@cache
def promises() -> Promises:
    """Return the promised clocks on the working calendar (R3.6)."""
    return promises_from(shipped("sla"), calendars.calendar())


def refresh() -> bool:
    """Take up a calendar that was adopted since this process read it; whether there was one.

    Whoever waits longer than a minute between two looks promises by an old calendar; the errand
    that keeps the clocks counts every open case again.
    """
    if not calendars.is_stale():
        return False
    forget_calendar()
    return True


def forget_calendar() -> None:
    """Read the calendar, and all that is counted with it, anew at the next look."""
    calendars.forget()
    promises.cache_clear()
    policy.cache_clear()


def _published() -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(state=State.PUBLISHED)


def _told(rows: QuerySet[PolicyVersion]) -> QuerySet[PolicyVersion]:
    """With the people a page names, and without the long texts."""
    return rows.select_related("based_on", *_PEOPLE).defer("text", "based_on__text")
