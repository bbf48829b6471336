"""WeChat Pay's signatures and encryption (docs/payments.md): requests, answers, notices, cards."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1

from weikameng.gateways.payments.credentials import WechatPayCredentials
from weikameng.gateways.payments.key_reading import serial_form
from weikameng.gateways.payments.outcome_table import Trust
from weikameng.gateways.payments.signatures import holds, signed

SCHEME = "WECHATPAY2-SHA256-RSA2048"
PROBE = "WECHATPAY/SIGNTEST/"
FRESH_FOR = timedelta(minutes=5)
ALGORITHM = "AEAD_AES_256_GCM"
NONCE_BYTES = 12
_STAMP_DIGITS = 12


class CannotOpen(Exception):
    """An encrypted resource that our APIv3 key does not open."""


@dataclass(frozen=True, slots=True)
class Call:
    """What of a request is signed; ``target`` is path and query exactly as they travel."""

    method: str
    target: str
    body: bytes = b""


def request_text(call: Call, timestamp: str, nonce: str) -> bytes:
    """Return what a request signs."""
    head = f"{call.method}\n{call.target}\n{timestamp}\n{nonce}\n"
    return head.encode() + call.body + b"\n"


def authorization(who: WechatPayCredentials, call: Call, timestamp: str, nonce: str) -> str:
    """Return the Authorization header of a request."""
    signature = signed(who.private_key, request_text(call, timestamp, nonce))
    return (
        f'{SCHEME} mchid="{who.mchid}",nonce_str="{nonce}",signature="{signature}",'
        f'timestamp="{timestamp}",serial_no="{who.serial}"'
    )


def answer_text(timestamp: str, nonce: str, body: bytes) -> bytes:
    """Return what an answer or a notice signs."""
    return f"{timestamp}\n{nonce}\n".encode() + body + b"\n"


def trust_in(
    headers: Mapping[str, str], body: bytes, verifiers: Mapping[str, RSAPublicKey], at: datetime
) -> Trust:
    """Say how far an answer or notice may be believed; the key is the one its serial names."""
    named = {name.lower(): value for name, value in headers.items()}
    stamp, nonce, serial, signature = (
        named.get(f"wechatpay-{part}", "") for part in ("timestamp", "nonce", "serial", "signature")
    )
    if not (stamp and nonce and serial and signature):
        return Trust.UNSIGNED
    key = next((key for name, key in verifiers.items() if _same(name, serial)), None)
    if key is None:
        return Trust.UNKNOWN_KEY
    if not holds(key, answer_text(stamp, nonce, body), signature):
        return Trust.BAD_SIGNATURE
    sent = _moment(stamp)
    return Trust.SIGNED if sent and abs(at - sent) <= FRESH_FOR else Trust.STALE


def _same(one: str, other: str) -> bool:
    return serial_form(one) == serial_form(other)


def _moment(stamp: str) -> datetime | None:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= _STAMP_DIGITS):
        return None
    return datetime.fromtimestamp(0, tz=UTC) + timedelta(seconds=min(int(stamp), 2**36))


def opened(resource: Mapping[str, Any], apiv3_key: bytes) -> bytes:
    """Decrypt the resource of a notice, or raise CannotOpen."""
    try:
        nonce = str(resource["nonce"]).encode()
        sealed = b64decode(str(resource["ciphertext"]), validate=True)
        about = str(resource.get("associated_data") or "").encode()
        if len(nonce) != NONCE_BYTES:
            raise CannotOpen("nonce")
        return AESGCM(apiv3_key).decrypt(nonce, sealed, about)
    except (KeyError, ValueError, binascii.Error, InvalidTag):
        raise CannotOpen("resource") from None


def sealed_for(key: RSAPublicKey, text: str) -> str:
    """Encrypt a card number or name for WeChat Pay (RSA-OAEP, as their interface demands)."""
    padding = OAEP(MGF1(SHA1()), SHA1(), None)  # noqa: S303
    return b64encode(key.encrypt(text.encode(), padding)).decode()
