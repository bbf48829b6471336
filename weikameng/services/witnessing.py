"""Asks witnesses to cosign the newest head. Each is asked on its own, by nobody who signs: one that
is slow, down or lying holds up nothing. What convicts the log is kept and told (R11.2).
"""

import logging
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from weikameng.domain.witness_words import (
    at_witness,
    witness_ahead,
    witness_claims,
    witness_split,
)
from weikameng.domain.words import Words
from weikameng.gateways.witness.asking import WitnessLine, WitnessTrouble, heard
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.cosignatures import cosigned_at
from weikameng.ledger.hashing import EMPTY_ROOT
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import Note, parse_note
from weikameng.ledger.offline import Outcome, check_head
from weikameng.ledger.witness_replies import cosignature_of, request_body, size_seen
from weikameng.ledger.witnessing import Answer
from weikameng.records.reading import log as heads
from weikameng.records.reading import witnesses as reading
from weikameng.records.reading.log import SignedHead
from weikameng.records.reading.witnesses import Cosignature
from weikameng.records.writing import witnesses as writing
from weikameng.records.writing.log import alarm
from weikameng.records.writing.only_one import only_one
from weikameng.services import log_reading, witness_policy
from weikameng.services.log_identity import LogIdentity, log_identity
from weikameng.services.log_standing import SeenHead
from weikameng.services.witness_policy import Known

__all__ = ["Asker", "WitnessTrouble", "alone", "askers", "heads_of_witnesses"]
log = logging.getLogger("weikameng.witnesses")
ATTEMPTS = 4  # it names its size, we begin there; others of us may have been faster
START_SECONDS = 3.0


class Asked(Enum):
    """What came of asking."""

    NOTHING_SIGNED = "nothing_signed"
    COSIGNED = "cosigned"
    CONFLICT = "conflict"  # an alarm says what


def alone(witness: Known) -> AbstractContextManager[bool]:
    """Be the one who asks this witness as long as this lasts; False while another process is."""
    return only_one(f"weikameng/log/witness/{witness.key.vkey}")


def head_to_ask(at: datetime, seen: int) -> SignedHead | None:
    """Return the newest head of the second before: all witnesses are asked for the same heads,
    otherwise none of fifty a second would have enough of them."""
    found = reading.signed_before(at.replace(microsecond=0))
    return heads.published() if found is None or found.size < seen else found


def askers() -> list["Asker"]:
    """Return one for each witness of the policy."""
    own = log_identity()
    return [Asker(own, one, line) for one, line in witness_policy.witness_lines()]


