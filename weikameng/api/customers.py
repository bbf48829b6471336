"""A shop's own customers through the API (P4): who they are, and their data to take along.

They have no sign-in here, so their shop asks for them (PIPL 45).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from weikameng.api.callers import caller_of
from weikameng.api.cursors import Cursor, Limit, NextCursor, page_of, place_in
from weikameng.api.exports import ExportId, ExportOut, export_out, file_answer
from weikameng.api.shop_callers import Plain, demand_shop
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.personal import Forgotten
from weikameng.records.reading import customers as reading
from weikameng.records.reading import take_along
from weikameng.records.reading.customers import CustomerAsRead, WantedCustomers
from weikameng.services import data_exports

if TYPE_CHECKING:
    from weikameng.records.models import DataExport

router = Router(tags=["customers"])
READ, EXPORT = "customers:read", "customers:export"
ZIP = {
    "responses": {
        200: {
            "description": "a zip: a file of JSON a section, pictures, and a page to read",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


class CustomerOut(Schema):
    """A customer of the shop. ``customer`` is the shop's own number of them, as ``buyer`` of an
    order was; once they are erased, what they are called instead. ``erasure``: how far it is."""

    customer: str
    name: str
    added_at: datetime
    erasure: Forgotten


class CustomersOut(Schema):
    """One page, by their numbers."""

    items: Sequence[CustomerOut]
    next: NextCursor


class CustomerFilters(Schema):
    """Which customers; what is left out filters nothing."""

    customer: Plain = ""
    erasure: Forgotten | None = None


def demand_customer(request: HttpRequest, customer: str, scope: str) -> CustomerAsRead:
    """Return a customer of the shop that calls; of anybody else's nothing is there."""
    found = reading.customer_named(demand_shop(request, scope), customer)
    if found is None:
        raise not_found()
    return found


@router.get("", response=CustomersOut, summary="The shop's customers")
def listing(
    request: HttpRequest, filters: Query[CustomerFilters], limit: Limit = 20, cursor: Cursor = ""
) -> Any:
    """Return a page of them by their numbers."""
    shop_id = demand_shop(request, READ)
    wanted = WantedCustomers(filters.customer, filters.erasure)
    rows = reading.page(shop_id, wanted, place_in(cursor), limit + 1)
    return page_of(rows, limit, _out, lambda one: one.id)


@router.post(
    "/{path:customer}/exports",
    response={202: ExportOut, 200: ExportOut},
    summary="Ask for everything of a customer",
)
def export(request: HttpRequest, customer: Plain) -> Any:
    """Have the worker gather what is held of a customer; 200 with the one that is being made."""
    person = demand_customer(request, customer, EXPORT).id
    status, by = 202, caller_of(request).owner_id
    try:
        data_exports.ask_person(person, by, at=timezone.now())
    except Refusal as refusal:
        if refusal.code != "busy":
            raise
        status = 200
    (made,) = take_along.exports_of(person, 1)
    return Status(status, export_out(made))


@router.get(
    "/{path:customer}/exports/{export}",
    response=ExportOut,
    summary="How far an export of a customer is",
)
def progress(request: HttpRequest, customer: Plain, export: ExportId) -> Any:
    """Return an export of that customer."""
    return export_out(_export_of(request, customer, export))


@router.get(
    "/{path:customer}/exports/{export}/file",
    summary="The file of a customer's export",
    openapi_extra=ZIP,
)
def file(request: HttpRequest, customer: Plain, export: ExportId) -> StreamingHttpResponse:
    """Return the zip while it is kept, a week at most; an erasure takes it away at once."""
    return file_answer(_export_of(request, customer, export))


@router.get("/{path:customer}", response=CustomerOut, summary="One customer")
def look(request: HttpRequest, customer: Plain) -> Any:
    """Return a customer by the shop's own number of them."""
    return _out(demand_customer(request, customer, READ))


def _export_of(request: HttpRequest, customer: str, export: int) -> "DataExport":
    person = demand_customer(request, customer, EXPORT).id
    found = take_along.export_of(export)
    if found is None or found.person_id != person:
        raise not_found()
    return found


def _out(row: CustomerAsRead) -> dict[str, Any]:
    return {
        "customer": row.customer,
        "name": row.name,
        "added_at": row.added_at,
        "erasure": row.forgotten,
    }
