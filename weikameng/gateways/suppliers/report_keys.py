"""How suppliers sign their reports: a public key of their own, or a secret they share with us."""

import base64
import binascii
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from weikameng.domain.words import Words
from weikameng.gateways.payments.setting_reading import Fault, Reading
from weikameng.gateways.signed_reports import ED25519, HMAC
from weikameng.gateways.suppliers.credentials import FULU, XINGQUANYI
from weikameng.gateways.suppliers.reports import ReportKey

# Setting names by supplier: the public key, and the shared secret (the weaker class).
PUBLIC = {
    FULU: "WEIKAMENG_FULU_REPORT_PUBLIC_KEY",
    XINGQUANYI: "WEIKAMENG_XINGQUANYI_REPORT_PUBLIC_KEY",
}
SHARED = {FULU: "WEIKAMENG_FULU_REPORT_KEY", XINGQUANYI: "WEIKAMENG_XINGQUANYI_REPORT_KEY"}
SHORTEST_SECRET = 32
_NO_PUBLIC_KEY = Words(
    "必须是 Ed25519 公钥:32 字节的 base64。", "Must be an Ed25519 public key: base64 of 32 bytes."
)
_TOO_SHORT = Words(
    f"密钥至少 {SHORTEST_SECRET} 个字符。",
    f"The secret needs at least {SHORTEST_SECRET} characters.",
)
_ONE_OF_TWO = Words(
    "公钥和共享密钥只能设一个。", "Set either the public key or the shared secret, not both."
)


def report_keys(settings: Mapping[str, str]) -> dict[str, ReportKey]:
    """Return the keys that can work, by supplier."""
    read = {name: _read(name, settings)[0] for name in PUBLIC}
    return {name: key for name, key in read.items() if key}


def report_key_faults(settings: Mapping[str, str]) -> list[Fault]:
    """Return what is wrong with the settings of those that are set up."""
    return [fault for name in PUBLIC for fault in _read(name, settings)[1]]


def _read(name: str, settings: Mapping[str, str]) -> tuple[ReportKey | None, list[Fault]]:
    reading = Reading(name, settings)
    public, shared = reading.given(PUBLIC[name]), reading.given(SHARED[name])
    key = None
    if public and shared:
        reading.fault(SHARED[name], "one_of_two", _ONE_OF_TWO)
    elif public:
        key = _public(reading, PUBLIC[name])
    elif shared:
        key = _shared(reading, SHARED[name])
    return (None if reading.faults else key), reading.faults


def _public(reading: Reading, setting: str) -> ReportKey | None:
    try:
        raw = base64.b64decode(reading.text(setting), validate=True)
        Ed25519PublicKey.from_public_bytes(raw)
    except (binascii.Error, ValueError):
        reading.fault(setting, "no_public_key", _NO_PUBLIC_KEY)
        return None
    return ReportKey(ED25519, raw)


def _shared(reading: Reading, setting: str) -> ReportKey | None:
    secret = reading.text(setting)
    if len(secret) < SHORTEST_SECRET:
        reading.fault(setting, "too_short", _TOO_SHORT)
        return None
    return ReportKey(HMAC, secret.encode())
