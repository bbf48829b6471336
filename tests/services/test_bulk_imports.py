"""Files of many rows (P4): other shops' columns, hostile contents, killed in between, mended."""

import csv
import io
import json
from datetime import timedelta

import pytest

from weikameng.domain.bulk.jobs import RowKind
from weikameng.domain.bulk.ready_made import ready
from weikameng.domain.errors import Refusal
from weikameng.records.models import BulkImport, KeptFile, KeptPart, Order, User
from weikameng.records.reading.audit import audit
from weikameng.services import bulk_imports, bulk_rows, shops
from weikameng.services.bulk_imports import Given

HEADS = (
    "订单号,买家账号,商品编号,购买数量,商品单价,实付金额,支付方式,支付流水号,付款时间,发货时间,"
    "订单状态"
)
PAID = "2026-11-20 10:00:00,2026-11-20 10:00:05"
GOOD = "{n},xiaolin,game-card-60,2,60.00,100.01,支付宝,SB-{n}," + PAID + ",已完成"


def sends(cast, text, name="orders.csv", **changes):
    """Take a file in and work it off."""
    asked = {"kind": RowKind.ORDERS, "mapping": ready("card-site"), "shop_id": None}
    given = Given(name, **(asked | changes), by_id=cast.xiaolin, as_staff=False)
    content = text if isinstance(text, bytes) else text.encode()
    made = bulk_imports.accept(given, [content], at=cast.at)
    bulk_imports.run(made, clock=lambda: cast.at)
    return BulkImport.objects.get(pk=made)


def table(*rows):
    return "\n".join([HEADS, *rows]) + "\n"


def counts(row):
    return row.state, row.new, row.known, row.bad


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_shops_own_table_comes_in_whatever_its_encoding(cast, encoding):
    shut = GOOD.format(n="A-3").replace("已完成", "已关闭")
    rows = table(GOOD.format(n="A-1"), GOOD.format(n="A-2"), shut)
    assert counts(sends(cast, rows.encode(encoding))) == ("done", 2, 1, 0)
    order = Order.objects.get(external_number="A-1")
    assert (order.paid_minor, order.paid_at.isoformat()) == (10_001, "2026-11-20T02:00:00+00:00")
    assert audit() == []


