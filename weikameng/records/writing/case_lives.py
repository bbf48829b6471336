"""What a refund case means for the lives of its goods, and its own life: opened, decided, paid."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import CaseAsRead, CasePlan
from weikameng.ledger.committed import claim_value, commits, order_value
from weikameng.ledger.events import EventType
from weikameng.ledger.lives import step
from weikameng.ledger.ways import Goal, way_to
from weikameng.records.reading.goods_life import GoodAsRead
from weikameng.records.statements import fetch_all, statement
from weikameng.records.writing.life import ARBITER, PLATFORM, Happening, append, part_of

GOODS = statement(Path(__file__).parent / "case_goods.sql")
_PAYING = frozenset({State.APPROVED, State.PAYING, State.PAYOUT_STUCK})
_GOALS = {
    State.REJECTED: Goal.REJECTED,
    State.DISPUTED: Goal.DISPUTED,
    State.WITHDRAWN: Goal.KEPT,
    State.CLOSED: Goal.KEPT,
}
_OF_CASES = {
    Event.APPLY: EventType.OPENED,
    Event.CLEAR: EventType.DECIDED,
    Event.APPROVE: EventType.DECIDED,
    Event.REJECT: EventType.DECIDED,
    Event.SETTLE: EventType.PAID,
    Event.REVERSE: EventType.CORRECTED,  # the bank sent it back: paid was not for good
    Event.DISPUTE: EventType.DISPUTED,
    Event.RULE_FOR: EventType.RULED,
    Event.RULE_AGAINST: EventType.RULED,
}


def goal_of(last: State, *, back: bool) -> Goal:
    """Return what a case's state means for a unit; ``back``: its whole price goes back."""
    if last is State.REFUNDED:
        return Goal.RETURNED if back else Goal.KEPT
    if last in _PAYING:
        return Goal.APPROVED if back else Goal.ASKED
    return _GOALS.get(last, Goal.ASKED)


def moved(case: CaseAsRead, plan: CasePlan, states: Sequence[State], at: datetime) -> None:
    """Write what a move of the case does to its goods and to itself, two statements in all."""
    part = part_of(plan.steps[-1].actor)
    lives = []
    for *read, back, amount_minor in fetch_all(GOODS, {"case_id": case.id}):
        good = _good(read)
        if good.unit_id is None:
            said = case_happenings(good, case.number, amount_minor, (plan, states))
            lives.append((good, _possible(good, said)))
        else:
            goal = goal_of(states[-1], back=back)
            lives.append((good, unit_happenings(good, goal, case.number, part)))
    append(lives, at)


def unit_happenings(good: GoodAsRead, goal: Goal, case_number: str, part: str) -> list[Happening]:
    """Return what a unit's good still lacks on the way to a goal, by whom."""
    said = commits(good.salt, {"claim": claim_value(case_number)})
    return [
        # An arbiter's key is no key of the log: we attest what the ruling in the file proves.
        Happening(event, ARBITER, said, PLATFORM)
        if event is EventType.RULED
        else Happening(event, part, said)
        for event in way_to(good.state, goal)
    ]


def case_happenings(
    good: GoodAsRead,
    number: str,
    amount_minor: int,
    walked: tuple[CasePlan, Sequence[State]],
) -> list[Happening]:
    """Return the events of the case itself among the steps it walks."""
    plan, states = walked
    found = []
    for one, state in zip(plan.steps, states, strict=True):
        if event := _OF_CASES.get(one.event):
            said = {"claim": claim_value(number, state, amount_minor)}
            if ruling := (one.basis or {}).get("ruling"):
                said["evidence"] = bytes.fromhex(ruling)
            vouched = PLATFORM if event is EventType.RULED else None
            made = commits(good.salt, said)
            found.append(Happening(event, part_of(one.actor), made, vouched))
    return found


def opening(
    good: GoodAsRead, happenings: Sequence[Happening], order_number: str, chain_digest: str
) -> list[Happening]:
    """Return a new case's events, its first one bound to the order and its chain of evidence."""
    first, *rest = happenings
    bound = {"order": order_value(order_number), "evidence": chain_digest.encode()}
    more = commits(good.salt, bound)
    return [Happening(first.type, first.actor, {**first.commits, **more}), *rest]


def _possible(good: GoodAsRead, happenings: Sequence[Happening]) -> Sequence[Happening]:
    return list(_following(good.state, happenings))


def _following(state: str, happenings: Sequence[Happening]) -> Iterator[Happening]:
    """A case of before the log may lack steps; what can't follow is left out."""
    for happening in happenings:
        following = step(state, happening.type)
        if following is not None:
            state = following
            yield happening


def _good(row: Sequence[Any]) -> GoodAsRead:
    good_id, sku, salt, state, next_seq, unit_id = row
    return GoodAsRead(good_id, sku, salt, state, next_seq, unit_id)
