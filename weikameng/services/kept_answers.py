"""A write sent twice with one Idempotency-Key is done once (P3): its answer is kept for a day."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from weikameng.domain import problem_words as words
from weikameng.domain.errors import Refusal
from weikameng.domain.kept_answers import Answer, Asked
from weikameng.records.reading import kept_answers as reading
from weikameng.records.writing import kept_answers as writing

KEPT = timedelta(hours=24)
# Who took a key and fell silent for this long is gone; the act itself stops a second one.
LOST = timedelta(minutes=1)
MAX_KEY = 255


@dataclass(frozen=True, slots=True)
class Turn:
    """A key that was taken: now it may be done, and then told or let go."""

    id: int
    began_at: datetime


def demand_key(text: str) -> None:
    """Refuse a key that is not of the form told."""
    if not (0 < len(text) <= MAX_KEY and all("!" <= sign <= "~" for sign in text)):
        raise Refusal("idempotency_key", words.KEY_SHAPE)


def fingerprint(*parts: bytes) -> str:
    """Return the digest by which the same request is known again."""
    told = hashlib.sha256()
    for part in parts:
        told.update(len(part).to_bytes(8, "big") + part)
    return told.hexdigest()


def turn_of(asked: Asked, at: datetime) -> Turn | Answer:
    """Take the key, or return the answer that is kept under it.

    Raises Refusal for a key that another request used, while the first is still under way, and
    for an answer that was shown once.
    """
    taken = writing.begin(asked, at, lost=at - LOST, forgotten=at - KEPT)
    if taken is not None:
        return Turn(taken, at)
    there = reading.kept(asked.token_id, asked.key)
    if there is None:  # let go just now
        raise _under_way()
    if there.fingerprint != asked.fingerprint:
        raise Refusal("idempotency_reused", words.KEY_REUSED)
    if there.status is None:
        raise _under_way()
    if there.sealed:
        raise Refusal("idempotency_sealed", words.KEY_SEALED)
    return Answer(there.status, there.headers, there.content)


def _under_way() -> Refusal:
    return Refusal("idempotency_in_flight", words.KEY_IN_FLIGHT, facts={"seconds": 1})


def tell(turn: Turn, answer: Answer) -> None:
    """Keep what was answered. What is sealed is known to be done, and no more."""
    writing.keep(turn.id, turn.began_at, answer)


def let_go(turn: Turn) -> None:
    """Free the key after a refusal or a failure: nothing was done."""
    writing.let_go(turn.id, turn.began_at)


def forget(at: datetime) -> int:
    """Forget what is a day old; return how many answers that were."""
    return writing.forget(at - KEPT)
