"""A shop tells what became of its orders, in any order; of its word and a refund one wins (P6)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from tests import shop_rows
from tests.cast import asks
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.shops import Money
from weikameng.records.models import LedgerGood, Order, OrderUnit
from weikameng.records.reading.audit import audit
from weikameng.services import refunds, usage
from weikameng.services.usage import Told


@pytest.fixture
def shop(cast):
    return shop_rows.opens("east", cast.at, Money.OURS)


def tells(cast, shop, number, kind, unit=1, **more):
    told = Told(kind, more.pop("at", cast.at), 0 if kind == "delivered" else unit, **more)
    return usage.tell(number, told, shop_id=shop.id, at=cast.at)


def unit_of(number, place=1):
    return OrderUnit.objects.get(order__number=number, position=place)


def life_of(number, place=1):
    return LedgerGood.objects.get(unit=unit_of(number, place)).state


def test_shown_activated_and_used_each_counts_once(cast, shop):
    number = shop.sold("E-1", cast.at)
    for kind in ("revealed", "activated", "used"):
        assert tells(cast, shop, number, kind) == "taken"
        assert tells(cast, shop, number, kind) == "taken"
        assert unit_of(number).usage == kind
    assert life_of(number) == "used"
    assert unit_of(number, 2).usage == "none"
    assert audit() == []


def test_what_comes_too_late_changes_nothing(cast, shop):
    number = shop.sold("E-1", cast.at)
    assert tells(cast, shop, number, "used", used_days=2) == "taken"
    assert tells(cast, shop, number, "activated") == "known"
    assert tells(cast, shop, number, "revealed") == "known"
    assert (unit_of(number).usage, unit_of(number).used_days) == ("used", 2)


def test_what_comes_before_the_delivery_is_taken_with_it(cast, shop):
    number = shop.sold("E-1", cast.at, completed_at=None)
    assert tells(cast, shop, number, "activated") == "early"
    assert unit_of(number).usage == "none"
    assert tells(cast, shop, number, "delivered") == "taken"
    assert tells(cast, shop, number, "delivered") == "known"
    order = Order.objects.get(number=number)
    assert (order.progress, order.completed_at) == ("delivered", cast.at)
    assert unit_of(number).usage == "activated"
    assert life_of(number, 2) == "delivered"
    assert audit() == []


def test_after_a_refund_has_begun_nothing_is_counted_and_nothing_delivered(cast, shop):
    number = shop.sold("E-1", cast.at)
    order = Order.objects.get(number=number)
    applied = refunds.apply(asks(number), buyer_id=order.buyer_id, at=cast.at)
    assert applied.state is State.PAYING
    assert tells(cast, shop, number, "revealed") == "frozen"
    assert unit_of(number).usage == "none"


def test_what_goes_back_is_not_delivered_any_more(cast, shop):
    number = shop.sold("E-2", cast.at, completed_at=None)
    buyer = Order.objects.get(number=number).buyer_id
    applied = refunds.apply(asks(number, reason="NOT_ARRIVED"), buyer_id=buyer, at=cast.at)
    if applied.state is not State.PAYING:
        cast.approves(applied.number)
    assert tells(cast, shop, number, "delivered") == "frozen"
    assert Order.objects.get(number=number).progress == "paid"
    assert audit() == []


def test_a_refund_and_a_word_at_the_same_moment_have_one_winner(cast, shop):
    numbers = [shop.sold(f"E-{n}", cast.at) for n in range(3)]
    for number in numbers:
        buyer = Order.objects.get(number=number).buyer_id
        found = {}

        def applies(number=number, buyer=buyer, found=found):
            found["case"] = refunds.apply(asks(number), buyer_id=buyer, at=cast.at).state
            connection.close()

        def reports(number=number, found=found):
            found["word"] = tells(cast, shop, number, "used")
            connection.close()

        both = [threading.Thread(target=applies), threading.Thread(target=reports)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        paid = unit_of(number).refunding_minor > 0
        assert paid is (found["word"] != "taken"), found
    assert audit() == []


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("used", {"unit": 9}, "units"),
        ("used", {"at": timedelta(hours=1)}, "happened_at"),
        ("delivered", {"at": timedelta(days=-9)}, "happened_at"),
    ],
)
def test_what_can_not_be_is_refused(cast, shop, kind, more, code):
    number = shop.sold("E-1", cast.at, completed_at=None)
    more = {name: cast.at + value if name == "at" else value for name, value in more.items()}
    with pytest.raises(Refusal) as refused:
        tells(cast, shop, number, kind, **more)
    assert refused.value.code == code


def test_another_shop_finds_nothing(cast, shop):
    number = shop.sold("E-1", cast.at)
    other = shop_rows.opens("west", cast.at)
    with pytest.raises(Refusal) as refused:
        tells(cast, other, number, "used")
    assert refused.value.code == "not_found"
