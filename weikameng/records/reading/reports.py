"""Questions about suppliers' reports: what one names, what came before, what was turned away."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from weikameng.domain.reports import Report, ReportKind
from weikameng.records.models import (
    LedgerGood,
    OrderUnit,
    ReportRefusal,
    SupplierReport,
)


@dataclass(frozen=True, slots=True)
class Named:
    """The good a report names; ``unit_id`` None: a card that is not sold yet."""

    good_id: UUID
    unit_id: int | None
    order_id: int | None
    position: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """What became of a report that came before under the same number."""

    digest: bytes
    outcome: str
    good_id: UUID | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that came before its good was delivered."""

    good_id: UUID
    unit_id: int
    position: int
    report: Report


def named(supplier: str, report: Report) -> Named | None:
    """Return the good; None where this supplier has no such good."""
    if report.good:
        rows = LedgerGood.objects.filter(pk=UUID(bytes=report.good)).select_related("unit")
        of_supplier = Q(card__product__supplier=supplier) | Q(
            unit__order__product__supplier=supplier
        )
        good = rows.filter(of_supplier).first()
        if good is None:
            return None
        unit = good.unit
        return Named(
            good.pk,
            unit.pk if unit else None,
            unit.order_id if unit else None,
            unit.position if unit else 0,
        )
    number = Q(order__number=report.order_number) | Q(order__external_number=report.order_number)
    found = (
        OrderUnit.objects.filter(number, order__product__supplier=supplier, position=report.unit)
        .filter(good__isnull=False)
        .select_related("good")
        .first()
    )
    return Named(found.good.pk, found.pk, found.order_id, found.position) if found else None


def named_in_shop(shop_id: int, report: Report) -> Named | None:
    """Return the good of one unit of this shop's own order."""
    found = (
        OrderUnit.objects.filter(
            order__shop_id=shop_id, order__number=report.order_number, position=report.unit
        )
        .filter(good__isnull=False)
        .select_related("good")
        .first()
    )
    return Named(found.good.pk, found.pk, found.order_id, found.position) if found else None


def earlier(supplier: str, report_id: str) -> Earlier | None:
    """Return the report that came under this number before."""
    row = SupplierReport.objects.filter(supplier=supplier, report_id=report_id).first()
    return Earlier(bytes(row.digest), row.outcome, row.good_id) if row else None


def waiting(order_id: int) -> list[Waiting]:
    """Return what was reported of an order's goods before they were delivered, as it came."""
    rows = SupplierReport.objects.filter(good__unit__order_id=order_id, outcome="early")
    found = []
    for row in rows.select_related("good__unit").order_by("id"):
        assert row.good is not None, "asked for by its unit"
        assert row.good.unit is not None, "asked for by its unit"
        report = Report(
            report_id=row.report_id,
            kind=ReportKind(row.kind),
            happened_at=row.happened_at,
            used_days=row.used_days,
            self_signed=row.self_signed,
            raw=bytes(row.raw or b""),
        )
        found.append(Waiting(row.good.pk, row.good.unit.pk, row.good.unit.position, report))
    return found


def state_of(good_id: UUID) -> tuple[str, int]:
    """Return where a good stands, and how many events it has."""
    return LedgerGood.objects.values_list("state", "next_seq").get(pk=good_id)


def refusals(limit: int) -> list[ReportRefusal]:
    """Return what was turned away, the latest first."""
    return list(ReportRefusal.objects.order_by("-day", "supplier", "reason")[:limit])
