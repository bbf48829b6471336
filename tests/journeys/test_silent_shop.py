"""A shop that pays back itself and never says so: who sees what, and who is told (P2, N4)."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import shop_rows
from tests.cast import Cast, asks
from tests.journeys.people import Visitor
from tests.receiver import Receiver, receiving
from weikameng.domain.webhook_addresses import networks_from
from weikameng.records.models import Order, Payout
from weikameng.records.reading.money_overview import waits_for_person
from weikameng.services import messages, mirror, refunds, webhook_sending, webhooks


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_NETWORKS = networks_from("127.0.0.0/8")
    webhook_sending.courier.cache_clear()
    with receiving() as one:
        yield one
    webhook_sending.courier.cache_clear()


def test_a_shop_that_never_confirms_is_told_so_are_its_buyer_and_finance(
    cast: Cast, receiver: Receiver
):
    shop = shop_rows.opens("east", cast.at)
    token = shop.token(cast.at)
    webhooks.create(webhooks.Hand(shop.id), receiver.url, at=cast.at)
    order = Order.objects.get(number=shop.sold("E-1", cast.at))
    refund = refunds.apply(asks(order.number), buyer_id=order.buyer_id, at=cast.at).number
    program = Client(headers={"Authorization": f"Bearer {token}", "Accept-Language": "zh"})
    assert program.get(f"/api/v1/refunds/{refund}").json()["state"] == "paying"
    promised = max(Payout.objects.values_list("promised_at", flat=True))
    cast.at = promised + timedelta(minutes=11)  # the errand looks every ten minutes
    assert mirror.escalate(cast.at) == 1
    messages.tell_what_is_due(cast.at)
    webhook_sending.send_until_idle("test", lambda: cast.at)
    assert {"payout.late", "refund.stuck"} <= set(receiver.types)
    seen = program.get(f"/api/v1/refunds/{refund}").json()
    assert seen["state"] == "payout_stuck"
    assert {leg["state"] for leg in seen["payouts"]} == {"intended"}
    inbox = Visitor().enters(order.buyer_id).sees("/messages/").text
    assert refund in inbox
    page = Visitor().enters(order.buyer_id).sees(f"/refunds/{refund}/").text
    assert "商家还没有退款" in page
    assert "渠道没有退成" not in page
    assert "渠道" not in inbox
    assert waits_for_person(cast.at).count() == 2  # under Money - Payouts
