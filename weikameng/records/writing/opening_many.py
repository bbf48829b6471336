"""Opens many decided cases in a few statements: what ``opening.sql`` writes for one is copied in.

The caller holds the orders with all that hangs on them (``incidents.hold_orders``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from weikameng.domain.books import cost_account
from weikameng.domain.case_plan import PlannedPayout, walked
from weikameng.domain.mirror import due_of
from weikameng.ledger.committed import claim_value, commits
from weikameng.ledger.events import EventType
from weikameng.ledger.lives import walked as lived
from weikameng.records.reading.goods_life import GoodAsRead
from weikameng.records.statements import fetch_all
from weikameng.records.writing import case_lives
from weikameng.records.writing.copying import copy_rows, draw_ids
from weikameng.records.writing.life import Happening, new_good, part_of
from weikameng.records.writing.refunds import NewCase

_CASE = (
    *("id", "number", "order_id", "buyer_id", "state", "revision", "round", "route", "channel"),
    *("amount_minor", "applied_at", "due_at", "reason", "goods_kind", "at_stake_minor"),
)
_UNIT = ("case_id", "unit_id", "amount_minor", "open")
_ROUND = ("case_id", "round", "reason", "narrative", "facts", "decision", "at")
_EVENT = ("case_id", "revision", "event", "state", "actor", "because", "because_en", "at")
_EVIDENCE = ("order_id", "position", "kind", "source", "body", "file_digest", "at", "digest")
_GOOD = ("id", "case_id", "sku", "salt", "state", "next_seq")
_OUTBOX = ("good_id", "seq", "type", "at", "actor", "sku", "commits")
_PAYOUT = (
    *("id", "number", "case_id", "tender_id", "route", "amount_minor", "state", "due_at"),
    *("leased_by", "attempts", "last_code", "provider_reference", "created_at", "promised_at"),
)
_BOOK = ("cause", "kind", "debit", "credit", "amount_minor", "payout_id", "at")
_UNITS = """
UPDATE order_unit u SET frozen = true, refunding_minor = u.refunding_minor + w.minor
FROM unnest(%(ids)s::int8[], %(minor)s::int8[]) AS w(id, minor) WHERE u.id = w.id RETURNING u.id
"""
_TENDERS = """
UPDATE tender t SET refunding_minor = t.refunding_minor + w.minor
FROM unnest(%(ids)s::int8[], %(minor)s::int8[]) AS w(id, minor) WHERE t.id = w.id RETURNING t.id
"""
_ORDERS = """
UPDATE shop_order o SET refunding_minor = o.refunding_minor + w.minor
FROM unnest(%(ids)s::int8[], %(minor)s::int8[]) AS w(id, minor) WHERE o.id = w.id RETURNING o.id
"""
_GOODS = """
UPDATE ledger_good g SET state = w.state, next_seq = w.next
FROM unnest(%(ids)s::uuid[], %(seqs)s::int4[], %(states)s::text[], %(nexts)s::int4[])
  AS w(id, seq, state, next)
