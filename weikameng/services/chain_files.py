"""The chain of a case shown, handed out as a file and checked, its pictures included (R7.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from weikameng.domain.errors import not_found
from weikameng.gateways.files import FileChanged
from weikameng.ledger.evidence_chain import (
    Break,
    Entry,
    chain_file,
    first_break,
    pinned,
    written,
)
from weikameng.records.reading import evidence as reading
from weikameng.records.reading.evidence import Chain
from weikameng.services import wiring
from weikameng.services.chain import entries_of


@dataclass(frozen=True, slots=True)
class KeptChain:
    """A chain as it is kept, and what in it does not hold; None when all of it does."""

    order_number: str
    case_number: str
    policy_version: str
    entries: Sequence[Entry]
    broken: Break | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A re-encoded picture to lie beside an exported file."""

    name: str
    content: bytes


def of_case(case_number: str, *, buyer_id: int | None = None) -> KeptChain:
    """Return the chain of a case. Refusal not_found for strangers: pass the buyer's id."""
    chain = reading.chain_of_case(case_number, buyer_id=buyer_id)
    if chain is None:
        raise not_found()
    return _looked_at(chain)


def exported(kept: KeptChain, at: datetime) -> bytes:
    """Return the file of a chain, as it stands: one that is broken is handed out broken."""
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    return written(chain_file(kept.case_number, kept.order_number, moment, kept.entries))


def pictures_of(kept: KeptChain) -> Iterator[Picture]:
    """Return the copies of the pictures of a chain that still are what was sealed."""
    for entry in kept.entries:
        digest = copy_digest(entry)
        if digest and (content := sealed_file(digest)) is not None:
            yield Picture(f"{entry.position:03}-{digest}.jpg", content)


def copy_digest(entry: Entry) -> str:
    """Return the digest of the copy of an item's picture; empty without one."""
    copy = entry.body.get("copy")
    return copy if isinstance(copy, str) else ""


def checked(number: str, pin: str = "") -> KeptChain:
    """Check the chain of a case or an order with all its pictures, against a seal noted earlier.

    Refusal not_found when there is neither.
    """
    chain = reading.chain_of_case(number) or reading.chain_of_order(number)
    if chain is None:
        raise not_found()
    kept = _looked_at(chain)
    broken = kept.broken or _lost_picture(kept.entries)
    if broken is None and pin and pinned(kept.entries, pin) is None:
        broken = Break("pin")
    return KeptChain(kept.order_number, kept.case_number, kept.policy_version, kept.entries, broken)


def count() -> int:
    """Return how many chains ``check_all`` goes through."""
    return reading.count_of_chains()


def check_all() -> Iterator[tuple[str, Break | None]]:
    """Check the chain of every order with its pictures, one after the other."""
    for order_number, links in reading.chains():
        entries = tuple(entries_of(links))
        yield order_number, first_break(entries) or _lost_picture(entries)


def _looked_at(chain: Chain) -> KeptChain:
    entries = tuple(entries_of(chain.links))
    return KeptChain(
        chain.order_number,
        chain.case_number,
        chain.policy_version,
        entries,
        first_break(entries),
    )


def _lost_picture(entries: Sequence[Entry]) -> Break | None:
    for entry in entries:
        if entry.file and sealed_file(entry.file) is None:
            return Break("original", entry.position)
        if copy_digest(entry) and sealed_file(copy_digest(entry)) is None:
            return Break("copy", entry.position)
    return None


def sealed_file(digest: str) -> bytes | None:
    """Return a file that still is what was sealed; OSError when the store does not answer."""
    try:
        return wiring.files().read(digest)
    except (FileNotFoundError, FileChanged):
        return None
