"""Worked clock cases (R3.6): each comes out right, and so does what was not worked out by hand."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.calendar import Calendar, calendar_from, service_hours_from
from weikameng.domain.clock_cases import BadCase, Schedule, prediction_of

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "weikameng" / "records" / "shipped"
CASES = ROOT.parent / "shared" / "data" / "cases" / "clocks.dev.jsonl"
CALENDAR = calendar_from(json.loads((SHIPPED / "cn_calendar.json").read_text(encoding="utf-8")))
HOURS = service_hours_from(json.loads((SHIPPED / "sla.json").read_text(encoding="utf-8")))
SCHEDULE = Schedule(CALENDAR, HOURS)


def worked():
    text = CASES.read_text(encoding="utf-8") if CASES.exists() else ""
    return [json.loads(line) for line in text.splitlines() if line]


def due(kind, schedule=SCHEDULE, **given_):
    return prediction_of({"id": "x", "kind": kind, "input": given_}, schedule)["due"]


def hours(**changes):
    return {"start": "2026-03-10T10:00:00+08:00", "hours": 2, "calendar": "review"} | changes


@pytest.mark.skipif(not CASES.exists(), reason="the worked cases (../shared) are not here")
@pytest.mark.parametrize("case", worked(), ids=lambda case: case["id"])
def test_a_worked_case_comes_out_right(case) -> None:
    assert prediction_of(case, SCHEDULE) == {"id": case["id"], "due": case["due"]}


def test_a_chat_that_is_asked_for_at_night_is_due_in_the_morning() -> None:
    given_ = {"minutes": 5, "calendar": "chat_human"}
    assert due("minutes", start="2026-03-10T22:30:00+08:00", **given_) == (
        "2026-03-11T09:05:00+08:00"
    )


def test_one_pause_is_the_same_as_a_list_of_one() -> None:
    span = ["2026-03-10T11:00:00+08:00", "2026-03-10T15:00:00+08:00"]
    one = due("working_hours_paused", **hours(pause=span))
    assert one == due("working_hours_paused", **hours(pauses=[span])) == "2026-03-10T16:00:00+08:00"


def test_a_pause_that_lasts_leaves_no_due_time() -> None:
    assert due("working_hours", **hours(pauses=[["2026-03-10T11:00:00+08:00", None]])) is None


def test_a_window_may_end_a_second_before_midnight_or_stay_on_a_rest_day() -> None:
    given_ = {"completed": "2025-09-18T10:00:00+08:00", "days": 15}
    assert due("window", **given_, extend=True) == "2025-10-10T00:00:00+08:00"
    assert due("window", **given_) == "2025-10-04T00:00:00+08:00"
    assert due("window", **given_, bound="inclusive") == "2025-10-03T23:59:59+08:00"


def test_days_of_banks_and_calendars_need_no_service_hours() -> None:
    start = "2026-03-14T11:00:00+08:00"
    assert due("bank_days", start=start, days=1) == "2026-03-17T00:00:00+08:00"
    assert due("working_days", start=start, days=1, calendar="bank_day") == (
        "2026-03-17T00:00:00+08:00"
    )
    assert due("calendar_days", start=start, days=1) == "2026-03-16T00:00:00+08:00"


def test_a_year_without_a_notice_is_marked_as_estimated() -> None:
    case = {"id": "x", "kind": "working_hours", "input": hours(start="2027-03-10T10:00:00+08:00")}
    assert prediction_of(case, SCHEDULE) == {
        "id": "x",
        "due": "2027-03-10T12:00:00+08:00",
        "estimated": True,
    }


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ([], "object"),
        ({"kind": "window", "input": {}}, '"id"'),
        ({"id": "1", "kind": "window"}, '"input"'),
        ({"id": "1", "kind": "fortnight", "input": hours()}, "working_hours"),
        ({"id": "1", "kind": "working_hours", "input": hours(calendar="night")}, "review"),
        ({"id": "1", "kind": "working_hours", "input": hours(hours="2")}, '"hours"'),
        ({"id": "1", "kind": "working_hours", "input": hours(hours=True)}, '"hours"'),
        ({"id": "1", "kind": "working_hours", "input": hours(hours=-1)}, '"hours"'),
        ({"id": "1", "kind": "working_hours", "input": hours(hours=999_999)}, "too long"),
        ({"id": "1", "kind": "working_hours", "input": hours(start="2026-03-10")}, "offset"),
        ({"id": "1", "kind": "working_hours", "input": hours(start=5)}, '"start"'),
        ({"id": "1", "kind": "working_hours", "input": hours(pauses=5)}, '"pauses"'),
        ({"id": "1", "kind": "working_hours", "input": hours(pauses=[5])}, "[from, to]"),
        (
            {
                "id": "1",
                "kind": "working_hours",
                "input": hours(pause=["2026-03-11T10:00:00+08:00", "2026-03-10T10:00:00+08:00"]),
            },
            "before",
        ),
        (
            {
                "id": "1",
                "kind": "window",
                "input": {"completed": "2026-03-10T10:00:00+08:00", "days": 1, "bound": "soft"},
            },
            '"bound"',
        ),
        (
            {
                "id": "1",
                "kind": "window",
                "input": {"completed": "2026-03-10T10:00:00+08:00", "days": 1, "extend": "no"},
            },
            '"extend"',
        ),
    ],
)
def test_a_bad_case_is_told_what_it_should_be(case, said) -> None:
    with pytest.raises(BadCase) as refused:
        prediction_of(case, SCHEDULE)
    assert said in refused.value.words.en
    assert refused.value.words.zh


# Starts lie well before the end of the known years, so that no clock runs into an unknown one.
MOMENTS = st.integers(0, 800 * 1440).map(
    lambda minutes: datetime.fromisoformat("2024-01-01T00:00:00+08:00") + timedelta(minutes=minutes)
)
SPANS = st.lists(
    st.tuples(MOMENTS, st.integers(0, 20_000)).map(
        lambda pair: [pair[0].isoformat(), (pair[0] + timedelta(minutes=pair[1])).isoformat()]
    ),
    max_size=3,
)
CLOCKS = st.one_of(
    st.tuples(st.just("working_hours"), st.just("hours"), st.integers(1, 40), st.just("review")),
    st.tuples(st.just("working_days"), st.just("days"), st.integers(1, 15), st.just("review")),
    st.tuples(st.just("bank_days"), st.just("days"), st.integers(0, 15), st.just("bank_day")),
    st.tuples(st.just("minutes"), st.just("minutes"), st.integers(1, 600), st.just("chat_human")),
)
HOLIDAYS = st.lists(st.dates(date(2024, 1, 1), date(2026, 12, 31)), min_size=1, max_size=12)


def computed(clock, start, pauses, calendar=CALENDAR) -> datetime:
    kind, name, length, service = clock
    given_ = {"start": start.isoformat(), name: length, "calendar": service, "pauses": pauses}
    return datetime.fromisoformat(due(kind, Schedule(calendar, HOURS), **given_))


def with_holidays(days) -> Calendar:
    return replace(CALENDAR, off=CALENDAR.off | set(days), work=CALENDAR.work - set(days))


@given(CLOCKS, MOMENTS, SPANS)
def test_pausing_never_shortens(clock, start, pauses) -> None:
    assert computed(clock, start, pauses) >= computed(clock, start, [])


@given(CLOCKS, MOMENTS, SPANS, st.tuples(MOMENTS, st.integers(0, 20_000)))
def test_one_more_pause_never_shortens_either(clock, start, pauses, more) -> None:
    also = [more[0].isoformat(), (more[0] + timedelta(minutes=more[1])).isoformat()]
    assert computed(clock, start, [*pauses, also]) >= computed(clock, start, pauses)


@given(CLOCKS, MOMENTS, SPANS, HOLIDAYS)
def test_a_holiday_more_never_shortens(clock, start, pauses, days) -> None:
    later = computed(clock, start, pauses, with_holidays(days))
    assert later >= computed(clock, start, pauses)


@given(CLOCKS, MOMENTS, SPANS, HOLIDAYS)
def test_a_result_lies_inside_service_hours(clock, start, pauses, days) -> None:
    calendar, service = with_holidays(days), HOURS[clock[3]]
    end = computed(clock, start, pauses, calendar)
    last = end - timedelta(microseconds=1)  # the end of a stretch still belongs to it
    minute = last.hour * 60 + last.minute
    assert any(opens <= minute < closes for opens, closes in service.segments)
    # Money promised for the same day may set out on a rest day: it needs nobody to work.
    if clock[2] and not service.every_day:
        assert calendar.is_working_day(last.date())