def test_bad_rows_come_back_as_the_same_table_to_be_mended_and_sent_again(cast):
    wrong = GOOD.format(n="=cmd|1").replace("game-card-60", "没有")
    row = sends(cast, table(GOOD.format(n="A-1"), wrong))
    assert counts(row) == ("done", 1, 0, 1)
    text = "".join(bulk_imports.errors_of(row))
    (bad,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert list(bad) == [*HEADS.split(","), "problem"]
    assert bad["订单号"] == "'=cmd|1"  # no formula for whoever opens it
    assert "没有商品 没有" in bad["problem"]
    assert "no product" in bad["problem"]
    again = sends(cast, text.replace(",没有,", ",game-card-60,"))
    assert counts(again) == ("done", 1, 0, 0)
    assert Order.objects.filter(external_number="=cmd|1").exists()


def test_json_lines_come_back_as_json_lines(cast):
    good = {"external_number": "J-1", "buyer": "xiaolin", "sku": "game-card-60"}
    good |= {"units": [{"price": "1.00"}], "paid_at": "2026-11-20T10:00:00+08:00"}
    good |= {"payments": [{"route": "sandbox", "amount": "1.00", "reference": "r"}]}
    lines = [good, good | {"external_number": "a\ud800"}, good | {"external_number": "a\0"}]
    text = "\n".join([*map(json.dumps, lines), "{", "[" * 70_000, "\x00"])
    row = sends(cast, text, "rows.jsonl", mapping="")
    assert counts(row) == ("done", 1, 0, 5)
    bad = [json.loads(line) for line in bulk_imports.errors_of(row)]
    assert all(one["problem"] for one in bad)
    assert bad[0]["external_number"] == "a\ud800"


@pytest.mark.parametrize(
    ("rows", "bad"),
    [
        ('"A-1,"' + "x" * 300_000, 1),
        (GOOD.format(n="A\0"), 1),
        (GOOD.format(n="A-1") + ",too,many", 1),
        (GOOD.format(n="A-1").replace(",2,", ",1e9,"), 1),
        (GOOD.format(n="A-1").replace(",2,", ",99999999999999999999999,"), 1),
        (GOOD.format(n="A-1").replace("100.01", "NaN"), 1),
        (GOOD.format(n="A-1").replace("100.01", "1e9999"), 1),
        (GOOD.format(n="A-1").replace("2026-11-20 10:00:00", "昨天"), 1),
        ("A-1", 1),
    ],
)
def test_whatever_lies_in_a_table_it_is_a_row_with_a_problem(cast, rows, bad):
    row = sends(cast, table(rows))
    assert (row.state, row.new, row.bad) == ("done", 0, bad)


def test_a_quote_that_never_ends_takes_no_other_row_with_it(cast):
    row = sends(cast, table('A-1,"unclosed', *(GOOD.format(n=f"A-{n}") for n in range(2, 5))))
    assert counts(row) == ("done", 3, 0, 1)
    text = "".join(bulk_imports.errors_of(row))
    assert text.splitlines()[1].startswith("A-1,unclosed,")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_bad_rows_come_back_as_the_spreadsheet_wrote_them(cast, separator):
    wrong = GOOD.format(n="007").replace("game-card-60", "没有")
    row = sends(cast, table(GOOD.format(n="A-1"), wrong).replace(",", separator).encode("utf-16"))
    assert counts(row) == ("done", 1, 0, 1)
    text = "".join(bulk_imports.errors_of(row))
    assert text.splitlines()[1].startswith(f"'007{separator}xiaolin{separator}没有")
    resaved = text.replace("2026-11-20 10:00:00", "2026/11/20 10:00").replace(
        "没有", "game-card-60"
    )
    assert counts(sends(cast, resaved.encode("gb18030"))) == ("done", 1, 0, 0)
    order = Order.objects.get(external_number="007")
    assert order.paid_at.isoformat() == "2026-11-20T02:00:00+00:00"


@pytest.mark.parametrize(
    "change", [("game-card-60", "game-card-3"), ("60.00", "50.00"), ("xiaolin", "xiaowu")]
)
def test_two_orders_of_one_number_are_not_taken_for_one(cast, change):
    one, other = GOOD.format(n="A-1"), GOOD.format(n="A-1").replace(*change)
    row = sends(cast, table(one, one, other))
    assert counts(row) == ("done", 1, 1, 1)
    assert "another order has this number" in "".join(bulk_imports.errors_of(row))
    assert counts(sends(cast, table(one))) == ("done", 0, 1, 0)


def test_an_order_that_is_here_is_not_taken_for_another_of_its_number(cast):
    sends(cast, table(GOOD.format(n="A-1")))
    row = sends(cast, table(GOOD.format(n="A-1").replace("game-card-60", "game-card-3")))
    assert counts(row) == ("done", 0, 0, 1)
    assert Order.objects.get().product.sku == "game-card-60"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "encoding"),
        (b"\x80\xff\xff,", "encoding"),
        (b"a,a\n1,2\n", "columns"),
        (b"a,b\n1,2\n", "columns"),
    ],
)
def test_a_file_nobody_can_read_is_refused_and_not_kept(cast, text, code):
    with pytest.raises(Refusal) as refused:
        sends(cast, text)
    assert refused.value.code == code
    assert not KeptFile.objects.exists()


def test_a_worker_that_dies_is_followed_by_one_that_goes_on_where_it_was(cast, monkeypatch):
    monkeypatch.setitem(bulk_rows.BATCHES, RowKind.ORDERS, 2)
    rows = table(*(GOOD.format(n=f"A-{place}") for place in range(5)), "bad")
    given = Given("o.csv", RowKind.ORDERS, ready("card-site"), None, cast.xiaolin, as_staff=False)
    made = bulk_imports.accept(given, [rows.encode()], at=cast.at)
    left = iter([True, False])
    bulk_imports.run(made, clock=lambda: cast.at, wanted=lambda: next(left))
    assert counts(BulkImport.objects.get(pk=made)) == ("running", 2, 0, 0)
    bulk_imports.run(made, clock=lambda: cast.at)
    bulk_imports.run(made, clock=lambda: cast.at)
    assert counts(BulkImport.objects.get(pk=made)) == ("done", 5, 0, 1)
    assert Order.objects.count() == 5


