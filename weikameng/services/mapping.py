"""Keeps the map of goods behind the log, so that it can be proved what never happened: batch by
batch, by one keeper at a time, apart from whoever writes the log, which then says each root.
"""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from weikameng.ledger.events import event_type_of
from weikameng.ledger.map_lookups import good_key
from weikameng.ledger.map_pages import Pages
from weikameng.ledger.map_roots import good_value
from weikameng.records.reading import mapped as reading
from weikameng.records.reading.mapped import KeptRoot, MapHead
from weikameng.records.writing import mapped as writing
from weikameng.records.writing.only_one import only_one

BATCH = 5_000  # entries of the log taken in at once
PERIOD = timedelta(seconds=1)  # between two roots, while something moves
KEPT_ROOTS = 64  # a proof against any of them can be made, about a minute long


def alone() -> AbstractContextManager[bool]:
    """Be the map's keeper as long as this lasts; False while another one is."""
    return only_one("weikameng/map/keeper")


def round_(at: datetime) -> bool:
    """Take in a batch of entries and hand on a root when one is due; False when all is done.

    Whatever is killed in between leaves the map as it was, or one step on.
    """
    with transaction.atomic():
        head = _head()
        log = reading.standing(at)
        upto = min(log.size, head.size + BATCH)
        grown = _grown(head, upto)
        if upto == log.size:
            _tell(grown, log.told_until, at)
    return upto < log.size


def rebuild() -> None:
    """Forget the pages; the rounds that follow make them again out of the log, and have it say the
    root once more."""
    with transaction.atomic():
        _head()
        writing.forget()


def _head() -> MapHead:
    writing.begin()
    head = reading.head()
    assert head is not None, "begin() was called"
    return head


def _grown(head: MapHead, upto: int) -> MapHead:
    histories = reading.histories(head.size, upto)
    if not histories and upto - head.size < BATCH:
        return head  # roots and keys alone are nothing to move for
    values = {}
    for good, history in histories.items():
        types = [event_type_of(leaf) for _, leaf in history]
        value = good_value(good.bytes, types, [hashed for hashed, _ in history])
        values[good_key(good.bytes)] = value
    pages = Pages(partial(reading.pages, size=head.size))
    root = pages.put(values)
    writing.grow(head, upto, root, pages.written())
    return MapHead(upto, root, head.told, head.told_at)


def _tell(head: MapHead, told_until: datetime, now: datetime) -> None:
    """Hand the root on: one at a time, and none while nothing has moved."""
    due = head.told_at is None or now - head.told_at >= PERIOD
    if head.size <= head.told or not due or reading.unsaid():
        return
    number = reading.next_number()
    writing.tell(KeptRoot(number, head.size, head.root, told_until), now)
    writing.drop_roots(number - KEPT_ROOTS)
