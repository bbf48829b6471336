"""Seats of a panel: drawn, not chosen; declared for, refused by a side, or lost by silence.

Whoever leaves is followed by the next of the draw, so that no side and no officer picks a judge.
"""

from datetime import datetime

from django.db import transaction

from weikameng.domain.disputes import MAX_REASON, MIN_TEXT, SITTING, Seat, Side, draw
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.staff_acts import Act
from weikameng.domain.staff_notices import Kind
from weikameng.domain.words import Words
from weikameng.records.reading import disputes as reading
from weikameng.records.reading import panels
from weikameng.records.reading.disputes import DisputeAsRead, SeatAsRead
from weikameng.records.writing import disputes as writing
from weikameng.services import dispute_clocks
from weikameng.services.dispute_notices import Notice, to_officers, to_people
from weikameng.services.staff_log import noted


def fill(dispute: DisputeAsRead, at: datetime) -> None:
    """Draw somebody for every seat nobody sits on (in a transaction); officers hear when nobody is
    left to be drawn."""
    sitting = {one.seat for one in reading.seats_of(dispute.id) if one.state in SITTING}
    for seat in range(1, dispute.seats + 1):
        if seat in sitting:
            continue
        free = panels.candidates(dispute)
        if not free:
            to_officers(Notice(Kind.DISPUTE_VACANT, dispute.number, f"{seat}:{len(sitting)}"), at)
            return
        first = draw(dispute.number, seat, free)[0]
        writing.invite(dispute.id, seat, free[first], at)
        due_at = dispute_clocks.declaration_due(at)
        drawn = next(one for one in reading.seats_of(dispute.id) if one.username == first)
        to_people([drawn.person_id], Notice(Kind.DISPUTE_DRAWN, dispute.number, due_at=due_at), at)


def declare(
    dispute: DisputeAsRead, person_id: int, *, conflict: bool, because: str, at: datetime
) -> None:
    """Take a seat, or leave it for a conflict of interest, saying which.

    Refusal not_found for whoever is not drawn, because without words, dispute_moved too late.
    """
    seat = _seat_of(dispute, person_id)
    if conflict and not MIN_TEXT <= len(because.strip()) <= MAX_REASON:
        raise Refusal("because", _WHICH)
    if conflict and dispute.ruled_at:
        raise Refusal("dispute_moved", MOVED)
    now = Seat.CONFLICT if conflict else Seat.ACCEPTED
    if seat.state is now:
        return
    words = because.strip() if conflict else ""
    _leave(dispute, seat, now, (words, ""), at)
    with transaction.atomic():
        noted(person_id, Act.DISPUTE_DECLARED, f"dispute {dispute.number}", words or "none", at)


def challenge(dispute: DisputeAsRead, side: Side, seat_id: int, because: str, at: datetime) -> None:
    """Refuse an arbitrator: each side may do so once, with its reason, until the panel's day to
    challenge is over. The next of the draw takes the seat."""
    seat = next((one for one in reading.seats_of(dispute.id) if one.id == seat_id), None)
    if seat is None:
        raise not_found()
    if not MIN_TEXT <= len(because.strip()) <= MAX_REASON:
        raise Refusal("because", _WHICH)
    if seat.state not in SITTING or dispute.ruled_at:
        raise Refusal("dispute_moved", MOVED)
    if dispute_clocks.challenge_due(seat.drawn_at) <= at:
        raise Refusal("challenge_late", _LATE)
    if any(one.refused_by == side for one in reading.seats_of(dispute.id)):
        raise Refusal("challenged_before", _ONCE)
    _leave(dispute, seat, Seat.CHALLENGED, (because.strip(), side.value), at)


def lapse_silent(dispute: DisputeAsRead, at: datetime) -> int:
    """Give on the seats of those who did not declare in time; returns how many."""
    late = [
        seat
        for seat in reading.seats_of(dispute.id)
        if seat.state is Seat.INVITED and dispute_clocks.declaration_due(seat.drawn_at) <= at
    ]
    for seat in late:
        _leave(dispute, seat, Seat.LAPSED, ("", ""), at)
    return len(late)


def _leave(
    dispute: DisputeAsRead, seat: SeatAsRead, now: Seat, said: tuple[str, str], at: datetime
) -> None:
    try:
        with transaction.atomic():
            writing.hold(dispute.id)
            writing.change_seat(seat.id, (seat.state, now), said, at)
            if now is not Seat.ACCEPTED:
                writing.drop_draft(dispute.id)
            fill(dispute, at)
    except Conflict as error:
        raise Refusal("dispute_moved", MOVED) from error


def _seat_of(dispute: DisputeAsRead, person_id: int) -> SeatAsRead:
    for seat in reading.seats_of(dispute.id):
        if seat.person_id == person_id and seat.state in SITTING:
            return seat
    raise not_found()


MOVED = Words(
    "这个争议刚刚有了变化,请刷新后再操作。", "The dispute has just changed; reload and try again."
)
_WHICH = Words(
    f"请写明原因,{MIN_TEXT} 到 {MAX_REASON} 字。",
    f"Give the reason, {MIN_TEXT} to {MAX_REASON} characters.",
)
_LATE = Words(
    "申请回避的时间已过。有新的理由,请写进材料,由仲裁员决定是否回避。",
    "The time to challenge is over. If you have a new reason, write it in your material; the"
    " arbitrator decides whether to step down.",
)
_ONCE = Words(
    "每一方只能要求更换一次仲裁员,你这一方已经用过了。",
    "Each side may refuse one arbitrator, and yours has done so.",
)
