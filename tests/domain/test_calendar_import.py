"""A year's notice is checked before it counts, and says which days it changes (R3.6, N4)."""

import copy
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from weikameng.domain.calendar import calendar_from
from weikameng.domain.calendar_import import (
    BadYear,
    DayChange,
    changes,
    with_year,
    year_notice_from,
    year_to_bring,
)

SHIPPED = Path(__file__).resolve().parents[2] / "weikameng" / "records" / "shipped"
DOCUMENT = json.loads((SHIPPED / "cn_calendar.json").read_text(encoding="utf-8"))
CALENDAR = calendar_from(DOCUMENT)
YEAR = DOCUMENT["years"]["2026"]
NOT_YET = replace(
    CALENDAR,
    years=CALENDAR.years - {2026},
    off=frozenset(day for day in CALENDAR.off if day.year != 2026),
    work=frozenset(day for day in CALENDAR.work if day.year != 2026),
)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_official_notices_pass_and_change_nothing_that_is_known(year) -> None:
    notice = year_notice_from(year, DOCUMENT["years"][str(year)])
    assert changes(CALENDAR, notice) == ()
    assert with_year(CALENDAR, notice) == CALENDAR


def test_a_new_year_shows_every_day_it_changes() -> None:
    notice = year_notice_from(2026, YEAR)
    changed = changes(NOT_YET, notice)
    assert DayChange(date(2026, 2, 16), False, "春节") in changed
    assert DayChange(date(2026, 2, 14), True, "春节") in changed
    # Weekends and the days that are holidays every year were counted rightly before.
    assert not {date(2026, 10, 1), date(2026, 2, 21)} & {one.day for one in changed}
    assert [one.day for one in changed] == sorted(one.day for one in changed)
    assert with_year(NOT_YET, notice) == CALENDAR


def test_a_correction_shows_only_what_it_corrects() -> None:
    entry = copy.deepcopy(YEAR)
    del entry["off"]["2026-02-23"]
    assert changes(CALENDAR, year_notice_from(2026, entry)) == (
        DayChange(date(2026, 2, 23), True, ""),
    )


def test_a_holiday_at_new_year_may_begin_in_december() -> None:
    entry = YEAR | {
        "off": YEAR["off"] | {"2025-12-31": "元旦"},
        "work": YEAR["work"] | {"2025-12-27": "元旦"},
    }
    assert changes(CALENDAR, year_notice_from(2026, entry)) == (
        DayChange(date(2025, 12, 27), True, "元旦"),
        DayChange(date(2025, 12, 31), False, "元旦"),
    )


def _without(name, key):
    entry = copy.deepcopy(YEAR)
    del entry[name][key]
    return entry


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({}, "off"),
        (YEAR | {"off": []}, "off"),
        (YEAR | {"off": YEAR["off"] | {"2025-01-01": "元旦"}}, "2025-01-01"),
        (YEAR | {"off": YEAR["off"] | {"2025-11-30": "元旦"}}, "2025-11-30"),
        (YEAR | {"off": YEAR["off"] | {"2026-13-01": "元旦"}}, "2026-13-01"),
        (YEAR | {"off": YEAR["off"] | {"2026-06-22": " "}}, "2026-06-22"),
        (YEAR | {"off": YEAR["off"] | {"2026-02-14": "春节"}}, "both"),
        (YEAR | {"work": YEAR["work"] | {"2026-03-10": "春节"}}, "no weekend"),
        (_without("off", "2026-10-02"), "2026-10-02"),
        (YEAR | {"papers": []}, "gov.cn"),
        (YEAR | {"papers": ["https://www.gov.cn.example.com/x"]}, "gov.cn"),
        (YEAR | {"papers": ["https://evilgov.cn/x"]}, "gov.cn"),
        (YEAR | {"papers": ["http://www.gov.cn/x"]}, "gov.cn"),
        (YEAR | {"papers": [5]}, "gov.cn"),
        (
            YEAR
            | {
                "off": YEAR["off"]
                | {f"2026-{m:02}-{d:02}": "?" for m in (7, 8) for d in range(1, 20)}
            },
            "no year",
        ),
    ],
)
def test_what_is_no_years_notice_is_refused_with_a_sentence(entry, said) -> None:
    with pytest.raises(BadYear) as refused:
        year_notice_from(2026, entry)
    assert said in refused.value.words.en
    assert refused.value.words.zh


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (date(2026, 11, 16), None),
        (date(2026, 11, 17), 2027),
        (date(2026, 12, 31), 2027),
        (date(2027, 3, 1), 2027),
    ],
)
def test_the_missing_year_is_asked_for_before_it_is_counted_with(today, missing) -> None:
    assert year_to_bring(CALENDAR, today) == missing
