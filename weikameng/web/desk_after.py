"""What is said of a case afterwards, on its page at the desk: the buyer's rating, looks at it."""

from typing import Any

from weikameng.domain.case_life import State
from weikameng.domain.ratings import SCORE_WORDS
from weikameng.records.reading.ratings import rating_of
from weikameng.records.reading.refunds import Progress
from weikameng.records.reading.samples import looks_at


def after_room(progress: Progress) -> dict[str, Any]:
    """What parts/desk_after.html shows; nothing is asked for while the money is not there."""
    if progress.state is not State.REFUNDED:
        return {}
    rated = rating_of(progress.case.pk)
    return {
        "rated": rated,
        "rated_words": SCORE_WORDS[rated.score] if rated else None,
        "looks": looks_at(progress.case.pk) if progress.case.route == "one_click" else (),
    }
