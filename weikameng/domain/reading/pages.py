"""A page as a person sees it: rows, labels with values, bubbles of a chat, cards of a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from weikameng.domain.reading.boxes import Piece, TextBox, bounded, levelled
from weikameng.domain.reading.kinds import UNKNOWN, kind_of
from weikameng.domain.reading.labels import Label, label_of
from weikameng.domain.reading.moments import dates_in
from weikameng.domain.reading.serials import tokens_in

# In heights of a line.
SAME_ROW = 0.55
NEXT_LINE = 1.9
BELOW = 2.6
BUBBLE_GAP = 0.7
ALIGNED = 1.2
MAX_CARDS = 40
LONG_NUMBER = 14


@dataclass(frozen=True, slots=True)
class Valued:
    """A label and the pieces that say its value, in reading order; ``rest`` was in its own box."""

    label: Label
    piece: Piece
    values: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What one picture shows: its size in pixels, kind of screen, pieces, labelled values."""

    size: tuple[int, int]
    kind: str
    pieces: tuple[Piece, ...]
    valued: tuple[Valued, ...]

    @property
    def text(self) -> str:
        """Every line, top to bottom."""
        return "\n".join(piece.text for piece in self.pieces)


def page_of(boxes: Iterable[TextBox], size: tuple[int, int], claimed: str = UNKNOWN) -> Page:
    """Return the page of a picture; ``claimed`` is the kind its uploader chose."""
    pieces = levelled(bounded(boxes), size)
    kind = kind_of((piece.text for piece in pieces), claimed)
    if kind == "chat":
        pieces = _bubbles(pieces)
    return _page(size, kind, pieces)


def _page(size: tuple[int, int], kind: str, pieces: tuple[Piece, ...]) -> Page:
    labels = {at: found for at, piece in enumerate(pieces) if (found := label_of(piece.text, kind))}
    valued = tuple(
        Valued(label, pieces[at], _values(at, label, pieces, labels))
        for at, label in labels.items()
    )
    return Page(size, kind, pieces, valued)


def cards_of(page: Page) -> tuple[Page, ...]:
    """Cut a list into its cards: each begins with an order number's label; other pages stay whole.

    What stands above the first card belongs to none.
    """
    starts = [piece for piece in page.pieces if _starts_card(piece, page.kind)]
    if page.kind != "order_list" or not starts:
        return (page,)
    tops = [piece.middle - SAME_ROW * piece.height for piece in starts[:MAX_CARDS]]
    ends = [*tops[1:], float("inf")]
    return tuple(
        _page(page.size, page.kind, tuple(p for p in page.pieces if top <= p.middle < end))
        for top, end in zip(tops, ends, strict=True)
    )


def _starts_card(piece: Piece, kind: str) -> bool:
    """An order number's label, or a number so long that it can be nothing else."""
    label = label_of(piece.text, kind)
    if label is not None:
        return label.field == "order_no"
    return any(
        len(token) >= LONG_NUMBER and sum(map(str.isdigit, token)) >= LONG_NUMBER // 2
        for token in tokens_in(piece.text)
        if not dates_in(piece.text)
    )


def same_row(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand on one row."""
    return abs(one.middle - other.middle) <= SAME_ROW * max(
        min(one.height, other.height), max(one.height, other.height) / 2
    )


def _values(
    at: int, label: Label, pieces: Sequence[Piece], labels: dict[int, Label]
) -> tuple[Piece, ...]:
    here = pieces[at]
    if label.rest:
        own = replace(here, text=label.rest)
        return (own, *_continued(own, here, pieces, labels))
    right = _to_the_right(at, pieces, labels)
    if right:
        return (*right, *_continued(right[-1], here, pieces, labels))
    if label.field == "balance":
        return _neighbour(here, pieces, labels, above=True)
    below = _neighbour(here, pieces, labels, above=False)
    return (*below, *(_continued(below[-1], here, pieces, labels) if below else ()))


def _to_the_right(at: int, pieces: Sequence[Piece], labels: dict[int, Label]) -> tuple[Piece, ...]:
    here = pieces[at]
    row = sorted(
        (
            (piece.left, place)
            for place, piece in enumerate(pieces)
            if place != at
            and piece.left >= here.right - 0.6 * here.height
            and same_row(here, piece)
        ),
    )
    found: list[Piece] = []
    for _, place in row:
        if place in labels:
            break
        found.append(pieces[place])
    return tuple(found)


def _continued(
    value: Piece, label: Piece, pieces: Sequence[Piece], labels: dict[int, Label]
) -> tuple[Piece, ...]:
    """Lines that go on below a value and have nothing to their left where the labels stand."""
    found: list[Piece] = []
    last = value
    for place, piece in enumerate(pieces):
        gap = piece.middle - last.middle
        if place in labels or not 0.5 * last.height < gap <= NEXT_LINE * last.height:
            continue
        aligned = min(abs(piece.left - value.left), abs(piece.right - value.right))
        beside = piece.left > label.right or label is value
        alone = not any(
            other is not piece and same_row(piece, other) and other.left < piece.left
            for other in pieces
        )
        if beside and aligned <= ALIGNED * value.height and alone and len(found) < 2:
            found.append(piece)
            last = piece
    return tuple(found)


def _neighbour(
    here: Piece, pieces: Sequence[Piece], labels: dict[int, Label], *, above: bool
) -> tuple[Piece, ...]:
    near = [
        (abs(piece.middle - here.middle), place)
        for place, piece in enumerate(pieces)
        if place not in labels
        and (piece.middle < here.middle) == above
        and 0.5 * here.height < abs(piece.middle - here.middle) <= BELOW * here.height * (1 + above)
        and piece.left < here.right
        and here.left < piece.right
    ]
    return (pieces[min(near)[1]],) if near else ()


def _bubbles(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Join the lines of each bubble of a chat into one piece; the joined text has no blanks."""
    joined: list[list[Piece]] = []
    for piece in pieces:
        for bubble in joined:
            if _goes_on(bubble[-1], piece):
                bubble.append(piece)
                break
        else:
            joined.append([piece])
    return tuple(_one(bubble) for bubble in joined)


def _goes_on(last: Piece, piece: Piece) -> bool:
    gap = piece.top - last.bottom
    height = (last.height + piece.height) / 2
    return (
        -0.5 * height <= gap <= BUBBLE_GAP * height
        and abs(piece.left - last.left) <= ALIGNED * height
        and piece.middle - last.middle > 0.5 * height
    )


def _one(bubble: Sequence[Piece]) -> Piece:
    first = bubble[0]
    if len(bubble) == 1:
        return first
    return Piece(
        "".join(piece.text for piece in bubble),
        min(piece.left for piece in bubble),
        first.top,
        max(piece.right for piece in bubble),
        bubble[-1].bottom,
        min(piece.score for piece in bubble),
        tuple(quad for piece in bubble for quad in piece.quads),
        any(piece.cut for piece in bubble),
    )
