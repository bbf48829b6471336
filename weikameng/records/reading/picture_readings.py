"""Questions about readings: what waits to be read, what it is held against, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)

from weikameng.domain.reading.marks import NOT_CHECKED, READ, WAITING, Finding, Mark, Outcome
from weikameng.domain.reading.trust import LAST_JUDGED
from weikameng.records.models import (
    DecisionOnReading,
    Order,
    PictureReading,
    ReadingJudgement,
    RefundCase,
    Tender,
)

_RANKS = {mark: rank for rank, mark in enumerate(Mark)}
_MARKS = {rank: mark for mark, rank in _RANKS.items()}


@dataclass(frozen=True, slots=True)
class Unread:
    """A picture that waits: what it is meant to be, its copy, and how often it was begun."""

    evidence_id: int
    position: int
    kind: str
    copy_digest: str
    tries: int


@dataclass(frozen=True, slots=True)
class CaseToRead:
    """A case whose pictures are asked about, with everything its order's screens can show."""

    number: str
    order: Order
    tenders: Sequence[Tender]
    unopened: bool  # a card nobody has activated yet


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person said last about one verdict."""

    field: str
    verdict: str
    right: bool
    by: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Where reading stands in all: counts by state, by why not, and of decisions by finding.

    ``decided`` maps a finding to how many cases people approved and rejected before it.
    """

    states: Mapping[str, int]
    not_checked: Mapping[str, int]
    waiting_since: datetime | None
    judged: Mapping[tuple[str, bool], int]
    decided: Mapping[tuple[str, bool], int]


def case_to_read(number: str) -> CaseToRead | None:
    """Return a case with its order, product and payments."""
    case = RefundCase.objects.filter(number=number).select_related("order__product").first()
    if case is None:
        return None
    untouched = case.order.units.filter(usage__in=["none", "revealed"]).exists()
    tenders = list(case.order.tenders.order_by("position"))
    return CaseToRead(number, case.order, tenders, untouched)


def unread(order_id: int) -> list[Unread]:
    """Return the pictures of an order that wait to be read, oldest first."""
    rows = PictureReading.objects.filter(state=WAITING, evidence__order_id=order_id)
    return [
        Unread(
            row.evidence_id, row.evidence.position, row.evidence.kind,
            row.evidence.body.get("copy", ""), row.tries,
        )
        for row in rows.select_related("evidence").order_by("evidence__position")
    ]  # fmt: skip


def of_order(order_id: int) -> list[PictureReading]:
    """Return every reading of an order's pictures with its place in the chain, in order."""
    rows = PictureReading.objects.filter(evidence__order_id=order_id)
    return list(rows.select_related("evidence").order_by("evidence__position"))


def outcomes_of(order_id: int) -> list[Outcome]:
    """Return what the pictures of an order came to, in short."""
    rows = PictureReading.objects.filter(evidence__order_id=order_id)
    return [outcome(*row) for row in rows.values_list("state", "finding", "names_order")]


def outcome(state: str, finding: str, names_order: bool) -> Outcome:
    """Return one reading in short."""
    return Outcome(state, Finding(finding) if finding else None, names_order)


def to_judge(case_number: str, position: int) -> tuple[PictureReading, int] | None:
    """Return a reading of a case that was read, and whose case it is."""
    case = RefundCase.objects.filter(number=case_number).first()
    if case is None:
        return None
    rows = PictureReading.objects.filter(
        state=READ, evidence__order_id=case.order_id, evidence__position=position
    )
    row = rows.first()
    return (row, case.buyer_id) if row else None


def judgements(order_id: int) -> dict[tuple[int, str], Judged]:
    """Return the newest judgement of each field of an order's pictures, by reading and field."""
    rows = (
        ReadingJudgement.objects.filter(reading__evidence__order_id=order_id)
        .select_related("by")
        .order_by("reading_id", "field", "-pk")
        .distinct("reading_id", "field")
    )
    return {
        (row.reading_id, row.field): Judged(row.field, row.verdict, row.right, row.by.display_name)
        for row in rows
    }


