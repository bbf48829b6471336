"""Which one-click refunds a person looks at afterwards, and what was found (R10.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from weikameng.domain.figures.counted import Sampled
from weikameng.domain.words import Words
from weikameng.records.models import SampleReview
from weikameng.records.statements import fetch_all, fetch_one, statement

PAGE_SIZE = 20
_SAMPLE = statement(Path(__file__).parent / "samples.sql")
_COUNTED = """
SELECT (SELECT count(*) FROM given), count(*), count(*) FILTER (WHERE agrees),
       count(*) FILTER (WHERE NOT agrees)
FROM sample
"""
_LISTED = """
SELECT s.id, s.number, s.buyer_id, s.amount_minor, s.applied_at, p.name_zh, p.name_en, s.agrees,
       coalesce(s.note, ''), s.looked_at, coalesce(u.display_name, '')
FROM sample s
JOIN shop_order o ON o.id = s.order_id
JOIN product p ON p.id = o.product_id
LEFT JOIN person u ON u.id = s.by_id
WHERE CASE %(show)s::text WHEN 'waiting' THEN s.agrees IS NULL WHEN 'wrong' THEN NOT s.agrees
                    WHEN 'one' THEN s.number = %(number)s ELSE s.agrees IS NOT NULL END
ORDER BY CASE WHEN s.agrees IS NULL THEN s.applied_at END, s.looked_at DESC, s.id DESC
LIMIT %(size)s OFFSET %(start)s
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A refund that was drawn; ``agrees`` is None while nobody has looked at it."""

    case_id: int
    number: str
    buyer_id: int
    amount_minor: int
    applied_at: datetime
    name_zh: str
    name_en: str
    agrees: bool | None
    note: str
    looked_at: datetime | None
    by: str

    @property
    def name(self) -> Words:
        """What was bought."""
        return Words(self.name_zh, self.name_en)


@dataclass(frozen=True, slots=True)
class Sample:
    """Which sample: of what span, and how many of a hundred are drawn."""

    since: datetime
    until: datetime
    share: int


def listed(sample: Sample, show: str, page: int) -> tuple[list[Drawn], bool]:
    """Return one page of the sample: waiting (the oldest first), seen, or wrong; whether more."""
    rows = _rows(sample, show, start=(page - 1) * PAGE_SIZE)
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def drawn(sample: Sample, number: str) -> Drawn | None:
    """Return a case if it is in the sample."""
    return next(iter(_rows(sample, "one", number=number)), None)


def counted(sample: Sample) -> Sampled:
    """Return how many were given, drawn, found right and found wrong."""
    given = {"since": sample.since, "until": sample.until, "share": sample.share}
    row = fetch_one(_SAMPLE + _COUNTED, given)
    assert row is not None, "counting always gives a row"
    return Sampled(*row)


def looks_at(case_id: int) -> Sequence[SampleReview]:
    """Return every look at a case, newest first."""
    rows = SampleReview.objects.filter(case_id=case_id).select_related("by")
    return list(rows.order_by("-id"))


def _rows(sample: Sample, show: str, *, number: str = "", start: int = 0) -> list[Drawn]:
    given = {
        "since": sample.since,
        "until": sample.until,
        "share": sample.share,
        "show": show,
        "number": number,
        "size": PAGE_SIZE + 1,
        "start": start,
    }
    return [Drawn(*row) for row in fetch_all(_SAMPLE + _LISTED, given)]
