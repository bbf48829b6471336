"""Names that stay open on a blurred picture: the recogniser is asked whether a line says this name
rather than any neighbour of it. Names only: of blurred numbers this told nothing.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest

from weikameng.domain.reading.boxes import Quad, TextBox
from weikameng.domain.reading.choosing import scope_of
from weikameng.domain.reading.comparing import COMPARED
from weikameng.domain.reading.examining import (
    OPEN,
    UNSURE,
    Examination,
    Lens,
    Question,
    Reading,
    poorly_read,
)
from weikameng.domain.reading.finding import Found
from weikameng.domain.reading.folding import bare, tight
from weikameng.domain.reading.likeness import edits, window
from weikameng.domain.reading.names import neighbours
from weikameng.domain.reading.pages import page_of
from weikameng.domain.reading.record import Catalogue, OrderRecord
from weikameng.domain.reading.verdicts import Comparison, Verdict

CLEARLY = 3.0  # nats: so much better than every other name, in the mean over the views
AS_WELL = 1.5  # nats a sign behind what the recogniser likes best, in the best view
LIKE = 0.65  # a line's text to the name, unless its label is beside it; 0.5 is nothing in common
LONG_AS = 0.75  # of the name: shorter lines don't hold it
LINES_A_NAME = 2
MAX_SIGNS = 64
MAX_OTHERS = 40  # names of the catalogue, the most alike
ONE_PLACE = 3.0  # heights: boxes of several views no further apart are one line


@dataclass(frozen=True, slots=True)
class Asked:
    """One line to be asked about: the name first, then what it could say instead."""

    field: str
    box: TextBox
    texts: tuple[str, ...]


# For each view of a line (as it is, steadied) how many nats each text lies behind its best reading.
Weights = Sequence[Sequence[float]]


def to_weigh(
    examined: Examination, question: Question, reading: Reading, through: Mapping[Lens, Reading]
) -> tuple[Asked, ...]:
    """Return the lines of a blurred picture in which a name that is still open may stand."""
    names = _open_names(examined, question.record)
    if not names or not poorly_read(reading):
        return ()
    seen = [reading, *(one for one in through.values() if one.boxes)]
    return tuple(
        Asked(field, box, (name, *_others(field, name, question.catalogue)))
        for field, name in names.items()
        for box in _lines(field, name, seen, question)
    )


def weighed(
    examined: Examination, asked: Iterable[Asked], weights: Iterable[Weights]
) -> Examination:
    """Fill in the names that a line says clearly; they stay unsure, so that they clear nothing."""
    said = {
        one.field: _match(one)
        for one, weight in zip(asked, weights, strict=True)
        if _clearly(one, weight)
    }
    if not said:
        return examined
    kept = tuple(said.pop(c.field, c) for c in examined.comparisons)
    comparisons = (*kept, *said.values())
    found = {c.field: c.found for c in comparisons if c.found and c not in examined.comparisons}
    return replace(examined, comparisons=comparisons, fields={**examined.fields, **found})


def _open_names(examined: Examination, record: OrderRecord) -> dict[str, str]:
    """A kind told only by the steadied picture may not have been compared in all its fields."""
    names = {
        "product": record.product,
        "zone": record.zone,
        "merchant": record.merchant,
        "error": record.error,
    }
    closed = {c.field for c in examined.comparisons if c.verdict not in OPEN}
    return {
        field: name
        for field, name in names.items()
        if field in COMPARED[examined.kind] and field not in closed and 0 < len(name) <= MAX_SIGNS
    }


def _others(field: str, name: str, catalogue: Catalogue) -> tuple[str, ...]:
    """What the shop also sells, and what it might: a name with one telling sign changed."""
    known = {
        "product": catalogue.products,
        "zone": catalogue.zones,
        "merchant": catalogue.merchants,
        "error": catalogue.errors,
    }[field]
    others = [one for one in known if bare(one) != bare(name) and len(one) <= MAX_SIGNS]
    nearest = nsmallest(MAX_OTHERS, others, key=lambda one: edits(name, one))
    return tuple(dict.fromkeys((*nearest, *neighbours(name))))


def _lines(
    field: str, name: str, seen: Sequence[Reading], question: Question
) -> tuple[TextBox, ...]:
    likely = [
        (likeness, box)
        for reading in seen
        for likeness, box in _likely(field, tight(name), reading, question)
    ]
    kept: list[TextBox] = []
    for _, box in sorted(likely, key=lambda pair: -pair[0]):
        if len(kept) < LINES_A_NAME and not any(_one_place(box.quad, k.quad) for k in kept):
            kept.append(box)
    return tuple(kept)


def _likely(
    field: str, name: str, reading: Reading, question: Question
) -> Iterable[tuple[float, TextBox]]:
    page = page_of(reading.boxes, reading.size, question.claimed)
    scope = scope_of(page, question.record.order_no, question.catalogue).page
    inside = {quad for piece in scope.pieces for quad in piece.quads}
    labelled = {
        quad
        for valued in scope.valued
        if valued.label.field == field
        for piece in valued.values
        for quad in piece.quads
    }
    for box in reading.boxes:
        text = tight(box.text)
        if box.quad not in inside or len(text) < LONG_AS * len(name):
            continue
        likeness, _ = window(name, text)
        if likeness >= LIKE or box.quad in labelled:
            yield likeness, box


def _one_place(quad: Quad, other: Quad) -> bool:
    height = math.dist(quad[0], quad[3])
    across, down = (
        sum(a[at] - b[at] for a, b in zip(quad, other, strict=True)) / 4 for at in (0, 1)
    )
    return abs(down) < height / 2 and abs(across) < ONE_PLACE * height


def _clearly(asked: Asked, weights: Weights) -> bool:
    complete = weights and all(len(view) == len(asked.texts) for view in weights)
    if not complete or len(asked.texts) < 2:
        return False
    means = [sum(view[at] for view in weights) / len(weights) for at in range(len(asked.texts))]
    best = max(view[0] for view in weights)
    return means[0] - max(means[1:]) >= CLEARLY and best >= -AS_WELL * len(asked.texts[0])


def _match(asked: Asked) -> Comparison:
    name, box = asked.texts[0], asked.box
    found = Found(asked.field, name, box.text, min(box.score, UNSURE), (box.quad,))
    return Comparison(asked.field, Verdict.MATCH, name, found)
