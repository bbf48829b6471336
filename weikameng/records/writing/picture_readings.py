"""Writes readings: that a picture waits, was begun, was read or not, and what people say of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from weikameng.domain.reading.marks import NOT_CHECKED, PERSONAL, READ, WAITING, Finding
from weikameng.records.models import (
    DecisionOnReading,
    PictureReading,
    ReadingJudgement,
    RefundCase,
)
from weikameng.records.writing import errands

READ_PICTURES = "read_pictures"
_ASK = """
INSERT INTO picture_reading (evidence_id, state, code, report, clears, finding, names_order,
                             tries, asked_at)
SELECT e.id, 'waiting', '', '{}', false, '', false, 0, %s
FROM evidence e
WHERE e.order_id = %s AND e.source = 'buyer' AND e.file_digest <> '' AND e.kind <> ALL(%s)
ON CONFLICT (evidence_id) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was read off one picture; ``report`` as JSON."""

    report: Mapping[str, Any]
    finding: Finding
    names_order: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """A person says of one verdict that it is right or not."""

    reading_id: int
    field: str
    verdict: str
    right: bool


def ask(order_id: int, case_number: str, at: datetime) -> int:
    """Put the pictures of an order that were never asked about on the list, and the errand that
    reads them, in the caller's transaction; returns how many are new.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [at, order_id, sorted(PERSONAL)])
        new = int(cursor.rowcount)
    errands.defer(READ_PICTURES, case=case_number)
    return new


def ask_again(order_id: int, at: datetime) -> int:
    """Put pictures back on the list that were read or not checked; judgements stay."""
    rows = PictureReading.objects.filter(evidence__order_id=order_id).exclude(state=WAITING)
    return rows.update(
        state=WAITING, code="", report={}, clears=False, finding="", names_order=False,
        tries=0, asked_at=at, read_at=None,
    )  # fmt: skip


def begin(evidence_id: int, tries: int) -> bool:
    """Count one more try; False when somebody else is at it or was already done."""
    held = PictureReading.objects.filter(evidence_id=evidence_id, state=WAITING, tries=tries)
    return held.update(tries=F("tries") + 1) == 1


def keep(evidence_id: int, kept: Kept, at: datetime) -> bool:
    """Keep what was read; False when somebody else was quicker."""
    waiting = PictureReading.objects.filter(evidence_id=evidence_id, state=WAITING)
    done = waiting.update(
        state=READ, report=kept.report, clears=kept.finding is Finding.AGREES,
        finding=kept.finding, names_order=kept.names_order, read_at=at,
    )  # fmt: skip
    return done == 1


def give_up(evidence_id: int, code: str, at: datetime) -> bool:
    """Keep that nobody read it and why; False when somebody else was quicker."""
    waiting = PictureReading.objects.filter(evidence_id=evidence_id, state=WAITING)
    return waiting.update(state=NOT_CHECKED, code=code, read_at=at) == 1


def judge(opinion: Opinion, by_id: int, at: datetime) -> None:
    """Keep what a person says; what was said before stays, the newest counts."""
    ReadingJudgement.objects.create(
        reading_id=opinion.reading_id,
        field=opinion.field,
        verdict=opinion.verdict,
        right=opinion.right,
        by_id=by_id,
        at=at,
    )


def decided(case_id: int, *, approved: bool, by_id: int, at: datetime) -> None:
    """Keep what the readings said when a person decided the case (in the decision's
    transaction).
    """
    order_id = RefundCase.objects.values("order_id").filter(pk=case_id)
    rows = PictureReading.objects.filter(state=READ, evidence__order_id__in=order_id)
    DecisionOnReading.objects.bulk_create(
        DecisionOnReading(
            reading=row,
            case_id=case_id,
            approved=approved,
            finding=row.finding,
            verdicts={c["field"]: c["verdict"] for c in row.report.get("comparisons", [])},
            by_id=by_id,
            at=at,
        )
        for row in rows
    )
