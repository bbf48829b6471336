"""Two times: the wall's, which signatures carry, and the sandbox's own, which can be advanced."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from weikameng.gateways.sandbox.over_http.books import Books

BEIJING = timezone(timedelta(hours=8))
DAY_SECONDS = 86_400


class Clock:
    """What becomes due follows ``now``; the freshness of a signature follows ``wall``."""

    def __init__(self, wall: Callable[[], float], books: Books) -> None:
        self.wall = wall
        self._books = books

    def now(self) -> float:
        """Return the sandbox's own time in seconds since 1970."""
        return self.wall() + float(self._books.kept("clock", 0))

    def advance(self, seconds: float) -> None:
        """Move the sandbox's own time on; it never goes back."""
        if seconds < 0:
            raise ValueError("time does not go back")
        with self._books.at_once():
            self._books.keep("clock", float(self._books.kept("clock", 0)) + seconds)


def beijing(at: float) -> datetime:
    """Return this moment in Beijing."""
    return datetime.fromtimestamp(at, BEIJING)


def stamp(at: float) -> str:
    """Return ``2026-11-22 10:30:00`` in Beijing, as Alipay and the bills write it."""
    return f"{beijing(at):%Y-%m-%d %H:%M:%S}"


def rfc3339(at: float) -> str:
    """Return ``2026-11-22T10:30:00+08:00``, as WeChat Pay writes it."""
    return beijing(at).isoformat(timespec="seconds")


def day_bounds(day: date) -> tuple[float, float]:
    """Return begin and end of a day in Beijing."""
    begin = datetime(day.year, day.month, day.day, tzinfo=BEIJING).timestamp()
    return begin, begin + DAY_SECONDS
