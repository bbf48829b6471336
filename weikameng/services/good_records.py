"""The public record of a good or a case: read out of the log itself, as far as it is signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from weikameng.ledger.encodings import bytes_of_base64url
from weikameng.ledger.envelopes import parse_envelope
from weikameng.ledger.events import GOOD_BYTES, Event, EventType, parse_event
from weikameng.ledger.lives import NOTHING_YET, IllegalStep, walked
from weikameng.ledger.malformed import Malformed
from weikameng.records.reading import anchors, log
from weikameng.records.reading.anchors import KeptAnchor
from weikameng.records.reading.log import Entry, SignedHead

_LENGTH = (GOOD_BYTES * 8 + 5) // 6


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One entry of a record: its place in the log and what it says."""

    index: int
    event: Event
    leaf_hash: bytes


@dataclass(frozen=True, slots=True)
class GoodRecord:
    """A record under the head signed last; ``anchor`` is the first one that covers all of it.

    ``state`` is None where a step can't have happened: then somebody tampered with the log.
    """

    good: UUID
    lines: tuple[RecordLine, ...]
    state: str | None
    signed: SignedHead
    anchor: KeptAnchor | None

    @property
    def of_case(self) -> bool:
        """Whether it is the record of a refund case, not of a good."""
        return self.lines[0].event.type is EventType.OPENED


def good_id_of(text: str) -> UUID | None:
    """Read a record number however it was copied: alone, as an address, in hexadecimal digits."""
    last = text.strip().rstrip("/").rpartition("/")[2].removesuffix(".bundle")
    plain = last.replace("-", "") if len(last) != _LENGTH else last
    try:
        if len(plain) == 2 * GOOD_BYTES:
            return UUID(hex=plain)
        return UUID(bytes=bytes_of_base64url(last, GOOD_BYTES, "good"))
    except (Malformed, ValueError):
        return None


def record_of(good_id: UUID) -> GoodRecord | None:
    """Return what the log says of a good, in three questions; None while no head covers it."""
    signed = log.published()
    if signed is None:
        return None
    entries = log.entries_of_goods([good_id], signed.size).get(good_id)
    if not entries:
        return None
    lines = tuple(_line(entry) for entry in entries)
    covering = anchors.covering(lines[-1].index + 1)
    return GoodRecord(good_id, lines, _state(lines), signed, covering)


def _state(lines: Sequence[RecordLine]) -> str | None:
    try:
        return walked(NOTHING_YET, [line.event.type for line in lines])
    except IllegalStep:
        return None


def _line(entry: Entry) -> RecordLine:
    event = parse_event(parse_envelope(bytes(entry.leaf)).payload)
    return RecordLine(entry.index, event, bytes(entry.leaf_hash))
