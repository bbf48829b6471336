"""Foreign exchange (R6.1): no money crosses a border before its record, made by two people."""

import pytest
from django.db import DataError, IntegrityError, transaction

from tests.cast import Cast, Scripted
from tests.services.exchange_steps import (
    acai,
    applies,
    brings_abroad,
    confirms,
    deal,
    fills,
    is_known,
    laochen,
    pays_until_quiet,
)
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor, beijing_day
from weikameng.records.models import ExchangeDeal, ExchangeRecord, Order, Payout, StaffAction
from weikameng.records.reading.refunds import progress_of
from weikameng.services import exchange, lanes

pytestmark = pytest.mark.django_db(transaction=True)


def approved(cast: Cast, **more: object) -> tuple[str, str]:
    order = brings_abroad(cast, **more)
    case = applies(cast, order)
    is_known(cast, order)
    cast.approves(case)
    return order, case


def test_a_cross_border_refund_waits_for_a_person_and_never_for_one_party_after_another(
    cast: Cast,
) -> None:
    case = applies(cast, brings_abroad(cast))
    assert cast.comes_to(case) is State.REVIEWING
    progress = progress_of(case)
    assert progress is not None
    found = {lane.name.value: lane.owner.value for lane in lanes.lanes_of_case(progress)}
    assert found == {"identity": "buyer", "exchange": "finance", "review": "reviewer"}


def test_without_its_record_the_money_stops_before_anybody_is_called(cast: Cast) -> None:
    order, case = approved(cast)
    silent = Scripted([])
    silent.refund = silent.query = lambda order: pytest.fail("called")  # type: ignore[method-assign]
    cast.pays_out(silent)
    assert cast.comes_to(case) is State.PAYOUT_STUCK
    receipt = Payout.objects.get(case__number=case).receipts.get()
    assert (receipt.outcome, receipt.verb) == ("needs_human", "none")
    fills(cast, order)
    with pytest.raises(Refusal, match="same_person"):
        exchange.confirm(order, 1, Actor(acai(cast).id, "finance"), at=cast.at)
    assert confirms(cast, order) == 1
    assert cast.comes_to(case) is State.PAYING
    pays_until_quiet(cast)
    assert cast.comes_to(case) is State.REFUNDED


def test_a_deal_told_with_the_order_is_complete_and_its_record_holds_all(cast: Cast) -> None:
    order, case = approved(cast, exchange=deal(cast, rate_on=beijing_day(cast.at).isoformat()))
    pays_until_quiet(cast)
    assert cast.comes_to(case) is State.REFUNDED
    today = beijing_day(cast.at)
    (line,) = exchange.exported(today, today, acai(cast), at=cast.at)
    assert line["order_number"] == order
    assert (line["refund_amount"], line["refund_currency"]) == ("99.00", "CNY")
    assert (line["refund_settled_amount"], line["quota_back_usd"]) == ("13.75", "13.75")
    assert (line["approved_by"], line["payer_result"]) == ("laochen", "match")
    assert line["evidence_digest"]
    assert line["state"] == "settled"
    assert StaffAction.objects.filter(what="exchange_exported").count() == 1


def test_the_database_keeps_records_as_they_are_and_sends_nothing_without_one(cast: Cast) -> None:
    order, case = approved(cast)
    legs = Payout.objects.filter(case__number=case)
    with pytest.raises(IntegrityError, match="exchange_before_sending"), transaction.atomic():
        legs.update(state="sent")
    fills(cast, order)
    confirms(cast, order)
    pays_until_quiet(cast)
    records = ExchangeRecord.objects.all()
    for change in ({"amount_minor": 1}, {"approved_by": "nobody"}):
        with pytest.raises(IntegrityError, match="exchange_record_kept"), transaction.atomic():
            records.update(**change)
    with pytest.raises(IntegrityError, match="exchange_record_kept"), transaction.atomic():
        ExchangeRecord.objects.filter(pk__gt=0)._raw_delete("default")
    with pytest.raises(Refusal, match="not_now"):
        fills(cast, order, seen=2, settled="13.74")
    kept = records.get()
    kept.payout_id, kept.currency, kept.refund_number = kept.payout_id, "USD", "1"
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        kept.save(force_insert=True)


def test_a_refund_never_exceeds_what_was_paid_nor_changes_its_currency(cast: Cast) -> None:
    order, case = approved(cast)
    leg = Payout.objects.select_related("tender__order").get(case__number=case)
    assert leg.tender.order.currency == "CNY"
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(number=order).update(refunding_minor=9_901)


def test_a_correction_has_to_be_confirmed_again_and_who_was_slower_is_told(cast: Cast) -> None:
    order = brings_abroad(cast)
    fills(cast, order)
    confirms(cast, order)
    fills(cast, order, seen=2, payee="Another Ltd")
    row = ExchangeDeal.objects.get()
    assert (row.confirmed_by, row.revision) == (None, 3)
    with pytest.raises(Refusal, match="moved"):
        confirms(cast, order, seen=1)
    with pytest.raises(Refusal, match="moved"):
        fills(cast, order, seen=2)


@pytest.mark.parametrize("role", ["reviewer", "auditor", "buyer", "supervisor", "agent"])
def test_only_finance_fills_in(cast: Cast, role: str) -> None:
    order = brings_abroad(cast)
    with pytest.raises(Refusal, match="not_found"):
        exchange.fill(order, deal(cast), 0, Actor(cast.zhoujie, role), at=cast.at)
    with pytest.raises(Refusal, match="not_found"):
        exchange.exported(
            beijing_day(cast.at), beijing_day(cast.at), Actor(cast.xiaowu, "buyer"), at=cast.at
        )
    with pytest.raises(Refusal, match="exchange_span"):
        exchange.records(
            (beijing_day(cast.at), beijing_day(cast.at).replace(year=2000)), laochen(cast), None, 20
        )
