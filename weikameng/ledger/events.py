"""Events in the life of a good as the log holds them: canonical bytes, nothing personal."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from weikameng.ledger.canonical import MAX_INTEGER, Json, canonical_leaf, read_leaf
from weikameng.ledger.encodings import base64url_of, bytes_of_base64url
from weikameng.ledger.hashing import HASH_BYTES
from weikameng.ledger.malformed import Malformed

VERSION = 1
GOOD_BYTES = 16
MAX_LINKS = 16
COMMITTED = frozenset({"order", "claim", "evidence"})
_ACTOR = re.compile("[a-z][a-z_]{0,31}")
_SKU = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_NEEDED = {"v", "type", "good", "seq", "at", "actor", "sku"}
_POSSIBLE = _NEEDED | {"prev", "links", "commit", "attested_by"}


class EventType(StrEnum):
    """What can happen to a good, and (``opened``, ``decided``, ``paid``) to a case."""

    ISSUED = "issued"
    LISTED = "listed"
    RESERVED = "reserved"
    SOLD = "sold"
    DELIVERED = "delivered"
    REVEALED = "revealed"
    ACTIVATED = "activated"
    USED = "used"
    EXPIRED = "expired"
    REFUND_REQUESTED = "refund_requested"
    REFUND_HELD = "refund_held"
    REFUND_APPROVED = "refund_approved"
    REFUND_REJECTED = "refund_rejected"
    REFUNDED = "refunded"
    VOIDED = "voided"
    REISSUED = "reissued"
    FROZEN = "frozen"
    UNFROZEN = "unfrozen"
    DISPUTED = "disputed"
    RULED = "ruled"
    NOT_ACTIVATED_ATTESTED = "not_activated_attested"
    CORRECTED = "corrected"
    OPENED = "opened"
    DECIDED = "decided"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: ``good`` is a random id, ``prev`` the leaf hash of the good's event before."""

    type: EventType
    good: bytes
    seq: int
    at: datetime
    actor: str
    sku: str
    prev: bytes = b""
    links: Mapping[str, bytes] = field(default_factory=dict)
    commit: Mapping[str, bytes] = field(default_factory=dict)
    attested_by_platform: bool = False

    def __post_init__(self) -> None:
        if len(self.good) != GOOD_BYTES or not 0 <= self.seq <= MAX_INTEGER:
            raise Malformed("event_good")
        if len(self.prev) != (HASH_BYTES if self.seq else 0):
            raise Malformed("event_prev")
        if self.at.utcoffset() is None:
            raise Malformed("event_at")
        if not _ACTOR.fullmatch(self.actor) or not _SKU.fullmatch(self.sku):
            raise Malformed("event_actor")
        if not set(self.commit) <= COMMITTED or not _are_named_hashes(self.commit):
            raise Malformed("event_commit")
        if len(self.links) > MAX_LINKS or not _are_named_hashes(self.links):
            raise Malformed("event_links")

    @property
    def payload(self) -> bytes:
        """The canonical bytes that are signed."""
        content: Json = {
            "v": VERSION,
            "type": self.type.value,
            "good": base64url_of(self.good),
            "seq": self.seq,
            "at": rfc3339(self.at),
            "actor": self.actor,
            "sku": self.sku,
        }
        for name, hashes in (("links", self.links), ("commit", self.commit)):
            if hashes:
                content[name] = {key: base64url_of(one) for key, one in hashes.items()}
        if self.seq:
            content["prev"] = base64url_of(self.prev)
        if self.attested_by_platform:
            content["attested_by"] = "platform"
        return canonical_leaf(content)


def fitting_sku(name: str) -> str:
    """Return a product's name as an entry can hold it."""
    return name if _SKU.fullmatch(name) else "unnamed"


def parse_event(payload: bytes) -> Event:
    """Read a payload; a second spelling of the same event is malformed."""
    found = read_leaf(payload)
    if not _NEEDED <= set(found) <= _POSSIBLE or found["v"] != VERSION:
        raise Malformed("event")
    if type(found["seq"]) is not int or found.get("attested_by", "platform") != "platform":
        raise Malformed("event")
    kind = _text(found, "type")
    if kind not in set(EventType):
        raise Malformed("event_type")
    event = Event(
        type=EventType(kind),
        good=bytes_of_base64url(_text(found, "good"), GOOD_BYTES, "event_good"),
        seq=found["seq"],
        at=moment_of(_text(found, "at")),
        actor=_text(found, "actor"),
        sku=_text(found, "sku"),
        prev=_hash(found["prev"], "event_prev") if "prev" in found else b"",
        links=_hashes(found, "links"),
        commit=_hashes(found, "commit"),
        attested_by_platform="attested_by" in found,
    )
    if event.payload != payload:
        raise Malformed("event")
    return event


def event_type_of(leaf: bytes) -> EventType:
    """Return what an entry of a good says happened; whether it is whole is another question."""
    try:
        return EventType(json.loads(base64.b64decode(json.loads(leaf)["payload"]))["type"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Malformed("event_type") from None


def is_actor(name: str) -> bool:
    """Say whether this can name a part that acts: short, small letters, never a person's name."""
    return bool(_ACTOR.fullmatch(name))


def _are_named_hashes(hashes: Mapping[str, bytes]) -> bool:
    return all(_ACTOR.fullmatch(key) and len(one) == HASH_BYTES for key, one in hashes.items())


def _text(found: Json, key: str) -> str:
    value: Any = found[key]
    if not isinstance(value, str):
        raise Malformed(f"event_{key}")
    return value


def _hash(value: object, code: str) -> bytes:
    if not isinstance(value, str):
        raise Malformed(code)
    return bytes_of_base64url(value, HASH_BYTES, code)


def _hashes(found: Json, key: str) -> dict[str, bytes]:
    listed = found.get(key, {})
    if not isinstance(listed, dict):
        raise Malformed(f"event_{key}")
    return {name: _hash(one, f"event_{key}") for name, one in listed.items()}


def rfc3339(at: datetime) -> str:
    """A moment as entries write it: UTC, always six decimals."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    """Read such a moment; Malformed when it is spelled in any other way."""
    if not _TIME.fullmatch(text):
        raise Malformed("event_at")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Malformed("event_at") from None