def last_judged(verdict: str) -> list[bool]:
    """Return what people last said about a verdict, newest first; each field counts once."""
    newest = ReadingJudgement.objects.order_by("reading_id", "field", "-pk").distinct(
        "reading_id", "field"
    )
    rows = ReadingJudgement.objects.filter(pk__in=newest.values("pk"), verdict=verdict)
    return list(rows.order_by("-at", "-pk").values_list("right", flat=True)[:LAST_JUDGED])


def waiting_or_unchecked(case_numbers: Sequence[str]) -> list[tuple[str, int, str, str]]:
    """Return case number, position, state and code of every picture of these cases."""
    rows = PictureReading.objects.filter(evidence__order__refundcase__number__in=case_numbers)
    return list(
        rows.order_by("evidence__order__refundcase__number", "evidence__position").values_list(
            "evidence__order__refundcase__number", "evidence__position", "state", "code"
        )
    )


def cases_not_checked(limit: int) -> list[str]:
    """Return the newest cases with a picture no machine has checked, one an order."""
    rows = PictureReading.objects.filter(state=NOT_CHECKED)
    orders = rows.order_by("-evidence__order_id").values("evidence__order_id").distinct()[:limit]
    cases = RefundCase.objects.filter(order_id__in=Subquery(orders)).order_by("order_id", "-pk")
    return list(cases.distinct("order_id").values_list("number", flat=True))


def figures() -> Figures:
    """Count everything."""
    rows = PictureReading.objects.all()
    oldest = rows.filter(state=WAITING).aggregate(at=Min("asked_at"))["at"]
    not_checked = rows.filter(state=NOT_CHECKED)
    newest = ReadingJudgement.objects.order_by("reading_id", "field", "-pk").distinct(
        "reading_id", "field"
    )
    judged = ReadingJudgement.objects.filter(pk__in=newest.values("pk"))
    return Figures(
        _counts(rows, "state"),
        _counts(not_checked, "code"),
        oldest,
        _counts_of_two(judged, "verdict", "right"),
        _counts_of_two(DecisionOnReading.objects.all(), "finding", "approved"),
    )


def marked(cases: QuerySet[RefundCase], *, trusted: bool) -> QuerySet[Any]:
    """Add ``mark_rank`` to cases: the rank of the mark of their pictures, null without any."""
    mine = PictureReading.objects.filter(evidence__order_id=OuterRef("order_id"))
    worst = mine.order_by().values("evidence__order_id").annotate(least=Min(_rank(trusted)))
    named = Exists(mine.filter(names_order=True))
    agrees = _RANKS[Mark.AGREES]
    return cases.annotate(worst_rank=Subquery(worst.values("least")[:1])).annotate(
        mark_rank=Case(
            When(~named, worst_rank=agrees, then=Value(_RANKS[Mark.OPEN])), default="worst_rank"
        )
    )


def mark_at(rank: int | None) -> Mark | None:
    """Return the mark that has this rank."""
    return None if rank is None else _MARKS[rank]


def rank_of(mark: Mark) -> int:
    """Return the rank of a mark."""
    return _RANKS[mark]


def _rank(trusted: bool) -> Case:
    differs = Mark.DIFFERS if trusted else Mark.OPEN
    ranks = {
        Finding.FLAGGED: Mark.DIFFERS,
        Finding.DIFFERS: differs,
        Finding.OPEN: Mark.OPEN,
        Finding.AGREES: Mark.AGREES,
    }
    return Case(
        When(state=WAITING, then=Value(_RANKS[Mark.WAITING])),
        *(When(finding=finding, then=Value(_RANKS[mark])) for finding, mark in ranks.items()),
        default=Value(_RANKS[Mark.NOT_CHECKED]),
        output_field=IntegerField(),
    )


def _counts(rows: QuerySet[Any], key: str) -> dict[str, int]:
    return dict(rows.order_by(key).values_list(key).annotate(Count("pk")))


def _counts_of_two(rows: QuerySet[Any], key: str, yes: str) -> dict[tuple[str, bool], int]:
    found = rows.order_by(key, yes).values_list(key, yes).annotate(Count("pk"))
    return {(str(name), bool(held)): count for name, held, count in found}
