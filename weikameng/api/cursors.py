"""Pages by cursor: where the last one ended, in a form that promises nothing."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar

from ninja import Query
from pydantic import Field

from weikameng.domain.errors import Refusal
from weikameng.domain.problem_words import CURSOR

Row = TypeVar("Row")
# What a list goes by: an id, or several numbers of which the first counts most.
Place = int | tuple[int, ...]
MAX_LIMIT, MAX_CURSOR, MAX_ID = 100, 200, 2**63 - 1
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
Limit = Annotated[int, Query(20, ge=1, le=MAX_LIMIT, description="how many at most")]
Cursor = Annotated[str, Query("", max_length=MAX_CURSOR, description="``next`` of the page before")]
NextCursor = Annotated[str | None, Field(description="the next page's cursor; null on the last")]


def page_of(
    rows: Sequence[Row],
    limit: int,
    out: Callable[[Row], Any],
    place: Callable[[Row], Place],
) -> dict[str, Any]:
    """Return the answer of one page: ``items`` and ``next``.

    ``rows`` is what the reading gave for ``limit + 1`` rows after the cursor's place, in its
    order; ``place`` is what that order goes by.
    """
    shown = rows[:limit]
    more = len(rows) > limit
    return {
        "items": [out(row) for row in shown],
        "next": cursor_at(place(shown[-1])) if more else None,
    }


def cursor_at(place: Place) -> str:
    """Return the cursor after a place."""
    numbers = [place] if isinstance(place, int) else list(place)
    told = json.dumps(numbers, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def place_in(cursor: str) -> int | None:
    """Return the id a cursor ends at, None without one; Refusal for what is no cursor."""
    found = places_in(cursor, 1)
    return found[0] if found else None


def places_in(cursor: str, many: int) -> tuple[int, ...] | None:
    """Return so many numbers a cursor ends at, None without one.

    Refusal for what is no cursor, or one of a list that goes by more or fewer.
    """
    if not cursor:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise Refusal("cursor", CURSOR) from error
    if type(found) is not list or len(found) != many:
        raise Refusal("cursor", CURSOR)
    if any(type(number) is not int or not 0 <= number <= MAX_ID for number in found):
        raise Refusal("cursor", CURSOR)
    return tuple(found)


def micros_of(moment: datetime) -> int:
    """Return a moment as a number of a place, in microseconds."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(micros: int) -> datetime:
    """Return the moment a number of a place is; Refusal for one beyond the calendar."""
    try:
        return EPOCH + micros * MICROSECOND
    except OverflowError as error:
        raise Refusal("cursor", CURSOR) from error


def moment_in(cursor: str) -> tuple[datetime, int] | None:
    """Return moment and id a cursor ends at, of a list that goes by both."""
    found = places_in(cursor, 2)
    return (moment_of(found[0]), found[1]) if found else None
