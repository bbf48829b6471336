"""Suppliers report what became of a good: proven genuine, taken once, in whatever order (R11.1).

Of a redemption and a refund one wins: both hold the unit's row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from weikameng.domain.calendar import CHINA
from weikameng.domain.errors import Conflict
from weikameng.domain.reports import Report, ReportKind, ReportOutcome, ReportRejected
from weikameng.gateways.suppliers import reports as gateway
from weikameng.ledger.committed import commits
from weikameng.ledger.events import EventType
from weikameng.ledger.lives import standing_of
from weikameng.records.reading import reports as reading
from weikameng.records.reading.goods_life import GoodAsRead, exchanged_since
from weikameng.records.writing import life as life_writing
from weikameng.records.writing import orders as orders_writing
from weikameng.records.writing import reports as writing
from weikameng.records.writing.life import PLATFORM, SUPPLIER, Happening
from weikameng.records.writing.reports import Became
from weikameng.services import attached, chain, wiring

MAX_BODY = gateway.MAX_BODY
MAX_TRIES = 3
_O, _E = ReportOutcome, EventType
_EVENTS = {
    ReportKind.REVEALED: (_E.REVEALED,),
    ReportKind.ACTIVATED: (_E.ACTIVATED,),
    ReportKind.USED: (_E.ACTIVATED, _E.USED),
    ReportKind.NOT_ACTIVATED: (_E.NOT_ACTIVATED_ATTESTED,),
}
_REDEEMED = frozenset({"activated", "used", "expired"})
_NOT_YET = frozenset({"issued", "listed", "reserved", "sold", "reissued"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the supplier is told: what became of its report, and where the good stands now."""

    report_id: str
    outcome: ReportOutcome
    good_id: UUID | None = None
    state: str = ""
    events: int = 0


def served(supplier: str) -> bool:
    """Whether this supplier has a key to sign reports with."""
    return supplier in wiring.report_keys()


def receive(supplier: str, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Answer:
    """Take one report of a served supplier; the same again is answered so and changes nothing.

    Raises ReportRejected when it is not surely the supplier's: the door has ``refuse`` count it.
    """
    key = wiring.report_keys()[supplier]
    report = gateway.read_report(supplier, headers, body, key, at)
    return _kept(supplier, report, lambda: reading.named(supplier, report), at)


def told_by_shop(shop_id: int, report: Report, *, at: datetime) -> Answer:
    """Take what a shop tells of a unit of its own order, as a supplier's report is taken."""
    return _kept(f"shop:{shop_id}", report, lambda: reading.named_in_shop(shop_id, report), at)


def _kept(
    source: str, report: Report, find: Callable[[], reading.Named | None], at: datetime
) -> Answer:
    """Take one report of a source once; of the same one twice at once the other counts."""
    for _ in range(MAX_TRIES):
        if before := reading.earlier(source, report.report_id):
            return _again(report, before)
        try:
            with transaction.atomic():
                became = _taken(find(), report, at)
                writing.keep(source, report, became, at)
        except Conflict:
            continue  # it came twice at once: the other one counts
        return _answer(report, ReportOutcome(became.outcome), became.good_id)
    raise Conflict("the same report comes again and again")


def refuse(supplier: str, rejected: ReportRejected, *, at: datetime) -> None:
    """Count a report that was turned away, by reason and day in Beijing."""
    writing.count(supplier, at.astimezone(CHINA).date(), rejected.reason, at)


def delivered(order_id: int, at: datetime) -> None:
    """Take what was reported of an order's goods before they were delivered."""
    for early in reading.waiting(order_id):
        _weighed(_Said(early.report, early.unit_id, order_id, early.position), at)


@dataclass(frozen=True, slots=True)
class _Said:
    """A report, and the unit it is about."""

    report: Report
    unit_id: int
    order_id: int
    position: int


def _taken(named: reading.Named | None, report: Report, at: datetime) -> Became:
    if named is None:
        return Became(_O.NOT_FOUND)
    if named.unit_id is None or named.order_id is None:
        if life_writing.hold_card(named.good_id) is not None:
            raise Conflict("sold in this moment")
        return Became(_O.EARLY, named.good_id)
    orders_writing.hold_unit(named.unit_id)
    return _weighed(_Said(report, named.unit_id, named.order_id, named.position), at)


def _weighed(said: _Said, at: datetime) -> Became:
    """Hold a report against where the good stands, which nobody changes meanwhile."""
    good = life_writing.hold_units([said.unit_id])[said.unit_id]
    outcome = _outcome(good, said.report)
    if outcome is _O.FROZEN:
        chain.keep(said.order_id, [attached.report_refused(said.position, said.report)], at)
    if outcome is _O.TAKEN and exchanged_since(good.id, said.report.happened_at):
        outcome = _O.GIVEN_BACK  # of a key that was exchanged since: the new one is another
    if outcome is not _O.TAKEN:
        return Became(outcome, good.id)
    return Became(outcome, good.id, _written(good, said.unit_id, said.report, at))


def _outcome(good: GoodAsRead, report: Report) -> ReportOutcome:
    now = standing_of(good.state)
    if now.use == "voided":
        return _O.GIVEN_BACK
    if now.use == "used" or (now.use in _REDEEMED and report.kind is not ReportKind.USED):
        return _O.KNOWN
    if report.kind is ReportKind.REVEALED and now.use == "revealed":
        return _O.KNOWN
    if now.use in _NOT_YET and report.kind is not ReportKind.NOT_ACTIVATED:
        return _O.EARLY
    if now.frozen and report.kind is not ReportKind.NOT_ACTIVATED:
        return _O.FROZEN
    return _O.TAKEN


def _written(good: GoodAsRead, unit_id: int, report: Report, at: datetime) -> int:
    """Write what is new in a report: its events, the unit's usage, the moment it speaks of."""
    done = {_E.ACTIVATED} if standing_of(good.state).use == "activated" else set()
    events = [event for event in _EVENTS[report.kind] if event not in done]
    bound = commits(good.salt, {"evidence": report.raw})
    vouched = None if report.self_signed else PLATFORM
    said = [Happening(event, SUPPLIER, bound, vouched) for event in events[:-1]]
    said.append(Happening(events[-1], SUPPLIER, bound, vouched, report.raw))
    written = life_writing.append([(good, said)], at)
    if report.kind is ReportKind.NOT_ACTIVATED:
        life_writing.attested(good.id, report.happened_at)
    elif report.kind is ReportKind.REVEALED:
        orders_writing.shown_by_shop(unit_id, report.happened_at)
    else:
        orders_writing.redeemed(unit_id, report.kind, report.used_days)
    return written[-1]


def _again(report: Report, before: reading.Earlier) -> Answer:
    same = before.digest == writing.digest_of(report)
    outcome = ReportOutcome(before.outcome) if same else _O.REUSED_ID
    return _answer(report, outcome, before.good_id if same else None)


def _answer(report: Report, outcome: ReportOutcome, good_id: UUID | None) -> Answer:
    state, events = reading.state_of(good_id) if good_id else ("", 0)
    return Answer(report.report_id, outcome, good_id, state, events)
