"""Text boxes as a reader hands them over, and the page turned level: what is slanted against
the page (watermarks) falls out. Lengths are pixels of the picture.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MAX_BOXES = 400
MAX_BOX_CHARS = 300

# Lengths are shares of the picture's sides, angles are degrees.
EDGE_SHARE = 0.004
NEARLY_LEVEL = 30.0
WATERMARK = 9.0
AGREEING = 3.0
SHORTEST_MARK = 3  # characters of a watermark's piece
LONG_ENOUGH = 2.0  # the angle of a box says something when it is this much wider than high

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]  # clockwise from the text's own top left


@dataclass(frozen=True, slots=True)
class TextBox:
    """One line of text where it was seen; ``score`` from 0 to 1 is the reader's own trust."""

    quad: Quad
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A text box on the page turned level; ``cut`` when it touches the picture's edge."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    score: float
    quads: tuple[Quad, ...]
    cut: bool = False

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The vertical centre in pixels."""
        return (self.top + self.bottom) / 2


def bounded(boxes: Iterable[TextBox]) -> tuple[TextBox, ...]:
    """Return the boxes within the limits: at most 400 of at most 300 characters."""
    kept: list[TextBox] = []
    for box in boxes:
        if len(kept) == MAX_BOXES:
            break
        kept.append(TextBox(box.quad, box.text[:MAX_BOX_CHARS], box.score))
    return tuple(kept)


def slant_of(boxes: Sequence[TextBox]) -> float:
    """Return the page's slant in degrees: the angle most boxes agree on.

    Texts that repeat count once together, for watermarks repeat; of equals the more level wins.
    """
    texts = [box.text.strip() for box in boxes]
    level = [
        (angle, 1 / _repeats(text, texts))
        for box, text in zip(boxes, texts, strict=True)
        if _tells_angle(box.quad) and abs(angle := _angle(box.quad)) <= NEARLY_LEVEL
    ]
    if not level:
        return 0.0
    support = {
        angle: sum(weight for other, weight in level if abs(other - angle) <= AGREEING)
        for angle, _ in level
    }
    best = max(support, key=lambda angle: (round(support[angle], 3), -abs(angle)))
    near = sorted(angle for angle, _ in level if abs(angle - best) <= AGREEING)
    return near[len(near) // 2]


def _repeats(text: str, texts: Sequence[str]) -> int:
    """How many texts are this one or a piece of it, or it a piece of them."""
    if len(text) < SHORTEST_MARK:
        return 1
    return sum(len(other) >= SHORTEST_MARK and (text in other or other in text) for other in texts)


def levelled(boxes: Sequence[TextBox], size: tuple[int, int]) -> tuple[Piece, ...]:
    """Return the pieces of the page turned level, top to bottom; ``size`` is width and height."""
    slant = slant_of(boxes)
    straight = [
        box
        for box in boxes
        if not _tells_angle(box.quad) or abs(_angle(box.quad) - slant) <= WATERMARK
    ]
    pieces = (_turned(box, slant, size) for box in straight if box.text.strip())
    return tuple(sorted(pieces, key=lambda piece: (piece.middle, piece.left)))


def _turned(box: TextBox, slant: float, size: tuple[int, int]) -> Piece:
    cos, sin = math.cos(math.radians(-slant)), math.sin(math.radians(-slant))
    xs = [x * cos - y * sin for x, y in box.quad]
    ys = [x * sin + y * cos for x, y in box.quad]
    # The middle of opposite sides, not the outermost corners: photographs lean.
    return Piece(
        box.text,
        (xs[0] + xs[3]) / 2,
        (ys[0] + ys[1]) / 2,
        (xs[1] + xs[2]) / 2,
        (ys[2] + ys[3]) / 2,
        box.score,
        (box.quad,),
        _touches_edge(box.quad, size),
    )


def _touches_edge(quad: Quad, size: tuple[int, int]) -> bool:
    width, height = size
    margin_x, margin_y = max(2.0, width * EDGE_SHARE), max(2.0, height * EDGE_SHARE)
    return any(
        x <= margin_x or y <= margin_y or x >= width - margin_x or y >= height - margin_y
        for x, y in quad
    )


def _angle(quad: Quad) -> float:
    dx = quad[1][0] - quad[0][0] + quad[2][0] - quad[3][0]
    dy = quad[1][1] - quad[0][1] + quad[2][1] - quad[3][1]
    return math.degrees(math.atan2(dy, dx))


def _width(quad: Quad) -> float:
    return math.dist(quad[0], quad[1])


def _tells_angle(quad: Quad) -> bool:
    return _width(quad) >= LONG_ENOUGH * math.dist(quad[0], quad[3])
