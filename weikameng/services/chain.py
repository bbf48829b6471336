"""The evidence chain of an order: every item is sealed with the one before it (R7.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from weikameng.domain.application import RefundApplication
from weikameng.domain.errors import Conflict
from weikameng.ledger.digest import chained
from weikameng.records.reading.evidence import Link, last_link
from weikameng.records.reading.photograph import Photograph
from weikameng.records.writing import evidence as writing
from weikameng.records.writing.refunds import SealedEvidence

# Everything about an order joins one chain; only a storm of items exhausts the tries.
MAX_TRIES = 20


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to keep: what kind, from whom, what it says, and the digest of its file if any."""

    kind: str
    source: str
    body: Mapping[str, Any]
    file_digest: str = ""


def of_application(
    photo: Photograph, application: RefundApplication, at: datetime
) -> tuple[SealedEvidence, ...]:
    """Return what the buyer handed in, sealed onto the order's chain as photographed."""
    said = {"reason": application.reason, "text": application.narrative}
    items = [Item("narrative", "buyer", said)]
    items += [
        Item(file.kind, "buyer", {"copy": file.copy_digest}, file.digest)
        for file in application.files
    ]
    return sealed(photo.evidence_position, photo.evidence_digest, items, at)


def sealed(
    position: int, digest: str, items: Iterable[Item], at: datetime
) -> tuple[SealedEvidence, ...]:
    """Seal items one after another behind the given link."""
    result: list[SealedEvidence] = []
    for item in items:
        position += 1
        digest = chained(digest, _content(position, item, at))
        result.append(
            SealedEvidence(position, item.kind, item.source, item.body, item.file_digest, digest)
        )
    return tuple(result)


def keep(order_id: int, items: Iterable[Item], at: datetime) -> None:
    """Seal items onto the chain as it stands now (call inside a transaction).

    When another item takes the place meanwhile, these go behind it.
    """
    given = tuple(items)
    for _ in range(MAX_TRIES):
        link = last_link(order_id)
        try:
            return write(order_id, sealed(link.position, link.digest, given, at), at)
        except Conflict:
            continue
    raise Conflict("the evidence chain is growing faster than we can write")


def write(order_id: int, items: tuple[SealedEvidence, ...], at: datetime) -> None:
    """Write sealed items; Conflict when another item took their place."""
    writing.keep(order_id, items, at)


def broken_at(links: Iterable[Link]) -> int | None:
    """Return the first position whose digest does not follow from its content, None if whole."""
    digest = ""
    for link in links:
        item = Item(link.kind, link.source, link.body, link.file_digest)
        digest = chained(digest, _content(link.position, item, link.at))
        if digest != link.digest:
            return link.position
    return None


def _content(position: int, item: Item, at: datetime) -> dict[str, Any]:
    return {
        "position": position,
        "kind": item.kind,
        "source": item.source,
        "body": item.body,
        "file": item.file_digest,
        # Microseconds in UTC: the same moment reads the same after a trip through the database.
        "at": at.astimezone(UTC).isoformat(),
    }
