"""The only writer of complaints: each step changes the row, adds its line, and holds or frees.

Locks are taken in the house's order: complaint, cases, units, order, tender, payouts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from weikameng.domain import books
from weikameng.domain.complaints import CHARGEBACK_ROUTE, Closing, Event, Leg
from weikameng.domain.payout_life import PayoutState
from weikameng.records.models import (
    CardStock,
    Complaint,
    ComplaintEvent,
    Order,
    OrderUnit,
    Payout,
    Tender,
)
from weikameng.records.writing import payouts
from weikameng.records.writing.books import post
from weikameng.records.writing.payouts import BY_HAND, Replacement


@dataclass(frozen=True, slots=True)
class NewRow:
    """A complaint to write; amount in fen."""

    order_id: int
    tender_id: int
    kind: str
    reference: str
    amount_minor: int
    note: str
    decides_by: datetime | None = None


def lock_order(order_id: int) -> Order:
    """Lock an order: nothing more is promised on it until this transaction has ended."""
    return Order.objects.select_for_update(no_key=True).get(pk=order_id)


def lock_units(order_id: int) -> None:
    """Lock an order's units, before the order itself."""
    units = OrderUnit.objects.select_for_update(no_key=True).filter(order_id=order_id)
    list(units.order_by("position").values_list("pk", flat=True))


def lock_tender(tender_id: int) -> Tender:
    """Lock one payment of an order."""
    return Tender.objects.select_for_update(no_key=True).get(pk=tender_id)


def locked(complaint_id: int) -> Complaint | None:
    """Lock a complaint and return it: two people at once take turns."""
    return Complaint.objects.select_for_update(no_key=True).filter(pk=complaint_id).first()


def open_row(new: NewRow, actor_id: int, at: datetime) -> int:
    """Write a complaint and return its id; the order is locked by the caller."""
    row = Complaint.objects.create(
        order_id=new.order_id,
        tender_id=new.tender_id,
        kind=new.kind,
        reference=new.reference,
        amount_minor=new.amount_minor,
        note=new.note,
        opened_at=at,
        decides_by=new.decides_by,
        recorded_by_id=actor_id,
    )
    _tell(ComplaintEvent(complaint=row, event=Event.OPEN, note=new.note), actor_id, at)
    return row.pk


def close_row(row: Complaint, closing: Closing, actor_id: int, at: datetime) -> None:
    """Write how a locked complaint ended."""
    Complaint.objects.filter(pk=row.pk).update(
        closed_at=at,
        closed_by_id=actor_id,
        outcome=closing.outcome,
        paid_minor=closing.paid_minor,
        closing_note=closing.note,
    )
    line = ComplaintEvent(
        complaint=row,
        event=Event.CLOSE,
        outcome=closing.outcome,
        paid_minor=closing.paid_minor,
        note=closing.note,
    )
    _tell(line, actor_id, at)


def reopen_row(row: Complaint, note: str, actor_id: int, at: datetime) -> None:
    """Write that a locked complaint is open again; its first end stays in its history."""
    Complaint.objects.filter(pk=row.pk).update(
        closed_at=None, closed_by=None, outcome="", paid_minor=0, closing_note=""
    )
    _tell(ComplaintEvent(complaint=row, event=Event.REOPEN, note=note), actor_id, at)


def _tell(line: ComplaintEvent, actor_id: int, at: datetime) -> None:
    line.position = ComplaintEvent.objects.filter(complaint=line.complaint_id).count() + 1
    line.actor_id, line.at = actor_id, at
    ComplaintEvent.objects.bulk_create([line])


def hold_or_free(order_id: int, at: datetime) -> bool:
    """Hold what is not sent while a complaint of the (locked) order is open, else make it due.

    A held intent has no time at all: a worker that looked a moment before the complaint was there
    finds it changed and lets it be. A claim that somebody else paid holds it, too (H4). Returns
    whether the order is held.
    """
    Order.objects.filter(pk=order_id).update(
        chargeback_open=Exists(Complaint.objects.filter(order=OuterRef("pk"), closed_at=None))
    )
    order = Order.objects.only("chargeback_open", "payouts_held").get(pk=order_id)
    held = order.chargeback_open or order.payouts_held
    unsent = Payout.objects.filter(case__order_id=order_id, state=PayoutState.INTENDED)
    if held:
        unsent.update(due_at=None)
    else:
        unsent.filter(due_at=None).exclude(route__in=BY_HAND).update(due_at=at)
    return held


def stand_in(leg: Leg, part_minor: int, at: datetime) -> int:
    """Let what the channel paid stand for a leg, or part of it; return the new leg's id.

    The rest goes on as the leg was: one that was not sent is sent, a dead one waits for a person.
    Conflict as in ``payouts.replace``.
    """
    unsent = leg.state is PayoutState.INTENDED
    rest = Replacement(
        leg.route,
        leg.amount_minor - part_minor,
        PayoutState.INTENDED if unsent else PayoutState.REFUSED,
    )
    paid = Replacement(CHARGEBACK_ROUTE, part_minor)
    made = payouts.replace(leg.id, [paid, rest] if rest.amount_minor else [paid], at)
    if len(made) > 1 and not unsent:
        Payout.objects.filter(pk=made[1]).update(
            last_code="CHARGEBACK_REST", last_concern=leg.concern
        )
    return made[0]


def give_back(row: Complaint, parts: Sequence[tuple[int, int]], at: datetime) -> list[int]:
    """Count what the channel paid beyond all our legs as given back: (unit id, fen), and book it.

    Units that are given back in full are frozen and their keys void (P6); their ids are returned.
    """
    beyond = sum(amount for _, amount in parts)
    for unit_id, amount in parts:
        OrderUnit.objects.filter(pk=unit_id).update(refunding_minor=F("refunding_minor") + amount)
    Order.objects.filter(pk=row.order_id).update(refunding_minor=F("refunding_minor") + beyond)
    Tender.objects.filter(pk=row.tender_id).update(refunding_minor=F("refunding_minor") + beyond)
    gone = OrderUnit.objects.filter(
        pk__in=[unit_id for unit_id, _ in parts], refunding_minor__gte=F("paid_minor")
    )
    gone.update(frozen=True)
    CardStock.objects.filter(unit__in=gone, voided_at=None).update(voided_at=at)
    post(books.charged_back(row.pk, beyond, row.reference), at)
    return list(gone.values_list("pk", flat=True))
