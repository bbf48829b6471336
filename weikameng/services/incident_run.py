"""Carries an incident out (N7), a part at a time: decide every order, write the whole part, commit.

Two workers take different parts; one that dies leaves its part as it was, to be taken again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

import psycopg
from django.db import transaction

from weikameng.domain.calendar import beijing
from weikameng.domain.case_life import Event
from weikameng.domain.case_plan import SYSTEM, CasePlan, PlannedPayout, Step, legs_of
from weikameng.domain.incidents import FINDINGS, MAX_TRIES, Count, Fate, Scope, State
from weikameng.domain.numbers import CASE, number_of
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.facts import Facts
from weikameng.domain.policy.later import decide_best
from weikameng.domain.policy.outcome import PAYING
from weikameng.domain.policy.stored import facts_to_json, to_json
from weikameng.domain.words import Words
from weikameng.records.reading import incidents as reading
from weikameng.records.reading.photograph import Photograph, panorama
from weikameng.records.reading.policies import versions
from weikameng.records.writing import incidents as writing
from weikameng.records.writing.incidents import Done, Part, UnitLeft
from weikameng.records.writing.opening_many import open_many
from weikameng.records.writing.payouts import wake
from weikameng.records.writing.refunds import NewCase, Round
from weikameng.services import attached, chain, promised
from weikameng.services.attached import Item
from weikameng.services.screening import as_read

CHANNEL = "incident"
Stepped = Literal["did", "waits", "ended"]
# Somebody else was first with an order of the part: the rest of it is written without that one.
_TAKEN = (
    psycopg.errors.UniqueViolation,
    psycopg.errors.CheckViolation,
    psycopg.errors.DeadlockDetected,
)


@dataclass(frozen=True, slots=True)
class _Incident:
    """What all its refunds share; ``by``: until when a leg of a route arrives, worked out once."""

    id: int
    scope: Scope
    words: Words
    actor: str
    at: datetime
    by: dict[str, datetime] = field(default_factory=dict)

    def arrival(self, route: str) -> datetime:
        """Return until when money by this route arrives."""
        if route not in self.by:
            self.by[route] = promised.leg_arrival(route, self.at).by
        return self.by[route]


def step(incident_id: int, at: datetime) -> Stepped:
    """Do one part of a running incident; ``waits`` while others hold what is left.

    Safe to run twice, and by many at once: what a unit came to is written once (a constraint).
    """
    row = reading.incident(incident_id)
    if row is None or row.state != State.RUNNING:
        return "ended"
    scope, words = reading.scope_of(row), Words(row.words_zh, row.words_en)
    incident = _Incident(incident_id, scope, words, f"staff:{row.approved_by_id}", at)
    with transaction.atomic():
        part = writing.claim(incident_id, at)
        refunded = _do(incident, part) if part else 0
    if part is None:
        return "ended" if writing.end(incident_id, at) else "waits"
    writing.seen(incident_id, at)
    if refunded:
        wake(at)
    return "did"


def _do(incident: _Incident, part: Part) -> int:
    """Do what is left of a part; return how many units were refunded."""
    orders = writing.orders_of(incident.scope, part)
    held = writing.hold_orders(orders)
    left = writing.left_of(incident.id, incident.scope, orders)  # as it stands, now that it is held
    refund = [one for one in left if one.fate is Fate.REFUND]
    cases, refused = _decided(incident, [one for one in refund if one.order_id in held])
    written, taken = _written(cases, incident.at)
    busy = {one.order_id for one in refund} - held | {new.order_id for new in taken}
    given_up = part.tries + 1 >= MAX_TRIES
    done = [*_left_out(left, refused, busy), *_refunded(written)]
    if given_up:
        done += [Done(one.unit_id, Fate.BUSY) for one in refund if one.order_id in busy]
    writing.keep_done(incident.id, done)
    said = busy | {new.order_id for _, new in written}
    for order_id in {one.order_id for one in left if one.fate is Fate.OPEN_CASE} - said:
        chain.keep(order_id, [_record(incident)], incident.at)  # whoever decides it reads this
    back = [one for one in done if one.fate is Fate.REFUND]
    count = Count(len(back), len(written), sum(one.amount_minor for one in back))
    whole = given_up or not busy
    writing.part_done(part, count, len(done) - len(back), incident.at, whole=whole)
    return len(back)


def _left_out(left: Iterable[UnitLeft], refused: frozenset[int], busy: set[int]) -> Iterable[Done]:
    """What stays, with the reason; of an order somebody is changing nothing is said yet."""
    for one in left:
        if one.order_id in busy:
            continue
        if one.fate is not Fate.REFUND:
            yield Done(one.unit_id, one.fate, one.case_id)
        elif one.order_id in refused:
            yield Done(one.unit_id, Fate.RULES)


def _refunded(written: Iterable[tuple[int, NewCase]]) -> Iterable[Done]:
    for case_id, new in written:
        for unit_id, amount in new.plan.amounts:
            yield Done(unit_id, Fate.REFUND, case_id, amount)


def _decided(
    incident: _Incident, units: Sequence[UnitLeft]
) -> tuple[list[NewCase], frozenset[int]]:
    """Return a case for every order that the rules let go back, and the orders they don't."""
    by_order: dict[int, list[UnitLeft]] = {}
    for one in units:
        by_order.setdefault(one.order_id, []).append(one)
    cases, refused = [], set()
    for photo in panorama(list(by_order), at=incident.at) if by_order else ():
        new = _new_case(incident, photo, by_order[photo.order_id])
        if new:
            cases.append(new)
        else:
            refused.add(photo.order_id)
    return cases, frozenset(refused)


