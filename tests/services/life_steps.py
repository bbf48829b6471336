"""What tests of lives ask: the events of an order's goods, of a case, and reports of suppliers."""

import itertools

from weikameng.gateways.sandbox.reporter import Said
from weikameng.records.models import LedgerGood, LedgerOutbox
from weikameng.services import reports, wiring

_numbers = itertools.count(1)


def good_at(order, position=1):
    """The good of one unit."""
    return LedgerGood.objects.get(unit__order__number=order, unit__position=position)


def life_at(order, position=1):
    """The events of one unit's good."""
    return _types(LedgerOutbox.objects.filter(good=good_at(order, position)))


def life_of_case(number):
    """The events of a case."""
    return _types(LedgerOutbox.objects.filter(good__case__number=number))


def reports_it(cast, said, **more):
    """The sandbox's report through the door's service: what became of it."""
    return answered(cast, signed(cast, said, **more))


def signed(cast, said, report_id="", at=None):
    """Headers and body of a report."""
    number = report_id or f"r-{next(_numbers)}"
    return wiring.sandbox_reporter().report(number, said, at or cast.at)


def answered(cast, message, supplier="sandbox"):
    """What a message is answered."""
    headers, body = message
    return reports.receive(supplier, headers, body, at=cast.at)


def said(event, order, unit=1, **more):
    """What the supplier says of one unit."""
    return Said(event, order, unit, **more)


def _types(rows):
    return [row.type for row in rows.order_by("seq")]
