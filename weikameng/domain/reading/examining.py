"""Examines one picture: what was read off it becomes a page, fields, verdicts and flags. Whatever
stands in a picture is a value to compare, never an instruction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from weikameng.domain.reading.boxes import Quad, TextBox
from weikameng.domain.reading.choosing import scope_of
from weikameng.domain.reading.comparing import COMPARED, doubtful, judged, settled
from weikameng.domain.reading.finding import Found, candidates
from weikameng.domain.reading.flags import Flag, flags_of
from weikameng.domain.reading.kinds import UNKNOWN
from weikameng.domain.reading.pages import Page, page_of
from weikameng.domain.reading.record import Catalogue, OrderRecord
from weikameng.domain.reading.verdicts import Comparison, Verdict


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader saw: the boxes, and the picture's width and height in pixels."""

    boxes: tuple[TextBox, ...]
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """What a picture is held against: the record, other names it could show, the kind claimed."""

    record: OrderRecord
    catalogue: Catalogue = field(default_factory=Catalogue)
    claimed: str = UNKNOWN


@dataclass(frozen=True, slots=True)
class Examination:
    """Kind of screen, fields found, a verdict for every field compared, flags for a person."""

    kind: str
    fields: Mapping[str, Found]
    comparisons: tuple[Comparison, ...]
    flags: tuple[Flag, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at one reading."""

    page: Page
    shown: Mapping[str, Sequence[Found]]
    comparisons: tuple[Comparison, ...]
    foreign: tuple[Found, ...]


def to_read_again(reading: Reading, question: Question) -> tuple[Quad, ...]:
    """Return the lines that must be read a second time before "differs" counts."""
    quads = (
        quad
        for comparison in doubtful(_look(reading, question).comparisons)
        if comparison.found
        for quad in comparison.found.quads
    )
    return tuple(dict.fromkeys(quads))


def left_open(reading: Reading, question: Question) -> bool:
    """Whether a certificate has a field that is there but was not read: a seal may lie on it."""
    look = _look(reading, question)
    return look.page.kind == "supplier" and any(
        comparison.verdict in (Verdict.UNREADABLE, Verdict.NOT_SHOWN)
        for comparison in look.comparisons
    )


def examine(
    reading: Reading,
    question: Question,
    again: Mapping[Quad, TextBox] | None = None,
    without_red: Reading | None = None,
) -> Examination:
    """Return the examination of a picture.

    ``again`` are second readings of lines: without one, nothing differs for sure and such a field
    is unreadable. ``without_red`` is the picture read with red ink taken out; it can only fill in.
    """
    first = _look(reading, question)
    comparisons = first.comparisons
    if doubtful(comparisons):
        second = _look(_reread(reading, again or {}), question)
        comparisons = settled(_reread_ones(comparisons, again or {}), second.comparisons)
    if without_red is not None:
        comparisons = _filled_in(comparisons, _look(without_red, question).comparisons)
    fields = _fields(first.shown, comparisons)
    flags = flags_of(comparisons, first.shown, question.record, first.foreign)
    return Examination(
        first.page.kind, fields, comparisons, flags, tuple(box.text for box in reading.boxes)
    )


def _look(reading: Reading, question: Question) -> _Look:
    page = page_of(reading.boxes, reading.size, question.claimed)
    record = question.record
    scope = scope_of(page, record.order_no, question.catalogue)
    names = _with_record(question.catalogue, record)
    shown = candidates(scope.page, names)
    comparisons = judged(scope.page, shown, record, question.catalogue)
    if scope.foreign:
        comparisons = tuple(_of_another_order(c, scope.foreign[0]) for c in comparisons)
    if scope.unsure:
        comparisons = tuple(_of_who_knows(c) for c in comparisons)
    return _Look(page, shown, comparisons, scope.foreign)


def _of_another_order(comparison: Comparison, number: Found) -> Comparison:
    if comparison.field != "order_no":
        return replace(comparison, verdict=Verdict.NOT_SHOWN, found=None)
    return replace(comparison, verdict=Verdict.DIFFERS, found=number)


def _of_who_knows(comparison: Comparison) -> Comparison:
    if comparison.verdict != Verdict.DIFFERS:
        return comparison
    return replace(comparison, verdict=Verdict.UNREADABLE)


def _with_record(catalogue: Catalogue, record: OrderRecord) -> Catalogue:
    return Catalogue(
        _plus(catalogue.products, record.product),
        _plus(catalogue.zones, record.zone),
        _plus(catalogue.errors, record.error),
        _plus(catalogue.merchants, record.merchant),
    )


def _plus(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return (name, *names) if name and name not in names else names


def _reread(reading: Reading, again: Mapping[Quad, TextBox]) -> Reading:
    return replace(reading, boxes=tuple(again.get(box.quad, box) for box in reading.boxes))


def _reread_ones(
    comparisons: Iterable[Comparison], again: Mapping[Quad, TextBox]
) -> tuple[Comparison, ...]:
    """Without a second reading of every line of it, a difference is no difference yet."""
    return tuple(
        _of_who_knows(c) if c.found is None or not again.keys() >= set(c.found.quads) else c
        for c in comparisons
    )


def _filled_in(first: Iterable[Comparison], second: Iterable[Comparison]) -> tuple[Comparison, ...]:
    matched = {c.field: c for c in second if c.verdict == Verdict.MATCH}
    open_ = (Verdict.UNREADABLE, Verdict.NOT_SHOWN)
    return tuple(matched.get(c.field, c) if c.verdict in open_ else c for c in first)


def _fields(
    shown: Mapping[str, Sequence[Found]], comparisons: Iterable[Comparison]
) -> dict[str, Found]:
    """The surest value of each field; where the record was found, the one that matches it."""
    fields = {field: found[0] for field, found in shown.items() if found[0].order < 2}
    for comparison in comparisons:
        if comparison.found is not None:
            fields[comparison.field] = _named(comparison)
    return fields


def _named(comparison: Comparison) -> Found:
    """A name or number that matches is the record's, whatever sign was read for its look-alike."""
    found = comparison.found
    assert found is not None
    known = ("product", "zone", "merchant", "error", "order_no", "trade_no", "account")
    whole = "*" not in found.value
    if comparison.verdict == Verdict.MATCH and comparison.field in known and whole:
        return replace(found, value=comparison.expected)
    return found


assert set(COMPARED) >= {UNKNOWN}
