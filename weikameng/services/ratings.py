"""A buyer rates a refund that has arrived, and thinks again for some days (R12.1)."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.ratings import CLOSED, NOT_YET, Rating
from weikameng.records.reading import ratings as reading
from weikameng.records.writing import ratings as writing
from weikameng.records.writing import refunds as cases


def rate(
    case_number: str,
    rating: Rating,
    *,
    buyer_id: int,
    at: datetime,
    still: Callable[[], None] | None = None,
) -> None:
    """Keep what the buyer says; the last word within the days of change counts.

    Raises Refusal when the case is not theirs, the money is not there yet, or it is too late.
    ``still`` is asked first, while nobody else changes the case or its rating; it raises to stop.
    """
    with transaction.atomic():
        if still:
            cases.hold(case_number)
            still()
        if writing.keep(case_number, rating, buyer_id, at):
            return
    state = reading.state_of(case_number, buyer_id=buyer_id)
    if state is None:
        raise not_found()
    if state != State.REFUNDED:
        raise Refusal("rating_not_yet", NOT_YET)
    raise Refusal("rating_closed", CLOSED)
