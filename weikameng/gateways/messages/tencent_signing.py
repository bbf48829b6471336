"""TC3-HMAC-SHA256: how Tencent Cloud wants its requests signed."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

ALGORITHM = "TC3-HMAC-SHA256"
CONTENT_TYPE = "application/json; charset=utf-8"
_HEADERS = "content-type;host"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a service; the parameters are the body."""

    host: str
    service: str
    body: bytes


def authorization(call: Call, secret_id: str, secret_key: str, at: datetime) -> str:
    """Return the header ``authorization`` for a call made at that moment."""
    utc = at.astimezone(UTC)
    scope = f"{utc:%Y-%m-%d}/{call.service}/tc3_request"
    request = "\n".join(
        [
            "POST",
            "/",
            "",
            f"content-type:{CONTENT_TYPE}",
            f"host:{call.host}",
            "",
            _HEADERS,
            hashlib.sha256(call.body).hexdigest(),
        ]
    )
    hashed = hashlib.sha256(request.encode()).hexdigest()
    text = f"{ALGORITHM}\n{int(utc.timestamp())}\n{scope}\n{hashed}"
    key = f"TC3{secret_key}".encode()
    for part in scope.split("/"):
        key = _mac(key, part)
    signature = _mac(key, text).hex()
    return (
        f"{ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={_HEADERS},"
        f" Signature={signature}"
    )


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
