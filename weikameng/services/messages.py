"""The inbox (站内信): what buyers are told, what they have read, and what only the clock tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.case_life import Event
from weikameng.domain.messages import Kind
from weikameng.domain.words import Words
from weikameng.records.reading import messages as reading
from weikameng.records.reading.messages import Key, LateLeg, Line, Spot, WantedMessages
from weikameng.records.writing import messages as writing
from weikameng.services import promised
from weikameng.services.message_words import Background, Told, told

# One round of the errand; what is left is told in the next.
BATCH = 500
# Lines whose words need the stored decision, and those that need the books.
_BY_DECISION = frozenset({Event.CLEAR, Event.ASK, Event.REJECT})
_BY_BOOKS = frozenset({Event.STICK, Event.REVERSE, Event.RESUME, Event.SETTLE})


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a door shows it; ``corrected``: it said arrived, and the money came back."""

    kind: str
    tone: str
    title: Words
    text: Words
    case_number: str
    good: Words
    at: datetime
    unread: bool
    corrected: bool


def inbox(buyer_id: int, page: int = 1) -> tuple[list[Message], bool]:
    """Return one page of a buyer's messages, newest first, and whether there are more."""
    lines, more = reading.inbox(buyer_id, page)
    behind = _background(lines)
    return [_message(line, told(line, behind)) for line in lines], more


def inbox_after(
    buyer_id: int, wanted: WantedMessages, after: Spot | None, many: int
) -> list[tuple[Spot, Message]]:
    """Return so many of a buyer's messages after a place, newest first, each with its own place."""
    lines = reading.inbox_after(buyer_id, wanted, after, many)
    behind = _background(lines)
    return [
        (
            Spot(line.at, line.case_id, line.revision, line.message),
            _message(line, told(line, behind)),
        )
        for line in lines
    ]


def opened(buyer_id: int, page: int, at: datetime) -> tuple[list[Message], bool]:
    """Return one page, and note that it was seen: with a line its case's earlier lines too."""
    lines, more = reading.inbox(buyer_id, page)
    _mark_read(lines, at)
    behind = _background(lines)
    return [_message(line, told(line, behind)) for line in lines], more


def of_case(case_id: int, revisions: Iterable[int], messages: Iterable[int]) -> list[Message]:
    """Return what a buyer was told about one case, oldest first: lines of its history by revision,
    and messages by id."""
    keys = [Key(case_id, revision, 0) for revision in revisions]
    keys += [Key(case_id, 0, message) for message in messages]
    lines = list(reading.lines_of(keys).values())[::-1]
    behind = _background(lines)
    return [_message(line, told(line, behind)) for line in lines]


def tell_what_is_due(at: datetime) -> int:
    """Tell what no line of history tells: a promise that has passed, another way (R5.1).

    Each is told once, however often this runs; returns how many there were.
    """
    late = reading.late_legs(at, promised.late_if_reversed_before(at), BATCH)
    elsewhere = reading.rerouted_unsaid(BATCH)
    news = [_late(leg) for leg in late]
    news += [
        writing.News(case_id, payout, Kind.REROUTED, f"rerouted:{number}")
        for payout, number, case_id in elsewhere
    ]
    return writing.tell(news, at)


def _late(leg: LateLeg) -> writing.News:
    back = leg.reversed_at
    return writing.News(
        leg.case_id,
        leg.payout,
        Kind.LATE,
        f"back:{leg.number}" if back else f"late:{leg.number}",
        leg.state,
        promised.made_good_by(back) if back else leg.promised_at,
    )


def _mark_read(lines: Sequence[Line], at: datetime) -> None:
    """Write nothing when nothing is new."""
    fresh = [line for line in lines if line.unread]
    if not fresh:
        return
    revisions: dict[int, int] = {}
    for line in fresh:
        if not line.message:
            revisions[line.case_id] = max(line.revision, revisions.get(line.case_id, 0))
    writing.mark_read(revisions, [line.message for line in fresh if line.message], at)


def _background(lines: Sequence[Line]) -> Background:
    """Read what the lines' words need: each kind of fact for all of them in one statement."""
    cases = {line.case_id for line in lines}
    decided = {line.case_id for line in lines if line.kind in _BY_DECISION}
    moved = {line.case_id for line in lines if line.message or line.kind in _BY_BOOKS}
    return Background(
        legs=reading.legs_of(cases) if cases else {},
        decisions=reading.decisions_of(decided) if decided else {},
        returned=reading.came_back(moved) if moved else [],
    )


def _message(line: Line, words: Told) -> Message:
    return Message(
        kind=words.kind,
        tone=words.tone,
        title=words.title,
        text=words.text,
        case_number=line.case_number,
        good=line.good,
        at=line.at,
        unread=line.unread,
        corrected=line.corrected,
    )
