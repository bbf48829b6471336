"""A page as a person sees it: slant, watermarks, labels, bubbles, cards, kinds of screen."""

import pytest

from tests.domain.screens_drawn import BILL, DETAIL, LINE, SIZE, box, rows, seen, verdicts
from weikameng.domain.reading.boxes import levelled, slant_of
from weikameng.domain.reading.kinds import KINDS, UNKNOWN, kind_of
from weikameng.domain.reading.labels import label_of
from weikameng.domain.reading.pages import page_of

CHAT = [
    box("官方客服小卡", 300, 60),
    box("你好,我的订单一直没到账,订单号WK2611", 100, 200),
    box("119381219159", 100, 250),
    box("下单时间2026-11-11 07:06", 150, 400),
    box("您好,正在为您查询,请稍等", 60, 550),
    box("查到了,腾讯视频VIP会员 月卡,2", 60, 700),
    box("5元,充值账号15017254746,对吗?", 60, 750),
    box("对的", 600, 900),
]


def card(number: str, top: float, amount: str = "25.00"):
    """One order of a list."""
    return [
        box(f"订单编号:{number}", 30, top),
        box("已完成", 600, top),
        box("腾讯视频VIP会员月卡", 160, top + 60),
        box("2026-11-11 07:06:56", 160, top + 120),
        box(f"共1件 实付 ¥{amount}", 400, top + 180),
    ]


def test_an_order_page_is_read_and_agrees_with_its_record():
    examined = seen(rows(DETAIL))
    assert examined.kind == "order_detail"
    assert examined.flags == ()
    told = verdicts(examined)
    assert told.pop("paid") == "not_shown"
    assert set(told.values()) == {"match"}
    assert examined.fields["amount"].value == "25.00"
    assert examined.fields["order_no"].value == "WK2611119381219159"
    assert examined.fields["created"].value == "2026-11-11 07:06:56"


def test_a_bill_is_read_and_agrees_with_its_record():
    examined = seen(rows(BILL))
    assert examined.kind == "wechat_bill"
    assert set(verdicts(examined).values()) == {"match"}


def test_on_alipays_bills_the_order_number_is_alipays_own():
    assert label_of("订单号", "alipay_bill").field == "trade_no"
    assert label_of("订单号", "wechat_bill").field == "order_no"
    assert label_of("商家订单号", "alipay_bill").field == "order_no"


@pytest.mark.parametrize("slant", [-6.0, -2.0, 3.0, 7.0])
def test_a_slanted_page_is_turned_level(slant: float):
    def turned(x: float, y: float) -> tuple[float, float]:
        rise = slant * 3.14159 / 180
        return x - y * rise, y + x * rise

    boxes = []
    for at, (label, value) in enumerate(DETAIL):
        boxes.append(box(label, *turned(40, 100 + 90 * at), slant=slant))
        if value:
            boxes.append(box(value, *turned(330, 100 + 90 * at), slant=slant))
    assert slant_of(boxes) == pytest.approx(slant, abs=0.5)
    told = verdicts(seen(boxes))
    assert told.pop("paid") == "not_shown"
    assert set(told.values()) == {"match"}


def test_watermarks_fall_out_however_many_there_are():
    marks = [
        box("仅供微卡盟退款审核使用", x, y, slant=-16.0)
        for x in (40, 300)
        for y in range(120, 1500, 120)
    ]
    pieces = levelled([*rows(DETAIL), *marks], SIZE)
    assert not any("退款审核" in piece.text for piece in pieces)
    assert len(pieces) == len(rows(DETAIL))


def test_a_value_may_stand_in_the_label_s_box_or_below_it_or_go_on_below():
    page = page_of(
        [
            box("订单编号:WK2611119381219159", 40, 100),
            box("充值账号", 40, 200),
            box("15017254746", 40, 260),
            box("交易单号", 40, 400),
            box("420000262420261111930030", 330, 400),
            box("2125", 330, 450),
            box("支付方式", 40, 540),
        ],
        SIZE,
    )
    values = {v.label.field: [piece.text for piece in v.values] for v in page.valued}
    assert values["order_no"] == ["WK2611119381219159"]
    assert values["account"] == ["15017254746"]
    assert values["trade_no"] == ["420000262420261111930030", "2125"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("订单编号", "order_no"),
        ("订单编号:", "order_no"),
        ("单号WK2611119381219159", "order_no"),
        ("订单编亏", "order_no"),
        ("2交易单号 42000026", "trade_no"),
        ("商品 和平精英", "product"),
        ("充值账号15017254746", "account"),
    ],
)
def test_labels_are_known_alone_with_their_value_and_misread(line: str, field: str):
    assert label_of(line, "order_detail").field == field


