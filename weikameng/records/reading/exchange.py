"""Foreign exchange as it is kept (R6.1): deals, what a refund's record is made of, the records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from weikameng.domain.case_life import Event
from weikameng.domain.exchange import NOT_CARRIED
from weikameng.domain.payout_life import NO_RECORD, PayoutState
from weikameng.records.models import (
    ApprovalRequest,
    CaseEvent,
    Evidence,
    ExchangeDeal,
    ExchangeRecord,
    Order,
    Payout,
    RefundCase,
    Tender,
    User,
)
from weikameng.records.reading.identity import Standing as Payer
from weikameng.records.reading.identity import standing

PAGE_SIZE = 20
MAX_RECORDS = 100_000  # of one file
_APPROVALS = (Event.APPROVE, Event.RULE_FOR)


@dataclass(frozen=True, slots=True)
class Papers:
    """What the record of one refund is made of; ``approved_by`` empty while nobody approved it,
    ``payer`` how far the identity of who paid is known."""

    payout: Payout
    order: Order
    deal: ExchangeDeal | None
    payer: Payer | None
    quantity: int
    reason: str
    facts: Mapping[str, Any]
    evidence_digest: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the deal of an order stands, for its lane: all None before anybody filled it in."""

    filled_at: datetime | None = None
    confirmed_at: datetime | None = None


def papers_of(payout_id: int) -> Papers | None:
    """Return what the record of a payout is made of; None for one that crosses no border."""
    rows = Payout.objects.filter(pk=payout_id, tender__order__cross_border=True)
    payout = rows.select_related("case", "tender__order__product").first()
    if payout is None:
        return None
    order = payout.tender.order
    digests = Evidence.objects.filter(order_id=order.pk).order_by("-position")
    return Papers(
        payout=payout,
        order=order,
        deal=deal_of(order.pk),
        payer=standing(payout.case_id),
        quantity=order.units.count(),
        reason=payout.case.reason,
        facts=payout.case.rounds.order_by("-round").values_list("facts", flat=True)[0],
        evidence_digest=digests.values_list("digest", flat=True).first() or "",
        approved_by=_approved_by(payout.case_id),
    )


def deal_of(order_id: int) -> ExchangeDeal | None:
    """Return the deal of an order with its two people; None before it is filled in."""
    rows = ExchangeDeal.objects.select_related("filled_by", "confirmed_by")
    return rows.filter(order_id=order_id).first()


def standing_of(order_id: int) -> Standing:
    """Return where the deal of an order stands."""
    rows = ExchangeDeal.objects.filter(order_id=order_id)
    found = rows.values_list("filled_at", "confirmed_at").first()
    return Standing(*found) if found else Standing()


def is_carried(order_id: int) -> bool:
    """Whether an institution carried any of the payment: our own balance crosses no border."""
    return Tender.objects.filter(order_id=order_id).exclude(route__in=NOT_CARRIED).exists()


def order_abroad(number: str) -> Order | None:
    """Return a paid cross-border order with its product and buyer."""
    if not (number.isascii() and number.isdigit()):
        return None
    rows = Order.objects.filter(number=number, cross_border=True).exclude(paid_at=None)
    return rows.select_related("product", "buyer").first()


def orders_abroad(show: str, page: int) -> tuple[list[Order], bool]:
    """Return one page of cross-border orders with a refund, the newest case first.

    ``show``: ``open`` (to be filled in), ``filled`` (to be confirmed), ``done``, else all.
    """
    start = (page - 1) * PAGE_SIZE
    found = list(_shown(show).order_by("-id")[start : start + PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def waiting() -> int:
    """Return how many orders with a refund wait for their deal to be filled in or confirmed."""
    return _shown("open").count() + _shown("filled").count()


def _shown(show: str) -> QuerySet[Order]:
    asked = RefundCase.objects.filter(order=OuterRef("pk"))
    rows = Order.objects.filter(Exists(asked), cross_border=True)
    narrowed = {
        "open": Q(exchange_deal__isnull=True),
        "filled": Q(exchange_deal__isnull=False, exchange_deal__confirmed_at__isnull=True),
        "done": Q(exchange_deal__confirmed_at__isnull=False),
    }.get(show, Q())
    people = ("product", "exchange_deal__filled_by", "exchange_deal__confirmed_by")
    return rows.filter(narrowed).select_related(*people)


def refunds_of(order_id: int) -> list[Payout]:
    """Return the payouts of an order that an institution carries, with their records."""
    rows = Payout.objects.filter(tender__order_id=order_id).exclude(route__in=NOT_CARRIED)
    rows = rows.exclude(state=PayoutState.REPLACED)
    return list(rows.select_related("case", "exchange_record").order_by("number"))


def stopped(order_id: int) -> list[int]:
    """Return the payouts of an order that stopped because their record was not complete."""
    rows = Payout.objects.filter(tender__order_id=order_id, state=PayoutState.REFUSED)
    return list(rows.filter(last_code=NO_RECORD).order_by("id").values_list("id", flat=True))


def records_between(since: datetime, until: datetime) -> list[ExchangeRecord]:
    """Return the records made from then until (not including) then, the oldest first."""
    rows = ExchangeRecord.objects.filter(made_at__gte=since, made_at__lt=until)
    return list(rows.select_related("payout").order_by("made_at", "payout_id")[:MAX_RECORDS])


def records_after(
    since: datetime, until: datetime, after: tuple[datetime, int] | None, many: int
) -> list[ExchangeRecord]:
    """Return so many of the same after a place, which is when it was made, and its payout's id."""
    rows = ExchangeRecord.objects.filter(made_at__gte=since, made_at__lt=until)
    if after is not None:
        made_at, payout_id = after
        later = Q(made_at__gt=made_at) | Q(payout_id__gt=payout_id)
        rows = rows.filter(later, made_at__gte=made_at)
    return list(rows.select_related("payout").order_by("made_at", "payout_id")[:many])


def _approved_by(case_id: int) -> str:
    """Who approved: the person, or both; an arbiter's ruling as the history names it."""
    lines = CaseEvent.objects.filter(case_id=case_id, event__in=_APPROVALS).order_by("-revision")
    actor = lines.values_list("actor", flat=True).first()
    if actor is None:
        return ""
    signed = ApprovalRequest.objects.filter(case_id=case_id, state="signed").order_by("-id")
    pair = signed.values_list("asked_by__username", "decided_by__username").first()
    if pair:
        return ", ".join(pair)
    kind, _, person = actor.partition(":")
    if kind != "staff":
        return actor
    return User.objects.values_list("username", flat=True).get(pk=int(person))


def names(people: Sequence[Any]) -> list[str]:
    """Return the user names of people; empty for nobody."""
    return [person.get_username() if person else "" for person in people]
