"""Files of many rows and what people take along, as other tests need them."""

from tests.cast import Cast
from weikameng.domain.bulk.jobs import RowKind
from weikameng.records.reading.take_along import export_of
from weikameng.services import bulk_imports, data_exports
from weikameng.services.bulk_imports import Given


def comes_in(cast: Cast) -> int:
    """An import that is done, with one bad row; its id."""
    rows = "external_number,buyer,sku,paid_at,paid,route,reference\n"
    rows += "=1+1,xiaolin,none,2026-11-01,1,a,b\n"
    given = Given("orders.csv", RowKind.ORDERS, "", None, cast.ids["laoxu"], as_staff=True)
    made = bulk_imports.accept(given, [rows.encode()], at=cast.at)
    bulk_imports.run(made, clock=lambda: cast.at)
    return made


def takes_along(cast: Cast) -> str:
    """小林's data is there to be taken along; the token of its link."""
    made = data_exports.ask_person(cast.xiaolin, cast.xiaolin, at=cast.at)
    data_exports.make(made, clock=lambda: cast.at)
    row = export_of(made)
    assert row is not None
    return data_exports.link_of(row)


def shop_takes_along(cast: Cast, shop_id: int, code: str) -> int:
    """A shop's data is there to be taken along; the id of its export."""
    made = data_exports.ask_shop(shop_id, cast.ids["laoxu"], at=cast.at, staff_for=code)
    data_exports.make(made, clock=lambda: cast.at)
    return made
