"""Questions about incidents: what one is about, how far it is, what became of every unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Count as Counted
from django.db.models import Q, Sum

from weikameng.domain.forecast import Need
from weikameng.domain.incident_report import Outcome
from weikameng.domain.incidents import Count, Failures, Fate, Finding, Scope, State
from weikameng.domain.policy.facts import TenderFacts
from weikameng.domain.policy.split import split_over
from weikameng.domain.statements import day_of
from weikameng.domain.words import Words
from weikameng.records.models import Incident, IncidentPart, Product
from weikameng.records.statements import fetch_all, statement

SCOPE = statement(Path(__file__).parent / "incident_scope.sql")
_EVERY = {"first": 0, "last": 2**63 - 1}
PAGE_SIZE = 20
REPORT_PAGE = 2000
# Failures a supplier told of; what it was never asked, or is still at, says nothing.
_FAILURES = """
SELECT p.supplier, count(*), count(*) FILTER (
    WHERE o.supplier_status IN ('failed', 'reversed') OR o.supplier_arrived = false)
FROM shop_order o JOIN product p ON p.id = o.product_id
WHERE o.paid_at >= %(since)s AND o.paid_at < %(until)s AND o.supplier_status <> ''
  AND p.supplier <> ''
GROUP BY p.supplier
"""
_COUNTS = f"""
SELECT fate, count(*), count(DISTINCT order_id),
       coalesce(sum(left_minor) FILTER (WHERE fate = 'refund'), 0)::bigint
FROM ({SCOPE}) every GROUP BY fate
"""  # noqa: S608 (our own statement)
# Money by channel: of orders that go back whole the tenders say it; the others are shared out.
_MONEY = f"""
WITH asked AS (
    SELECT order_id, sum(left_minor)::bigint AS minor FROM ({SCOPE}) every
    WHERE fate = 'refund' GROUP BY order_id
),
tenders AS (
    SELECT t.order_id, a.minor, t.position, t.route, t.amount_minor, t.refunding_minor,
           sum(t.amount_minor - t.refunding_minor) OVER (PARTITION BY t.order_id) AS total
    FROM asked a JOIN tender t ON t.order_id = a.order_id
)
SELECT NULL::bigint, route, count(*), sum(amount_minor - refunding_minor)::bigint, 0
FROM tenders WHERE total = minor AND amount_minor > refunding_minor GROUP BY route
UNION ALL
SELECT order_id, route, minor, amount_minor, refunding_minor
FROM (SELECT * FROM tenders WHERE total <> minor ORDER BY order_id, position) parts
"""  # noqa: S608
_REPORT = """
SELECT r.id, o.number, u.position, r.fate, r.amount_minor, c.number, o.paid_at,
       s.name_zh, s.name_en,
       (SELECT string_agg(DISTINCT l.state, '+') FROM payout l
        WHERE l.case_id = c.id AND r.fate = 'refund')
