"""What stands on screens becomes values: amounts, moments, numbers, names, states (R3.4)."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.money import yuan_of
from weikameng.domain.reading.amounts import Standing, amounts_in, bare_amount
from weikameng.domain.reading.folding import alike, bare, plain, tight
from weikameng.domain.reading.likeness import differing, edits, window
from weikameng.domain.reading.moments import dates_in, moments_in, only_date, only_moment
from weikameng.domain.reading.names import best_fit, fits
from weikameng.domain.reading.serials import (
    may_be_a_slip,
    nearly,
    normalised,
    phones_in,
    same_number,
    same_shape,
    slip_in,
    stands_in,
    tokens_in,
)
from weikameng.domain.reading.statuses import (
    ORDER_STATES,
    PAYMENT_STATES,
    Said,
    arrival,
    order_state,
    payment_state,
)

PRODUCTS = (
    "爱奇艺黄金会员 月卡",
    "爱奇艺黄金会员 年卡",
    "中国移动话费充值100元 快充",
    "Q币 100个 在线直充",
)


@pytest.mark.parametrize(
    ("line", "minor"),
    [
        ("¥100.00", 10_000),
        ("￥ 30.00", 3_000),
        ("Y25.00", 2_500),
        ("-248.00", 24_800),
        ("-1,298.00", 129_800),
        ("¥1,298.00", 129_800),
        ("1.298.00元", 129_800),
        ("98.5元", 9_850),
        ("50元", 5_000),
        ("共1件 实付 ¥198.00", 19_800),
        ("￥1000:00", 100_000),
        ("25,00元", 2_500),
    ],
)
def test_amounts_are_read_however_they_are_written(line: str, minor: int):
    assert [shown.minor for shown in amounts_in(line)] == [minor]


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-17 08:30", "13812345678", "138****8000", "×1", "3:36", "5G 46%", "50美元",
        "Roblox 800 Robux", "4200002624202611119300302125", "2026年9月2日", "", "元", "1080P蓝光",
    ],
)  # fmt: skip
def test_other_numbers_are_no_amounts(line: str):
    assert amounts_in(line) == ()


def test_how_an_amount_stands_says_how_sure_it_is():
    assert amounts_in("¥25.00")[0].standing == Standing.WHOLE
    assert amounts_in("合计 ¥25.00")[0].standing == Standing.MARKED
    assert amounts_in("话费100元 快充")[0].standing == Standing.COUNTED
    assert amounts_in("25.00")[0].standing == Standing.NAKED


def test_behind_a_label_any_single_number_is_the_amount():
    shown = bare_amount("25")
    assert shown is not None
    assert (shown.minor, shown.pointed) == (2_500, False)
    assert bare_amount("2 件 25") is None
    assert bare_amount("9" * 40) is None


@given(st.integers(min_value=0, max_value=10**9))
def test_every_amount_we_write_is_read_back(minor: int):
    assert [shown.minor for shown in amounts_in(f"¥{yuan_of(minor)}")] == [minor]


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("2026-11-11 07:06:56", "2026-11-11 07:06:56"),
        ("2026-11-1107:06:56", "2026-11-11 07:06:56"),
        ("2026/11/04 02:14", "2026-11-04 02:14"),
        ("2026年9月2日 20:36:39", "2026-09-02 20:36:39"),
        ("2026年9月2日20:36:39", "2026-09-02 20:36:39"),
        ("下单时间2O26-11-l7 08：30", "2026-11-17 08:30"),
        ("2026年10月17日17:4733", "2026-10-17 17:47:33"),
        ("2026.11.17 08:30", "2026-11-17 08:30"),
        ("2026年11月14日01:45.:08", "2026-11-14 01:45:08"),
        ("2026-11-14 01::45:08", "2026-11-14 01:45:08"),
        ("2026-11-14 01:45.08", "2026-11-14 01:45:08"),
        ("2026-11-14 01:45.", "2026-11-14 01:45"),
    ],
)
def test_moments_are_read_to_the_precision_shown(line: str, written: str):
    assert [shown.written for shown in moments_in(line)] == [written]


@pytest.mark.parametrize("line", ["2026-13-01 08:30", "2026-11-17", "08:30", "11月3日 晚上8:15"])
def test_what_is_no_full_moment_is_none(line: str):
    assert moments_in(line) == ()


def test_a_moment_matches_to_its_precision_with_two_seconds_of_slack():
    paid = datetime.fromisoformat("2026-11-11 07:08:59")
    minute, second = moments_in("2026-11-11 07:08")[0], moments_in("2026-11-11 07:09:01")[0]
    assert minute.is_at(paid)
    assert second.is_at(paid)
    assert not moments_in("2026-11-11 07:09:02")[0].is_at(paid)
    assert moments_in("2026-11-11 07:09")[0].is_at(paid)
    assert not moments_in("2026-11-12 07:08")[0].is_at(paid)


def test_a_line_that_says_more_says_no_moment_or_date_alone():
    assert only_moment("2026/11/07 18:39").written == "2026-11-07 18:39"
    assert only_date(" 2026年11月6日 ") == "2026-11-06"
    for line in ("查询时间2026/11/07 18:39", "2026-11-06", "2026-13-06 08:30", "18:39"):
        assert only_moment(line) is None
    for line in ("有效期至2026-11-06", "2026-11-06 18:39", "2026-13-06", "2026-11-06起", "11.1"):
        assert only_date(line) is None


def test_dates_alone_are_dates():
    assert dates_in("2026年11月16日") == ("2026-11-16",)
    assert dates_in("2026-11-16 08:30") == ("2026-11-16",)
    assert dates_in("编号:20261115-3842") == ()


@pytest.mark.parametrize(
    ("expected", "shown"),
    [
        ("WK2611119381219159", "WK26lll1938l2191S9"),
        ("KM-1107-HR4O5BV0", "KM-1107-HR405BVO"),
        ("KM-1107-HR4O5BV0", "KM1107HR405BV0"),
        ("13812348000", "138****8000"),
        ("13812348000", "138***8000"),
        ("2026090119120669728", "2026 0901 1912 0669 728"),
    ],
)
def test_the_same_number_read_badly_is_the_same(expected: str, shown: str):
    assert same_number(expected, "".join(shown.split()))


@pytest.mark.parametrize(
    ("expected", "shown"),
    [
        ("WK2611119381219159", "WK2611119381219158"),
        ("KM-1102-S6VAFW06", "KM-1102-S5VAFW06"),
        ("13812348000", "139****8000"),
        ("13812348000", "138****8001"),
        ("13812348000", "****"),
        ("13812348000", "1****0"),
        ("13812348000", ""),
        ("", ""),
    ],
)
def test_another_number_is_another(expected: str, shown: str):
    assert not same_number(expected, shown)


@given(st.from_regex(r"[0-9]{11}", fullmatch=True), st.integers(0, 10), st.integers(1, 9))
def test_a_changed_digit_is_never_the_same_number(number: str, at: int, by: int):
    changed = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    assert not same_number(number, changed)
    assert not stands_in(number, f"充值账号{changed}")
    assert nearly(number, changed)


def test_a_number_inside_a_longer_one_does_not_stand_there():
    assert stands_in("1000900139", "充值账号 1000900139,对吗?")
    assert stands_in("WK2611119381219159", "单号WK2611119381219159复制")
    assert not stands_in("1000900139", "42000010009001390021")
    assert not stands_in("8000", "138****8000")
    assert not stands_in("", "anything")


def test_slips_of_the_reader_are_no_other_number():
    assert may_be_a_slip("WK2611119381219159", "WK261111938121915")
    assert may_be_a_slip("WK2611119381219159", "938121915")
    assert not may_be_a_slip("WK2611119381219159", "WK2611119381219150")
    assert same_shape("KM-1102-S6VAFW06", "KM-0922-TAAY10JZ")
    assert not same_shape("KM-1102-S6VAFW06", "WK26110293812191")


def test_tokens_and_phones():
    assert tokens_in("订单编号: WK261 108490595 复制") == ("WK261108490595",)
    assert tokens_in("139***4843") == ("139****4843",)
    assert normalised("WK26O1l2345678") == "WK260112345678"
    assert normalised("km-1107-hr4o5bv0") == "KM-1107-HR4O5BV0"
    assert phones_in("号码 138 0999 7318。") == ("13809997318",)
    assert phones_in("4200013809997318002") == ()


def test_a_name_is_found_although_a_sign_is_read_wrong():
    assert fits("腾讯视频VIP会员 月卡", "商品:腾迅视频VIP会员月卡") >= 0.85
    assert best_fit(PRODUCTS, "爱奇艺黄金会员年卡").name == "爱奇艺黄金会员 年卡"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("爱奇艺黄金会员 月卡", "爱奇艺黄金会员 年卡"),
        ("中国联通话费50元 慢充", "中国联通话费50元 快充"),
        ("中国移动话费充值100元 快充", "中国移动话费充值10元 快充"),
        ("Q币 100个 在线直充", "和平精英 600UC"),
        ("原神 648创世结晶", "原神6480创世结晶"),  # a number must stand whole
    ],
)
def test_a_neighbour_is_never_taken_for_a_name(name: str, line: str):
    assert fits(name, line) == 0.0


def test_states_are_whole_lines_of_a_closed_vocabulary():
    assert order_state("已完成").state == "success"
    assert order_state(" 充值失败 ").state == "failed"
    assert order_state("充值失败，系统繁忙") is None
    assert order_state("近3天无充值到账记录") is None
    assert payment_state("交易成功").state == "paid"
    assert arrival("近3天无充值到账记录").state == "not_arrived"
    assert arrival("联系客服") is None


@pytest.mark.parametrize(
    ("line", "state"), [("充值失效", "failed"), ("订单完戍", "success"), ("付款成功", None)]
)
def test_a_short_state_with_one_sign_wrong_is_the_only_one_it_can_be(line, state):
    said = order_state(line)
    assert (said and said.state) == state
    assert said is None or said.guessed


LABELS = (
    "充值记录",
    "充值账号",
    "充值区服",
    "订单编号",
    "订单详情",
    "订单信息",
    "支付方式",
    "支付时间",
    "付款方式",
    "付款时间",
    "交易单号",
    "交易时间",
    "发货时间",
    "完成时间",
    "全部订单",
    "联系客服",
    "再次购买",
    "申请退款",
)
OTHERS = ("待评价", "充值", "充值成败", "充值未成", "充值不成", "等待收款", "退款失败")


@pytest.mark.parametrize("line", [*LABELS, *OTHERS])
def test_what_is_no_state_or_could_be_two_is_not_guessed(line):
    assert order_state(line) is None
    assert payment_state(line) is None


@pytest.mark.parametrize(
    ("said", "vocabulary"), [(order_state, ORDER_STATES), (payment_state, PAYMENT_STATES)]
)
def test_a_state_that_was_written_right_is_no_guess_and_none_is_guessed_for_another(
    said, vocabulary
):
    for state, words in vocabulary.items():
        assert all(said(word) == Said(state, word) for word in words)
    every = {w for v in (ORDER_STATES, PAYMENT_STATES) for words in v.values() for w in words}
    own = {word for words in vocabulary.values() for word in words}
    assert all(said(word) is None for word in every - own)


def test_folding():
    assert plain("２０２６　年\u200b") == "2026 年"
    assert tight(" a  b ") == "ab"
    assert bare("¥1,000.00 元!") == "100000元"
    assert alike("lIOoZSBG") == "11002586"


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_what_it_says(one: str, other: str):
    assert edits(one, one) == 0
    assert edits(one, other) == edits(other, one) <= max(len(one), len(other))
    assert differing(one, other) is None or edits(one, other) <= differing(one, other)
    if one:
        assert window(one, other + one)[0] == 1.0


@pytest.mark.parametrize(
    ("line", "slips"),
    [
        ("充值账号15017254746", False), ("15017254747", True), ("账号15017254147,对吗", True),
        ("l5O17254746", False), ("15017299999", False), ("1501725474", False), ("", False),
        ("13987293227", False),
    ],
)  # fmt: skip
def test_a_slip_is_a_number_that_is_another_but_for_a_sign_or_two(line: str, slips: bool):
    assert slip_in("15017254746", line) is slips
    assert not slip_in("25.00", line)
    assert not slip_in("", line)
