"""A witness (C2SP tlog-witness): cosigns a log's head once it has proof that the log only grew, and
shows what it cosigned last. It needs no database."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from weikameng.gateways.witness.kept import StateTrouble, WitnessState
from weikameng.ledger.cosignatures import cosign
from weikameng.ledger.keys import SigningKey, VerifierKey
from weikameng.ledger.notes import Note, parse_note, signatures_by
from weikameng.ledger.witness_replies import SIZE_TYPE
from weikameng.ledger.witnessing import Answer, WitnessAnswer, answer_to, parse_witness_request

TEXT = "text/plain; charset=utf-8"
_SAID = {
    Answer.MALFORMED: "this is no add-checkpoint request",
    Answer.BAD_SIGNATURE: "no signature of the log's key that holds",
    Answer.UNKNOWN_LOG: "this log is not witnessed here",
    Answer.NOT_CONSISTENT: "no proof that this head grew from the one cosigned last",
}


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back over HTTP."""

    status: int
    body: str
    type: str = TEXT


@dataclass(frozen=True, slots=True)
class Witness:
    """One witness: its key, the logs it knows, what it remembers; ``now`` in POSIX seconds."""

    key: SigningKey
    logs: Mapping[str, tuple[VerifierKey, ...]]
    state: WitnessState
    now: Callable[[], int]
    tell: Callable[[str], None] = field(default=lambda _line: None)
    _one_by_one: threading.Lock = field(default_factory=threading.Lock)

    def add_checkpoint(self, body: bytes) -> Response:
        """Decide, remember, then sign: in this order, and one request after the other."""
        with self._one_by_one:
            try:
                return self._decided(body)
            except (StateTrouble, OSError) as trouble:  # the disk: nothing is signed
                self.tell(str(trouble))
                return Response(500, "the witness can't remember now; try again later\n")

    def latest(self, name: str) -> Response:
        """Show the head cosigned last of a log, by the digest of its name."""
        try:
            note = self.state.note(name)
        except StateTrouble as trouble:
            self.tell(str(trouble))
            return Response(500, "the witness can't read what it kept\n")
        if note is None:
            return Response(404, "nothing was cosigned for this log\n")
        return Response(200, note.decode())

    def _decided(self, body: bytes) -> Response:
        found = answer_to(body, self.logs, self.state.latest)
        if found.answer in {Answer.COSIGN, Answer.CONFLICT, Answer.NOT_CONSISTENT}:
            checkpoint = found.checkpoint
            assert checkpoint is not None, "its signature was checked"
            note = self._signed_by_the_log(body, checkpoint.origin)
            if found.answer is Answer.COSIGN:
                return self._cosigned(note, checkpoint.origin)
            self._look_for_conflict(found, note)
        if found.answer is Answer.CONFLICT:
            return Response(found.answer.value, f"{found.seen_size}\n", SIZE_TYPE)
        return Response(found.answer.value, f"{_SAID[found.answer]}\n")

    def _cosigned(self, note: Note, origin: str) -> Response:
        signature = cosign(note.text, self.key, self.now())
        self.state.keep(origin, note.joined(signature))
        return Response(Answer.COSIGN.value, signature.line)

    def _look_for_conflict(self, found: WitnessAnswer, note: Note) -> None:
        """Two signed roots of one size convict a log, whatever proof came along."""
        assert found.checkpoint is not None, "its signature was checked"
        kept = self.state.latest(found.checkpoint.origin)
        if kept.size == found.checkpoint.size and kept.root != found.checkpoint.root:
            folder = self.state.keep_conflict(found.checkpoint.origin, note)
            if folder:
                self.tell(f"split view: two signed heads of {kept.size} entries in {folder}")

    def _signed_by_the_log(self, body: bytes, origin: str) -> Note:
        note = parse_note(parse_witness_request(body).note)
        held = signatures_by(note, self.logs[origin])
        return Note(note.text).joined(*held.values())
