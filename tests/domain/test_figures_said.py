"""Figures said in sentences: of nothing, of one thing and of many, in both languages; and filed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from weikameng.domain.errors import Refusal
from weikameng.domain.figures import costs, funnel, people, quality, stages
from weikameng.domain.figures.counted import (
    Ahead,
    AtRisk,
    Borne,
    Cause,
    Group,
    Load,
    Rated,
    Sampled,
    StageTime,
)
from weikameng.domain.figures.period import MAX_DAYS, last_days, period_of
from weikameng.domain.figures.sheet import Column, Figure, Table, csv_text
from weikameng.domain.ratings import MAX_SAID, Rating
from weikameng.domain.samples import MAX_NOTE, SampleVerdict
from weikameng.domain.words import Words

AT = datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)  # one second before midnight in Beijing
TODAY = date(2026, 11, 23)
PERIOD = last_days(7, AT)
CARD = Words("点卡", "Card")


def group(reached: int, state: str, count: int = 1, **more: object) -> Group:
    given: dict[str, object] = {"one_click": False, "judge": "machine", "clause": ""} | more
    return Group(TODAY, reached=reached, state=state, count=count, **given)  # type: ignore[arg-type]


def bearer(cost: int) -> Borne:
    return Borne(Words("平台", "The platform"), cost, 0)


@pytest.mark.parametrize(
    ("figure", "zh", "en"),
    [
        (funnel.funnel([]), "没有申请", "no applications"),
        (
            funnel.funnel([group(5, "refunded", 3), group(2, "rejected", 1, clause="B1")]),
            "3 件已到账,占 75.0%,还在办 0 件。没有退成的,最多是没有通过(规则 B1),有 1 件。",
            "Of those that ended without a refund, most: not approved (clause B1), 1.",
        ),
        (
            funnel.decided([group(5, "refunded", 1, one_click=True)], PERIOD),
            "1 件申请里,一键退款 1 件,占 100.0%",
            "Of 1 case, one click decided 1 (100.0%)",
        ),
        (people.ahead(Ahead((), 0, 0, {})), "没有进行中的承诺", "No promise runs"),
        (people.ahead(Ahead((), 0, 0, {"later": 2})), "2 件在进行", "Open promises: 2"),
        (
            people.ahead(Ahead([AtRisk("1", "reviewing", "", AT, "")], 1, 0, {"over": 1})),
            "1 件已经超时",
            "Broken: 1",
        ),
        (
            people.load([Load("周姐", 2, 1, 9, AT), Load("", 4, 0, 0, AT)]),
            "2 件有人在处理,4 件还没人处理;今天已决定 1 件。手上最多的是周姐(2 件)。",
            "With a person: 2. With nobody yet: 4.",
        ),
        (stages.stages([StageTime(CARD, CARD, 0, 0, 0, None, None)]), "没有走完", "No step"),
        (
            stages.stages([StageTime(CARD, CARD, 8, 7, 1, 1.5, 9.0)]),
            "最容易超时的是“点卡”:87.5% 按时,1 件晚了",
            "87.5% on time, 1 late",
        ),
        (costs.goods([]), "没有付款的订单", "No orders"),
        (
            costs.goods([Cause(CARD, 3, 1, 300, CARD), Cause(CARD, 5, 0, 0, Words("", ""))]),
            "8 单里退了 1 单,占 12.5%,共 3.00 元。占比最高的是 点卡,有 33.3%",
            "Orders: 8; refunded: 1 (12.5%)",
        ),
        (costs.bearers([]), "没有退款记账", "No refund was booked"),
        (costs.bearers([bearer(300), bearer(-100)]), "一共 3.00 元", "3.00 CNY"),
        (quality.samples(Sampled(0, 0, 0, 0)), "没有一键退款", "no one-click"),
        (
            quality.samples(Sampled(40, 4, 2, 1)),
            "40 件一键退款里抽中 4 件,已看 3 件。看过的里面,不该退的有 1 件,占 33.3%",
            "Wrongly given: 1 (33.3% of those)",
        ),
        (quality.ratings(Rated(0, {})), "没有退款到账", "No refund arrived"),
        (quality.ratings(Rated(3, {})), "还没有人评价", "nobody has rated"),
        (quality.ratings(Rated(4, {5: 1, 2: 1})), "占 50.0%,平均 3.5 分", "3.5 on average"),
    ],
)
def test_a_sentence_says_what_is_shown(figure: Figure, zh: str, en: str):
    assert zh in figure.sentence.zh
    assert en in figure.sentence.en


def test_what_was_amended_after_a_no_is_under_way_not_lost():
    rows = funnel.funnel([group(2, "reviewing")]).table.rows
    assert rows[2][3:] == (1, Words("等人工复核 1", "waits for a person 1"))


def test_every_day_of_a_period_has_its_column():
    figure = funnel.decided([group(5, "refunded", judge="person")], PERIOD)
    assert [row[0] for row in figure.table.rows] == [
        TODAY - timedelta(days=back) for back in range(6, -1, -1)
    ]
    assert figure.table.rows[-1][1:6] == (1, 0, 0, 1, 0)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, 30),
        (TODAY, TODAY, 1),
        (date(2026, 11, 30), date(2026, 12, 1), 1),
        (TODAY, date(2026, 11, 1), 1),
        (date(2000, 1, 1), None, MAX_DAYS),
        (None, date.min, 30),
        (date.min, date.min, 1),
    ],
)
def test_a_period_is_brought_into_reach(first: date | None, last: date | None, days: int):
    period = period_of(first, last, AT)
    assert 1 <= period.days <= days
    assert period.last <= TODAY


def test_a_period_has_whole_days_of_beijing_and_ends_now():
    assert PERIOD.since.isoformat() == "2026-11-17T00:00:00+08:00"
    assert PERIOD.until == AT
    assert PERIOD.today.isoformat() == "2026-11-23T00:00:00+08:00"


@given(some.text(max_size=40))
def test_no_text_begins_a_formula_in_a_file(text: str):
    table = Table((Column("said", CARD, "words"),), [(text,)])
    cell = csv_text(table).split("\r\n", 1)[1].lstrip('"')
    assert not cell.startswith(("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"))


def test_a_file_has_units_in_its_heading_and_plain_numbers_below():
    kinds = ("money", "hours", "share", "case", "day", "count")
    table = Table(
        tuple(Column(kind, CARD, kind) for kind in kinds),
        [(-1230, 0.5, 125, "2261123765432183", TODAY, 7), (None,) * 6],
    )
    head, one, nothing, _ = csv_text(table).split("\r\n")
    assert head.startswith("\ufeff点卡（元） Card (CNY),点卡（小时） Card (hours)")
    assert one == "-12.30,0.50,12.5%,2261123765432183\t,2026-11-23,7"
    assert nothing == ",,,,,"


def test_a_rating_is_of_one_to_five_and_keeps_no_secret():
    assert Rating(5, " 很  快\n").said == "很 快"
    assert "abc12345" not in Rating(1, "密码是 abc12345").said
    for score, said in ((0, ""), (6, ""), (3, "好" * (MAX_SAID + 1))):
        with pytest.raises(Refusal):
            Rating(score, said)


def test_a_wrong_refund_needs_a_reason_a_right_one_does_not():
    assert SampleVerdict(agrees=True).note == ""
    for agrees, note in ((False, ""), (False, "坏"), (True, "好" * (MAX_NOTE + 1))):
        with pytest.raises(Refusal, match="sample_note"):
            SampleVerdict(agrees, note)
