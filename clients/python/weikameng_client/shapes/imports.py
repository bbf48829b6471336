"""What the API takes and answers: imports (generated)."""

from __future__ import annotations

from typing import Literal, TypedDict

from weikameng_client.shapes.everywhere import JobState, Said


class ImportOut(TypedDict):
    """How far an import is."""

    id: int
    name: str
    kind: RowKind
    state: JobState
    rows_about: int
    read: int
    new: int
    known: int
    bad: int
    created_at: str
    ended_at: str | None
    stopped: Said | None


class ProblemOut(TypedDict):
    """A row that was left out."""

    line: int
    problem: Said


class ProblemsOut(TypedDict):
    """A page of bad rows, by line."""

    items: list[ProblemOut]
    next: str | None


RowKind = Literal["orders", "customers", "usage"]