WHERE g.id = w.id AND g.next_seq = w.seq RETURNING g.id
"""


@dataclass(frozen=True, slots=True)
class _Life:
    """A good with what happened to it in this step."""

    good: GoodAsRead
    happenings: Sequence[Happening]
    case_id: int = 0

    @property
    def state(self) -> str:
        return lived(self.good.state, [one.type for one in self.happenings])

    @property
    def next_seq(self) -> int:
        return self.good.next_seq + len(self.happenings)


def open_many(cases: Sequence[NewCase], at: datetime) -> list[int]:
    """Write cases that end in paying, and return their ids, in their order.

    Raises psycopg's errors where a constraint says no: then nothing at all is written.
    """
    ids = draw_ids("refund_case", len(cases))
    numbered = list(zip(ids, cases, strict=True))
    copy_rows("refund_case", _CASE, (_case(*one, at) for one in numbered))
    copy_rows("case_unit", _UNIT, (row for one in numbered for row in _units(*one)))
    copy_rows("case_round", _ROUND, (_round(*one, at) for one in numbered))
    copy_rows("case_event", _EVENT, (row for one in numbered for row in _events(*one, at)))
    copy_rows("evidence", _EVIDENCE, (row for case in cases for row in _evidence(case, at)))
    _write_lives(numbered, at)
    _write_money(numbered, at)
    return ids


def _case(case_id: int, new: NewCase, at: datetime) -> Sequence[Any]:
    plan, spoken = new.plan, new.round
    states = walked(None, plan.steps)
    return (
        *(case_id, new.number, new.order_id, new.buyer_id, states[-1], len(states), 1),
        *(new.route, new.channel, plan.amount_minor, at, plan.due_at, spoken.reason),
        *(spoken.facts["order"]["goods_kind"], spoken.decision["at_stake_minor"]),
    )


def _units(case_id: int, new: NewCase) -> Iterator[Sequence[Any]]:
    return ((case_id, unit_id, amount, True) for unit_id, amount in new.plan.amounts)


def _round(case_id: int, new: NewCase, at: datetime) -> Sequence[Any]:
    spoken = new.round
    facts, decision = _json(spoken.facts), _json(spoken.decision)
    return (case_id, 1, spoken.reason, spoken.narrative, facts, decision, at)


def _events(case_id: int, new: NewCase, at: datetime) -> Iterator[Sequence[Any]]:
    steps = new.plan.steps
    for place, (step, state) in enumerate(zip(steps, walked(None, steps), strict=True), start=1):
        yield (case_id, place, step.event, state, step.actor, step.because, step.because_en, at)


def _evidence(new: NewCase, at: datetime) -> Iterator[Sequence[Any]]:
    for item in new.evidence:
        kept = (item.position, item.kind, item.source, _json(item.body), item.file_digest)
        yield (new.order_id, *kept, at, item.digest)


def _write_lives(numbered: Sequence[tuple[int, NewCase]], at: datetime) -> None:
    born = [_born(case_id, new) for case_id, new in numbered]
    moved = [life for _, new in numbered for life in _moved(new) if life.happenings]
    copy_rows(
        "ledger_good",
        _GOOD,
        (
            (one.good.id, one.case_id, one.good.sku, one.good.salt, one.state, one.next_seq)
            for one in born
        ),
    )
    wrote = fetch_all(
        _GOODS,
        {
            "ids": [one.good.id for one in moved],
            "seqs": [one.good.next_seq for one in moved],
            "states": [one.state for one in moved],
            "nexts": [one.next_seq for one in moved],
        },
    )
    assert len(wrote) == len(moved), "the goods are held"
    lives = (row for life in (*born, *moved) for row in _happened(life, at))
    copy_rows("ledger_outbox", _OUTBOX, lives)


def _born(case_id: int, new: NewCase) -> _Life:
    """The case's own life: opened and decided in one step, bound to order and evidence."""
    good, plan = new_good(new.sku), new.plan
    decided = claim_value(new.number, walked(None, plan.steps)[0], plan.amount_minor)
    said = commits(good.salt, {"claim": decided})
    part = part_of(plan.steps[0].actor)
    both = [Happening(event, part, said) for event in (EventType.OPENED, EventType.DECIDED)]
    return _Life(good, case_lives.opening(good, both, new.order_number, new.chain_digest), case_id)


def _moved(new: NewCase) -> Iterator[_Life]:
    promised = {unit.id: unit.refunding_minor for unit in new.seen.units}
    amounts, steps = dict(new.plan.amounts), new.plan.steps
    part, last = part_of(steps[0].actor), walked(None, steps)[-1]
    for good, paid_minor in new.seen.goods:
        assert good.unit_id is not None, "a unit's good"
        back = promised[good.unit_id] + amounts[good.unit_id] >= paid_minor
        goal = case_lives.goal_of(last, back=back)
        yield _Life(good, case_lives.unit_happenings(good, goal, new.number, part))


def _happened(life: _Life, at: datetime) -> Iterator[Sequence[Any]]:
    good = life.good
    for seq, one in enumerate(life.happenings, start=good.next_seq):
        yield (good.id, seq, one.type, at, one.actor, good.sku, _json(one.commits))


def _write_money(numbered: Sequence[tuple[int, NewCase]], at: datetime) -> None:
    _add(_UNITS, [amount for _, new in numbered for amount in new.plan.amounts])
    _add(_ORDERS, [(new.order_id, new.plan.amount_minor) for _, new in numbered])
    legs = [(case_id, new, leg) for case_id, new in numbered for leg in new.plan.payouts]
    _add(_TENDERS, [(leg.tender_id, leg.amount_minor) for _, _, leg in legs])
    ids = draw_ids("payout", len(legs))
    copy_rows(
        "payout",
        _PAYOUT,
        (_payout(id_, one[0], one[2], at) for id_, one in zip(ids, legs, strict=True)),
    )
    copy_rows(
        "book_entry",
        _BOOK,
        (_owed(id_, one[1], one[2], at) for id_, one in zip(ids, legs, strict=True)),
    )


def _payout(payout_id: int, case_id: int, leg: PlannedPayout, at: datetime) -> Sequence[Any]:
    row = (payout_id, leg.number, case_id, leg.tender_id, leg.route, leg.amount_minor, "intended")
    return (*row, due_of(leg.route, at), "", 0, "", "", at, leg.promised_at)


def _owed(payout_id: int, new: NewCase, leg: PlannedPayout, at: datetime) -> Sequence[Any]:
    account = cost_account(new.plan.bearer)
    row = (f"owed:{leg.number}", "owed", account, "claims", leg.amount_minor)
    return (*row, payout_id, at)


def _json(value: Mapping[str, Any]) -> str:
    return msgspec.json.encode(value).decode()


def _add(sql: str, amounts: Sequence[tuple[int, int]]) -> None:
    """Add fen to rows by id, in the order of their ids."""
    given = sorted(amounts)
    asked = {"ids": [id_ for id_, _ in given], "minor": [minor for _, minor in given]}
    assert len(fetch_all(sql, asked)) == len(given), "the rows are held"