def waits(cast, *rows):
    given = Given("o.csv", RowKind.ORDERS, ready("card-site"), None, cast.xiaolin, as_staff=False)
    return bulk_imports.accept(given, [table(*rows).encode()], at=cast.at)


def test_two_processes_at_one_file_write_every_row_once_and_one_of_them_sees_it_ended(cast):
    made = waits(cast, *(GOOD.format(n=f"A-{place}") for place in range(5)))
    ends = []

    def meanwhile() -> bool:
        if not ends:
            ends.append(bulk_imports.run(made, clock=lambda: cast.at))
        return True

    assert not bulk_imports.run(made, clock=lambda: cast.at, wanted=meanwhile)
    assert ends == [True]
    assert bulk_imports.run(made, clock=lambda: cast.at)
    assert counts(BulkImport.objects.get(pk=made)) == ("done", 5, 0, 0)


def test_whoever_sent_a_file_is_told_that_it_was_cut_off_until_it_goes_on(cast):
    made = waits(cast, GOOD.format(n="A-1"))
    bulk_imports.cut_off(made, cast.at)
    row = BulkImport.objects.get(pk=made)
    assert "不用重传" in bulk_imports.stop_words(row).zh
    assert row.ended_at is None
    bulk_imports.run(made, clock=lambda: cast.at)
    row = BulkImport.objects.get(pk=made)
    assert (row.state, bulk_imports.stop_words(row)) == ("done", None)


def test_a_file_that_is_cut_off_for_good_says_to_send_it_again(cast):
    made = waits(cast, GOOD.format(n="A-1"))
    bulk_imports.cut_off(made, cast.at, for_good=True)
    row = BulkImport.objects.get(pk=made)
    assert row.state == "failed"
    assert "再传一次" in bulk_imports.stop_words(row).zh
    assert "Send the same file once more" in bulk_imports.stop_words(row).en
    assert counts(sends(cast, table(GOOD.format(n="A-1")))) == ("done", 1, 0, 0)


def test_a_file_forgotten_before_it_was_done_says_so(cast):
    made = waits(cast, GOOD.format(n="A-1"))
    bulk_imports.forget_files(cast.at + timedelta(days=31))
    row = BulkImport.objects.get(pk=made)
    assert row.state == "failed"
    assert "保存期已过" in bulk_imports.stop_words(row).zh
    assert bulk_imports.run(made, clock=lambda: cast.at)


def test_customers_and_their_usage_come_in_as_a_shops(cast):
    shop = shops.open_shop("yunka", "云卡", "ours", None, cast.at)
    people = "buyer,name\nc-1,小林\nc-1,小林\n" + "x" * 70 + ",太长\n"
    row = sends(cast, people, mapping="", kind=RowKind.CUSTOMERS, shop_id=shop)
    assert counts(row) == ("done", 1, 1, 1)
    assert User.objects.get(customer="c-1").username == "yunka:c-1"
    theirs = table(GOOD.format(n="A-1").replace("xiaolin", "c-1"))
    assert counts(sends(cast, theirs, shop_id=shop)) == ("done", 1, 0, 0)
    moment = (cast.at - timedelta(hours=1)).isoformat()
    used = (
        f"external_number,unit,usage,happened_at\nA-1,1,activated,{moment}\nA-9,1,used,{moment}\n"
    )
    row = sends(cast, used, mapping="", kind=RowKind.USAGE, shop_id=shop)
    assert counts(row) == ("done", 1, 0, 1)
    assert audit() == []


def test_files_and_their_bad_rows_are_forgotten_after_thirty_days(cast):
    row = sends(cast, table("bad"))
    bulk_imports.forget_files(cast.at + timedelta(days=31))
    assert not KeptPart.objects.exists()
    assert list(row.problems.all()) == []
