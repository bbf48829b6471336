"""The supervisor's figures of cases whose story is known, each counted by one statement."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cast import START, Cast, asks, enter
from tests.journeys import states
from weikameng.domain.errors import Refusal
from weikameng.domain.figures.period import last_days, period_of
from weikameng.domain.figures.sheet import Figure, csv_text
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.ratings import Rating
from weikameng.services import claims_at_desk, figures, ratings, refunds

STATEMENTS = 11


@pytest.fixture
def cast(settings) -> Cast:
    settings.ONE_CLICK_SAMPLE = 0
    return enter()


def rows_of(figure: Figure) -> list[dict[str, Any]]:
    names = [column.name for column in figure.table.columns]
    return [dict(zip(names, row, strict=True)) for row in figure.table.rows]


def shown(code: str, cast: Cast) -> Figure:
    return figures.one_of(code, last_days(30, cast.at + timedelta(seconds=1)))


def test_the_funnel_tells_how_far_cases_came_and_why_they_went_no_further(cast):
    states.refunded(cast)
    states.approved(cast)
    states.rejected(cast)
    states.too_late(cast)
    states.reviewing(cast)
    states.awaiting_buyer(cast)
    states.withdrawn(cast)
    states.paying(cast)
    states.screening(cast)
    figure = shown("funnel", cast)
    rows = rows_of(figure)
    assert [row["cases"] for row in rows] == [9, 8, 5, 3, 2, 2]
    assert [row["lost"] for row in rows] == [1, 3, 2, 1, 0, None]
    assert rows[0]["why"].zh == "还在初审 1"
    assert set(rows[1]["why"].zh.split("、")) == {"等人工复核 1", "等买家补充 1", "买家撤销 1"}
    assert set(rows[2]["why"].en.split(", ")) == {
        "not approved (clause B1) 1",
        "not approved (clause B3) 1",
    }
    assert "2 件已到账,占 22.2%" in figure.sentence.zh
    assert figure.chart is not None


def test_one_click_rule_and_person_are_told_apart(cast):
    states.refunded(cast)
    states.approved(cast)
    states.too_late(cast)
    states.reviewing(cast)
    (today,) = [row for row in rows_of(shown("decided", cast)) if row["applied"]]
    assert {name: today[name] for name in ("one_click", "machine", "person", "open")} == {
        "one_click": 1,
        "machine": 1,
        "person": 1,
        "open": 1,
    }
    assert today["one_click_share"] == 250


def test_load_says_who_holds_what_and_what_nobody_holds(cast):
    for _ in range(3):
        states.reviewing(cast)
    states.rejected(cast)
    claims_at_desk.claim_next(Actor(cast.zhoujie, "reviewer"), at=cast.at)
    rows = {str(row["person"]): row for row in rows_of(shown("load", cast))}
    assert (rows["周姐"]["held"], rows["周姐"]["decided_today"]) == (1, 1)
    assert rows["老陈"]["held"] == 0
    (free,) = [row for row in rows.values() if row["person"] not in {"周姐", "老陈"}]
    assert free["held"] == 2
    assert rows["周姐"]["oldest_due_at"] is not None


def test_promises_ahead_are_listed_the_broken_ones_first(cast):
    case = states.reviewing(cast).number
    assert rows_of(shown("ahead", cast)) == []
    cast.later(days=9)
    (row,) = rows_of(shown("ahead", cast))
    assert row["case"] == case
    assert "1 件已经超时" in shown("ahead", cast).sentence.zh


def test_causes_count_orders_and_what_of_them_went_back(cast):
    states.refunded(cast)
    cast.buys("game-card-3")
    states.approved(cast)
    goods = {row["good"].en: row for row in rows_of(shown("goods", cast))}
    card = goods["Starsea card, 3 yuan"]
    told = (card["orders"], card["refunded"], card["share"], card["amount_minor"])
    assert told == (2, 1, 500, 300)
    topup = goods["Shanhe game top-up, 100 yuan"]
    assert (topup["refunded"], topup["amount_minor"]) == (1, 10_000)
    suppliers = rows_of(shown("suppliers", cast))
    assert sum(row["orders"] for row in suppliers) == 3
    assert sum(row["amount_minor"] for row in suppliers) == 10_300


def test_costs_are_those_of_the_books(cast):
    states.refunded(cast)
    states.approved(cast)
    rows = rows_of(shown("bearers", cast))
    assert sum(row["cost_minor"] for row in rows) == 10_300
    assert sum(row["share"] for row in rows) in {999, 1000}


def test_times_have_median_and_ninth_decile_beside_the_promise(cast):
    states.rejected(cast)
    row = next(row for row in rows_of(shown("stages", cast)) if row["stage"].en == "Screening")
    assert (row["count"], row["on_time"]) == (1, 1000)
    assert row["median_hours"] == row["ninth_hours"] == 0.0
    assert row["promise"].zh == "2 个工作小时内"


def test_ratings_are_counted_by_score_with_what_was_written(cast):
    for score, said in ((5, ""), (2, "=慢,等了两天")):
        case = states.refunded(cast).number
        ratings.rate(case, Rating(score, said), buyer_id=cast.xiaolin, at=cast.at)
    states.approved(cast)
    figure = shown("ratings", cast)
    assert {row["score"]: row["cases"] for row in rows_of(figure)} == {5: 1, 4: 0, 3: 0, 2: 1, 1: 0}
    assert "2 位买家评价了,占 66.6%,平均 3.5 分" in figure.sentence.zh
    comments = shown("comments", cast)
    assert [row["said"] for row in rows_of(comments)] == ["=慢,等了两天"]
    assert "'=慢" in csv_text(comments.table)


def test_an_empty_shop_has_every_figure_with_a_sentence_and_no_chart(cast):
    for figure in figures.all_of(last_days(7, cast.at)):
        assert all(figure.sentence), figure.code
        assert figure.chart is None, figure.code
        assert figure.code == "load" or not figure.table.rows, figure.code


def test_all_of_them_cost_the_same_however_many_cases_there_are(cast, django_assert_num_queries):
    for brought in (states.refunded, states.reviewing, states.rejected):
        brought(cast)
    period = last_days(30, cast.at + timedelta(seconds=1))
    figures.all_of(period)
    with django_assert_num_queries(STATEMENTS):
        found = figures.all_of(period)
    assert [one.code for one in found] == list(figures.CODES)


def test_days_are_those_of_beijing(cast):
    cast.at = START.replace(hour=15, minute=59)  # 23:59 there
    states.refunded(cast)
    day = cast.at.date()
    later = cast.at + timedelta(hours=3)
    counted = figures.one_of("funnel", period_of(day, day, later)).table.rows[0][1]
    assert counted == 1
    next_day = day + timedelta(days=1)
    assert figures.one_of("funnel", period_of(next_day, next_day, later)).table.rows == []


def test_a_figure_that_is_none_is_not_found(cast):
    with pytest.raises(Refusal, match="not_found"):
        shown("everything", cast)


def test_a_long_period_has_a_row_a_week(cast):
    refunds.apply(
        asks(cast.buys("game-card-3"), "NOT_ACTIVATED"), buyer_id=cast.xiaolin, at=cast.at
    )
    rows = rows_of(figures.one_of("decided", last_days(90, cast.at + timedelta(seconds=1))))
    assert len(rows) == 13
    assert sum(row["applied"] for row in rows) == 1
