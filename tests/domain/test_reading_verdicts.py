"""Match, differs, unreadable, not shown: driven by the record, careful before accusing (R3.4)."""

import dataclasses

import pytest

from tests.domain.screens_drawn import (
    BILL,
    DETAIL,
    LINE,
    ORDER,
    RECORD,
    SIZE,
    altered,
    box,
    codes,
    rows,
    seen,
    verdicts,
)
from weikameng.domain.reading.examining import (
    STEADIED,
    Lens,
    Question,
    Reading,
    examine,
    other_lenses,
    to_read_again,
)
from weikameng.domain.reading.record import BadRecord, OrderRecord, catalogue_of, record_of
from weikameng.domain.reading.report import report
from weikameng.domain.reading.verdicts import SURE

ALTERATIONS = [
    (DETAIL, "¥25.00", "¥250.00", "amount"),
    (DETAIL, "WK2611119381219159", "WK2611119381219158", "order_no"),
    (DETAIL, "15017254746", "15017254747", "account"),
    (DETAIL, "已完成", "未激活", "status"),
    (DETAIL, "月卡", "年卡", "product"),
    (DETAIL, "2026-11-11", "2026-11-18", "created"),
    (BILL, "-25.00", "-2,500.00", "amount"),
    (BILL, "4200002624202611119300302125", "4200002624202611119300302128", "trade_no"),
    (BILL, "2026-11-11 07", "2026-11-11 09", "paid"),
]


@pytest.mark.parametrize(("page", "old", "new", "field"), ALTERATIONS)
def test_an_altered_field_differs_and_is_flagged(page, old: str, new: str, field: str):
    examined = seen(rows(altered(page, old, new)))
    told = verdicts(examined)
    assert told.pop(field) == "differs"
    assert "differs" not in told.values()
    assert codes(examined) == ["contradicts" if field == "status" else "altered"]


@pytest.mark.parametrize(("page", "old", "new", "field"), ALTERATIONS)
def test_nothing_differs_that_was_not_read_twice_the_same(page, old: str, new: str, field: str):
    boxes = rows(altered(page, old, new))
    faint = [dataclasses.replace(one, score=0.5) for one in boxes]
    right = [
        dataclasses.replace(one, quad=other.quad)
        for one, other in zip(rows(page), boxes, strict=True)
    ]
    for again in ([], faint, right):
        examined = seen(boxes, again=again)
        assert verdicts(examined)[field] == "unreadable"
        assert examined.flags == ()


@pytest.mark.parametrize(("page", "old", "new", "field"), ALTERATIONS)
def test_an_unsure_reading_accuses_nobody(page, old: str, new: str, field: str):
    examined = seen(rows(altered(page, old, new), score=0.85))
    assert verdicts(examined)[field] == "unreadable"
    assert examined.flags == ()


def test_only_lines_in_doubt_are_read_again():
    boxes = rows(altered(DETAIL, "¥25.00", "¥250.00"))
    question = Question(RECORD)
    asked = to_read_again(Reading(tuple(boxes), SIZE), question)
    assert asked == tuple(one.quad for one in boxes if one.text == "¥250.00")
    assert to_read_again(Reading(tuple(rows(DETAIL)), SIZE), question) == ()


def test_a_lost_decimal_point_is_not_a_hundredfold():
    assert verdicts(seen(rows(altered(DETAIL, "¥25.00", "¥2500"))))["amount"] == "unreadable"


def test_figures_inside_the_product_s_name_are_no_price():
    record = record_of(ORDER | {"product": "中国移动话费充值100元 快充", "amount": "98.50"})
    page = altered(DETAIL, "腾讯视频VIP会员月卡", "中国移动话费充值100元快充")
    assert verdicts(seen(rows(altered(page, "¥25.00", "98.5元")), record))["amount"] == "match"
    assert verdicts(seen(rows(altered(page, "¥25.00", "100元")), record))["amount"] == "differs"


def test_a_label_outweighs_a_loose_amount():
    page = [*DETAIL, ("实付款", "30.00"), ("¥25.00", "")]
    assert verdicts(seen(rows(page)))["amount"] == "differs"
    page = [*altered(DETAIL, "¥25.00", "¥30.00"), ("实付款", "25.00")]
    assert verdicts(seen(rows(page)))["amount"] == "match"


