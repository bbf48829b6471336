"""What must not be and was seen of the log, with what shows it: newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.words import Words
from weikameng.records.models.log import LogAlarm

MOST_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class KeptAlarm:
    """One alarm; ``evidence`` holds signed heads, roots and keys by what they are."""

    id: int
    code: str
    words: Words
    evidence: Mapping[str, str]
    at: datetime


def newest(limit: int) -> list[KeptAlarm]:
    """Return the alarms raised last."""
    rows = LogAlarm.objects.order_by("-id").values_list("id", "code", "zh", "en", "evidence", "at")
    return [KeptAlarm(row[0], row[1], Words(row[2], row[3]), *row[4:]) for row in rows[:limit]]
