"""Writes what buyers have read, and the messages that no line of a case's history tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from weikameng.records.models import Message
from weikameng.records.statements import fetch_all


@dataclass(frozen=True, slots=True)
class News:
    """A message to tell once: ``cause`` is unique for ever."""

    case_id: int
    payout: int | None
    kind: str
    cause: str
    state: str = ""
    promised_at: datetime | None = None


def tell(news: Sequence[News], at: datetime) -> int:
    """Write messages; what was told before is left as it is. Returns how many were meant."""
    Message.objects.bulk_create(
        (
            Message(
                case_id=one.case_id,
                payout_id=one.payout,
                kind=one.kind,
                cause=one.cause,
                state=one.state,
                promised_at=one.promised_at,
                at=at,
            )
            for one in news
        ),
        ignore_conflicts=True,
    )
    return len(news)


_SEEN = """
WITH lines AS (
    INSERT INTO case_read (case_id, revision, at)
    SELECT c, r, %(at)s FROM unnest(%(cases)s::bigint[], %(revisions)s::int[]) AS u(c, r)
    ON CONFLICT (case_id)
    DO UPDATE SET revision = greatest(case_read.revision, EXCLUDED.revision), at = EXCLUDED.at
)
UPDATE message SET read_at = %(at)s WHERE id = ANY(%(rows)s::bigint[]) AND read_at IS NULL
RETURNING id
"""


def mark_read(revisions: Mapping[int, int], rows: Sequence[int], at: datetime) -> None:
    """Note what was shown: up to which line of each case, and which rows; never less than before.

    One statement. Cases are taken in order, so that two windows don't wait for each other.
    """
    cases = sorted(revisions)
    asked = {"cases": cases, "revisions": [revisions[case] for case in cases], "rows": list(rows)}
    fetch_all(_SEEN, asked | {"at": at})
