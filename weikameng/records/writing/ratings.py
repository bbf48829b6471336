"""The only writer of ratings: one a case, written when the money is there, changed in time."""

from datetime import datetime

from weikameng.domain.ratings import CHANGE_WITHIN, Rating
from weikameng.records.statements import fetch_one

_KEEP = """
INSERT INTO case_rating (case_id, score, said, rated_at, changed_at)
SELECT id, %(score)s, %(said)s, %(at)s, %(at)s FROM refund_case
WHERE number = %(number)s AND buyer_id = %(buyer_id)s AND state = 'refunded'
ON CONFLICT (case_id) DO UPDATE
SET score = EXCLUDED.score, said = EXCLUDED.said, changed_at = EXCLUDED.changed_at
WHERE case_rating.rated_at > %(open_since)s
RETURNING case_id
"""


def keep(number: str, rating: Rating, buyer_id: int, at: datetime) -> bool:
    """Write or change a buyer's rating of their own refund; whether it could be."""
    given = {
        "number": number,
        "buyer_id": buyer_id,
        "score": rating.score,
        "said": rating.said,
        "at": at,
        "open_since": at - CHANGE_WITHIN,
    }
    return fetch_one(_KEEP, given) is not None
