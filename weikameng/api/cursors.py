"""Pages by cursor: where the last one ended, in a form that promises nothing."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from ninja import Query
from pydantic import Field

from weikameng.domain.errors import Refusal
from weikameng.domain.problem_words import CURSOR

Row = TypeVar("Row")
MAX_LIMIT, MAX_CURSOR, MAX_ID = 100, 200, 2**63 - 1
Limit = Annotated[int, Query(20, ge=1, le=MAX_LIMIT, description="how many at most")]
Cursor = Annotated[str, Query("", max_length=MAX_CURSOR, description="``next`` of the page before")]
NextCursor = Annotated[str | None, Field(description="the next page's cursor; null on the last")]


def page_of(
    rows: Sequence[Row],
    limit: int,
    out: Callable[[Row], Any],
    place: Callable[[Row], int],
) -> dict[str, Any]:
    """Return the answer of one page: ``items`` and ``next``.

    ``rows`` is what the reading gave for ``limit + 1`` rows after the cursor's place, in its
    order; ``place`` is the id that order goes by.
    """
    shown = rows[:limit]
    more = len(rows) > limit
    return {
        "items": [out(row) for row in shown],
        "next": cursor_at(place(shown[-1])) if more else None,
    }


def cursor_at(place: int) -> str:
    """Return the cursor after a place."""
    return base64.urlsafe_b64encode(json.dumps([place]).encode()).decode().rstrip("=")


def place_in(cursor: str) -> int | None:
    """Return the place a cursor ends at, None without one; Refusal for what is no cursor."""
    if not cursor:
        return None
    try:
        (place,) = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise Refusal("cursor", CURSOR) from error
    if type(place) is not int or not 0 <= place <= MAX_ID:
        raise Refusal("cursor", CURSOR)
    return place
