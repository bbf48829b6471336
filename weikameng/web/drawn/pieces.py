"""What an example is made of: a screen of lines one above the other, or something said."""

from dataclasses import dataclass
from typing import Literal

from weikameng.domain.words import Words

Tone = Literal["", "ok", "bad", "warn"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a screen. ``kind`` names its shape; ``note`` is what the reader should see."""

    kind: str
    says: tuple[Words, ...]
    note: Words | None = None
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """A screenshot, drawn. ``alt`` says it to who can't see it; ``flaw`` spoils the whole of it."""

    alt: Words
    lines: tuple[Line, ...]
    flaw: Literal["", "blurred", "cut"] = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of something said, and what it tells."""

    words: Words
    tells: Words | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A description, taken apart; for reasons that need no picture."""

    parts: tuple[Part, ...]
    remarks: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """One good and one bad example of the same thing."""

    good: Screen | Said
    bad: Screen | Said


def draw(kind: str, *says: Words, note: Words | None = None, tone: Tone = "") -> Line:
    """Return a line in short."""
    return Line(kind, says, note, tone)


def same(text: str) -> Words:
    """Return what is written alike in both languages: numbers, amounts, times."""
    return Words(text, text)


def said(*parts: Part | tuple[Words, Words | None], remarks: tuple[Words, ...] = ()) -> Said:
    """Return something said in short."""
    return Said(tuple(p if isinstance(p, Part) else Part(*p) for p in parts), remarks)
