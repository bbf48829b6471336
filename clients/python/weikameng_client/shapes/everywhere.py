"""What the API takes and answers: several rooms (generated)."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class ChecklistOut(TypedDict):
    """What the reason needs and what is there; a group counts as one."""

    have: int
    needed: int
    items: list[EvidenceOut]


class EvidenceOut(TypedDict):
    """One line of the checklist: ``either`` names the group of which one will do."""

    kind: str
    state: str
    required: bool
    either: str
    by: str
    at: str | None


class ExportOut(TypedDict):
    """How far an export is; ``size_bytes`` and ``expires_at`` once its file is there."""

    id: int
    state: JobState
    done: int
    total: int
    asked_at: str
    ended_at: str | None
    size_bytes: int | None
    expires_at: str | None


FaultOut = TypedDict(
    "FaultOut",
    {
        "in": "str",
        "pointer": "str",
        "kind": "str",
        "zh": "NotRequired[str]",
        "en": "NotRequired[str]",
    },
)


Forgotten = Literal["not_asked", "waiting", "account_emptied", "done"]


class ItemOut(TypedDict):
    """What became of one item: its place in the list, its status, its answer or its problem."""

    place: int
    status: int
    answer: NotRequired[dict[str, Any] | None]
    problem: NotRequired[Problem | None]


class ItemsOut(TypedDict):
    """Every item in the order it was sent."""

    results: list[ItemOut]


JobState = Literal["waiting", "running", "done", "failed"]


class Problem(TypedDict):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    request: str
    see: NotRequired[str]
    errors: NotRequired[list[FaultOut]]


class RowOut(TypedDict):
    """One thing on record: what it is called, what it says."""

    name: Said
    value: Said


class Said(TypedDict):
    """One sentence in both languages, or in the one that was asked for."""

    zh: NotRequired[str]
    en: NotRequired[str]


class TrackOut(TypedDict):
    """A special case: what happens next and by when, what is on record, what to do."""

    name: str
    title: Said
    next: Said
    by: str | None
    rows: list[RowOut]
    steps: list[Said]
