"""What the readings of a case's pictures come to: a finding a picture, one mark a case (R3.4). A
mark clears a case or orders the queue; nothing here can refuse one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from weikameng.domain.policy.facts import PicturesChecked
from weikameng.domain.reading.examining import Examination
from weikameng.domain.reading.verdicts import SURE, Verdict
from weikameng.domain.words import Words

# Papers about a person say nothing about an order: nobody's identity card is read by a machine.
PERSONAL = frozenset(
    {"identity_check", "guardian_id", "minor_id", "guardianship_proof", "police_report"}
)
# Flags that stand on a "differs"; the others stand on their own.
_OF_DIFFERS = frozenset({"other_order", "altered", "contradicts", "check_digits"})
_NUMBERS = frozenset({"order_no", "trade_no"})
WAITING, READ, NOT_CHECKED = "waiting", "read", "not_checked"  # states of a reading


class Finding(StrEnum):
    """What one picture came to, the most telling first."""

    FLAGGED = "flagged"
    DIFFERS = "differs"
    OPEN = "open"
    AGREES = "agrees"


class Mark(StrEnum):
    """What a case's pictures come to, in the order that decides between them."""

    DIFFERS = "differs"
    WAITING = "waiting"
    NOT_CHECKED = "not_checked"
    OPEN = "open"
    AGREES = "agrees"


MARK_WORDS = {
    Mark.DIFFERS: Words("图片有出入,请看", "Pictures differ: look"),
    Mark.WAITING: Words("图片识别中", "Pictures being read"),
    Mark.NOT_CHECKED: Words("图片未核对", "Pictures not checked"),
    Mark.OPEN: Words("图片看不全", "Pictures not readable"),
    Mark.AGREES: Words("图片一致", "Pictures agree"),
}
# The same in the words of the declared fact ``pictures_checked``.
FACT: Mapping[Mark, PicturesChecked] = {
    Mark.DIFFERS: "flagged",
    Mark.WAITING: "not_checked",
    Mark.NOT_CHECKED: "not_checked",
    Mark.OPEN: "open",
    Mark.AGREES: "agree",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One picture's reading in short; ``finding`` None until it was read.

    ``names_order``: the order's own number or its transaction number stands on it.
    """

    state: str
    finding: Finding | None = None
    names_order: bool = False


def finding_of(examined: Examination) -> Finding:
    """Return what a picture came to. It agrees when it shows something and all of that matches.

    What was only guessed at (steadied from a shaken photograph, say) helps a person to see, and
    clears nothing.
    """
    if any(flag.code not in _OF_DIFFERS for flag in examined.flags):
        return Finding.FLAGGED
    verdicts = {c.verdict for c in examined.comparisons} - {Verdict.NOT_SHOWN}
    if Verdict.DIFFERS in verdicts or examined.flags:
        return Finding.DIFFERS
    return Finding.AGREES if verdicts == {Verdict.MATCH} and _all_sure(examined) else Finding.OPEN


def _all_sure(examined: Examination) -> bool:
    return all(c.found is None or c.found.score >= SURE for c in examined.comparisons)


def names_order(examined: Examination) -> bool:
    """Whether the picture shows this order's number, or that of its payment."""
    return any(c.field in _NUMBERS and c.verdict == Verdict.MATCH for c in examined.comparisons)


def mark_of(pictures: Iterable[Outcome], *, trusted: bool = True) -> Mark | None:
    """Return the mark of a case, None without pictures.

    While "differs" is not ``trusted`` it counts as not readable. Pictures agree when each does
    and one of them says which order it is about.
    """
    every = list(pictures)
    if not every:
        return None
    marks = {_mark(one, trusted) for one in every}
    worst = next(mark for mark in Mark if mark in marks)
    if worst is Mark.AGREES and not any(one.names_order for one in every):
        return Mark.OPEN
    return worst


def still_stands(code: str, *, trusted: bool) -> bool:
    """Whether a flag is shown: one that stands on "differs" only while that is trusted."""
    return trusted or code not in _OF_DIFFERS


def _mark(one: Outcome, trusted: bool) -> Mark:
    if one.state == WAITING:
        return Mark.WAITING
    if one.finding is None:
        return Mark.NOT_CHECKED
    if one.finding is Finding.DIFFERS:
        return Mark.DIFFERS if trusted else Mark.OPEN
    return {
        Finding.FLAGGED: Mark.DIFFERS,
        Finding.OPEN: Mark.OPEN,
        Finding.AGREES: Mark.AGREES,
    }[one.finding]
