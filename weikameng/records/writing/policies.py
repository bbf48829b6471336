"""The only writer of policy versions: each step changes the row and adds its line of history, in
one transaction, and only if the row is still as it was read (law 2)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction

from weikameng.domain.errors import Conflict
from weikameng.domain.policy.publishing import Event, State, next_state
from weikameng.domain.words import Words
from weikameng.records.models import PolicyEvent, PolicyVersion

# The shipped policy holds for every order there can be; later versions say from when they hold.
ALWAYS = datetime(2020, 1, 1, tzinfo=UTC)
# Limits held by the database that a step may run into when another one was quicker.
_RACES = (
    "policy_takes_effect_last",
    "policy_based_on_newest",
    "one_policy_at_a_moment",
    "policy_event_once",
)


class NameTaken(Exception):
    """There is a version of that name already, perhaps among the discarded ones."""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to write: its name, its titles and its text."""

    name: str
    title: Words
    text: str
    based_on_id: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow walked: what happened, by whom (None: the house), why."""

    event: Event
    actor_id: int | None
    note: str = ""


def digest_of_text(text: str) -> str:
    """Return the SHA-256 of a policy text; the database checks that it is so."""
    return hashlib.sha256(text.encode()).hexdigest()


def ship(new: NewVersion, at: datetime) -> PolicyVersion:
    """Keep the policy that comes with the software; safe to repeat.

    The first one is in force at once and for every order there ever was. A later one only becomes
    a draft: rules change after two people and a notice, not after an upgrade. ValueError when its
    name is published with another text.
    """
    row = PolicyVersion.objects.filter(version=new.name).first()
    if row is not None:
        if row.state == State.PUBLISHED and row.digest != digest_of_text(new.text):
            raise ValueError(f"policy {new.name} is published and can't be changed; rename it")
        return row
    last = PolicyVersion.objects.filter(state=State.PUBLISHED).order_by("-effective_at").first()
    if last is None:
        dates: Mapping[str, Any] = {"shipped": True, "notice_at": ALWAYS, "effective_at": ALWAYS}
        return _insert(new, Step(Event.SHIP, None), ALWAYS, dates)
    new = NewVersion(new.name, new.title, new.text, last.pk)
    return _insert(new, Step(Event.START, None, "came with the software"), at, {})


def start(new: NewVersion, author_id: int, note: str, at: datetime) -> PolicyVersion:
    """Write a new draft. NameTaken when there is a version of that name."""
    try:
        step = Step(Event.START, author_id, note)
        return _insert(new, step, at, {"author_id": author_id})
    except IntegrityError as error:
        if PolicyVersion.objects.filter(version=new.name).exists():
            raise NameTaken(new.name) from error
        raise


def move(
    seen: PolicyVersion, step: Step, at: datetime, changes: Mapping[str, Any] | None = None
) -> None:
    """Walk one arrow with the columns it changes.

    Raises Conflict when the version is no longer as it was read, or another publishing won.
    """
    state, revision = next_state(State(seen.state), step.event), seen.revision + 1
    changed = {"state": state, "revision": revision, "changed_at": at, **(changes or {})}
    try:
        with transaction.atomic():
            same = PolicyVersion.objects.filter(pk=seen.pk, revision=seen.revision)
            if not same.update(**changed):
                raise Conflict(f"policy {seen.version} is no longer as it was read")
            _tell(seen.pk, revision, state, step, (changed.get("digest", seen.digest), at))
    except IntegrityError as error:
        if any(name in str(error) for name in _RACES):
            raise Conflict(str(error)) from error
        raise


def _insert(new: NewVersion, step: Step, at: datetime, columns: Mapping[str, Any]) -> PolicyVersion:
    state = next_state(None, step.event)
    with transaction.atomic():
        row = PolicyVersion.objects.create(
            version=new.name,
            title_zh=new.title.zh,
            title_en=new.title.en,
            text=new.text,
            digest=digest_of_text(new.text),
            state=state,
            based_on_id=new.based_on_id,
            changed_at=at,
            **columns,
        )
        _tell(row.pk, 1, state, step, (row.digest, at))
    return row


def _tell(pk: int, revision: int, state: State, step: Step, what: tuple[str, datetime]) -> None:
    digest, at = what
    PolicyEvent.objects.create(
        version_id=pk,
        revision=revision,
        event=step.event,
        state=state,
        actor_id=step.actor_id,
        note=step.note,
        digest=digest,
        at=at,
    )
