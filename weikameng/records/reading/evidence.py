"""Questions about the evidence chain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from weikameng.records.models import Evidence, Order, RefundCase


@dataclass(frozen=True, slots=True)
class Link:
    """One item of the chain as kept."""

    position: int
    kind: str
    source: str
    body: Mapping[str, Any]
    file_digest: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class End:
    """The end of a chain: the place and digest the next item follows."""

    position: int
    digest: str


def last_link(order_id: int) -> End:
    """Return the end of an order's chain; position 0 before the first item."""
    row = Evidence.objects.filter(order_id=order_id).order_by("-position").first()
    return End(row.position, row.digest) if row else End(0, "")


def newest_of(order_id: int, count: int) -> list[int]:
    """Return the ids of the last items of a chain, oldest first."""
    rows = Evidence.objects.filter(order_id=order_id).order_by("-position")
    return list(rows.values_list("pk", flat=True)[:count])[::-1]


def links_of(order_id: int) -> list[Link]:
    """Return the whole chain in order."""
    rows = Evidence.objects.filter(order_id=order_id).order_by("position")
    return [_link(row) for row in rows]


def _link(r: Evidence) -> Link:
    return Link(r.position, r.kind, r.source, r.body, r.file_digest, r.at, r.digest)


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain of one order; ``case_number`` is the case it is looked at for, if it is one."""

    order_number: str
    case_number: str
    policy_version: str
    links: Sequence[Link]


def chains() -> Iterator[tuple[str, list[Link]]]:
    """Walk all chains, one order after the other, in two streams of rows."""
    rows = Evidence.objects.select_related("order").order_by("order_id", "position")
    for _, items in groupby(rows.iterator(chunk_size=1000), key=lambda row: row.order_id):
        chain = list(items)
        yield chain[0].order.number, [_link(row) for row in chain]


def count_of_chains() -> int:
    """Return how many orders have a chain."""
    return Evidence.objects.filter(position=1).count()


def chain_of_case(number: str, *, buyer_id: int | None = None) -> Chain | None:
    """Return a case's chain in two statements; with ``buyer_id`` only if it is that buyer's."""
    cases = RefundCase.objects.filter(number=number).select_related("order__policy")
    case = (cases if buyer_id is None else cases.filter(buyer_id=buyer_id)).first()
    return _chain(case.order, case.number) if case else None


def chain_of_order(number: str) -> Chain | None:
    """Return an order's chain in two statements."""
    order = Order.objects.filter(number=number).select_related("policy").first()
    return _chain(order, "") if order else None


def _chain(order: Order, case_number: str) -> Chain:
    return Chain(order.number, case_number, order.policy.version, links_of(order.pk))


def copy_of(case_number: str, position: int, *, buyer_id: int | None = None) -> str | None:
    """Return the digest of the servable copy of an uploaded picture; None for strangers."""
    rows = Evidence.objects.filter(order__refundcase__number=case_number, position=position)
    if buyer_id is not None:
        rows = rows.filter(order__buyer_id=buyer_id)
    row = rows.first()
    return row.body.get("copy") if row else None


def pictures_of(order_id: int) -> list[Evidence]:
    """Return the pictures a buyer handed in for an order, oldest first."""
    rows = Evidence.objects.filter(order_id=order_id, source="buyer").exclude(file_digest="")
    return list(rows.order_by("position"))
