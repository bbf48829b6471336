"""Alarms of a running promise: at 80 % and 100 % of its time, and before the law's limit (R3.6)."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.alarms import OUTER, Running, Stage, watch
from weikameng.domain.calendar import CHINA, calendar_from
from weikameng.domain.promises import promises_from
from weikameng.domain.working_time import Pause, service_time_between

SHIPPED = Path(__file__).resolve().parents[2] / "weikameng" / "records" / "shipped"
CALENDAR = calendar_from(json.loads((SHIPPED / "cn_calendar.json").read_text(encoding="utf-8")))
PROMISES = promises_from(json.loads((SHIPPED / "sla.json").read_text(encoding="utf-8")), CALENDAR)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def alarms(code: str, started: str, filed: str = "", pauses: tuple[Pause, ...] = ()):
    running = Running(code, at(started), at(filed or started), pauses)
    return [(alarm.stage, alarm.at) for alarm in watch(PROMISES, running).alarms]


def test_two_working_hours_warn_after_96_minutes_and_escalate_after_120() -> None:
    assert alarms("first_review", "2026-03-13T17:00") == [
        (Stage.NEARING, at("2026-03-16T09:36")),
        (Stage.BROKEN, at("2026-03-16T10:00")),
        (Stage.OUTER_NEARING, at("2026-03-23T00:00")),
        (Stage.OUTER_BROKEN, at("2026-03-29T00:00")),
    ]


def test_three_working_days_warn_when_four_fifths_of_their_hours_are_gone() -> None:
    # From Tuesday 10:00 to Friday 18:00 people work 35 hours; 28 of them end on Friday at 11:00.
    assert alarms("human_review", "2026-03-10T10:00")[:2] == [
        (Stage.NEARING, at("2026-03-13T11:00")),
        (Stage.BROKEN, at("2026-03-13T18:00")),
    ]


def test_while_we_wait_for_the_buyer_only_the_law_counts() -> None:
    paused = (Pause(at("2026-03-10T15:00")),)
    assert [stage for stage, _ in alarms("human_review", "2026-03-10T10:00", pauses=paused)] == [
        Stage.OUTER_NEARING,
        Stage.OUTER_BROKEN,
    ]


def test_a_promise_that_ends_after_the_laws_limit_does_not_hide_it() -> None:
    waited = (Pause(at("2026-03-03T09:00"), at("2026-03-16T09:00")),)
    running = Running("human_review", at("2026-03-02T10:00"), at("2026-03-02T10:00"), waited)
    seen = watch(PROMISES, running)
    assert seen.promise.due_at == at("2026-03-18T18:00")
    assert seen.outer_at == at("2026-03-18T00:00")
    assert seen.alarms[0].code == OUTER
    assert [alarm.stage for alarm in seen.passed(at("2026-03-18T12:00"))] == [
        Stage.OUTER_NEARING,
        Stage.OUTER_BROKEN,
        Stage.NEARING,
    ]


def test_the_laws_days_count_from_the_filing_not_from_the_step() -> None:
    late = alarms("human_review", "2026-03-20T10:00", filed="2026-03-10T10:00")
    assert (Stage.OUTER_NEARING, at("2026-03-20T00:00")) in late
    assert (Stage.OUTER_BROKEN, at("2026-03-26T00:00")) in late


def test_it_is_known_when_to_look_again() -> None:
    running = Running("first_review", at("2026-03-13T17:00"), at("2026-03-13T17:00"))
    seen = watch(PROMISES, running)
    moment, steps = at("2026-03-13T17:00"), 0
    while (following := seen.next_after(moment)) is not None:
        assert following > moment
        moment, steps = following, steps + 1
    assert steps == 4
    assert len(seen.passed(moment)) == 4


def test_a_clock_that_nobody_published_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        watch(PROMISES, Running("no_such_clock", at("2026-03-13T17:00"), at("2026-03-13T17:00")))


MOMENTS = st.integers(0, 3 * 365 * 1440).map(
    lambda minutes: at("2024-01-01T00:00") + timedelta(minutes=minutes)
)
PAUSES = st.lists(
    st.tuples(MOMENTS, st.integers(0, 20_000)).map(
        lambda pair: Pause(pair[0], pair[0] + timedelta(minutes=pair[1]))
    ),
    max_size=3,
).map(tuple)
CODES = st.sampled_from(sorted(PROMISES.terms))


@given(CODES, MOMENTS, PAUSES)
def test_warning_comes_before_escalation_and_both_are_always_there(code, start, pauses) -> None:
    seen = watch(PROMISES, Running(code, start, start, pauses))
    moments = {alarm.stage: alarm.at for alarm in seen.alarms if alarm.code == code}
    assert start <= moments[Stage.NEARING] <= moments[Stage.BROKEN] == seen.promise.due_at
    assert seen.outer_at - start <= timedelta(days=16)
    assert [alarm.at for alarm in seen.alarms] == sorted(alarm.at for alarm in seen.alarms)


@given(st.sampled_from(["first_review", "urgent_review", "human_review"]), MOMENTS)
def test_the_warning_leaves_a_fifth_of_the_hours_people_work(code, start) -> None:
    promise = watch(PROMISES, Running(code, start, start)).promise
    hours = PROMISES.terms[code].hours
    assert promise.warn_at is not None
    assert promise.due_at is not None
    whole = service_time_between(start, promise.due_at, CALENDAR, hours)
    left = service_time_between(promise.warn_at, promise.due_at, CALENDAR, hours)
    assert abs(left - whole / 5) <= timedelta(seconds=1)


@given(CODES, MOMENTS, PAUSES)
def test_pausing_never_brings_an_alarm_forward(code, start, pauses) -> None:
    plain = watch(PROMISES, Running(code, start, start)).promise
    paused = watch(PROMISES, Running(code, start, start, pauses)).promise
    assert plain.due_at is not None
    assert paused.due_at is not None
    assert paused.due_at >= plain.due_at