@dataclass(slots=True)
class Asker:
    """Asks one witness; ``seen`` is the size it has, as far as we know."""

    log: LogIdentity
    witness: Known
    line: WitnessLine
    seen: int = -1

    def ask(self, at: datetime) -> Asked:
        """Ask for the head of this second. Raises WitnessTrouble when the witness is of no use."""
        if self.seen < 0:
            self.seen = reading.last_size(self.witness.key.vkey)
        for _ in range(ATTEMPTS):
            signed = head_to_ask(at, self.seen)
            if signed is None:
                return Asked.NOTHING_SIGNED
            if self.seen > signed.size:
                return self._conflict(signed, at)
            reply = self.line.add(_request(self.seen, signed))
            if reply.status == Answer.COSIGN.value:
                self._keep(signed, reply.body, at)
                return Asked.COSIGNED
            if reply.status == Answer.NOT_CONSISTENT.value:
                return self._conflict(signed, at)
            if reply.status != Answer.CONFLICT.value:
                raise WitnessTrouble(f"status_{reply.status}")
            self.seen = _size_in(reply.body)
        raise WitnessTrouble("busy")

    def _keep(self, signed: SignedHead, body: bytes, at: datetime) -> None:
        text = parse_note(signed.note.encode()).text
        try:
            found = cosignature_of(body, text, self.witness.key, int(at.timestamp()))
        except Malformed as error:
            raise WitnessTrouble(error.code) from None
        self.seen = signed.size
        when = datetime.fromtimestamp(cosigned_at(found.content), UTC)
        writing.keep(Cosignature(signed.size, self.witness.key.vkey, found.line, when, at))

    def _conflict(self, signed: SignedHead, at: datetime) -> Asked:
        """It has seen what we have not. Its word alone is trouble; our own signature convicts."""
        theirs = _shown(self.line, self.log)
        evidence = {"witness": self.witness.key.vkey}
        seen, self.seen = self.seen, -1
        if theirs is not None:
            seen = theirs.size
            evidence["theirs"] = theirs.note
            if ours := heads.checkpoint_since(theirs.size):
                evidence["ours"] = ours.note
        if theirs is not None and _differs(theirs, signed.size):
            self._alarm("split_view", witness_split(self.witness.name, seen), evidence, at)
        elif theirs is not None and seen > signed.size:
            words = witness_ahead(self.witness.name, seen)
            self._alarm("witness_ahead", words, evidence, at)
        elif seen > signed.size:  # its word alone: told once, whatever number it names
            words = witness_claims(at_witness(self.witness.name))
            self._alarm("witness_ahead", words, evidence, at)
        else:
            raise WitnessTrouble("refuses")
        return Asked.CONFLICT

    def _alarm(self, code: str, words: Words, evidence: dict[str, str], at: datetime) -> None:
        if alarm(code, words, evidence, at):
            log.error("%s", words.en)


def heads_of_witnesses() -> list[SeenHead]:
    """Ask all witnesses, before anything is signed, for heads of this log that we don't have.

    One that doesn't answer in time is not waited for: it hears of the next head anyway.
    """
    own, signed = log_identity(), heads.published()
    size = signed.size if signed else 0
    note = signed.note.encode() if signed else _empty(own)
    asked = [
        (lambda one=one, line=line: _probe(own, one, line, size, note))
        for one, line in witness_policy.witness_lines()
    ]
    return [found for found in heard(asked, START_SECONDS) if found]


def _probe(
    own: LogIdentity, witness: Known, line: WitnessLine, size: int, note: bytes
) -> SeenHead | None:
    reply = line.add(request_body(size, (), note))
    where = at_witness(witness.name)
    if reply.status == Answer.CONFLICT.value and (ahead := _size_in(reply.body)) > size:
        return _shown(line, own, where) or SeenHead(where, ahead, None)
    if reply.status == Answer.NOT_CONSISTENT.value:
        return _shown(line, own, where) or SeenHead(where, size, b"")
    return None


def _shown(line: WitnessLine, own: LogIdentity, where: Words | None = None) -> SeenHead | None:
    """The head it shows, if this log's own key signed it: nobody else can make that up."""
    try:
        note = line.latest(own.origin)
    except WitnessTrouble:
        return None
    checked = check_head(note, own.trust) if note else None
    if checked is None or checked.checkpoint is None or checked.outcome is not Outcome.HOLDS:
        return None
    found, text = checked.checkpoint, (note or b"").decode()
    return SeenHead(where or Words("", ""), found.size, found.root, text)


def _differs(theirs: SeenHead, size: int) -> bool:
    if theirs.size > size:
        return False  # what follows there may follow here: it is ahead
    try:
        return log_reading.root_at(theirs.size) != theirs.root
    except Malformed:  # our tiles are broken: the audit says where
        return True


def _request(old: int, signed: SignedHead) -> bytes:
    proof = log_reading.consistency(old, signed.size) if old else ()
    return request_body(old, proof, signed.note.encode())


def _size_in(body: bytes) -> int:
    try:
        return size_seen(body)
    except Malformed:
        raise WitnessTrouble("size") from None


def _empty(own: LogIdentity) -> bytes:
    """The head of no entries: every log begins with it, so signing it commits to nothing."""
    return Note(Checkpoint(own.origin, 0, EMPTY_ROOT).text).signed(own.key).encoded()
