"""Webhooks in tests: a shop that listens, a refund that tells, a sender that looks once."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import Cast, asks
from tests.receiver import Receiver, receiving
from weikameng.domain.webhook_addresses import networks_from
from weikameng.records.models import Order, Shop
from weikameng.services import refunds, webhook_sending, webhooks
from weikameng.services.webhooks import Hand, Made

OURS = Hand()


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    """Somebody on this machine who may be called."""
    settings.WEBHOOK_NETWORKS = networks_from("127.0.0.0/8")
    webhook_sending.courier.cache_clear()
    with receiving() as one:
        yield one
    webhook_sending.courier.cache_clear()


@pytest.fixture
def shop(cast: Cast) -> Shop:
    """Another people's shop."""
    return Shop.objects.create(code="kami", name="卡密店", money="ours", opened_at=cast.at)


def listens(cast: Cast, receiver: Receiver, hand: Hand = OURS, **more: Any) -> Made:
    """Make an endpoint of it."""
    return webhooks.create(hand, receiver.url, at=cast.at, **more)


def applies(cast: Cast, shop: Shop | None = None) -> str:
    """A one-click refund, of this shop's order."""
    order = cast.buys("game-card-3")
    Order.objects.filter(number=order).update(shop=shop, external_number=f"E-{order[-5:]}")
    return refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number


def sends(cast: Cast) -> int:
    """The sender looks; returns how many set out."""
    return webhook_sending.send_until_idle("test", lambda: cast.at)
