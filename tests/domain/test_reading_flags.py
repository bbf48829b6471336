"""Flags for a person: each says why, none accuses by looks (N6)."""

from datetime import date

import pytest

from tests.domain.screens_drawn import BILL, DETAIL, ORDER, altered, codes, rows, seen
from weikameng.domain.numbers import number_of
from weikameng.domain.reading.casebook import Casebook
from weikameng.domain.reading.flags import disagreements
from weikameng.domain.reading.record import record_of
from weikameng.domain.reading.reuse import Prints, prints_of, sealed, shared_between

OURS = "1261111123456774"


def shown(page):
    """The fields of a page, as the surest value of each."""
    return {field: (found,) for field, found in seen(rows(page)).fields.items()}


def test_a_genuine_page_has_no_flag():
    assert codes(seen(rows(DETAIL))) == codes(seen(rows(BILL))) == []


def test_wrong_check_digits_are_named():
    number = number_of("1", date(2026, 11, 11), 77)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    record = record_of(ORDER | {"order_no": number})
    page = altered(DETAIL, "WK2611119381219159复制", wrong)
    examined = seen(rows(page), record)
    assert "check_digits" in codes(examined)
    assert any(wrong in flag.words.zh for flag in examined.flags)
    assert codes(seen(rows(altered(page, wrong, number)), record)) == []


def test_the_day_inside_a_transaction_number_betrays_an_altered_payment_day():
    record = record_of(ORDER | {"created": "", "paid": ""})
    page = altered(BILL, "2026-11-11 07:08:00", "2026-11-19 07:08:00")
    examined = seen(rows(page), record)
    assert codes(examined) == ["inconsistent"]
    assert "20261111" in examined.flags[0].words.zh


def test_midnight_between_number_and_payment_is_nothing():
    record = record_of(ORDER | {"created": "", "paid": ""})
    page = altered(BILL, "2026-11-11 07:08:00", "2026-11-12 00:00:03")
    assert codes(seen(rows(page), record)) == []


def test_what_was_looked_up_before_the_order_proves_nothing():
    page = [
        ("中国移动掌上营业厅", ""),
        ("15017254746", ""),
        ("话费余额(元)", ""),
        ("查询日期", "2026-11-09"),
        ("暂无充值记录", ""),
        ("查询时间", "2026-11-09 20:39:36"),
    ]
    assert codes(seen(rows(page))) == ["older_than_order"]
    assert codes(seen(rows(altered(page, "11-09", "11-12")))) == []


def test_two_pictures_of_one_case_that_disagree_are_named():
    found = disagreements(shown(DETAIL), shown(altered(DETAIL, "¥25.00", "实付 ¥250.00")))
    assert [flag.fields for flag in found] == []  # a loose amount is not sure enough
    one = [*DETAIL, ("实付款", "25.00")]
    other = [*DETAIL, ("实付款", "250.00")]
    found = disagreements(shown(one), shown(other))
    assert [flag.fields for flag in found] == [("amount",)]
    assert "25.00" in found[0].words.en
    assert "250.00" in found[0].words.en


def test_masked_and_full_and_different_precision_agree():
    masked = altered(DETAIL, "15017254746", "150****4746")
    minute = altered(masked, "2026-11-1107:06:56", "2026-11-11 07:06")
    assert disagreements(shown(DETAIL), shown(minute)) == ()
    assert disagreements(shown(minute), shown(DETAIL)) == ()


LINES = [
    "12:30",
    "5G 46%",
    "订单编号:WK2611119381219159",
    "¥25.00",
    "15017254746",
    "2026-11-11 07:06",
]


def test_the_same_picture_is_found_by_what_was_read_off_it():
    cropped = prints_of(LINES[2:5])
    assert shared_between(prints_of(LINES), cropped).same_picture
    other = prints_of(["12:30", "5G 46%", "订单编号:WK2609027070984959", "¥25.00", "13800138000"])
    assert not shared_between(prints_of(LINES), other).same_picture


def test_pictures_without_long_numbers_are_told_by_their_lines():
    one = prints_of(["139****4843", "VIP会员低至15元/月", "1080P蓝光", "2026/10/03 02:22"])
    two = prints_of(["139****4843", "VIP会员低至15元/月", "1080P蓝光"])
    other = prints_of(["150****8196", "VIP会员低至15元/月", "1080P蓝光", "2026-10-24 04:31:23"])
    assert shared_between(one, two).same_picture
    assert not shared_between(one, other).same_picture


@pytest.mark.parametrize(
    "line", ["2026-11-11 07:06:56", "Roblox 800 Robux 点数卡", "12:30", "¥1,298.00"]
)
def test_moments_names_and_prices_are_no_long_numbers(line: str):
    assert prints_of([line]).numbers == frozenset()


def test_kept_prints_say_nothing_without_the_key():
    prints = prints_of(LINES)
    kept = sealed(prints, b"key")
    assert not any("9381219159" in token for token in kept.numbers | kept.lines)
    assert shared_between(kept, sealed(prints, b"key")).numbers == len(prints.numbers)
    assert shared_between(kept, sealed(prints, b"other")).numbers == 0
    assert shared_between(Prints(frozenset(), frozenset()), kept).same_picture is False


def test_a_casebook_finds_pairs_across_orders_and_not_within_one():
    book = Casebook()
    mine, theirs = record_of(ORDER), record_of(ORDER | {"order_no": "WK2609027070984959"})
    book.add("a.png", mine, seen(rows(DETAIL)))
    book.add("b.png", mine, seen(rows(DETAIL)))
    book.add("c.png", theirs, seen(rows(DETAIL), theirs))
    summary = book.summary(one_case=False)
    assert summary["same_picture"] == [["a.png", "c.png"], ["b.png", "c.png"]]
    assert (summary["pictures"], summary["flagged"]) == (3, 1)
    assert "disagreements" not in summary
    assert book.summary(one_case=True)["disagreements"] == []