FROM incident_unit r
JOIN order_unit u ON u.id = r.unit_id
JOIN shop_order o ON o.id = u.order_id
JOIN product s ON s.id = o.product_id
LEFT JOIN refund_case c ON c.id = r.case_id
WHERE r.incident_id = %(incident)s AND r.id > %(after)s
ORDER BY r.id LIMIT %(limit)s
"""
_OPEN = (State.PROPOSED, State.DECLARED, State.ASKED, State.RUNNING, State.PAUSED)


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an incident would do now: units by fate, and the money each channel would pay."""

    fates: dict[Fate, Count]
    money: dict[str, Need]

    @property
    def refund(self) -> Count:
        """What would go back."""
        return self.fates.get(Fate.REFUND, Count())

    @property
    def left_out(self) -> int:
        """How many units would stay, for whatever reason."""
        return sum(count.units for fate, count in self.fates.items() if fate is not Fate.REFUND)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an incident is."""

    orders: int
    orders_done: int
    refunded: int
    refunded_minor: int
    left_out: int


def scope_of(row: Incident) -> Scope:
    """Return what an incident is about."""
    return Scope(row.supplier, row.product_id, row.since, row.until, Finding(row.finding))


def asked_of(scope: Scope) -> dict[str, Any]:
    """Return a scope as the statements take it."""
    rows = Product.objects.filter(supplier=scope.supplier) if scope.supplier else Product.objects
    if scope.product_id is not None:
        rows = rows.filter(pk=scope.product_id)
    return {
        "products": list(rows.values_list("pk", flat=True)),
        "since": scope.since,
        "until": scope.until,
        "finding": scope.finding,
    }


def dry_run(scope: Scope, at: datetime) -> DryRun:
    """Return what would become of every unit now; nothing is written."""
    asked = asked_of(scope) | _EVERY
    fates = {
        Fate(fate): Count(units, orders, minor)
        for fate, units, orders, minor in fetch_all(_COUNTS, asked)
    }
    return DryRun(fates, _money(asked, at))


def _money(asked: dict[str, Any], at: datetime) -> dict[str, Need]:
    totals: dict[str, list[int]] = {}
    parts: dict[int, tuple[int, list[TenderFacts]]] = {}
    for order_id, route, third, fourth, fifth in fetch_all(_MONEY, asked):
        if order_id is None:
            _add(totals, route, third, fourth)
        else:
            tenders = parts.setdefault(order_id, (third, []))[1]
            tenders.append(TenderFacts(route, fourth, fifth))
    for minor, tenders in parts.values():
        for route, share in split_over(tenders, minor):
            _add(totals, route, 1, share)
    return {route: Need(day_of(at), *both) for route, both in sorted(totals.items())}


def _add(totals: dict[str, list[int]], route: str, count: int, minor: int) -> None:
    found = totals.setdefault(route, [0, 0])
    found[0] += count
    found[1] += minor


def incident(incident_id: int) -> Incident | None:
    """Return one incident with its people, None for no such."""
    rows = Incident.objects.select_related("product", "declared_by", "asked_by", "approved_by")
    return rows.filter(pk=incident_id).first()


def incidents(page: int = 1) -> tuple[list[Incident], bool]:
    """Return one page of incidents, the newest first, and whether there are more."""
    start = (page - 1) * PAGE_SIZE
    rows = Incident.objects.select_related("product", "declared_by").order_by("-id")
    found = list(rows[start : start + PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def incidents_before(before: int | None, limit: int) -> list[Incident]:
    """Return the newest incidents, or the newest of those made before one."""
    rows = Incident.objects.select_related("product").order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[:limit])


def progress(incident_id: int) -> Progress:
    """Return how far one is, from its parts."""
    row = IncidentPart.objects.filter(incident_id=incident_id).aggregate(
        orders_done=Sum("orders", filter=Q(due_at=None)),
        every=Sum("orders"),
        refunded=Sum("refunded"),
        refunded_minor=Sum("refunded_minor"),
        left_out=Sum("left_out"),
    )
    found = {name: value or 0 for name, value in row.items()}
    return Progress(orders=found.pop("every"), **found)


def fates_of(incident_id: int) -> dict[Fate, int]:
    """Return how many units came to each end, the most frequent first."""
    rows = Incident.objects.filter(pk=incident_id).values("outcomes__fate")
    found = rows.annotate(units=Counted("outcomes")).order_by("-units", "outcomes__fate")
    pairs = found.values_list("outcomes__fate", "units")
    return {Fate(fate): units for fate, units in pairs if fate}


def report(incident_id: int) -> Iterator[Outcome]:
    """Yield what became of every unit, a few thousand read at a time."""
    after = 0
    while rows := _report_page(incident_id, after):
        after = rows[-1][0]
        for _, order, position, fate, minor, case, paid_at, zh, en, payout in rows:
            said = (case or "", paid_at, Words(zh, en), payout or "")
            yield Outcome(order, position, Fate(fate), minor, *said)


def _report_page(incident_id: int, after: int) -> Sequence[tuple[Any, ...]]:
    asked = {"incident": incident_id, "after": after, "limit": REPORT_PAGE}
    return fetch_all(_REPORT, asked)


def failures(since: datetime, until: datetime) -> list[Failures]:
    """Return what became of the orders every supplier was given."""
    return [Failures(*row) for row in fetch_all(_FAILURES, {"since": since, "until": until})]


def known_of(supplier: str, since: datetime) -> bool:
    """Whether an incident of this supplier is open or reaches into this time."""
    rows = Incident.objects.filter(supplier=supplier, product=None)
    return rows.filter(Q(state__in=_OPEN) | Q(until__gt=since)).exists()


def suppliers() -> list[str]:
    """Return the names of all suppliers there are goods of."""
    rows = Product.objects.exclude(supplier="").order_by("supplier")
    return list(rows.values_list("supplier", flat=True).distinct())


def goods() -> list[Product]:
    """Return every good there is, to choose from."""
    return list(Product.objects.order_by("name_zh").only("sku", "name_zh", "name_en"))


def good_named(sku: str) -> Product | None:
    """Return a good by its sku."""
    return Product.objects.filter(sku=sku).first()
