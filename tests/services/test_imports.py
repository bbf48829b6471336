"""Orders from another shop's books: good rows in, bad rows named, repeating is safe (P4)."""

import json
from datetime import timedelta

import pytest

from tests.cast import asks
from weikameng.domain.case_life import State
from weikameng.records.models import Order
from weikameng.records.reading.audit import audit
from weikameng.records.reading.evidence import links_of
from weikameng.services import chain, imports, refunds


def row(cast, name="ext-1", **changes):
    moment = (cast.at - timedelta(days=2)).isoformat()
    return {
        "external_number": name,
        "buyer": "xiaolin",
        "sku": "game-card-60",
        "units": [{"price": "60.00"}, {"price": "60.00"}],
        "payments": [{"route": "sandbox", "amount": "100.01", "reference": "SB-1"}],
        "paid_at": moment,
        "completed_at": moment,
    } | changes


def brings(cast, *rows):
    lines = [text if isinstance(text, str) else json.dumps(text) for text in rows]
    return list(imports.import_orders(lines, at=cast.at))


def test_a_good_row_becomes_an_order_whose_shares_add_up(cast):
    (result,) = brings(cast, row(cast))
    order = Order.objects.get(number=result.number)
    assert [unit.paid_minor for unit in order.units.order_by("position")] == [5_001, 5_000]
    assert order.paid_minor == 10_001
    assert chain.broken_at(links_of(order.pk)) is None
    applied = refunds.apply(asks(result.number), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.PAYING
    assert audit() == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"external_number": ""}, "external_number"),
        ({"external_number": "x" * 65}, "external_number"),
        ({"external_number": "a\u0000b"}, "external_number"),
        ({"external_number": "a\ud800b"}, "external_number"),
        ({"buyer": "nobody"}, "buyer: no account nobody"),
        ({"buyer": 7}, "buyer"),
        ({"sku": "no-such"}, "sku: no product no-such"),
        ({"units": []}, "units"),
        ({"units": "two"}, "units"),
        ({"units": ["card"]}, "units"),
        ({"units": [{"price": 60}]}, "price"),
        ({"units": [{"price": "60.001"}]}, "price"),
        ({"units": [{"price": "-1"}]}, "price"),
        ({"units": [{"price": "1e999999"}]}, "price"),
        ({"units": [{"price": "NaN"}]}, "price"),
        ({"units": [{"price": "60.00", "usage": "eaten"}]}, "units.usage"),
        ({"units": [{"price": "60.00", "usage": []}]}, "units.usage"),
        ({"units": [{"price": "60.00", "used_days": -1}]}, "units.used_days"),
        ({"units": [{"price": "1.00"}] * 101}, "units"),
        ({"payments": [{"route": "sandbox", "amount": "1.00"}]}, "reference"),
        ({"payments": [{"route": "a", "amount": "1", "reference": "r"}] * 2}, "each route once"),
        ({"paid_total": "99.00"}, "paid_total"),
        ({"paid_at": "yesterday"}, "paid_at"),
        ({"paid_at": "2026-01-01T10:00:00"}, "paid_at"),
        ({"paid_at": "0001-01-01T00:00:00+14:00"}, "paid_at"),
        ({"paid_at": "2019-01-01T00:00:00+08:00"}, "paid_at"),
        ({"completed_at": "2020-01-01T10:00:00+08:00"}, "completed_at"),
        ({"supplier": "ok"}, "supplier"),
        ({"supplier": {"status": "success", "arrived": []}}, "supplier.arrived"),
        ({"supplier": {"status": "success", "arrived": 1}}, "supplier.arrived"),
        ({"supplier": {"status": "great"}}, "supplier.status"),
        ({"supplier": {"status": "failed", "code": "x\u0000"}}, "code"),
    ],
)
def test_a_bad_row_is_named_with_its_field_and_the_others_go_in(cast, changes, says):
    bad, good = brings(cast, row(cast, **changes), row(cast, "ext-good"))
    assert says in bad.problem
    assert (bad.number, bad.line) == ("", 1)
    assert good.number
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "7", "null", '"row"', "[" * 100_000, "9" * 5_000, "NaN", "{}"],
    ids=lambda text: text[:6],
)
def test_a_line_that_is_no_row_is_named_too(cast, text):
    bad, good = brings(cast, text, row(cast))
    assert bad.problem
    assert good.number


def test_empty_lines_are_passed_over_and_lines_keep_their_numbers(cast):
    results = brings(cast, "", row(cast), "   ", row(cast, "ext-2"))
    assert [result.line for result in results] == [2, 4]


def test_repeating_an_import_finds_the_same_orders(cast):
    first = brings(cast, row(cast), row(cast, "ext-2"), row(cast))
    again = brings(cast, row(cast), row(cast, "ext-2"))
    assert [result.known for result in first] == [False, False, True]
    assert [result.known for result in again] == [True, True]
    assert [result.number for result in again] == [result.number for result in first[:2]]
    assert Order.objects.count() == 2


def test_twelve_hundred_rows_go_in_over_three_batches(cast):
    results = brings(cast, *(row(cast, f"ext-{place}") for place in range(1_200)))
    assert len({result.number for result in results}) == 1_200
    assert [result.line for result in results] == list(range(1, 1_201))
    assert audit() == []
