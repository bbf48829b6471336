"""ACS3-HMAC-SHA256: how Aliyun wants its requests signed."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Call:
    """One call; parameters travel in the query, what no address may show in ``form``, the body."""

    host: str
    action: str
    version: str
    parameters: Mapping[str, str]
    form: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def body(self) -> bytes:
        """Return the form as it is signed, and therefore as it must travel."""
        return query_of(self.form).encode()


def query_of(parameters: Mapping[str, str]) -> str:
    """Return the query as it is signed, and therefore as it must travel."""
    return "&".join(
        f"{_encoded(name)}={_encoded(value)}" for name, value in sorted(parameters.items())
    )


def signed_headers(
    call: Call, key_id: str, key_secret: str, at: datetime, nonce: str
) -> dict[str, str]:
    """Return the headers of a call, ``authorization`` among them."""
    digest = hashlib.sha256(call.body).hexdigest()
    headers = {
        **({"content-type": FORM} if call.form else {}),
        "host": call.host,
        "x-acs-action": call.action,
        "x-acs-content-sha256": digest,
        "x-acs-date": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": nonce,
        "x-acs-version": call.version,
    }
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = f"POST\n/\n{query_of(call.parameters)}\n{lines}\n{names}\n{digest}"
    text = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    said = f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"
    return headers | {"authorization": said}


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")
