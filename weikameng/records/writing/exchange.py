"""The only writer of exchange deals and records (R6.1): filled in, confirmed, then recorded."""

from datetime import datetime
from decimal import Decimal

from django.db.models import F

from weikameng.domain.errors import Conflict
from weikameng.domain.exchange import Deal, RateRule, share_minor
from weikameng.domain.payout_life import NO_RECORD, PayoutState
from weikameng.records.models import ExchangeDeal, ExchangeRecord, Payout
from weikameng.records.reading.exchange import Papers, names


def told_with_order(order_id: int, deal: Deal, at: datetime) -> None:
    """Keep the deal a shop told with the order: complete from the start."""
    ExchangeDeal.objects.create(order_id=order_id, **_columns(deal), filled_at=at, confirmed_at=at)


def fill(order_id: int, deal: Deal, revision: int, by_id: int, at: datetime) -> None:
    """Fill a deal in, or correct it; whoever confirmed it before has to look again.

    ``revision`` is what was looked at, 0 for none yet. Conflict when it changed meanwhile.
    """
    filled = {**_columns(deal), "filled_by_id": by_id, "filled_at": at}
    if revision == 0:
        _, fresh = ExchangeDeal.objects.get_or_create(order_id=order_id, defaults=filled)
    else:
        rows = ExchangeDeal.objects.filter(order_id=order_id, revision=revision)
        anew = {"revision": F("revision") + 1, "confirmed_by": None, "confirmed_at": None}
        fresh = bool(rows.update(**filled, **anew))
    if not fresh:
        raise Conflict(f"the deal of order {order_id} has changed")


def confirm(order_id: int, revision: int, by_id: int, at: datetime) -> None:
    """Confirm what somebody else filled in. Conflict when it is not that any more."""
    rows = ExchangeDeal.objects.filter(order_id=order_id, revision=revision, confirmed_at=None)
    if not rows.update(confirmed_by_id=by_id, confirmed_at=at, revision=F("revision") + 1):
        raise Conflict(f"the deal of order {order_id} has changed")


def make(papers: Papers, at: datetime) -> None:
    """Write the record of a refund, once; a trigger holds it to its payment and its deal."""
    payout, order, deal = papers.payout, papers.order, papers.deal
    payer = papers.payer
    assert deal is not None, "a record of no deal"
    assert payer is not None, "a record of nobody"
    assert order.paid_at is not None, "a record of what was not paid"
    filled_by, confirmed_by = names((deal.filled_by, deal.confirmed_by))
    locked = deal.rate_rule == RateRule.LOCKED
    part = payout.amount_minor, order.paid_minor
    ExchangeRecord.objects.get_or_create(
        payout_id=payout.pk,
        defaults={
            "made_at": at,
            "order_number": order.number,
            "ordered_at": order.paid_at,
            "goods": order.product.name_zh[:120],
            "goods_kind": order.product.kind,
            "quantity": papers.quantity,
            "paid_minor": order.paid_minor,
            "currency": order.currency,
            **{name: getattr(deal, name) for name in _OF_THE_DEAL},
            "payer_document": payer.document,
            "payer_digest": payer.digest,
            "payer_result": payer.result or BY_PAPERS,
            "payer_reference": payer.reference,
            "route": payout.route,
            "payment_reference": payout.tender.payment_reference,
            "refund_number": payout.number,
            "amount_minor": payout.amount_minor,
            "back_minor": share_minor(deal.settled_minor, *part) if locked else None,
            "quota_back_minor": share_minor(deal.quota_minor, *part),
            "reason": papers.reason,
            "evidence_digest": papers.evidence_digest,
            "approved_by": papers.approved_by,
            "filled_by": filled_by,
            "confirmed_by": confirmed_by,
        },
    )


def let_go(payout_id: int, at: datetime) -> None:
    """Make a payout that stopped for its record an intent again: it was never sent."""
    rows = Payout.objects.filter(pk=payout_id, state=PayoutState.REFUSED, last_code=NO_RECORD)
    rows.update(state=PayoutState.INTENDED, due_at=at, leased_by="", leased_until=None)


# No check was made: papers were sent, and a person looked at them.
BY_PAPERS = "papers"
_OF_THE_DEAL = (
    *("settled_minor", "settled_currency", "rate", "rate_on", "rate_rule", "purpose"),
    *("quota_minor", "payee", "payee_country"),
)


def _columns(deal: Deal) -> dict[str, int | str | Decimal | object]:
    return {name: getattr(deal, name) for name in _OF_THE_DEAL}
