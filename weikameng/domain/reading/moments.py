"""Moments as they stand on screens, to the minute or the second; blanks may have vanished
(2026-11-1708:30). A moment has no zone here: screens show the time of China.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from weikameng.domain.reading.folding import alike, plain

SLACK = timedelta(seconds=2)

_DAY = r"(?P<year>20\d\d)(?P<mark>[-/.年])(?P<month>\d{1,2})[-/.月](?P<day>\d{2}|\d)(?P<end>日|号)?"
# A speck beside a colon is read as one more mark: 01:45.:08.
_CLOCK = r"(?P<hour>\d{1,2})[:.]{1,2}(?P<minute>\d\d)(?:[:.]{0,2}(?P<second>\d\d))?"
_MOMENT = re.compile(rf"(?<![0-9]){_DAY}[\sT]*{_CLOCK}(?![0-9])")
_DATE = re.compile(rf"(?<![0-9]){_DAY}(?![0-9])")


@dataclass(frozen=True, slots=True)
class ShownMoment:
    """A moment as shown: local time of the screen, and whether it says seconds."""

    at: datetime
    to_the_second: bool
    raw: str

    @property
    def written(self) -> str:
        """The moment in one way of writing it, to the precision shown."""
        return f"{self.at:%Y-%m-%d %H:%M:%S}" if self.to_the_second else f"{self.at:%Y-%m-%d %H:%M}"

    def is_at(self, moment: datetime) -> bool:
        """Whether this can be that moment: equal to the precision shown, two seconds of slack."""
        if self.to_the_second:
            return abs(self.at - moment) <= SLACK
        return any(
            (moment + drift).replace(second=0, microsecond=0) == self.at
            for drift in (-SLACK, timedelta(0), SLACK)
        )


def moments_in(text: str) -> tuple[ShownMoment, ...]:
    """Return the full moments of a line, left to right; dates without a time are none."""
    line = _readable(text)
    return tuple(shown for hit in _MOMENT.finditer(line) if (shown := _moment(hit)) is not None)


def dates_in(text: str) -> tuple[str, ...]:
    """Return the dates of a line as 2026-11-17, with or without a time behind them."""
    line = _readable(text)
    found = [_moment(hit) for hit in _MOMENT.finditer(line)]
    rest = _MOMENT.sub(" ", line)
    days = [_day(hit) for hit in _DATE.finditer(rest)]
    return tuple(
        [f"{shown.at:%Y-%m-%d}" for shown in found if shown is not None]
        + [f"{day:%Y-%m-%d}" for day in days if day is not None]
    )


def only_moment(text: str) -> ShownMoment | None:
    """Return the moment of a line that says nothing else."""
    hit = _MOMENT.fullmatch(_readable(text))
    return _moment(hit) if hit else None


def only_date(text: str) -> str | None:
    """Return the date of a line that says nothing else, no time either."""
    return dates_in(text)[0] if _DATE.fullmatch(_readable(text)) and dates_in(text) else None


def _readable(text: str) -> str:
    # Only signs among digits: 日 stays 日, and no letter of a word becomes a digit that matters.
    return alike(plain(text)).replace("：", ":")


def _moment(hit: re.Match[str]) -> ShownMoment | None:
    year, month, day = int(hit["year"]), int(hit["month"]), int(hit["day"])
    second = hit["second"]
    try:
        at = datetime(  # noqa: DTZ001 - a screen says no zone
            year, month, day, int(hit["hour"]), int(hit["minute"]), int(second or 0)
        )
    except ValueError:
        return None
    return ShownMoment(at, second is not None, hit[0])


def _day(hit: re.Match[str]) -> datetime | None:
    try:
        return datetime(int(hit["year"]), int(hit["month"]), int(hit["day"]))  # noqa: DTZ001
    except ValueError:
        return None
