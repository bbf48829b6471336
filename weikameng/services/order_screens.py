"""What we know of an order the way screens show it: the truths a picture is held against (R3.4)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from weikameng.domain.reading.examining import Question
from weikameng.domain.reading.kinds import UNKNOWN
from weikameng.domain.reading.record import MAX_CATALOGUE, Catalogue, OrderRecord
from weikameng.domain.supply import known_troubles, trouble_words
from weikameng.records.reading.catalogue import names_and_zones
from weikameng.records.reading.picture_readings import CaseToRead
from weikameng.services.proofs import proof_key

MAX_TRUTHS = 4
_BEIJING = ZoneInfo("Asia/Shanghai")
_WALLET = "wallet"
# The screen a buyer most likely means by an item of the checklist.
_SCREENS = {
    "order_screenshot": "order_detail",
    "error_screenshot": "error_popup",
    "key_error_screenshot": "error_popup",
    "region_error_screenshot": "error_popup",
    "chat_record": "chat",
}
_PROGRESS = {"delivered": "success", "failed": "failed", "cancelled": "closed"}
_SUPPLIER = {"success": "success", "failed": "failed", "processing": "processing"}


def catalogue() -> Catalogue:
    """Return the names a screen could show instead: every good, zone and error of ours."""
    rows = names_and_zones(MAX_CATALOGUE)
    zones = dict.fromkeys(zone for _, zones in rows for zone in zones)
    return Catalogue(
        products=tuple(dict.fromkeys(name for name, _ in rows)),
        zones=tuple(zones)[:MAX_CATALOGUE],
        errors=tuple(words.zh for words in known_troubles()),
    )


def questions(case: CaseToRead, kind: str, known: Catalogue) -> tuple[Question, ...]:
    """Return what a picture of this item is held against, the likeliest truth first."""
    claimed, key = _SCREENS.get(kind, UNKNOWN), proof_key()
    return tuple(Question(record, known, claimed, key) for record in truths(case))


def truths(case: CaseToRead) -> tuple[OrderRecord, ...]:
    """Return the order as its page shows it, then as honest screens elsewhere may.

    A bill of one payment of several shows that one's amount; an imported order is known on its
    own shop's pages by that shop's number.
    """
    paid = [leg for leg in case.tenders if leg.route != _WALLET and leg.payment_reference]
    whole = _whole(case, paid[0].payment_reference if paid else "")
    found = [whole]
    if case.order.external_number:
        found.append(replace(whole, order_no=case.order.external_number))
    if len(case.tenders) > 1:
        found += [
            replace(whole, trade_no=leg.payment_reference, amount_minor=leg.amount_minor)
            for leg in paid
        ]
    return tuple(found[:MAX_TRUTHS])


def _whole(case: CaseToRead, trade_no: str) -> OrderRecord:
    order = case.order
    failed = order.progress == "failed"
    return OrderRecord(
        order_no=order.number,
        trade_no=trade_no,
        product=order.product.name_zh,
        zone=order.zone,
        account=order.account,
        error=trouble_words(order.supplier_code).zh if failed else "",
        amount_minor=order.paid_minor,
        moments=tuple(_moments(case)),
        states=tuple(dict.fromkeys(_states(case))),
        pay_states=tuple(dict.fromkeys(_pay_states(case))),
    )


def _moments(case: CaseToRead) -> Iterable[datetime]:
    order = case.order
    known = [order.created_at, order.paid_at, order.completed_at]
    known += [leg.paid_at for leg in case.tenders]
    shown = (at.astimezone(_BEIJING).replace(tzinfo=None) for at in known if at)
    return dict.fromkeys(shown)


def _states(case: CaseToRead) -> Iterable[str]:
    """Every state the order was ever in, as it is now first: an older screenshot is no altered
    one.
    """
    order = case.order
    if order.progress in _PROGRESS:
        yield _PROGRESS[order.progress]
    if order.supplier_status in _SUPPLIER:
        yield _SUPPLIER[order.supplier_status]
    if order.completed_at and case.unopened:
        yield "unactivated"
    if order.refunding_minor:
        yield "refunded"
    if order.paid_at:
        yield "processing"
    yield "unpaid"


def _pay_states(case: CaseToRead) -> Iterable[str]:
    order = case.order
    if order.paid_at:
        yield "paid"
    if order.refunding_minor:
        yield "refunded"
    if order.progress == "cancelled":
        yield "closed"
