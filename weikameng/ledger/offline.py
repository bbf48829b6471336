"""Checking without a network: is this head signed, is this entry in it, did the log only grow?
Every answer is an outcome with its facts; doors put it into words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from weikameng.ledger.checkpoints import Checkpoint, parse_checkpoint
from weikameng.ledger.cosignatures import cosigned_at
from weikameng.ledger.hashing import leaf_hash
from weikameng.ledger.keys import SignatureType, VerifierKey
from weikameng.ledger.logged_proofs import parse_logged_proof
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import BadSignature, parse_note, signatures_by
from weikameng.ledger.verifying import consistent, included


class Outcome(StrEnum):
    """What checking came to."""

    HOLDS = "holds"
    MALFORMED = "malformed"  # the detail says which part
    OTHER_LOG = "other_log"  # another origin than the one that is trusted
    NOT_SIGNED = "not_signed"  # no signature by a key of the log
    BAD_SIGNATURE = "bad_signature"  # the detail names the key
    TOO_FEW_WITNESSES = "too_few_witnesses"
    IMPOSSIBLE_TREE = "impossible_tree"  # an empty tree with a root of its own
    NOT_INCLUDED = "not_included"
    ROLLED_BACK = "rolled_back"  # the later head is smaller
    SPLIT_VIEW = "split_view"  # two roots for one size
    NOT_CONSISTENT = "not_consistent"


@dataclass(frozen=True, slots=True)
class Trust:
    """Which log is believed, by which keys, and how many of which witnesses must have seen it."""

    origin: str
    log_keys: tuple[VerifierKey, ...]
    witness_keys: tuple[VerifierKey, ...] = ()
    witnesses_needed: int = 0

    def __post_init__(self) -> None:
        keys = (*self.log_keys, *self.witness_keys)
        if not self.log_keys or len({key.public for key in keys}) != len(keys):
            raise ValueError("a log has a key, and no key counts twice")
        if not all(key.type.cosigns for key in self.witness_keys):
            raise ValueError("witnesses sign with the time")
        if any(key.type is not SignatureType.ED25519 for key in self.log_keys):
            raise ValueError("a log signs the note itself")
        if not 0 <= self.witnesses_needed <= len(self.witness_keys):
            raise ValueError("more witnesses needed than there are")


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A witness that saw this head, and when it says it did (POSIX seconds)."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class CheckedHead:
    """What a signed checkpoint is worth; believe the checkpoint only if it ``holds``."""

    outcome: Outcome
    checkpoint: Checkpoint | None = None
    witnesses: tuple[Witnessed, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CheckedEntry:
    """What a proof file is worth for one entry."""

    outcome: Outcome
    head: CheckedHead
    index: int = 0


def check_head(note: bytes, trust: Trust) -> CheckedHead:
    """Check a checkpoint: the log, its signature, the witnesses."""
    try:
        read = parse_note(note)
        checkpoint = parse_checkpoint(read.text)
        if checkpoint.origin != trust.origin:
            return CheckedHead(Outcome.OTHER_LOG, checkpoint)
        signed = signatures_by(read, (*trust.log_keys, *trust.witness_keys))
    except Malformed as error:
        return CheckedHead(Outcome.MALFORMED, detail=error.code)
    except BadSignature as error:
        return CheckedHead(Outcome.BAD_SIGNATURE, checkpoint, detail=error.key.name)
    witnesses = tuple(
        Witnessed(key.name, cosigned_at(signature.content))
        for key, signature in signed.items()
        if key in trust.witness_keys
    )
    outcome = Outcome.HOLDS
    if not any(key in signed for key in trust.log_keys):
        outcome = Outcome.NOT_SIGNED
    elif len(witnesses) < trust.witnesses_needed:
        outcome = Outcome.TOO_FEW_WITNESSES
    elif not checkpoint.is_possible:
        outcome = Outcome.IMPOSSIBLE_TREE
    return CheckedHead(outcome, checkpoint, witnesses)


def check_entry(proof: bytes, entry: bytes, trust: Trust) -> CheckedEntry:
    """Check a proof file against the entry it should prove."""
    try:
        read = parse_logged_proof(proof)
    except Malformed as error:
        head = CheckedHead(Outcome.MALFORMED, detail=error.code)
        return CheckedEntry(head.outcome, head)
    head = check_head(read.checkpoint, trust)
    if head.outcome is not Outcome.HOLDS or head.checkpoint is None:
        return CheckedEntry(head.outcome, head, read.index)
    found = included(leaf_hash(entry), read.index, head.checkpoint.head, read.hashes)
    return CheckedEntry(Outcome.HOLDS if found else Outcome.NOT_INCLUDED, head, read.index)


def check_growth(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> Outcome:
    """Check that a log only grew between two heads whose signatures were checked before."""
    if old.origin != new.origin:
        return Outcome.OTHER_LOG
    if not (old.is_possible and new.is_possible):
        return Outcome.IMPOSSIBLE_TREE
    if new.size < old.size:
        return Outcome.ROLLED_BACK
    if new.size == old.size and new.root != old.root:
        return Outcome.SPLIT_VIEW
    if old.size == 0:  # every log begins with the empty tree; there is nothing to prove
        return Outcome.NOT_CONSISTENT if proof else Outcome.HOLDS
    return Outcome.HOLDS if consistent(old.head, new.head, proof) else Outcome.NOT_CONSISTENT
