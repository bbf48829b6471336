"""Clocks on the working calendar (R3.6, N4): worked cases, our own tables, what always holds."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.calendar import (
    BANK_DAY,
    CHINA,
    ROUND_THE_CLOCK,
    OpenTime,
    calendar_from,
    service_hours_from,
)
from weikameng.domain.promises import promise_for, promises_from, window_ends_at
from weikameng.domain.working_time import (
    Clock,
    Pause,
    Unit,
    due_at,
    service_time_between,
)

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "weikameng" / "records" / "shipped"
CASES = ROOT.parent / "shared" / "data" / "cases" / "clocks.dev.jsonl"
SLA = json.loads((SHIPPED / "sla.json").read_text(encoding="utf-8"))
CALENDAR = calendar_from(json.loads((SHIPPED / "cn_calendar.json").read_text(encoding="utf-8")))
HOURS = service_hours_from(SLA)
REVIEW = HOURS["review"]
PROMISES = promises_from(SLA, CALENDAR)
TWO_HOURS = Clock(Unit.WORKING_HOURS, 2)
THREE_DAYS = Clock(Unit.WORKING_DAYS, 3)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def cases() -> list[dict[str, Any]]:
    if not CASES.exists():
        return []
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines() if line]


@pytest.mark.skipif(not CASES.exists(), reason="the worked cases (../shared) are not here")
@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['id']} {case['zh']}")
def test_worked_case_comes_out_right(case: dict[str, Any]) -> None:
    given_ = case["input"]
    moment = datetime.fromisoformat
    if case["kind"] == "window":
        due = window_ends_at(moment(given_["completed"]), given_["days"], CALENDAR)
    else:
        unit = Unit(case["kind"].removesuffix("_paused"))
        length = given_.get("hours") or given_.get("days") or given_.get("minutes")
        spans = given_.get("pauses", [given_["pause"]] if "pause" in given_ else [])
        pauses = [Pause(moment(since), moment(until)) for since, until in spans]
        hours = HOURS[given_["calendar"]]
        due = due_at(Clock(unit, length), moment(given_["start"]), pauses, CALENDAR, hours)
    assert due.at == moment(case["due"])
    assert not due.estimated


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-10T08:00", 2, "2026-03-10T11:00"),  # before opening
        ("2026-03-10T16:00", 2, "2026-03-10T18:00"),  # ends exactly at closing, not next morning
        ("2026-02-13T17:30", 1, "2026-02-14T09:30"),  # make-up Saturday before Spring Festival
        ("2026-02-14T17:30", 1, "2026-02-24T09:30"),  # over the whole festival
    ],
)
def test_working_hours_run_inside_review_hours(start: str, hours: int, due: str) -> None:
    assert due_at(Clock(Unit.WORKING_HOURS, hours), at(start), (), CALENDAR, REVIEW).at == at(due)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-03-10T18:00", 1, "2026-03-12T18:00"),  # at closing the day is over
        ("2026-03-10T08:59", 1, "2026-03-11T18:00"),  # before opening it is still that day
        ("2026-04-30T10:00", 1, "2026-05-06T18:00"),  # over Labour Day
        ("2026-09-18T10:00", 1, "2026-09-20T18:00"),  # the make-up Sunday works
    ],
)
def test_working_days_end_at_closing_time(start: str, days: int, due: str) -> None:
    assert due_at(Clock(Unit.WORKING_DAYS, days), at(start), (), CALENDAR, REVIEW).at == at(due)


@pytest.mark.parametrize(
    ("pause", "due"),
    [
        (("2026-03-13T10:00", "2026-03-13T11:00"), "2026-03-16T18:00"),  # on the last day: one more
        (
            ("2026-03-10T12:00", "2026-03-10T13:00"),
            "2026-03-13T18:00",
        ),  # within a day: nothing lost
        (("2026-03-14T10:00", "2026-03-20T10:00"), "2026-03-13T18:00"),  # too late to heal a breach
        (("2026-03-09T10:00", "2026-03-09T12:00"), "2026-03-13T18:00"),  # before it began
        (("2026-03-11T10:00", "2026-03-14T10:00"), "2026-03-17T18:00"),  # resumed on a Saturday
    ],
)
def test_paused_days_resume_with_what_was_left(pause: tuple[str, str], due: str) -> None:
    pauses = [Pause(at(pause[0]), at(pause[1]))]
    assert due_at(THREE_DAYS, at("2026-03-10T10:00"), pauses, CALENDAR, REVIEW).at == at(due)


def test_overlapping_and_unsorted_pauses_count_once() -> None:
    pauses = [
        Pause(at("2026-03-10T11:00"), at("2026-03-10T13:00")),
        Pause(at("2026-03-10T10:00"), at("2026-03-10T12:00")),
    ]
    due = due_at(TWO_HOURS, at("2026-03-10T09:00"), pauses, CALENDAR, REVIEW)
    assert due.at == at("2026-03-10T14:00")


def test_while_we_wait_for_the_buyer_there_is_no_due_time() -> None:
    open_pause = [Pause(at("2026-03-10T10:00"))]
    for clock in (TWO_HOURS, THREE_DAYS):
        due = due_at(clock, at("2026-03-10T09:30"), open_pause, CALENDAR, REVIEW)
        assert due.paused
        assert due.at is None


def test_an_open_pause_after_the_due_time_changes_nothing() -> None:
    open_pause = [Pause(at("2026-03-20T10:00"))]
    assert due_at(TWO_HOURS, at("2026-03-10T09:00"), open_pause, CALENDAR, REVIEW).at == at(
        "2026-03-10T11:00"
    )


def test_a_year_without_a_notice_is_estimated_by_weekends_and_fixed_days() -> None:
    due = due_at(THREE_DAYS, at("2027-09-30T10:00"), (), CALENDAR, REVIEW)
    assert due.at == at("2027-10-06T18:00")  # 1 to 3 October rest, then Mon, Tue, Wed
    assert due.estimated
    assert not CALENDAR.is_known(2027)


def test_a_clock_that_never_looks_at_the_calendar_is_never_estimated() -> None:
    clock = Clock(Unit.MINUTES, 5)
    assert not due_at(clock, at("2031-10-01T10:00"), (), CALENDAR, HOURS["chat_human"]).estimated


def test_a_corrected_calendar_repairs_an_open_clock() -> None:
    start = at("2027-02-05T10:00")
    document = json.loads((SHIPPED / "cn_calendar.json").read_text(encoding="utf-8"))
    document["years"]["2027"] = {"off": {"2027-02-08": "春节"}, "work": {"2027-02-07": "春节"}}
    corrected = due_at(Clock(Unit.WORKING_DAYS, 2), start, (), calendar_from(document), REVIEW)
    assert corrected.at == at("2027-02-09T18:00")
    assert not corrected.estimated


def test_wrong_input_is_refused() -> None:
    backwards = [Pause(at("2026-03-11T10:00"), at("2026-03-10T10:00"))]
    with pytest.raises(ValueError, match="pause"):
        due_at(TWO_HOURS, at("2026-03-10T09:00"), backwards, CALENDAR, REVIEW)
    with pytest.raises(ValueError, match="offset"):
        due_at(TWO_HOURS, datetime(2026, 3, 10), (), CALENDAR, REVIEW)  # noqa: DTZ001
    with pytest.raises(ValueError, match="both"):
        calendar_from({"years": {"2026": {"off": {"2026-01-01": ""}, "work": {"2026-01-01": ""}}}})
    with pytest.raises(ValueError, match="in order"):
        service_hours_from(
            {"service_hours": {"x": {"days": "all", "segments": [["9:00", "8:00"]]}}}
        )


@pytest.mark.parametrize(
    ("code", "channel", "due"),
    [
        ("first_review", None, "2026-03-16T10:00"),
        ("human_review", None, "2026-03-18T18:00"),
        ("supplement", None, "2026-03-21T00:00"),
        ("legal_outer", None, "2026-03-29T00:00"),
        ("chat_first_human", None, "2026-03-13T17:05"),
        ("arrival", "balance", "2026-03-14T00:00"),
        ("arrival", "alipay_balance", "2026-03-17T00:00"),
        ("arrival", "bank_debit", "2026-03-21T00:00"),
    ],
)
def test_promise_on_a_friday_at_five(code: str, channel: str | None, due: str) -> None:
    promise = promise_for(PROMISES, code, at("2026-03-13T17:00"), channel=channel)
    assert promise.due_at == at(due)
    assert promise.target_at is not None
    assert promise.warn_at is not None
    assert at("2026-03-13T17:00") < promise.target_at <= promise.due_at
    assert at("2026-03-13T17:00") < promise.warn_at <= promise.due_at


def test_seven_days_to_supplement_move_over_the_holiday() -> None:
    assert promise_for(PROMISES, "supplement", at("2026-09-26T10:00")).due_at == at(
        "2026-10-09T00:00"
    )


def test_waiting_for_the_buyer_stops_a_review_but_not_the_payout() -> None:
    waiting = [Pause(at("2026-03-13T17:30"))]
    assert promise_for(PROMISES, "first_review", at("2026-03-13T17:00"), waiting).paused
    assert not promise_for(PROMISES, "refund_submit", at("2026-03-13T17:00"), waiting).paused


def test_only_arrival_depends_on_the_channel() -> None:
    with pytest.raises(KeyError):
        promise_for(PROMISES, "first_review", at("2026-03-13T17:00"), channel="balance")
    with pytest.raises(KeyError):
        promise_for(PROMISES, "arrival", at("2026-03-13T17:00"))


def test_every_published_clock_and_channel_has_a_promise() -> None:
    assert {entry["code"] for entry in SLA["clocks"]} == {*PROMISES.terms, "arrival"}
    assert {entry["channel"] for entry in SLA["arrival_by_channel"]} == set(PROMISES.arrival)


def test_service_time_is_counted_between_two_moments() -> None:
    spent = service_time_between(at("2026-03-13T17:00"), at("2026-03-16T10:30"), CALENDAR, REVIEW)
    assert spent == timedelta(hours=2, minutes=30)


MOMENTS = st.integers(0, 3 * 365 * 1440).map(
    lambda minutes: at("2024-01-01T00:00") + timedelta(minutes=minutes)
)
PAUSES = st.lists(
    st.tuples(MOMENTS, st.integers(0, 20_000)).map(
        lambda pair: Pause(pair[0], pair[0] + timedelta(minutes=pair[1]))
    ),
    max_size=4,
)
CLOCKS = st.one_of(
    st.tuples(st.builds(Clock, st.just(Unit.WORKING_HOURS), st.integers(1, 40)), st.just(REVIEW)),
    st.tuples(st.builds(Clock, st.just(Unit.WORKING_DAYS), st.integers(1, 15)), st.just(REVIEW)),
    st.tuples(st.builds(Clock, st.just(Unit.BANK_DAYS), st.integers(0, 15)), st.just(BANK_DAY)),
    st.tuples(
        st.builds(Clock, st.just(Unit.CALENDAR_DAYS), st.integers(0, 30), st.booleans()),
        st.just(ROUND_THE_CLOCK),
    ),
    st.tuples(
        st.builds(Clock, st.just(Unit.MINUTES), st.integers(1, 90)), st.just(HOURS["chat_human"])
    ),
)


def _due(kind: Any, start: datetime, pauses: Any = ()) -> datetime:
    clock, hours = kind
    due = due_at(clock, start, pauses, CALENDAR, hours).at
    assert due is not None
    return due


@given(CLOCKS, MOMENTS, PAUSES)
def test_due_is_after_the_start_and_pausing_never_makes_it_earlier(
    kind: Any, start: datetime, pauses: list[Pause]
) -> None:
    plain = _due(kind, start)
    assert plain > start
    assert _due(kind, start, pauses) >= plain


@given(CLOCKS, MOMENTS, MOMENTS, PAUSES)
def test_a_later_start_is_never_due_earlier(
    kind: Any, one: datetime, other: datetime, pauses: list[Pause]
) -> None:
    early, late = sorted((one, other))
    assert _due(kind, early) <= _due(kind, late)
    if kind[0].limit:  # a promise for the same day (arrival) knows no pauses
        assert _due(kind, early, pauses) <= _due(kind, late, pauses)


@given(MOMENTS, PAUSES, st.integers(1, 40))
def test_hours_fall_due_inside_service_hours(
    start: datetime, pauses: list[Pause], hours: int
) -> None:
    due = _due((Clock(Unit.WORKING_HOURS, hours), REVIEW), start, pauses)
    assert OpenTime(CALENDAR, REVIEW).is_day(due.date())
    assert 9 * 60 < due.hour * 60 + due.minute <= 18 * 60


@given(MOMENTS, st.integers(1, 40))
def test_the_hours_promised_are_the_hours_worked(start: datetime, hours: int) -> None:
    due = _due((Clock(Unit.WORKING_HOURS, hours), REVIEW), start)
    assert service_time_between(start, due, CALENDAR, REVIEW) == timedelta(hours=hours)


@given(st.sampled_from(sorted(PROMISES.terms)), MOMENTS, PAUSES)
def test_the_warning_comes_between_start_and_due(
    code: str, start: datetime, pauses: list[Pause]
) -> None:
    promise = promise_for(PROMISES, code, start, pauses)
    assert promise.warn_at is not None
    assert promise.due_at is not None
    assert start <= promise.warn_at <= promise.due_at


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_every_day_is_decided_known_or_not(day: date) -> None:
    if CALENDAR.is_working_day(day) and day not in CALENDAR.work:
        assert day.weekday() < 5
