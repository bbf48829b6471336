"""The promises of our own work beside what was attained, clock by clock, for the policy page."""

from datetime import datetime, timedelta
from functools import lru_cache

from weikameng.domain.clock_names import NAMES, term_words
from weikameng.domain.clock_words import span
from weikameng.domain.words import Words
from weikameng.records.reading.arrivals import SPANS
from weikameng.records.reading.attained import Attained, attained
from weikameng.records.reading.policies import promises
from weikameng.web.kept_promises import ENOUGH, Row, as_of, too_few

_STEP, _PROMISE = Words("环节", "Step"), Words("承诺", "Promised")


def table(at: datetime) -> list[Row]:
    """Return one row a clock, each cell with its heading; as of the last full hour."""
    terms = promises().terms
    spans = [_counted(as_of(at), days) for days in SPANS]
    headings = [Words(f"近 {days} 天", f"Last {days} days") for days in SPANS]
    return [
        [
            (_STEP, name),
            (_PROMISE, term_words(terms[code])),
            *((heading, _share(rows[code])) for heading, rows in zip(headings, spans, strict=True)),
        ]
        for code, name in NAMES.items()
    ]


@lru_cache(maxsize=len(SPANS))
def _counted(hour: datetime, days: int) -> dict[str, Attained]:
    return {row.clock: row for row in attained(hour - timedelta(days=days), hour)}


def forget() -> None:
    """Count anew at the next look (tests)."""
    _counted.cache_clear()


def _share(row: Attained) -> Words:
    if row.count < ENOUGH:
        return too_few()
    share = f"{row.per_mille // 10}.{row.per_mille % 10}%"
    zh, en = f"{share} 按时({row.count} 件)", f"{share} on time ({row.count})"
    if row.median_hours is None:
        return Words(zh, en)
    half = span(row.median_hours)
    return Words(f"{zh};一半在 {half.zh}内", f"{en}; half within {half.en}")
