"""Charts as shapes: across in per cent of the width, down in pixels, so that letters keep their
size on a phone and on a screen. What is drawn with them is the template's business.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from weikameng.domain.words import Words

# Parts differ in their pattern, never by colour alone.
Look = Literal["solid", "hatched", "hollow", "dotted"]
Anchor = Literal["start", "middle", "end"]

_ROW, _TEXT, _BAR = 46, 16, 14  # a bar's row: its words, then the bar
_GAP = 24  # between the words and the top of the bar
MAX_LINE = 41  # a name and its value on a phone, in narrow signs; a wide one counts two
_PLOT, _ABOVE, _BELOW = 160, 22, 26  # a column chart: the plot, room above and below
_LEFT, _RIGHT = 9.0, 100.0  # the scale's numbers stand left of the plot
_MOST_DATES = 4
_FULL = 100.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    look: Look
    title: Words


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text; ``strong`` for values."""

    x: float
    y: float
    words: Words
    anchor: Anchor = "start"
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; ``mark`` for a limit, plain for a grid."""

    x1: float
    y1: float
    x2: float
    y2: float
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """All shapes of a chart; ``keys`` say what each pattern means."""

    height: int
    boxes: tuple[Box, ...] = ()
    labels: tuple[Label, ...] = ()
    lines: tuple[Line, ...] = ()
    keys: tuple[tuple[Look, Words], ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name, its value in words, and its parts from the left.

    ``mark`` draws a limit across it, on the same scale.
    """

    name: Words
    value: Words
    parts: tuple[tuple[float, Look], ...]
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Stack:
    """One column: what it stands on, and its parts from the ground."""

    name: Words
    parts: tuple[tuple[int, Look], ...]


def bars(
    rows: Sequence[Bar], keys: Sequence[tuple[Look, Words]] = (), most: float | None = None
) -> Drawing:
    """Lay out rows below each other, all on the scale of the longest (or of ``most``)."""
    full = most or max((max(_length(row), row.mark or 0.0) for row in rows), default=0.0)
    boxes: list[Box] = []
    labels: list[Label] = []
    lines: list[Line] = []
    for place, row in enumerate(rows):
        top = place * _ROW
        labels.append(Label(0.0, top + _TEXT, _beside(row.name, row.value)))
        labels.append(Label(_FULL, top + _TEXT, row.value, "end", strong=True))
        boxes += _row_boxes(row, top + _GAP, full)
        if row.mark is not None and full:
            across = _share(row.mark, full)
            lines.append(Line(across, top + _GAP - 3, across, top + _GAP + _BAR + 3, mark=True))
    return Drawing(len(rows) * _ROW, tuple(boxes), tuple(labels), tuple(lines), tuple(keys))


def columns(stacks: Sequence[Stack], keys: Sequence[tuple[Look, Words]] = ()) -> Drawing:
    """Lay out columns beside each other over a scale of round numbers."""
    most = top_of_scale(max((sum(n for n, _ in stack.parts) for stack in stacks), default=0))
    wide = (_RIGHT - _LEFT) / max(len(stacks), 1)
    boxes = [
        box
        for place, stack in enumerate(stacks)
        for box in _column_boxes(stack, _LEFT + place * wide, wide, most)
    ]
    labels, lines = _scale(most)
    for place in _dated(len(stacks)):
        middle = round(_LEFT + (place + 0.5) * wide, 2)
        bottom = _ABOVE + _PLOT + _BELOW - 8
        labels.append(Label(middle, bottom, stacks[place].name, _anchor(place, len(stacks))))
    height = _ABOVE + _PLOT + _BELOW
    return Drawing(height, tuple(boxes), tuple(labels), tuple(lines), tuple(keys))


def top_of_scale(most: int) -> int:
    """Return the round number a scale ends with: 1, 2 or 5 with noughts, at least 2."""
    size = 1
    while True:
        for first in (1, 2, 5):
            if first * size >= max(most, 2):
                return first * size
        size *= 10


def _row_boxes(row: Bar, top: float, full: float) -> list[Box]:
    title = Words(f"{row.name.zh}:{row.value.zh}", f"{row.name.en}: {row.value.en}")
    across, boxes = 0.0, []
    for amount, look in row.parts:
        if amount > 0 and full:
            width = min(_share(amount, full), _FULL - across)
            boxes.append(Box(round(across, 2), top, round(width, 2), _BAR, look, title))
            across += width
    return boxes


def _column_boxes(stack: Stack, left: float, wide: float, most: int) -> list[Box]:
    ground, boxes = float(_ABOVE + _PLOT), []
    total = sum(amount for amount, _ in stack.parts)
    title = Words(f"{stack.name.zh}:{total}", f"{stack.name.en}: {total}")
    gap = wide * 0.15
    for amount, look in stack.parts:
        if amount > 0:
            height = _PLOT * amount / most
            ground -= height
            across, width = round(left + gap, 2), round(wide - 2 * gap, 2)
            boxes.append(Box(across, round(ground, 2), width, round(height, 2), look, title))
    return boxes


def _scale(most: int) -> tuple[list[Label], list[Line]]:
    labels, lines = [], []
    for part in (0, 1, 2):
        value = most * part / 2
        height = _ABOVE + _PLOT * (1 - part / 2)
        lines.append(Line(_LEFT, height, _RIGHT, height))
        if value == int(value):
            text = str(int(value))
            labels.append(Label(_LEFT - 1.5, height + 5, Words(text, text), "end"))
    return labels, lines


def _dated(count: int) -> list[int]:
    """Which columns carry their name: the first, the last and some evenly between."""
    if count <= _MOST_DATES:
        return list(range(count))
    return sorted({round(step * (count - 1) / (_MOST_DATES - 1)) for step in range(_MOST_DATES)})


def _anchor(place: int, count: int) -> Anchor:
    if count == 1 or 0 < place < count - 1:
        return "middle"
    return "end" if place else "start"


def _length(row: Bar) -> float:
    return sum(amount for amount, _ in row.parts)


def _share(amount: float, full: float) -> float:
    return round(min(amount / full, 1.0) * _FULL, 2)


def _beside(name: Words, value: Words) -> Words:
    """Cut a name to what its value leaves of the line."""
    return Words(_cut(name.zh, value.zh), _cut(name.en, value.en))


def _cut(text: str, beside: str) -> str:
    room = MAX_LINE - width_of(beside) - 2
    if width_of(text) <= room:
        return text
    while text and width_of(text) > room - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"


def width_of(text: str) -> int:
    """How wide a text is, in narrow signs."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
