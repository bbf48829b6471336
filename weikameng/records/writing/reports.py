"""Keeps suppliers' reports: a genuine one once, with what became of it; refused ones as numbers."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from weikameng.domain.errors import Conflict
from weikameng.domain.reports import Report
from weikameng.records.models import SupplierReport

_COUNT = """
INSERT INTO report_refusal AS known (supplier, day, reason, times, last_at)
VALUES (%(supplier)s, %(day)s, %(reason)s, 1, %(at)s)
ON CONFLICT (supplier, day, reason) DO UPDATE
    SET times = known.times + 1, last_at = greatest(known.last_at, excluded.last_at)
"""


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a report: of which good, and the event it led to, if any."""

    outcome: str
    good_id: UUID | None = None
    event_id: int | None = None


def digest_of(report: Report) -> bytes:
    """Return the digest of the bytes that were signed."""
    return hashlib.sha256(report.raw).digest()


def keep(supplier: str, report: Report, became: Became, at: datetime) -> None:
    """Keep a report. Conflict when one came under this number in the same moment."""
    try:
        with transaction.atomic():
            SupplierReport.objects.create(
                supplier=supplier,
                report_id=report.report_id,
                good_id=became.good_id,
                event_id=became.event_id,
                kind=report.kind,
                happened_at=report.happened_at,
                at=at,
                digest=digest_of(report),
                outcome=became.outcome,
                used_days=report.used_days,
                self_signed=report.self_signed,
                raw=None if became.event_id else report.raw,
            )
    except IntegrityError as error:
        raise Conflict("the same report came twice at once") from error


def count(supplier: str, day: date, reason: str, at: datetime) -> None:
    """Count one that was turned away: a row a supplier, a day and a reason, whatever comes."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"supplier": supplier, "day": day, "reason": reason, "at": at})
