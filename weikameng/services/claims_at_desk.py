"""Who works on which case (R12): take the next one, claim, hand over, give back; nobody works
unseen on what somebody else holds, and nobody takes their own refund."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from weikameng.domain.case_life import State
from weikameng.domain.desk import MAX_HELD, MAX_NOTE
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, Role, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import desk_claims as reading
from weikameng.records.reading.desk_claims import CaseAtDesk, Holder
from weikameng.records.writing import desk as writing
from weikameng.records.writing.desk import Handed
from weikameng.services import staff_notices
from weikameng.services.staff_log import noted

# Which right works on a case in which state; elsewhere no person is waited for.
WORK = {State.REVIEWING: Right.REVIEW, State.PAYOUT_STUCK: Right.MOVE_MONEY}
# Somebody else was quicker so often that trying on would only be a queue of another kind.
TRIES = 5


@dataclass(frozen=True, slots=True)
class HandOver:
    """To whom a case goes, and what they should know."""

    to_id: int
    note: str


def claim_next(who: Actor, *, at: datetime) -> str | None:
    """Claim the most urgent case that nobody holds and return its number; None when there is none.

    Raises Refusal when they hold as many as one person works on.
    """
    states = [state for state, right in WORK.items() if allowed(who.role, right)]
    if not states:
        raise not_found()
    _demand_room(who, at)
    for _ in range(TRIES):
        with transaction.atomic():
            found = writing.next_unclaimed(states, who.id, at)
            if found is None:
                return None
            # A claim made since we looked is there now: look again.
            if writing.take(found[0], who.id, at):
                noted(who.id, Act.CASE_CLAIMED, f"case {found[1]}", "", at)
                return found[1]
    raise Refusal("busy", _BUSY)


def claim(number: str, who: Actor, *, at: datetime) -> None:
    """Claim this case; claiming what one holds already changes nothing."""
    case = _case(number, who)
    _demand_may_work(case, who)
    with transaction.atomic():
        writing.lock(case.id)
        holder = reading.holder_of(number, at)
        if holder is not None and holder.person_id == who.id:
            return
        _demand_room(who, at)
        if not writing.take(case.id, who.id, at):
            raise _held(holder)
        noted(who.id, Act.CASE_CLAIMED, f"case {number}", "", at)


def hand_over(number: str, how: HandOver, who: Actor, *, at: datetime) -> None:
    """Give a case to a colleague with a note: the holder may, and whoever assigns work."""
    case, note = _case(number, who), how.note.strip()
    assigns = allowed(who.role, Right.ASSIGN)
    if how.to_id != who.id and not 1 <= len(note) <= MAX_NOTE:
        raise Refusal("note", _NOTE)
    taker = Actor(how.to_id, reading.active_role(how.to_id) or "")
    if not may_work(case, taker):
        raise Refusal("cannot_take", _CANNOT_TAKE)
    with transaction.atomic():
        writing.lock(case.id)
        holder = reading.holder_of(number, at)
        if not assigns and (holder is None or holder.person_id != who.id):
            raise Refusal("not_yours", _NOT_YOURS)
        if holder is not None and holder.person_id == taker.id:
            raise Refusal("theirs_already", _THEIRS_ALREADY)
        if holder is not None:
            writing.end(holder.claim_id, "handed", at)
        if not writing.take(case.id, taker.id, at, Handed(who.id, note)):
            raise Refusal("busy", _BUSY)
        noted(who.id, Act.CASE_HANDED_OVER, f"case {number}", note, at)
        staff_notices.handed_over(number, taker.id, who.id, (note, at))


def release(number: str, who: Actor, *, at: datetime) -> None:
    """Put a case back for whoever is next; what nobody holds is back already."""
    case = _case(number, who)
    with transaction.atomic():
        writing.lock(case.id)
        holder = reading.holder_of(number, at)
        if holder is None:
            return
        if holder.person_id != who.id and not allowed(who.role, Right.ASSIGN):
            raise Refusal("not_yours", _NOT_YOURS)
        writing.end(holder.claim_id, "released", at)
        noted(who.id, Act.CASE_RELEASED, f"case {number}", "", at)


def looking_at(number: str, who: Actor, *, at: datetime, opened: bool = True) -> None:
    """Note that they have the case open; opening it keeps their own claim alive.

    A page left open says so too (not ``opened``): it warns others and keeps no claim.
    """
    if not allowed(who.role, Right.SEE_DESK):
        raise not_found()
    writing.look(number, who.id, at, works=opened)


def works(role: str) -> bool:
    """Whether a role takes cases at all, or only looks."""
    return any(allowed(role, right) for right in WORK.values())


def may_work(case: CaseAtDesk, who: Actor) -> bool:
    """Whether this person may work on the case as it stands."""
    right = WORK.get(case.state)
    return right is not None and allowed(who.role, right) and not case.concerns(who.id)


def may_move(case: CaseAtDesk, holder: Holder | None, who: Actor) -> bool:
    """Whether this person may hand the case over: its holder, and whoever assigns work."""
    mine = holder is not None and holder.person_id == who.id
    return case.state in WORK and (mine or allowed(who.role, Right.ASSIGN))


def takers(case: CaseAtDesk, holder: Holder | None) -> list[tuple[int, str]]:
    """Return whom the case can be handed to, by name."""
    right = WORK.get(case.state)
    roles = [role for role in Role if right and allowed(role, right)]
    but = {case.buyer_id} | ({holder.person_id} if holder else set())
    return [(one.pk, one.display_name) for one in reading.colleagues(roles, but=but)]


def _case(number: str, who: Actor) -> CaseAtDesk:
    case = reading.case_at_desk(number) if allowed(who.role, Right.SEE_DESK) else None
    if case is None:
        raise not_found()
    return case


def _demand_may_work(case: CaseAtDesk, who: Actor) -> None:
    if case.concerns(who.id):
        raise Refusal("own_case", _OWN_CASE)
    if case.state not in WORK:
        raise Refusal("waits_for_nobody", _WAITS_FOR_NOBODY)
    if not allowed(who.role, WORK[case.state]):
        raise Refusal("not_your_work", _NOT_YOUR_WORK)


def _demand_room(who: Actor, at: datetime) -> None:
    if reading.held_by(who.id, at) >= MAX_HELD:
        raise Refusal("holds_enough", _HOLDS_ENOUGH)


def _held(holder: Holder | None) -> Refusal:
    if holder is None:
        return Refusal("busy", _BUSY)
    return Refusal(
        "held",
        Words(
            f"{holder.name}正在处理这一单。请先和对方确认,或领取下一单。",
            f"{holder.name} is working on this case. Ask them first, or take the next one.",
        ),
    )


_BUSY = Words(
    "同一时间有多人在领取,请再点一次。",
    "Several people took cases at this moment. Please press once more.",
)
_HOLDS_ENOUGH = Words(
    f"你手上已有 {MAX_HELD} 单。请先处理或放回几单,再领取新的。",
    f"You hold {MAX_HELD} cases. Decide some or put them back before taking more.",
)
_OWN_CASE = Words(
    "不能处理自己的退款,也不能处理自己代买家提交的申请。请留给同事。",
    "Nobody works on a refund of their own, nor on one they applied for. Leave it to a colleague.",
)
_WAITS_FOR_NOBODY = Words(
    "这一单现在不需要人工处理,不用领取。",
    "This case waits for nobody now; there is nothing to claim.",
)
_NOT_YOUR_WORK = Words(
    "这一步由别的岗位处理。请领取等你这一岗的单。",
    "Another role does this step. Take a case that waits for yours.",
)
_NOT_YOURS = Words(
    "这一单不在你手上。只有正在处理的人或主管可以转交、放回。",
    "You do not hold this case. Only its holder or a supervisor hands it over or puts it back.",
)
_CANNOT_TAKE = Words(
    "不能转给这个人:可能没有这一步的权限,或这是本人的退款。请换一位同事。",
    "This person cannot take it: the step needs another role, or the refund is their own."
    " Choose somebody else.",
)
_THEIRS_ALREADY = Words("这一单已经在对方手上。", "They hold this case already.")
_NOTE = Words(
    f"请写一句交接说明({MAX_NOTE} 字以内):做到哪一步,接下来做什么。",
    f"Write a line for them, at most {MAX_NOTE} characters: what is done and what comes next.",
)
