"""What the supplier said about an order, for the desk's facts and for the buyer (R3.3)."""

from dataclasses import dataclass
from datetime import datetime

from weikameng.domain import supply_words
from weikameng.domain.words import Words
from weikameng.records.reading.supplying import Said, said_about

# Older questions are on the chain; the page shows how it stands.
SHOWN = 5
_TONES = {True: "ok", False: "bad", None: "warn"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One line: when, what it means, whether a signature proves it, and its seal's first digits."""

    at: datetime
    tone: str
    meaning: Words
    signed: bool
    seal: str


@dataclass(frozen=True, slots=True)
class SupplierSaid:
    """All a page shows of it; ``answers`` newest first. Without a question there is nothing."""

    name: Words
    answers: tuple[Answer, ...]
    contradicts: bool
    asked: int


def for_desk(order_id: int) -> SupplierSaid | None:
    """Return what the desk sees; None when nobody was asked about this order."""
    said = said_about(order_id)
    if not said:
        return None
    return SupplierSaid(
        name=supply_words.name_words(said[-1].supplier),
        answers=tuple(_line(one) for one in reversed(said[-SHOWN:])),
        contradicts=_contradict(said),
        asked=sum(one.asked for one in said),
    )


def for_buyer(order_id: int, now: datetime, *, with_person: bool) -> Words | None:
    """Return one sentence; None when there is nothing a buyer could use.

    What is not clear is only news while a person has the case.
    """
    said = [one for one in said_about(order_id) if one.asked and one.status]
    if not said:
        return None
    clear = [one for one in said if one.arrived is not None]
    newest = clear[-1] if clear and not _contradict(said) else said[-1]
    arrived = None if _contradict(said) else newest.arrived
    if arrived is None and not with_person:
        return None
    return supply_words.told_words(newest.at, arrived, now)


def _contradict(said: list[Said]) -> bool:
    return {True, False} <= {one.arrived for one in said}


def _line(one: Said) -> Answer:
    return Answer(
        one.at,
        _TONES[one.arrived],
        supply_words.meaning_of(one.status, one.code, one.arrived),
        one.signed,
        one.answer_digest[:12],
    )
