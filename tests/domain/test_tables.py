"""Tables as spreadsheets write them: every row is read or comes back to be mended (P4)."""

import csv
import io

import pytest

from weikameng.domain.bulk import problems
from weikameng.domain.bulk.csv_rows import MAX_LINE, MAX_ROW_LINES, separator_of
from weikameng.domain.bulk.jobs import RowKind
from weikameng.domain.bulk.mapping import mapping_of, own_columns, row_of
from weikameng.domain.bulk.problems import Problem
from weikameng.domain.bulk.ready_made import ready
from weikameng.domain.bulk.tables import columns_of, encoding_of, lines_of, table_records
from weikameng.domain.errors import Refusal
from weikameng.domain.importing import BadRow
from weikameng.domain.words import Words


def lines(text, encoding="utf-8", piece=7):
    content = text if isinstance(text, bytes) else text.encode(encoding)
    parts = [content[at : at + piece] for at in range(0, len(content), piece)]
    return list(lines_of(parts, encoding_of(parts)))


def read(text, encoding="utf-8"):
    return [
        (record.line, list(record.cells.values()), record.fault is not None)
        for record in table_records(lines(text, encoding))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "a,b\r\n1,2\r\n",
        "a,b\r1,2\r",
        "a;b\n1;2\n",
        "a\tb\n1\t2\n",
        '"a,x";b\n1;2\n',
        "a,b\n1,2",
        "a,b\n1,2\n,\n\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_whatever_stands_between_its_cells_and_lines(text, encoding):
    assert read(text, encoding) == [(2, ["1", "2"], False)]


def test_a_spreadsheet_may_say_itself_what_stands_between_cells():
    assert read("sep=;\r\na;b\r\n1,5;2\r\n") == [(3, ["1,5", "2"], False)]
    assert separator_of(lines("sep=;\na;b\n")) == ";"


def test_lines_within_quotes_are_of_one_row_and_the_next_keeps_its_line():
    text = 'a,b\n"two\r\nlines",1\nx,"say ""no"""\n'
    assert read(text) == [(2, ["two\r\nlines", "1"], False), (4, ["x", 'say "no"'], False)]


@pytest.mark.parametrize("after", [3, MAX_ROW_LINES + 50])
def test_a_quote_that_never_ends_spoils_its_own_line_alone(after):
    good = [f"n{place},1" for place in range(after)]
    first, *rest = read("\n".join(["a,b", 'x,"open', *good]) + "\n")
    assert first == (2, ["x", "open"], True)
    assert rest == [(place + 3, [f"n{place}", "1"], False) for place in range(after)]


def test_quotes_that_never_end_on_every_line_are_a_bad_row_each():
    assert [row[0] for row in read("a,b\n" + 'x"y,"open\n' * 300)] == list(range(2, 302))


def test_a_line_too_long_to_keep_is_a_problem_even_where_each_cell_is_short():
    many = ",".join(["x" * 400] * 200)
    heads = ",".join(f"c{place}" for place in range(200))
    (long, next_one) = read(f"{heads}\n{many}\n{'y,' * 199}y\n")
    assert (long[0], long[2]) == (2, True)
    assert (next_one[0], next_one[2]) == (3, False)
    assert len(many) > MAX_LINE


@pytest.mark.parametrize("begun", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_a_workbook_is_refused_with_how_to_save_it(begun):
    with pytest.raises(Refusal, match="encoding") as refused:
        encoding_of([begun])
    assert "CSV UTF-8" in refused.value.words.zh
    assert "workbook" in refused.value.words.en


def test_a_broken_letter_after_a_byte_order_mark_is_not_taken_for_another():
    with pytest.raises(Refusal):
        encoding_of([b"\xef\xbb\xbfa,b\n", b"1,\xff\n"])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_bad_rows_come_back_through_a_spreadsheet_as_they_were(separator):
    cells = ["=1+1", "+8613800000000", "-1", "@a", "\tx", "\nx", "＝1", "007", "20261120123456789"]
    cells += ["'quoted", "two\nlines", f"a{separator}b", 'say "no"', "", "12.30", "12345678901"]
    names = [f"列{place}" for place in range(len(cells))]
    found = [Problem(2, dict(zip(names, cells, strict=True)), Words("错", "wrong"))]
    text = "".join(problems.as_csv(found, names, separator))
    shown = next(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator))
    assert not any(
        cell.startswith(("=", "+", "-", "@", "\t", "\n", "＝")) for cell in shown.values()
    )
    assert [shown[names[place]] for place in (7, 8)] == ["'007", "'20261120123456789"]
    (record,) = table_records(lines(text))
    assert [record.cells[name] for name in names] == cells
    assert columns_of(lines(text)) == [*names, "problem"]


CARD_SITE = mapping_of(ready("card-site"))
ROW = {"订单号": "A-1", "买家账号": "c-1", "商品编号": "g", "实付金额": "60.00"}


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-20 09:05:00", "2026-11-20T01:05:00+00:00"),
        ("2026/11/20 9:05", "2026-11-20T01:05:00+00:00"),
        ("2026/1/5 9:05:07", "2026-01-05T01:05:07+00:00"),
        ("2026年1月5日 9:05", "2026-01-05T01:05:00+00:00"),
    ],
)
def test_a_time_that_a_spreadsheet_saved_anew_is_the_same_time(written, moment):
    row = row_of(CARD_SITE, ROW | {"付款时间": written})
    assert row is not None
    assert row["paid_at"] == moment
    own = own_columns(RowKind.ORDERS)
    named = {"external_number": "A-1", "buyer": "c", "sku": "g", "paid_at": written}
    assert (row_of(own, named) or {})["paid_at"] == moment


def test_a_mapping_that_writes_the_day_first_is_believed():
    text = ready("card-site").replace("%Y-%m-%d %H:%M:%S", "%Y/%d/%m %H:%M")
    row = row_of(mapping_of(text), ROW | {"付款时间": "2026/05/11 09:05"})
    assert row is not None
    assert row["paid_at"] == "2026-11-05T01:05:00+00:00"


@pytest.mark.parametrize("column", ["订单号", "买家账号", "支付流水号", "充值账号"])
def test_a_number_that_a_spreadsheet_has_rounded_is_a_problem(column):
    cells = ROW | {"付款时间": "2026-11-20 09:05:00", column: "2.02611E+18"}
    with pytest.raises(BadRow, match="rounded"):
        row_of(CARD_SITE, cells)


@pytest.mark.parametrize(("said", "crosses"), [("是", True), ("TRUE", True), ("0", False)])
def test_a_table_can_say_that_the_money_crossed_a_border(said, crosses):
    named = {"external_number": "A-1", "buyer": "c", "sku": "g", "paid_at": "2026-11-20"}
    row = row_of(own_columns(RowKind.ORDERS), named | {"cross_border": said})
    assert row is not None
    assert row["cross_border"] is crosses
    with pytest.raises(BadRow, match="cross_border"):
        row_of(own_columns(RowKind.ORDERS), named | {"cross_border": "maybe"})
