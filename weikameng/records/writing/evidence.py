"""Keeps evidence items: only inserted, each in its own place of the order's chain."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from weikameng.domain.errors import Conflict
from weikameng.records.models import Evidence
from weikameng.records.writing.refunds import SealedEvidence


def keep(order_id: int, items: Sequence[SealedEvidence], at: datetime) -> None:
    """Write sealed items. Conflict when another item took one of their places."""
    try:
        with transaction.atomic():
            keep_many([(order_id, items)], at)
    except IntegrityError as error:
        raise Conflict("another evidence item came first") from error


def keep_many(chains: Iterable[tuple[int, Sequence[SealedEvidence]]], at: datetime) -> None:
    """Write sealed items of many orders in one go, by order id (call inside a transaction)."""
    Evidence.objects.bulk_create(
        Evidence(
            order_id=order_id,
            position=item.position,
            kind=item.kind,
            source=item.source,
            body=dict(item.body),
            file_digest=item.file_digest,
            at=at,
            digest=item.digest,
        )
        for order_id, items in chains
        for item in items
    )