def _new_case(incident: _Incident, photo: Photograph, units: Sequence[UnitLeft]) -> NewCase | None:
    found = FINDINGS[incident.scope.finding]
    ids = tuple(one.unit_id for one in units)
    asked = replace(
        attached.facts_of(photo),
        channel=CHANNEL,
        reason=found.reason,
        unit_ids=tuple(map(str, ids)),
    )
    facts = Facts(photo.order, asked, found.review)
    rules = versions(photo.policy_version, photo.later_versions)
    decision = decide_best(rules, facts, incident.at)
    if decision.outcome not in PAYING or decision.amount_minor != sum(u.left_minor for u in units):
        return None
    number = number_of(CASE, beijing(incident.at), photo.serial)
    items = (*attached.with_application(photo), _record(incident))
    return NewCase(
        number=number,
        order_id=photo.order_id,
        order_number=photo.number,
        sku=photo.sku,
        buyer_id=photo.buyer_id,
        route=decision.route,
        channel=CHANNEL,
        seen=as_read(photo, ids),
        round=Round(found.reason, "", facts_to_json(facts), to_json(decision)),
        evidence=chain.sealed(photo.evidence_position, photo.evidence_digest, items, incident.at),
        plan=_plan(incident, photo, decision, number),
    )


def _plan(incident: _Incident, photo: Photograph, decision: Decision, number: str) -> CasePlan:
    """Two people said so: approved and on its way in one step, borne by whose failure it is."""
    said = Step(Event.INCIDENT, incident.actor, incident.words.zh, incident.words.en)
    legs = tuple(_promised(incident, leg) for leg in legs_of(number, decision.split, photo.legs))
    return CasePlan(
        (said, Step(Event.PAY, SYSTEM)),
        amounts=tuple((int(unit), fen) for unit, fen in decision.per_unit),
        payouts=legs,
        bearer=photo.own_bearer or (f"supplier:{photo.supplier}" if photo.supplier else "platform"),
        due_at=max(incident.by[leg.route] for leg in legs),
    )


def _promised(incident: _Incident, leg: PlannedPayout) -> PlannedPayout:
    return replace(leg, promised_at=incident.arrival(leg.route))


def _record(incident: _Incident) -> Item:
    """What was found, onto the order's chain: the decision's evidence."""
    scope = incident.scope
    body: Mapping[str, object] = {
        "incident": incident.id,
        "finding": str(scope.finding),
        "supplier": scope.supplier,
        "since": scope.since.isoformat(),
        "until": scope.until.isoformat(),
        "zh": incident.words.zh,
        "en": incident.words.en,
    }
    return Item("incident", "platform", body)


def _written(
    cases: Sequence[NewCase], at: datetime
) -> tuple[list[tuple[int, NewCase]], list[NewCase]]:
    """Write cases together; where one can't be, the others are written without it."""
    if not cases:
        return [], []
    try:
        with transaction.atomic():
            return list(zip(open_many(cases, at), cases, strict=True)), []
    except _TAKEN:
        if len(cases) == 1:
            return [], list(cases)
    half = len(cases) // 2
    first, second = _written(cases[:half], at), _written(cases[half:], at)
    return first[0] + second[0], first[1] + second[1]