def test_a_number_with_a_sign_lost_is_unreadable_not_another():
    page = altered(DETAIL, "WK2611119381219159", "WK261111938121915")
    assert verdicts(seen(rows(page)))["order_no"] == "unreadable"


def test_another_order_is_said_to_be_one():
    page = altered(DETAIL, "WK2611119381219159", "WK2609027070984959")
    examined = seen(rows(page))
    assert verdicts(examined)["order_no"] == "differs"
    assert codes(examined) == ["other_order"]
    assert "WK2609027070984959" in examined.flags[0].words.en


def test_a_masked_account_matches_what_it_shows():
    page = altered(DETAIL, "15017254746", "150****4746")
    assert verdicts(seen(rows(page)))["account"] == "match"
    page = altered(DETAIL, "15017254746", "151****4746")
    assert verdicts(seen(rows(page)))["account"] == "differs"


def test_a_guessed_state_matches_unsurely_and_accuses_nobody():
    guessed = seen(rows(altered(DETAIL, "已完成", "充值成攻")))
    assert verdicts(guessed)["status"] == "match"
    assert guessed.fields["status"].score < SURE
    other = seen(rows(altered(DETAIL, "已完成", "充值失效")))
    assert verdicts(other)["status"] == "unreadable"
    assert codes(other) == []


def test_beside_a_state_that_was_read_nothing_is_guessed():
    both = seen(rows([*altered(DETAIL, "已完成", "充值失败"), ("充值成攻", "")]))
    assert both.fields["status"].value == "failed"
    assert verdicts(both)["status"] == "differs"


def test_any_state_and_any_moment_the_order_had_will_do():
    record = record_of(ORDER | {"status": "failed", "statuses": ["processing", "success"]})
    assert verdicts(seen(rows(DETAIL), record))["status"] == "match"
    page = altered(DETAIL, "2026-11-1107:06:56", "2026-11-11 07:08:01")
    assert verdicts(seen(rows(page)))["created"] == "match"


def test_a_name_is_only_contradicted_by_another_good_of_the_catalogue():
    page = altered(DETAIL, "腾讯视频VIP会员月卡", "某某商城专属大礼包")
    assert verdicts(seen(rows(page)))["product"] in ("unreadable", "not_shown")


def test_what_a_screen_does_not_show_is_not_shown():
    told = verdicts(seen(rows([row for row in DETAIL if row[0] != "充值账号"])))
    assert told["account"] == "not_shown"
    told = verdicts(seen(rows([(a, "" if a == "充值账号" else b) for a, b in DETAIL])))
    assert told["account"] == "unreadable"


def test_what_is_cut_by_the_edge_accuses_nobody():
    def account(left: float) -> str:
        other = box("15017254747", left, 100 + 90 * 3)
        boxes = [other if one.text == "15017254746" else one for one in rows(DETAIL)]
        return verdicts(seen(boxes))["account"]

    assert account(330) == "differs"
    assert account(SIZE[0] - LINE * 11 * 0.5) == "unreadable"


def test_a_record_without_a_field_is_not_compared_there():
    told = verdicts(seen(rows(DETAIL), OrderRecord(order_no="WK2611119381219159")))
    assert told == {"order_no": "match"}


def test_a_seal_over_a_field_is_looked_through():
    page = [
        ("未到账情况说明", ""), ("平台订单号", "WK2611119381219159"), ("充值账号", "15017254746"),
        ("商品名称", "腾讯视频VIP会员月卡"), ("订单金额", ""), ("提交时间", "2026-11-11 07:06"),
        ("处理结果", "充值失败,未到账"), ("特此证明", ""),
    ]  # fmt: skip
    covered = Reading(tuple(rows(page)), SIZE)
    through = Reading(
        tuple(rows([(a, "25.00元" if a == "订单金额" else b) for a, b in page])), SIZE
    )
    question = Question(RECORD)
    assert other_lenses(covered, question) == (Lens.WITHOUT_RED,)
    assert other_lenses(through, question) == ()
    assert verdicts(examine(covered, question))["amount"] == "unreadable"
    seen_through = examine(covered, question, {}, {Lens.WITHOUT_RED: through})
    assert verdicts(seen_through)["amount"] == "match"
    assert seen_through.fields["arrival"].value == "not_arrived"


