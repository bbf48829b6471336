"""Card keys: encrypted at rest, shown on click, the showing recorded before it is seen (P6)."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.words import Words
from weikameng.ledger.events import EventType
from weikameng.records.reading.orders import key_of
from weikameng.records.writing import catalogue as stock_writing
from weikameng.records.writing import orders as writing
from weikameng.services import chain, life
from weikameng.services.attached import Item


def put_in_stock(product_id: int, secrets: Iterable[str], at: datetime) -> None:
    """Encrypt keys and put them into stock."""
    stock_writing.stock(product_id, [_box().encrypt(secret.encode()) for secret in secrets], at)


def reveal(order_number: str, position: int, *, buyer_id: int, at: datetime) -> str:
    """Return the key of one unit; that it was shown is committed before this returns.

    Raises Refusal while a refund holds the key: a showing and a refund have one winner.
    """
    key = key_of(order_number, position, buyer_id=buyer_id)
    if key is None:
        raise not_found()
    with transaction.atomic():
        first = writing.reveal(key.unit_id, at)
        if first is None:
            raise Refusal(
                "key_frozen",
                Words(
                    "这张卡正在退款,卡密已冻结。撤回退款申请后可以查看。",
                    "This card is being refunded and its key is frozen. Withdraw to see it.",
                ),
            )
        if first:
            item = Item("key_revealed", "platform", {"unit": position})
            chain.keep(key.order_id, [item], at)
            life.happened(key.unit_id, EventType.REVEALED, life.BUYER, at)
    return _box().decrypt(key.secret).decode()


@cache
def _box() -> Fernet:
    return Fernet(settings.CARD_KEY)
