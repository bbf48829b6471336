"""The evidence chain of an order: every item is sealed with the one before it (R7.1)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from weikameng.domain.application import RefundApplication
from weikameng.domain.errors import Conflict
from weikameng.ledger.evidence_chain import Entry, first_break, seal_of
from weikameng.records.reading.evidence import Link, last_link
from weikameng.records.reading.photograph import Photograph
from weikameng.records.writing import evidence as writing
from weikameng.records.writing.refunds import SealedEvidence
from weikameng.services import attached
from weikameng.services.attached import Item

# Everything about an order joins one chain; only a storm of items exhausts the tries.
MAX_TRIES = 20


def of_application(
    photo: Photograph, application: RefundApplication, at: datetime
) -> tuple[SealedEvidence, ...]:
    """Return what an application brings, sealed onto the order's chain as photographed."""
    items = attached.of_application(photo, application)
    return sealed(photo.evidence_position, photo.evidence_digest, items, at)


def sealed(
    position: int, digest: str, items: Iterable[Item], at: datetime
) -> tuple[SealedEvidence, ...]:
    """Seal items one after another behind the given link."""
    result: list[SealedEvidence] = []
    moment = _utc(at)
    for item in items:
        position += 1
        kept = (item.kind, item.source, moment, item.body, item.file_digest)
        digest = seal_of(digest, Entry(position, *kept, digest=""))
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


def entries_of(links: Iterable[Link]) -> Iterator[Entry]:
    """Return kept items as they are sealed and exported."""
    for link in links:
        kept = (link.kind, link.source, _utc(link.at), link.body, link.file_digest)
        yield Entry(link.position, *kept, digest=link.digest)


def broken_at(links: Iterable[Link]) -> int | None:
    """Return the first position whose digest does not follow from its content, None if whole."""
    broken = first_break(entries_of(links))
    return broken.position if broken else None


def _utc(at: datetime) -> str:
    """Microseconds in UTC: the same moment reads the same after a trip through the database."""
    return at.astimezone(UTC).isoformat()
