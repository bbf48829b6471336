"""The demo's goods of real suppliers: bought, delivered and asked about over HTTP."""

import pytest
from django.utils import timezone

from weikameng.domain.case_life import State
from weikameng.records.models import Order, Product, RefundCase
from weikameng.services import demo_suppliers, fulfilment, supplier_checks, wiring


@pytest.fixture
def told(cast, suppliers, settings):
    settings.DEMO = True
    wiring.forget_suppliers()
    cast.at = timezone.now()
    assert demo_suppliers.tell(cast.at) == len(demo_suppliers.STORIES)
    return suppliers


def test_the_worker_finds_out_what_became_of_each(cast, told):
    for case in RefundCase.objects.order_by("id"):
        question = 1
        while later := supplier_checks.ask_supplier(case.number, question=question, at=cast.at):
            cast.at, question = later.at, later.question
    assert {
        name: (order.supplier_arrived, State(order.refundcase_set.get().state) is State.PAYING)
        for name in ("demo-credited", "demo-not-found", "demo-in-part", "demo-not-credited")
        if (order := Order.objects.get(external_number=name))
    } == {
        "demo-credited": (True, False),
        "demo-not-found": (None, False),
        "demo-in-part": (None, False),
        "demo-not-credited": (False, True),
    }


@pytest.mark.parametrize("supplier", list(demo_suppliers.PRODUCTS))
def test_what_is_bought_is_ordered_there_and_asked_for_until_it_has_arrived(cast, told, supplier):
    sku = demo_suppliers.PRODUCTS[supplier]["sku"]
    number = cast.pays(sku, account="13800002222")
    questions = 1
    while not fulfilment.deliver(number, at=cast.later(seconds=3)):
        questions += 1
    assert questions > 2
    order = Order.objects.get(number=number)
    assert order.progress == Order.State.DELIVERED
    assert order.supplier_arrived is None  # said when somebody complains, not before


def test_telling_again_changes_nothing(cast, told):
    assert demo_suppliers.tell(cast.later(days=1)) == 0
    assert RefundCase.objects.count() == len(demo_suppliers.STORIES)


def test_outside_the_demo_nothing_is_told_even_beside_a_sandbox(cast, suppliers):
    assert demo_suppliers.tell(cast.at) == 0
    assert not Product.objects.filter(sku__endswith="fulu").exists()
