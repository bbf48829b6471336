"""The promises of arrival beside what was attained, for the public policy page (R9.1)."""

from datetime import datetime
from functools import lru_cache

from weikameng.domain.channel_names import route_words
from weikameng.domain.clock_words import span
from weikameng.domain.words import Words
from weikameng.records.reading.arrivals import SPANS, Kept, kept
from weikameng.services.promised import leg_arrival

# Fewer than this many say nothing about a route.
ENOUGH = 20
# Listed even before anything went back on them.
_ALWAYS = ("wallet", "alipay", "wechatpay")
_TOO_FEW = Words("数据还不够", "Not enough data yet")
_ROUTE, _PROMISE = Words("退到", "To"), Words("承诺", "Promised")

Row = list[tuple[Words, Words]]


def table(at: datetime) -> list[Row]:
    """Return one row a route, each cell with its heading; as of the last full hour.

    The promises of months are counted once an hour in each process, not for every visitor.
    """
    found = _counted(as_of(at))
    routes = [*_ALWAYS, *sorted({row.route for row in found} - set(_ALWAYS))]
    return [_row(route, {k.days: k for k in found if k.route == route}, at) for route in routes]


def as_of(at: datetime) -> datetime:
    """Return the full hour that the table was counted at."""
    return at.replace(minute=0, second=0, microsecond=0)


@lru_cache(maxsize=1)
def _counted(hour: datetime) -> tuple[Kept, ...]:
    return tuple(kept(hour))


def forget() -> None:
    """Count anew at the next look (tests)."""
    _counted.cache_clear()


def too_few() -> Words:
    """Say that there is not enough to tell."""
    return _TOO_FEW


def _row(route: str, found: dict[int, Kept], at: datetime) -> Row:
    spans = [(Words(f"近 {days} 天", f"Last {days} days"), found.get(days)) for days in SPANS]
    promise = leg_arrival(route, at).usual
    return [
        (_ROUTE, route_words(route)),
        (_PROMISE, promise),
        *((heading, _attained(row)) for heading, row in spans),
    ]


def _attained(row: Kept | None) -> Words:
    if row is None or row.count < ENOUGH:
        return _TOO_FEW
    share = f"{row.per_mille // 10}.{row.per_mille % 10}%"
    words = Words(f"{share} 按时({row.count} 笔)", f"{share} on time ({row.count} payouts)")
    if row.median_hours is None or row.ninth_hours is None:
        return words
    half, most = span(row.median_hours), span(row.ninth_hours)
    return Words(
        f"{words.zh};一半在 {half.zh}内,九成在 {most.zh}内",
        f"{words.en}; half within {half.en}, nine in ten within {most.en}",
    )
