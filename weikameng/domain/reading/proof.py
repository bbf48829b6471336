"""The code on our own pages, found on a screenshot and held against the number, amount and status
it shows. Right, it proves the picture; wrong, one of them was changed; unread, it says nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

from weikameng.domain.money import yuan_of
from weikameng.domain.numbers import CASE, is_number
from weikameng.domain.proof_code import (
    LENGTH,
    NUMBER_WORDS,
    Claim,
    ProofKey,
    every_word,
    folded,
    grouped,
    same_code,
    statuses_of,
)
from weikameng.domain.reading.amounts import amounts_in, bare_amount
from weikameng.domain.reading.boxes import Piece, Quad, TextBox, bounded, levelled
from weikameng.domain.reading.finding import Found
from weikameng.domain.reading.flags import Flag
from weikameng.domain.reading.folding import alike, bare, tight
from weikameng.domain.reading.likeness import edits
from weikameng.domain.reading.pages import same_row
from weikameng.domain.reading.record import OrderRecord
from weikameng.domain.reading.verdicts import FIELD_WORDS, SURE, Comparison, Verdict
from weikameng.domain.words import Words

CODE_LABELS = ("截图校验码", "screenshotcode")
AMOUNT_LABELS = {
    CASE: ("退款金额", "涉及金额", "refundamount", "atstake"),
    "": ("实付", "paid"),
}
BELOW = 3.5  # heights of a label's line in which its value may stand
LINES_OF_A_CODE = 2.6  # heights below the label in which the code and its minute stand
MAX_NUMBERS, MAX_AMOUNTS = 6, 12  # more than any page of ours shows
T = TypeVar("T")
_MINUTE = re.compile(r"(20\d\d)[-.]?(\d\d)[-.]?(\d\d)[^0-9]?(\d\d)[:.;]?(\d\d)$")
_NUMBER = re.compile(r"(?<!\d)[12]\d{15}(?!\d)")


@dataclass(frozen=True, slots=True)
class Proof:
    """A code that was read, and whether it fits; ``changed`` names what does not. ``quads`` are
    the lines that must be read a second time before that counts.
    """

    found: Found
    fits: bool
    changed: tuple[str, ...]
    quads: tuple[Quad, ...]
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class _Seen(Generic[T]):
    value: T
    piece: Piece


@dataclass(frozen=True, slots=True)
class _Page:
    """What stands on the page, each with where: the code, its minute, and what it speaks of."""

    code: str
    minute: str
    pieces: tuple[Piece, ...]
    number: _Seen[str] | None
    amount: _Seen[int] | None
    status: _Seen[str] | None
    numbers: tuple[str, ...]
    amounts: tuple[int, ...]


def proof_of(
    boxes: Iterable[TextBox], size: tuple[int, int], record: OrderRecord, key: ProofKey
) -> Proof | None:
    """Return the code of one of our pages and whether it fits; None where nothing can be said."""
    page = _read(levelled(bounded(boxes), size))
    if page is None:
        return None
    claim = _claimed(page, record, key)
    if claim is None and not key.issued(page.code):
        return None  # misread, cut off, or not a code of ours: nothing follows from it
    parts = (page.number, page.amount, page.status)
    if any(part is None for part in parts):
        return None
    said = _changed(page, claim)
    if said and not _surely(page, claim, said):
        return None
    quads = [quad for part in parts if part for quad in part.piece.quads]
    quads += [quad for piece in page.pieces for quad in piece.quads]
    words = _words(page, claim, said) if said else None
    return Proof(_found(page), not said, said, tuple(dict.fromkeys(quads)), words)


def settled(first: Proof | None, second: Proof | None) -> Proof | None:
    """Return what holds after a second reading: that something was changed must be read twice."""
    if first is None or first.fits:
        return first
    return first if second is not None and second.changed == first.changed else None


def comparison_of(proof: Proof) -> Comparison | None:
    """Return the verdict of a code that fits. What another value's code would be is never told."""
    if not proof.fits:
        return None
    return Comparison("proof", Verdict.MATCH, proof.found.value, proof.found)


