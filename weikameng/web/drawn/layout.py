"""Where everything stands in a drawing. SVG breaks no lines by itself, so it is done here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from weikameng.domain.words import Words
from weikameng.web.drawn.pieces import Line, Screen

Anchor = Literal["start", "middle", "end"]
WIDTH, EDGE, FOOT = 300, 8, 12
_LEADING = 1.42
_WIDE = re.compile(r"[\u2e80-\uffef\u201c\u201d\u2014\u2026\u2460-\u2473]")
_PIECES = re.compile(r"[\u2e80-\uffef\u2014]|[^\s\u2e80-\uffef\u2014]+|\s+")
_NEVER_FIRST = "，。、；：？！）”》〉…"
_BARE = frozenset({"big", "heading", "text"})
_CUT = 26  # how much of a cut screen is missing at its top


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one text of a line goes; texts of one ``column`` stand below each other."""

    x: int
    width: int
    size: int
    css: str
    anchor: Anchor = "start"
    column: int = 0
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """The shape of a line: its texts, and the room above and below them."""

    slots: tuple[Slot, ...]
    above: int = 9
    below: int = 9
    least: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, ready to be drawn."""

    x: int
    y: int
    size: int
    css: str
    anchor: Anchor
    words: str


@dataclass(frozen=True, slots=True)
class Placed:
    """One line of the screen, ready to be drawn; ``boxes`` are (top, height) of each text."""

    kind: str
    y: int
    height: int
    texts: tuple[Text, ...]
    boxes: tuple[tuple[int, int], ...]
    tone: str
    number: int | None

    @property
    def shape(self) -> str:
        """The template with what is drawn behind its texts; empty when nothing is."""
        return "" if self.kind in _BARE else f"weikameng/drawn/{self.kind}.svg"

    @property
    def middle(self) -> int:
        """Where its mark goes."""
        return self.height // 2


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole screen, ready to be drawn."""

    alt: str
    height: int
    lines: tuple[Placed, ...]
    notes: tuple[Words, ...]
    flaw: str


_MID = WIDTH // 2
KINDS = {
    "status": Kind((Slot(20, 150, 12, "strong"),), 8, 5),
    "bar": Kind((Slot(_MID, 250, 15, "strong", "middle"),), 8, 11),
    "section": Kind((Slot(18, 264, 12, "soft"),), 8, 7),
    "row": Kind((Slot(18, 96, 13, "soft"), Slot(282, 162, 13, "ink", "end", 1))),
    "covered": Kind((Slot(18, 140, 13, "soft"),)),
    "record": Kind(
        (
            Slot(18, 158, 13, "ink"),
            Slot(18, 158, 12, "soft", gap=2),
            Slot(282, 100, 14, "strong", "end", 1),
            Slot(282, 100, 12, "tone", "end", 1, 2),
        ),
        11,
        11,
    ),
    "dialog": Kind(
        (
            Slot(_MID, 208, 15, "strong", "middle"),
            Slot(_MID, 208, 12, "soft", "middle", gap=5),
            Slot(_MID, 208, 14, "link", "middle", gap=24),
        ),
        36,
        27,
    ),
    "bubble": Kind((Slot(64, 196, 13, "ink"),), 20, 16),
    "mine": Kind((Slot(46, 190, 13, "ink"),), 20, 16),
    "field": Kind((Slot(18, 264, 12, "soft"), Slot(30, 240, 15, "fixed", gap=13)), 10, 20),
    "writing": Kind((Slot(18, 264, 12, "soft"), Slot(30, 240, 14, "ink", gap=13)), 10, 44),
    "error": Kind((Slot(42, 236, 13, "tone"),), 9, 10),
    "missing": Kind((Slot(_MID, 230, 13, "tone", "middle"),), 14, 15),
    "big": Kind((Slot(_MID, 250, 12, "soft", "middle"), Slot(_MID, 250, 32, "strong", "middle"))),
    "button": Kind((Slot(_MID, 210, 14, "on", "middle"),), 18, 20),
    "keypad": Kind(
        (Slot(_MID, 240, 14, "ink", "middle"), Slot(_MID, 240, 24, "strong", "middle", gap=4)),
        22,
        80,
    ),
    "heading": Kind((Slot(_MID, 244, 16, "strong", "middle"),), 22, 8),
    "text": Kind((Slot(24, 252, 13, "ink"),), 5, 5),
    "stamp": Kind(
        (Slot(70, 62, 11, "stamp", "middle"), Slot(276, 150, 12, "soft", "end", 1, 22)), 28, 24, 92
    ),
    "offline": Kind((Slot(_MID, 230, 14, "ink", "middle"),), 92, 40),
    "url": Kind((Slot(34, 232, 12, "soft"),), 17, 15),
}


def drawing_of(screen: Screen, language: str) -> Drawing:
    """Place a screen's lines and number what is to be noticed."""
    y, number = (-_CUT if screen.flaw == "cut" else EDGE), 0
    placed: list[Placed] = []
    for line in screen.lines:
        number += line.note is not None
        placed.append(_placed(line, y, number if line.note else None, language))
        y += placed[-1].height
    return Drawing(
        alt=screen.alt.in_language(language),
        height=y + FOOT,
        lines=tuple(placed),
        notes=tuple(line.note for line in screen.lines if line.note),
        flaw=screen.flaw,
    )


def _placed(line: Line, y: int, number: int | None, language: str) -> Placed:
    kind = KINDS[line.kind]
    reached: dict[int, int] = {}
    texts: list[Text] = []
    boxes: list[tuple[int, int]] = []
    for slot, words in zip(kind.slots, line.says, strict=True):
        top = reached.get(slot.column, kind.above) + slot.gap
        lines = wrapped(words.in_language(language), slot.width / slot.size)
        step = round(slot.size * _LEADING)
        texts += [
            Text(slot.x, top + slot.size + step * i, slot.size, slot.css, slot.anchor, text)
            for i, text in enumerate(lines)
        ]
        boxes.append((top, step * len(lines)))
        reached[slot.column] = top + step * len(lines)
    height = max(max(reached.values()) + kind.below, kind.least)
    return Placed(line.kind, y, height, tuple(texts), tuple(boxes), line.tone, number)


def wrapped(text: str, width: float) -> Sequence[str]:
    """Break a text into lines of at most ``width`` letters' height; Chinese breaks anywhere."""
    lines, line = [], ""
    for piece in _PIECES.findall(text):
        if line and breadth((line + piece).rstrip()) > width and piece not in _NEVER_FIRST:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def breadth(text: str) -> float:
    """Return about how wide a text is, in letters' heights; a little too wide on purpose."""
    return sum(_of(letter) for letter in text)


def _of(letter: str) -> float:
    if _WIDE.match(letter):
        return 1.0
    if letter in " .,:;'!|il":
        return 0.34
    return 0.78 if letter.isupper() or letter in "mw@%" else 0.6
