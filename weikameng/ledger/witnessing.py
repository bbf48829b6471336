"""What a witness answers (C2SP tlog-witness, add-checkpoint): decided here, stored and sent by
whoever asks; the new head must be kept before the cosignature leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from weikameng.ledger.checkpoints import Checkpoint, parse_checkpoint
from weikameng.ledger.encodings import number_of, text_of
from weikameng.ledger.hashing import EMPTY_ROOT
from weikameng.ledger.keys import VerifierKey
from weikameng.ledger.logged_proofs import MAX_PROOF_BYTES, proof_of_lines
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import BadSignature, parse_note, signatures_by
from weikameng.ledger.offline import Outcome, check_growth
from weikameng.ledger.proofs import Proof
from weikameng.ledger.verifying import TreeHead

NOTHING_SEEN = TreeHead(0, EMPTY_ROOT)


class Answer(Enum):
    """What the witness says, by its HTTP status."""

    COSIGN = 200
    MALFORMED = 400
    BAD_SIGNATURE = 403
    UNKNOWN_LOG = 404
    CONFLICT = 409  # the body is the size the witness saw last
    NOT_CONSISTENT = 422


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """A head the log asks to be cosigned, with the proof that it grew from the one before."""

    old_size: int
    proof: Proof
    note: bytes


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """The answer, the checkpoint it is about, and the size seen last."""

    answer: Answer
    checkpoint: Checkpoint | None = None
    seen_size: int = 0


def parse_witness_request(body: bytes) -> WitnessRequest:
    """Read the body of add-checkpoint, its note still closed."""
    head, blank, note = text_of(body, MAX_PROOF_BYTES, "request").partition("\n\n")
    old, *lines = head.split("\n")
    if not blank or not old.startswith("old "):
        raise Malformed("request")
    size = number_of(old.removeprefix("old "), "old_size")
    return WitnessRequest(size, proof_of_lines(lines), note.encode())


def answer_to(
    body: bytes,
    logs: Mapping[str, tuple[VerifierKey, ...]],
    latest: Callable[[str], TreeHead],
) -> WitnessAnswer:
    """Decide; ``latest`` gives the head cosigned last for an origin, or ``NOTHING_SEEN``."""
    try:
        request = parse_witness_request(body)
        note = parse_note(request.note)
        checkpoint = parse_checkpoint(note.text)
        if checkpoint.origin not in logs:
            return WitnessAnswer(Answer.UNKNOWN_LOG, checkpoint)
        if not signatures_by(note, logs[checkpoint.origin]):
            return WitnessAnswer(Answer.BAD_SIGNATURE, checkpoint)
    except BadSignature:
        return WitnessAnswer(Answer.BAD_SIGNATURE, checkpoint)
    except Malformed as error:
        unreadable = error.code == "signature_encoding"
        return WitnessAnswer(Answer.BAD_SIGNATURE if unreadable else Answer.MALFORMED)
    return _grown(request, checkpoint, latest(checkpoint.origin))


def _grown(request: WitnessRequest, checkpoint: Checkpoint, seen: TreeHead) -> WitnessAnswer:
    answer = Answer.COSIGN
    if request.old_size > checkpoint.size:
        answer = Answer.MALFORMED
    elif request.old_size != seen.size:
        answer = Answer.CONFLICT
    else:
        old = Checkpoint(checkpoint.origin, seen.size, seen.root)
        if check_growth(old, checkpoint, request.proof) is not Outcome.HOLDS:
            answer = Answer.NOT_CONSISTENT
    return WitnessAnswer(answer, checkpoint, seen.size)
