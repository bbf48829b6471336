"""A log of ours with its key, three witnesses, and heads they signed, for tests to spoil."""

from hashlib import sha256

from tests.ledger.trees import Reader, entries, mth
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.cosignatures import cosign
from weikameng.ledger.keys import SignatureType, SigningKey
from weikameng.ledger.logged_proofs import LoggedProof
from weikameng.ledger.notes import Note
from weikameng.ledger.offline import Trust
from weikameng.ledger.proofs import inclusion_proof

ORIGIN = "weikameng.example/log/2026"
AT = 1_795_000_000
ENTRIES = entries(100)
READ = Reader(ENTRIES)
LOG = SigningKey(ORIGIN, sha256(b"the log's test key").digest())
WITNESSES = tuple(
    SigningKey(
        f"witness{number}.example",
        sha256(b"witness %d" % number).digest(),
        SignatureType.COSIGNATURE,
    )
    for number in range(3)
)
TRUST = Trust(ORIGIN, (LOG.verifier,), tuple(key.verifier for key in WITNESSES), 2)


def checkpoint_of(size: int) -> Checkpoint:
    """The log's head at a size."""
    return Checkpoint(ORIGIN, size, mth(ENTRIES[:size]))


def note_of(checkpoint: Checkpoint, *witnesses: SigningKey) -> Note:
    """The head signed by the log and cosigned by these witnesses."""
    note = Note(checkpoint.text).signed(LOG)
    return note.joined(*(cosign(note.text, key, AT) for key in witnesses))


def proof_file(index: int, size: int) -> LoggedProof:
    """What shows that an entry is in the log, seen by two witnesses."""
    note = note_of(checkpoint_of(size), *WITNESSES[:2])
    return LoggedProof(index, inclusion_proof(index, size, READ), note.encoded())
