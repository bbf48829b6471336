"""Who the log is: its name, the key that signs its heads, the key that signs the platform's
entries, and the file that remembers the head signed last.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from weikameng.gateways.kept_head import KeptHead
from weikameng.ledger.keys import SigningKey, VerifierKey, is_key_name
from weikameng.ledger.offline import Trust


@dataclass(frozen=True, slots=True)
class LogIdentity:
    """One log. Another name is another log, which remembers its own head."""

    key: SigningKey
    platform: tuple[Ed25519PrivateKey, ...] = field(repr=False)  # the first signs
    kept: KeptHead

    @property
    def origin(self) -> str:
        """The log's name, which is its key's, too."""
        return self.key.name

    @property
    def trust(self) -> Trust:
        """What its own checkpoints are held against."""
        return Trust(self.origin, (self.key.verifier,))

    def trust_under(self, note: bytes) -> Trust:
        """The same by the name a note gives itself: the log may have had another one before."""
        name = note.partition(b"\n")[0].decode(errors="replace")
        if not is_key_name(name):
            return self.trust
        return Trust(name, (VerifierKey(name, self.key.verifier.public),))


def log_identity() -> LogIdentity:
    """Return the log the settings name."""
    name = sha256(settings.LOG_ORIGIN.encode()).hexdigest()[:16]
    return LogIdentity(
        SigningKey(settings.LOG_ORIGIN, settings.LOG_KEY),
        tuple(map(Ed25519PrivateKey.from_private_bytes, settings.PLATFORM_KEYS)),
        KeptHead(Path(settings.LOG_DIR) / f"{name}.head"),
    )
