"""The promise of the first human answer: rings as it nears and when it is broken (R8.1)."""

from datetime import datetime, timedelta

from weikameng.domain.staff_notices import Kind, StaffNews
from weikameng.domain.ticket_desk import waiting
from weikameng.records.reading import ticket_desk as reading
from weikameng.records.reading.policies import promises
from weikameng.services import staff_notices

# Told of once; whoever has waited longer than this was told of long ago.
LOOKED_BACK = timedelta(days=3)
MOST = 500


def ring(at: datetime) -> int:
    """Tell agents of promises that near and supervisors of broken ones, once each; it may run
    twice. Returns how many conversations are near or past their promise."""
    late = []
    for number, wanted_at, holder in reading.waiting_since(at - LOOKED_BACK, MOST):
        stands = waiting(promises(), wanted_at, at)
        if stands.broken or stands.nearing:
            kind = Kind.TALK_BROKEN if stands.broken else Kind.TALK_NEARING
            cause = _cause(number, wanted_at, kind)
            news = StaffNews(0, kind, cause, number, due_at=stands.promise.due_at)
            late.append((news, holder))
    staff_notices.talk_waits(late, at)
    return len(late)


def answered(number: str, wanted_at: datetime, at: datetime) -> None:
    """What was told of this wait is settled (call inside a transaction)."""
    kinds = (Kind.TALK_NEARING, Kind.TALK_BROKEN)
    staff_notices.talk_answered((_cause(number, wanted_at, kind) for kind in kinds), at)


def _cause(number: str, wanted_at: datetime, kind: Kind) -> str:
    return f"{kind}:{number}:{int(wanted_at.timestamp())}"
