"""What staff did stays on record (P5): one line an act, in the transaction of the act itself."""

from datetime import datetime

from django.db import connection

from weikameng.domain.staff_acts import MAX_ABOUT, MAX_BECAUSE, Act
from weikameng.records.writing import staff_log as writing


def noted(actor_id: int | None, what: Act, about: str, because: str, at: datetime) -> None:
    """Keep who did what about which object ("case 2261…") and why; gone if the act is undone.

    Nobody (None) is the command line.
    """
    assert connection.in_atomic_block, "an act and its line belong to one transaction"
    writing.keep(actor_id, what, about[:MAX_ABOUT], because.strip()[:MAX_BECAUSE], at)