def flag_of(proof: Proof) -> Flag | None:
    """Return the flag of a code that does not fit."""
    return Flag("proof_code", proof.changed, proof.words) if proof.words else None


def _read(pieces: Sequence[Piece]) -> _Page | None:
    for piece in pieces:
        rest = _behind_label(piece, CODE_LABELS)
        if rest is None:
            continue
        around = (piece, *_beside(piece, pieces), *_under(piece, pieces, LINES_OF_A_CODE))
        for used in (around[:size] for size in range(1, len(around) + 1)):
            text = rest + "".join(tight(more.text) for more in used[1:])
            hit = _MINUTE.search(text)
            code = folded(text[: hit.start()]) if hit else ""
            if hit and len(code) == LENGTH:
                minute = f"{hit[1]}-{hit[2]}-{hit[3]} {hit[4]}:{hit[5]}"
                return _page(code, minute, used, pieces)
    return None


def _page(code: str, minute: str, used: tuple[Piece, ...], pieces: Sequence[Piece]) -> _Page:
    rest = [piece for piece in pieces if piece not in used]
    numbers = _numbers(rest)
    # Below an order's own number stand the numbers of its refunds.
    number = next((seen for seen in numbers if not seen.value.startswith(CASE)), None)
    number = number or (numbers[0] if numbers else None)
    amount = _amount(number.value if number else "", rest)
    return _Page(
        code,
        minute,
        used,
        number,
        amount,
        _status(number, amount, rest),
        tuple(dict.fromkeys(seen.value for seen in numbers))[:MAX_NUMBERS],
        tuple(dict.fromkeys(a.minor for p in rest for a in amounts_in(p.text)))[:MAX_AMOUNTS],
    )


def _claimed(page: _Page, record: OrderRecord, key: ProofKey) -> Claim | None:
    """Return what our page said: the words, of those shown and those known, that give the code."""
    own = page.amount.value if page.amount else None
    amounts = dict.fromkeys([own, *page.amounts, record.amount_minor])
    numbers = dict.fromkeys([page.number.value if page.number else "", *page.numbers])
    if is_number(record.order_no):
        numbers[record.order_no] = None
    for number, amount in product(numbers, amounts):
        for status in statuses_of(number) if number and amount is not None else ():
            claim = Claim(number, amount or 0, status, page.minute)
            if same_code(key.code(claim), page.code):
                return claim
    return None


def _changed(page: _Page, claim: Claim | None) -> tuple[str, ...]:
    assert page.number
    assert page.amount
    assert page.status
    if claim is None:
        return ("proof",)
    differing = {
        "order_no": page.number.value != claim.number,
        "amount": page.amount.value != claim.amount_minor,
        "status": page.status.value != claim.status,
    }
    return tuple(field for field, differs in differing.items() if differs)


def _surely(page: _Page, claim: Claim | None, changed: tuple[str, ...]) -> bool:
    """What accuses must be read for sure; what the code itself bears out can't be misread."""
    shown = {"order_no": page.number, "amount": page.amount, "status": page.status}
    against = [part for field, part in shown.items() if claim is None or field in changed]
    return all(_sure(part.piece) for part in against if part) and all(map(_sure, page.pieces))


def _words(page: _Page, claim: Claim | None, changed: tuple[str, ...]) -> Words:
    if claim is None or "amount" not in changed:
        names = [_name(field, page) for field in changed if claim is not None]
        what = _listed(names) if names else Words("金额、状态或编号", "amount, status or number")
        return Words(
            f"截图校验码对不上:我们的页面显示之后,图中的{what.zh}被改过。",
            f"The screenshot code does not fit: the {what.en} was changed after our page showed"
            " it.",
        )
    assert page.amount
    was, now = yuan_of(claim.amount_minor), yuan_of(page.amount.value)
    return Words(
        f"截图校验码对不上:我们的页面显示的是 {was} 元,图中是 {now} 元,金额被改过。",
        f"The screenshot code does not fit: our page showed {was}, the picture says {now};"
        " the amount was changed.",
    )


