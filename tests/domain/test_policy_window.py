"""Deadlines: first day out, 24:00 Beijing, over rest days but not over make-up days (D1-D4)."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.domain.policies import POLICY
from weikameng.domain.policy import window_end
from weikameng.domain.policy.facts import ApplicationFacts, OrderFacts, UnitFacts
from weikameng.domain.policy.window import days_end, filed_at

ORDER = OrderFacts(
    "game_card_key",
    (UnitFacts("1", 6000, 6000),),
    (),
    6000,
    6000,
    None,
    datetime.fromisoformat("2026-03-02T10:00:00+08:00"),
    True,
)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-02T10:00", 15, "2026-03-18T00:00"),  # Tuesday
        ("2026-06-04T10:00", 15, "2026-06-23T00:00"),  # 端午: Friday to Sunday
        ("2026-09-05T10:00", 15, "2026-09-21T00:00"),  # a Sunday that is worked
        ("2024-02-14T10:00", 15, "2024-03-01T00:00"),  # the leap day
        ("2026-03-06T10:00", 15, "2026-03-24T00:00"),  # Saturday 21 → Monday 23
        ("2026-09-24T23:59", 7, "2026-10-09T00:00"),  # 国庆: first working day is 8 October
        ("2026-03-02T23:59", 7, "2026-03-10T00:00"),
        ("2026-03-03T00:00", 7, "2026-03-11T00:00"),
    ],
)
def test_a_deadline_ends_at_midnight_after_the_last_working_day(
    start: str, days: int, end: str
) -> None:
    assert days_end(POLICY, moment(start), days) == moment(end)


@pytest.mark.parametrize(
    ("kind", "page_days", "end"),
    [
        ("game_card_key", None, "2026-03-18T00:00"),
        ("video_membership", None, "2026-03-10T00:00"),
        ("gift_card", None, "2026-03-10T00:00"),
        ("software_key", None, "2026-03-10T00:00"),
        ("video_membership", 30, "2026-04-02T00:00"),
        ("game_card_key", 7, "2026-03-10T00:00"),
        ("game_card_key", 3, "2026-03-10T00:00"),
    ],
)
def test_the_window_follows_the_kind_and_the_product_page(
    kind: str, page_days: int | None, end: str
) -> None:
    order = replace(ORDER, goods_kind=kind, window_days=page_days)
    assert window_end(POLICY, order) == moment(end)


def test_an_undelivered_order_has_no_window() -> None:
    assert window_end(POLICY, replace(ORDER, delivered=False)) is None
    assert window_end(POLICY, replace(ORDER, completed_at=None)) is None


@pytest.mark.parametrize(
    ("rejected", "at", "kept"),
    [
        (None, "2026-03-30T10:00", True),
        ("2026-03-20T10:00", "2026-03-27T23:59", True),
        ("2026-03-20T10:00", "2026-03-28T00:00", False),
    ],
)
def test_an_amended_case_keeps_its_first_filing_date_for_seven_days(
    rejected: str | None, at: str, kept: bool
) -> None:
    first = moment("2026-03-15T10:00")
    application = ApplicationFacts(
        first_filed_at=first, rejected_at=moment(rejected) if rejected else None
    )
    assert filed_at(POLICY, application, moment(at)) == (first if kept else moment(at))