@pytest.mark.parametrize("line", ["账号与区服不匹配", "商品优惠", "订单", "", "已完成"])
def test_sentences_are_no_labels(line: str):
    assert label_of(line, "error_popup") is None


def test_a_chat_s_bubbles_are_joined_before_they_are_read():
    examined = seen(CHAT)
    assert examined.kind == "chat"
    assert set(verdicts(examined).values()) == {"match"}
    assert examined.fields["amount"].value == "25.00"


def test_of_a_list_only_the_card_of_the_order_counts():
    boxes = [
        box("我的订单", 300, 20),
        *card("WK2609282438411610", 150, "100.00"),
        *card("WK2611119381219159", 500),
        *card("WK2609060308616280", 850, "198.00"),
    ]
    examined = seen(boxes)
    assert examined.kind == "order_list"
    assert set(verdicts(examined).values()) == {"match"}
    assert examined.flags == ()


def test_a_list_without_the_order_is_another_order_s():
    boxes = [*card("WK2609282438411610", 150), *card("WK2609060308616280", 500)]
    examined = seen(boxes)
    assert verdicts(examined)["order_no"] == "differs"
    assert verdicts(examined)["amount"] == "not_shown"
    assert [flag.code for flag in examined.flags] == ["other_order"]


def test_a_list_whose_first_card_is_cut_off_accuses_nobody():
    boxes = [
        box("2026-11-11 07:06:56", 160, 20),
        box("共1件 实付 ¥25.00", 400, 80),
        *card("WK2609282438411610", 250),
        *card("WK2609060308616280", 600),
    ]
    examined = seen(boxes)
    assert examined.flags == ()
    assert verdicts(examined)["order_no"] != "match"


CARRIER = [
    box("中国联通掌上营业厅", 40, 40),
    box("18676911889", 40, 140),
    box("充值记录", 40, 300),
    box("最海日m", 40, 400),
    box("2026-11-06", 700, 400),
    box("黄海时间", 40, 700),
    box("2026/11/07 18:39", 700, 700),
]


def test_on_a_carrier_s_page_the_only_date_and_moment_are_the_query_s():
    fields = seen(CARRIER).fields
    assert fields["qdate"].value == "2026-11-06"
    assert fields["qtime"].value == "2026-11-07 18:39"


@pytest.mark.parametrize(
    ("more", "lost"),
    [
        (box("2026-12-01", 700, 500), "qdate"),
        (box("2026-11-07 18:40", 700, 800), "qtime"),
    ],
)
def test_of_two_dates_or_moments_none_is_taken_for_the_query_s(more, lost):
    assert lost not in seen([*CARRIER, more]).fields


def test_a_labelled_date_is_the_query_s_whatever_else_stands_there():
    fields = seen([*CARRIER, box("查询日期", 40, 500), box("2026-12-01", 700, 500)]).fields
    assert fields["qdate"].value == "2026-12-01"


def test_on_other_pages_a_lone_date_is_no_query_s():
    lines = rows([*DETAIL, ("2026-11-06", "")])
    assert not {"qdate", "qtime"} & set(seen(lines).fields)


def test_kinds_are_told_by_words_and_the_claim_is_the_fallback():
    assert kind_of(["账单详情", "商家订单号", "收款方全称"]) == "alipay_bill"
    assert kind_of(["中国移动 掌上营业厅", "话费余额(元)"]) == "carrier"
    assert kind_of(["会员中心", "会员权益"]) == "vip"
    assert kind_of(["随便"]) == UNKNOWN
    assert kind_of(["随便"], "carrier") == "carrier"
    assert kind_of(["随便"], "<script>") == UNKNOWN
    assert {UNKNOWN, *KINDS} >= {"chat", "supplier"}


def test_what_touches_the_edge_is_cut():
    edge, inside = levelled([box("WK2611", 0, 100), box("WK2611", 50, 300)], SIZE)
    assert (edge.cut, inside.cut) == (True, False)
    assert inside.height == pytest.approx(LINE)
