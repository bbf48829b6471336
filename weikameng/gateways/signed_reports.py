"""How a report of use is signed: by a key of the supplier's own, or with a secret we share."""

import base64
import hashlib
import hmac
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TIMESTAMP, SIGNATURE = "Weikameng-Timestamp", "Weikameng-Signature"
ED25519, HMAC = "ed25519", "hmac-sha256"
PREFIX = b"weikameng supplier report v1\n"


def signed_text(supplier: str, timestamp: str, body: bytes) -> bytes:
    """Return what is signed: for whom, when, and the exact bytes."""
    return PREFIX + f"{supplier}\n{timestamp}\n".encode() + body


def sign(
    supplier: str, body: bytes, key: Ed25519PrivateKey | bytes, at: datetime
) -> dict[str, str]:
    """Return the headers of a report; ``key``: a private key, or the shared secret."""
    timestamp = str(int(at.timestamp()))
    text = signed_text(supplier, timestamp, body)
    if isinstance(key, bytes):
        signature = f"{HMAC}={mac_of(key, text)}"
    else:
        signature = f"{ED25519}={base64.b64encode(key.sign(text)).decode()}"
    return {TIMESTAMP: timestamp, SIGNATURE: signature}


def mac_of(secret: bytes, text: bytes) -> str:
    """Return the HMAC under a shared secret, in hex."""
    return hmac.new(secret, text, hashlib.sha256).hexdigest()
