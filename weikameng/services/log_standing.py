"""Before anything is signed: is the log in the database the one that was signed so far? A restored
backup would show the world a second history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.log_words import (
    DATABASE,
    another_history,
    behind,
    file_words,
    head_and_tiles,
    not_a_head,
)
from weikameng.domain.witness_words import witness_claims
from weikameng.domain.words import Words
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.offline import Outcome, Trust, check_head
from weikameng.records.reading import log as reading
from weikameng.records.writing.log import alarm
from weikameng.services.log_identity import LogIdentity
from weikameng.services.log_reading import root_at


class LogRefused(Exception):
    """Nothing may be signed; ``words`` say what differs, where, and what to do."""

    def __init__(self, code: str, words: Words, note: str = "") -> None:
        super().__init__(words.en)
        self.code = code
        self.words = words
        self.note = note  # the signed head that convicts, where there is one


@dataclass(frozen=True, slots=True)
class SeenHead:
    """A head somebody keeps of this log: where, its size and root, and its note if it has one."""

    where: Words
    size: int
    root: bytes | None  # None: a witness names a size and shows nothing
    note: str = ""


def check(log: LogIdentity, elsewhere: Sequence[SeenHead] = ()) -> None:
    """Compare the database with every head that is known. Raises LogRefused."""
    head = reading.head()
    held = head.size if head else 0
    if head and _root(head.size) != head.frontier.root:
        raise LogRefused("head_and_tiles", head_and_tiles(head.size))
    for seen in (*_own_heads(log), *elsewhere):
        if seen.root is None:
            raise LogRefused("witness_ahead", witness_claims(seen.where))
        if seen.size > held:
            raise LogRefused("restored_backup", behind(seen.where, seen.size, held), seen.note)
        if _root(seen.size) != seen.root:
            raise LogRefused("another_history", another_history(seen.where, seen.size), seen.note)


def sound_alarm(refused: LogRefused, at: datetime) -> bool:
    """Write down why nothing is signed; False when that was written down before."""
    evidence = {"note": refused.note} if refused.note else {}
    return alarm(refused.code, refused.words, evidence, at)


def _root(size: int) -> bytes:
    try:
        return root_at(size)
    except Malformed:  # a tile is gone
        return b""


def _own_heads(log: LogIdentity) -> list[SeenHead]:
    found = []
    if kept := log.kept.read():
        found.append(_checked(kept, log.trust, file_words(str(log.kept.path))))
    if last := reading.published():
        note = last.note.encode()
        found.append(_checked(note, log.trust_under(note), DATABASE))
    return found


def _checked(note: bytes, trust: Trust, where: Words) -> SeenHead:
    checked = check_head(note, trust)
    if checked.outcome is not Outcome.HOLDS or checked.checkpoint is None:
        raise LogRefused("not_a_head", not_a_head(where, _why(checked.outcome, checked.detail)))
    found: Checkpoint = checked.checkpoint
    return SeenHead(where, found.size, found.root, note.decode())


def _why(outcome: Outcome, detail: str) -> str:
    return f"{outcome}: {detail}" if detail else str(outcome)
