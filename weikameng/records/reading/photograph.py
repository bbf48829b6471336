"""Photographs an order for a decision: one statement reads every fact, whatever the order holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg.rows import TupleRow

from weikameng.domain.books import own_of_shop
from weikameng.domain.case_life import State
from weikameng.domain.case_plan import TenderLeg
from weikameng.domain.evidence_list import Kept
from weikameng.domain.mirror import SHOP
from weikameng.domain.policy.facts import (
    OrderFacts,
    SupplierFacts,
    TenderFacts,
    UnitFacts,
)
from weikameng.domain.renewals import Renewal, in_time
from weikameng.ledger.encodings import base64url_of
from weikameng.ledger.events import fitting_sku
from weikameng.ledger.lives import standing_of
from weikameng.records.reading.goods_life import GoodAsRead
from weikameng.records.statements import fetch_all, fetch_one, statement

PHOTOGRAPH = statement(Path(__file__).parent / "photograph.sql")
# Only to look: no serial is drawn, so nothing is written.
LOOK = PHOTOGRAPH.replace("nextval('case_serial')", "0")
ALBUM = LOOK.replace("o.number = %(number)s", "o.number = ANY(%(numbers)s)")


# Orders of whomever, each with a fresh serial: what an incident is about.
PANORAMA = PHOTOGRAPH.replace(
    "o.number = %(number)s AND o.buyer_id = %(buyer_id)s", "o.id = ANY(%(ids)s::int8[])"
)


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """A case this order already had, a row per unit asked for."""

    number: str
    state: State
    round: int
    applied_at: datetime
    unit_id: int
    open: bool


@dataclass(frozen=True, slots=True)
class Photograph:
    """One order at one moment. ``serial`` is a fresh number for a case, used or not.

    ``kept`` is the newest of each kind on its chain: pictures, and what we attached ourselves.
    ``later_versions`` have come into force since the order's, oldest first: better ones apply (N1).
    ``supplier`` is whom the product is bought from (R4.6). ``goods`` are its units' lives.
    ``mirror`` is the shop that pays its refunds itself; empty where we do.
    """

    order_id: int
    number: str
    buyer_id: int
    fulfilment: str
    policy_version: str
    order: OrderFacts
    legs: tuple[TenderLeg, ...]
    cases: tuple[EarlierCase, ...]
    supplier_asked_at: datetime | None
    one_click_30d: int
    kept: tuple[Kept, ...]
    evidence_position: int
    evidence_digest: str
    serial: int
    later_versions: tuple[str, ...]
    supplier: str
    sku: str
    goods: tuple[GoodAsRead, ...]
    mirror: str = ""

    @property
    def own_bearer(self) -> str:
        """Who bears the refund where the shop pays it itself; empty where the policy says who."""
        return own_of_shop(self.mirror) if self.mirror else ""


def photograph(number: str, *, buyer_id: int, at: datetime) -> Photograph | None:
    """Return the order as it stands, or None when this buyer has no such order."""
    row = fetch_one(PHOTOGRAPH, {"number": number, "buyer_id": buyer_id, "at": at})
    return _developed(row) if row else None


def look(number: str, *, buyer_id: int, at: datetime) -> Photograph | None:
    """Return the same for whoever only looks: no serial is drawn."""
    row = fetch_one(LOOK, {"number": number, "buyer_id": buyer_id, "at": at})
    return _developed(row) if row else None


def album(numbers: Sequence[str], *, buyer_id: int, at: datetime) -> Mapping[str, Photograph]:
    """Return a buyer's orders by number, for a list: one statement, and no serial is drawn."""
    rows = fetch_all(ALBUM, {"numbers": list(numbers), "buyer_id": buyer_id, "at": at})
    return {row[1]: _developed(row) for row in rows}


def panorama(order_ids: Sequence[int], *, at: datetime) -> list[Photograph]:
    """Return orders by id, whosever they are, each with a serial: one statement for all."""
    rows = fetch_all(PANORAMA, {"ids": list(order_ids), "at": at}, prepared=False)
    return [_developed(row) for row in rows]


def _developed(row: TupleRow) -> Photograph:
    units, tenders, cases = row[20] or [], row[21] or [], row[22] or []
    refunded = {case[4] for case in cases if case[1] == State.REFUNDED}
    order = OrderFacts(
        goods_kind=row[3],
        units=tuple(_unit(u, closed=u[0] in refunded and u[5] >= u[2]) for u in units),
        tenders=tuple(TenderFacts(t[1], t[2], t[3], t[4]) for t in tenders),
        list_total_minor=row[6],
        paid_minor=row[7],
        paid_at=row[8],
        completed_at=row[9],
        delivered=row[9] is not None,
        promised_at=row[10],
        cross_border=row[11],
        identity_checked=bool(row[35]),
        supplier=SupplierFacts(row[12], row[14], row[13], row[15]) if row[12] else None,
        chargeback_open=row[17],
        risk_flag=row[34],  # a claim that somebody else paid, or a share by fault (H4, H9)
        promise_7d=row[18],
        renewal_reminded=in_time(Renewal(row[32], row[33]), row[8]),
        window_days=row[19],
    )
    return Photograph(
        order_id=row[0],
        number=row[1],
        buyer_id=row[2],
        fulfilment=row[4],
        policy_version=row[5],
        order=order,
        legs=tuple(TenderLeg(t[0], t[1], SHOP if row[31] else "") for t in tenders),
        cases=tuple(
            EarlierCase(c[0], State(c[1]), c[2], datetime.fromisoformat(c[3]), c[4], c[5])
            for c in cases
        ),
        supplier_asked_at=row[16],
        one_click_30d=row[23],
        kept=tuple(Kept(k[0], k[1], datetime.fromisoformat(k[2])) for k in row[24] or ()),
        evidence_position=row[25] or 0,
        evidence_digest=row[26] or "",
        serial=row[27],
        later_versions=tuple(row[28] or ()),
        supplier=row[29],
        sku=row[30],
        goods=tuple(_good(u, row[30]) for u in units if u[6]),
        mirror=row[31] or "",
    )


def _unit(u: Sequence[Any], *, closed: bool) -> UnitFacts:
    """A unit paid with 0.00 is closed by the case that returned it, not by its amount."""
    use = standing_of(u[8]).use if u[6] else ""
    # The supplier's word that it was not activated is no news any more after a day.
    recorded = use if use in {"activated", "used"} else "not_activated" if u[10] else ""
    proof = f"{base64url_of(UUID(u[6]).bytes)}#{u[9] - 1}" if u[6] and u[9] else ""
    return UnitFacts(str(u[0]), u[1], u[2], u[3], u[4], u[5], closed, recorded, proof)


def _good(unit: Sequence[Any], sku: str) -> GoodAsRead:
    salt = None if unit[7] is None else bytes.fromhex(unit[7])
    return GoodAsRead(UUID(unit[6]), fitting_sku(sku), salt, unit[8], unit[9], unit[0])