def _name(field: str, page: _Page) -> Words:
    assert page.number
    return NUMBER_WORDS[page.number.value[0]] if field == "order_no" else FIELD_WORDS[field]


def _listed(names: Sequence[Words]) -> Words:
    return Words("、".join(n.zh for n in names), " and ".join(n.en for n in names))


def _found(page: _Page) -> Found:
    return Found(
        "proof",
        grouped(page.code),
        " ".join(piece.text for piece in page.pieces),
        min(piece.score for piece in page.pieces),
        tuple(quad for piece in page.pieces for quad in piece.quads),
        any(piece.cut for piece in page.pieces),
    )


def _numbers(pieces: Sequence[Piece]) -> list[_Seen[str]]:
    """Numbers of ours, top to bottom; the groups of one may be boxes of their own."""
    found = []
    for piece in pieces:
        for text in (piece.text, piece.text + "".join(p.text for p in _beside(piece, pieces))):
            hit = _NUMBER.search(alike(tight(text)))
            if hit:
                found.append(_Seen(hit[0], piece))
                break
    return found


def _amount(about: str, pieces: Sequence[Piece]) -> _Seen[int] | None:
    labels = AMOUNT_LABELS[CASE if about.startswith(CASE) else ""]
    for piece in pieces:
        rest = _behind_label(piece, labels)
        if rest is None or (rest and not bare_amount(rest)):
            continue
        shown = bare_amount(rest) if rest else None
        if shown:
            return _Seen(shown.minor, piece)
        for value in (*_beside(piece, pieces), *_under(piece, pieces, BELOW)):
            shown = bare_amount(value.text)
            if shown:
                return _Seen(shown.minor, value)
    return None


def _status(
    number: _Seen[str] | None, amount: _Seen[int] | None, pieces: Sequence[Piece]
) -> _Seen[str] | None:
    """An order's badge stands by its number, a refund's status next above its amount."""
    if number is None or amount is None:
        return None
    meant = {bare(word).casefold(): name for name, word in every_word(statuses_of(number.value))}
    said = [
        _Seen(meant[word], piece)
        for piece in pieces
        for word in _with_or_without_icon(bare(piece.text).casefold())
        if word in meant
    ]
    line = number.piece
    if number.value.startswith(CASE):
        above = [seen for seen in said if seen.piece.middle < amount.piece.middle]
        return max(above, key=lambda seen: seen.piece.middle, default=None)
    near = [seen for seen in said if _apart(seen.piece, line) <= BELOW * line.height]
    return min(near, key=lambda seen: _apart(seen.piece, line), default=None)


def _with_or_without_icon(line: str) -> tuple[str, ...]:
    """The icon before a status may be read as a letter or digit (⑧ 没有成功), never as 未 or 不."""
    return (line, line[1:]) if line[:1].isascii() else (line,)


def _apart(one: Piece, other: Piece) -> float:
    return abs(one.middle - other.middle)


def _behind_label(piece: Piece, labels: Sequence[str]) -> str | None:
    """Return what a line says behind one of the labels, None without one; one slip is let pass."""
    text = tight(piece.text)
    for label in labels:
        head = text[: len(label)].casefold()
        slips = 1 if len(label) > len("退款金额") else 0
        if edits(label, head) <= slips:
            return text[len(label) :].lstrip(":：")
    return None


def _beside(here: Piece, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Pieces to the right on the same row, from the left."""
    row = (p for p in pieces if p is not here and p.left >= here.right - 0.6 * here.height)
    return tuple(sorted((p for p in row if same_row(here, p)), key=lambda p: p.left))


def _under(here: Piece, pieces: Sequence[Piece], heights: float) -> tuple[Piece, ...]:
    """Pieces below that stand under this one, the nearest first."""
    return tuple(
        piece
        for piece in pieces
        if 0.5 * here.height < piece.middle - here.middle <= heights * here.height
        and piece.left < here.right
        and here.left < piece.right
    )


def _sure(piece: Piece) -> bool:
    return piece.score >= SURE and not piece.cut
