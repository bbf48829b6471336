"""Examines one picture: what was read off it becomes a page, fields, verdicts and flags. Whatever
stands in a picture is a value to compare, never an instruction.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from weikameng.domain.proof_code import ProofKey
from weikameng.domain.reading import proof
from weikameng.domain.reading.boxes import Quad, TextBox
from weikameng.domain.reading.choosing import scope_of
from weikameng.domain.reading.comparing import COMPARED, doubtful, judged, settled
from weikameng.domain.reading.finding import Found, candidates
from weikameng.domain.reading.flags import Flag, flags_of
from weikameng.domain.reading.kinds import UNKNOWN
from weikameng.domain.reading.pages import Page, page_of
from weikameng.domain.reading.record import Catalogue, OrderRecord
from weikameng.domain.reading.serials import slip_in
from weikameng.domain.reading.verdicts import SURE, Comparison, Verdict

UNSURE = SURE - 0.01
POORLY_READ = 0.25  # of the lines: with so many unsure ones a picture is blurred
OPEN = (Verdict.UNREADABLE, Verdict.NOT_SHOWN)


class Lens(StrEnum):
    """Another way of looking at the whole picture; what it shows can only fill in."""

    WITHOUT_RED = "without_red"  # a seal may lie on a field
    STEADIED = "steadied"  # the camera shook
    STEADIED_MORE = "steadied_more"  # the same, sharper and with more noise
    STEADIED_MOST = "steadied_most"  # sharper still


STEADIED = (Lens.STEADIED, Lens.STEADIED_MORE, Lens.STEADIED_MOST)
ENOUGH_OF_THEM = 2  # steadied readings that must agree


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader saw: the boxes, and the picture's width and height in pixels."""

    boxes: tuple[TextBox, ...]
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Question:
    """What a picture is held against: the record, other names it could show, the kind claimed;
    with ``key`` also the codes on our own pages.
    """

    record: OrderRecord
    catalogue: Catalogue = field(default_factory=Catalogue)
    claimed: str = UNKNOWN
    key: ProofKey | None = None


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
    code = _proof(reading, question)
    return tuple(dict.fromkeys([*quads, *(code.quads if code and not code.fits else ())]))


def other_lenses(reading: Reading, question: Question) -> tuple[Lens, ...]:
    """Return how to look again, where a field that may be there was not read: through the red of
    a certificate's seal, and with a shaken camera's blur taken back.
    """
    look = _look(reading, question)
    if all(comparison.verdict not in OPEN for comparison in look.comparisons):
        return ()
    under_a_seal = (Lens.WITHOUT_RED,) if look.page.kind == "supplier" else ()
    blurred = STEADIED if poorly_read(reading) else ()
    return (*under_a_seal, *blurred)


def examine(
    reading: Reading,
    question: Question,
    again: Mapping[Quad, TextBox] | None = None,
    through: Mapping[Lens, Reading] | None = None,
) -> Examination:
    """Return the examination of a picture.

    ``again`` are second readings of lines: without one, nothing differs for sure and such a field
    is unreadable. ``through`` are readings through other lenses; they can only fill in.
    """
    first = _look(reading, question)
    comparisons = first.comparisons
    if doubtful(comparisons):
        second = _look(_reread(reading, again or {}), question)
        comparisons = settled(_reread_ones(comparisons, again or {}), second.comparisons)
    looks = {lens: _look(seen, question) for lens, seen in (through or {}).items() if seen.boxes}
    if Lens.WITHOUT_RED in looks:
        comparisons = _filled_in(comparisons, looks[Lens.WITHOUT_RED].comparisons)
    kind, shown = first.page.kind, first.shown
    steady = [looks[lens] for lens in STEADIED if lens in looks]
    if steady:
        kind = steady[0].page.kind if kind == UNKNOWN else kind
        shown = {**_agreed(steady), **shown}
        comparisons = _steadied(comparisons, steady, kind)
    flags = flags_of(comparisons, first.shown, question.record, first.foreign)
    lines = tuple(box.text for box in reading.boxes)
    examined = Examination(kind, _fields(shown, comparisons), comparisons, flags, lines)
    code = _proof_read_twice(reading, question, again or {})
    return _with_proof(examined, code) if code else examined


def poorly_read(reading: Reading) -> bool:
    """Whether so many lines are unsure that the picture is blurred."""
    unsure = sum(box.score < SURE for box in reading.boxes)
    return unsure >= POORLY_READ * len(reading.boxes)


def _steadied(
    comparisons: Iterable[Comparison], steady: Sequence[_Look], kind: str
) -> tuple[Comparison, ...]:
    """Fill in what two readings of the steadied picture match and none of them nearly contradicts:
    one alone invents digits, and is as sure of them as of the rest (docs/evidence.md).
    """
    matched = [c for look in steady for c in look.comparisons if c.verdict == Verdict.MATCH]
    times = Counter(c.field for c in matched)
    agreed = {
        c.field: c
        for c in reversed(matched)
        if times[c.field] >= ENOUGH_OF_THEM
        and not any(
            slip_in(c.expected, piece.text) for look in steady for piece in look.page.pieces
        )
    }
    filled = _filled_in(comparisons, agreed.values())
    known = {c.field for c in filled}
    # The kind may have been too blurred to tell, and with it what to compare.
    kept = [c for c in filled if c.field in COMPARED[kind] or c.verdict not in OPEN]
    new = [c for c in agreed.values() if c.field not in known and c.field in COMPARED[kind]]
    return (*kept, *new)


def _agreed(steady: Sequence[_Look]) -> dict[str, Sequence[Found]]:
    """What two of them show first; it stays unsure, so that it contradicts nothing."""
    firsts = [found[0] for look in steady for found in look.shown.values()]
    times = Counter((found.field, found.value) for found in firsts)
    return {
        found.field: (replace(found, score=min(found.score, UNSURE)),)
        for found in reversed(firsts)
        if times[found.field, found.value] >= ENOUGH_OF_THEM
    }


def _proof(reading: Reading, question: Question) -> proof.Proof | None:
    if question.key is None:
        return None
    return proof.proof_of(reading.boxes, reading.size, question.record, question.key)


def _proof_read_twice(
    reading: Reading, question: Question, again: Mapping[Quad, TextBox]
) -> proof.Proof | None:
    """A code that fits counts at once; that it does not fit must be read twice."""
    code = _proof(reading, question)
    if code is None or code.fits:
        return code
    if not again.keys() >= set(code.quads):
        return None
    return proof.settled(code, _proof(_reread(reading, again), question))


def _with_proof(examined: Examination, code: proof.Proof) -> Examination:
    comparison, flag = proof.comparison_of(code), proof.flag_of(code)
    return replace(
        examined,
        fields={**examined.fields, "proof": code.found},
        comparisons=(*examined.comparisons, *([comparison] if comparison else [])),
        flags=(*examined.flags, *([flag] if flag else [])),
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
    return tuple(matched.get(c.field, c) if c.verdict in OPEN else c for c in first)


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