def blurred(*lines: tuple[str, str]) -> Reading:
    """What is left of a page when the camera shook: few lines, all of them unsure."""
    boxes = rows(lines or [("账单详", ""), ("25", "")])
    return Reading(tuple(dataclasses.replace(one, score=0.6) for one in boxes), SIZE)


def steadied(*pages) -> dict[Lens, Reading]:
    """The readings of the steadied picture."""
    return {lens: Reading(tuple(rows(p)), SIZE) for lens, p in zip(STEADIED, pages, strict=True)}


def test_only_a_blurred_picture_with_an_open_field_is_steadied():
    question = Question(RECORD)
    assert other_lenses(blurred(), question) == STEADIED
    assert other_lenses(Reading((), SIZE), question) == STEADIED
    assert other_lenses(Reading(tuple(rows(DETAIL[:3])), SIZE), question) == ()
    assert other_lenses(blurred(*BILL), question) == ()


@pytest.mark.parametrize("third", [BILL, [("账单详情", "")], []])
def test_what_two_steadied_readings_match_fills_in(third):
    told = examine(blurred(), Question(RECORD), {}, steadied(BILL, BILL, third))
    assert told.kind == "wechat_bill"
    assert set(verdicts(told).values()) == {"match"}
    assert set(verdicts(told)) >= {"order_no", "trade_no", "amount", "paid", "pay_status"}


def test_what_one_steadied_reading_matches_does_not():
    told = examine(blurred(), Question(RECORD), {}, steadied(BILL, [], []))
    assert "match" not in verdicts(told).values()


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_number_that_one_steadied_reading_shows_otherwise_stays_open(at: int):
    pages = [BILL, BILL, BILL]
    pages[at] = altered(BILL, "WK2611119381219159", "WK2611119381219150")
    told = examine(blurred(), Question(RECORD), {}, steadied(*pages))
    assert verdicts(told)["order_no"] == "not_shown"
    assert verdicts(told)["trade_no"] == "match"


@pytest.mark.parametrize(("page", "old", "new", "field"), ALTERATIONS)
def test_a_steadied_picture_accuses_nobody_and_clears_nothing_altered(page, old, new, field):
    through = steadied(*[altered(page, old, new)] * 3)
    told = examine(blurred(), Question(RECORD), {}, through)
    assert "differs" not in verdicts(told).values()
    assert verdicts(told).get(field) != "match"
    assert told.flags == ()
    shown = told.fields.get(field)
    assert shown is None or shown.score < SURE


def test_what_was_read_at_first_stays():
    first = blurred(("账单详情", ""), ("当前状态", "支付成功"), ("商户单号", "WK2611119381219159"))
    other = altered(BILL, "381219159", "381219150")
    told = examine(first, Question(RECORD), {}, steadied(*[other] * 3))
    assert verdicts(told)["order_no"] == "match"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"amount": "12,30"}, "amount"),
        ({"amount": 12.3}, "amount"),
        ({"created": "yesterday"}, "created"),
        ({"order_no": 7}, "order_no"),
        ({"product": "长" * 300}, "product"),
        ({"statuses": "success"}, "statuses"),
        ({"statuses": [1]}, "statuses"),
    ],
)
def test_a_bad_record_is_refused_by_name(given: dict, named: str):
    with pytest.raises(BadRecord, match=named):
        record_of(given)


def test_a_catalogue_is_lists_of_names():
    assert catalogue_of({"products": ["a", "a", "b"]}).products == ("a", "b")
    with pytest.raises(BadRecord, match="zones"):
        catalogue_of({"zones": "一区"})


def test_the_report_says_every_verdict_in_both_languages():
    told = report(seen(rows(altered(DETAIL, "¥25.00", "¥250.00"))))
    amount = next(row for row in told["comparisons"] if row["field"] == "amount")
    assert (amount["verdict"], amount["expected"], amount["shown"]) == (
        "differs",
        "25.00",
        "¥250.00",
    )
    assert (amount["zh"], amount["en"]) == ("金额不一致。", "The amount differs.")
    assert amount["boxes"] == [[list(corner) for corner in quad] for quad in _quads("¥250.00")]
    assert told["flags"][0]["zh"].startswith("图中的金额是“¥250.00”，后台记录是“25.00”。")


def _quads(text: str):
    boxes = rows(altered(DETAIL, "¥25.00", "¥250.00"))
    return [one.quad for one in boxes if one.text == text]
