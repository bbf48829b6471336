"""Which clock runs in a case follows from its history alone (R3.6)."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.alarms import Stage
from weikameng.domain.calendar import CHINA, Calendar, OpenTime, calendar_from
from weikameng.domain.case_clocks import Passage, alarms_of, clock_of, due_of, renewed_at
from weikameng.domain.case_life import ARROWS, Event, State
from weikameng.domain.promises import Promises, promises_from
from weikameng.domain.working_time import Pause

SHIPPED = Path(__file__).resolve().parents[2] / "weikameng" / "records" / "shipped"
CALENDAR = calendar_from(json.loads((SHIPPED / "cn_calendar.json").read_text(encoding="utf-8")))
SLA = json.loads((SHIPPED / "sla.json").read_text(encoding="utf-8"))
PROMISES = promises_from(SLA, CALENDAR)
E, S = Event, State


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def lived(*steps: tuple[Event, str]) -> list[Passage]:
    state, lines = None, []
    for revision, (event, moment) in enumerate(steps, start=1):
        state = ARROWS[state, event]
        lines.append(Passage(revision, event, state, at(moment)))
    return lines


WENT_ON = (
    (E.APPLY, "2026-03-10T10:00"),
    (E.REFER, "2026-03-10T10:30"),
    (E.ASK, "2026-03-11T11:00"),
    (E.AMEND, "2026-03-16T09:00"),
    (E.REFER, "2026-03-16T09:05"),
)


@pytest.mark.parametrize(
    ("steps", "route", "code", "began"),
    [
        (1, "standard", "first_review", 1),
        (2, "standard", "human_review", 2),
        (2, "urgent", "urgent_review", 2),
        (2, "cross_border", "cross_border_review", 2),
        (3, "standard", "supplement", 3),
        (4, "standard", "first_review", 4),
        (5, "standard", "human_review", 2),
    ],
)
def test_each_step_has_its_clock_and_a_review_goes_on_after_a_pause(steps, route, code, began):
    clock = clock_of(lived(*WENT_ON[:steps]), route)
    assert (clock.code, clock.began) == (code, began)


def test_only_the_wait_for_the_buyer_pauses_and_what_was_left_is_kept():
    clock = clock_of(lived(*WENT_ON), "standard")
    assert clock.pauses == (Pause(at("2026-03-11T11:00"), at("2026-03-16T09:00")),)
    # Started Tuesday 10th, due Friday 13th; asked on the 11th two days were left, from the 16th.
    assert due_of(PROMISES, clock) == at("2026-03-18T18:00")


def test_after_a_refusal_a_new_review_and_the_laws_days_begin():
    again = lived(
        *WENT_ON[:2],
        (E.REJECT, "2026-03-11T12:00"),
        (E.AMEND, "2026-03-17T09:00"),
        (E.REFER, "2026-03-17T09:05"),
    )
    clock = clock_of(again, "standard")
    assert (clock.began, clock.pauses) == (5, ())
    assert clock.filed_at == at("2026-03-17T09:00")
    assert clock_of(again[:3], "standard").filed_at is None


def test_money_on_its_way_has_the_laws_clock_only():
    paid = lived(
        (E.APPLY, "2026-03-10T10:00"), (E.CLEAR, "2026-03-10T10:00"), (E.PAY, "2026-03-10T10:00")
    )
    clock = clock_of(paid, "one_click")
    assert due_of(PROMISES, clock) is None
    assert [alarm.stage for alarm in alarms_of(PROMISES, clock)] == [
        Stage.OUTER_NEARING,
        Stage.OUTER_BROKEN,
    ]
    assert clock_of([], "standard") is None


def test_the_new_time_is_the_span_once_more_and_never_past_the_law_while_it_can_be_kept():
    clock = clock_of(lived(*WENT_ON[:2]), "standard")
    assert due_of(PROMISES, clock) == at("2026-03-13T18:00")
    assert renewed_at(PROMISES, clock) == at("2026-03-19T18:00")
    abroad = clock_of(lived(*WENT_ON[:2]), "cross_border")
    assert due_of(PROMISES, abroad) == at("2026-03-24T18:00")
    assert renewed_at(PROMISES, abroad) == at("2026-03-26T00:00")  # the law's fifteenth day
    assert renewed_at(PROMISES, clock_of(lived(*WENT_ON[:3]), "standard")) is not None


MINUTES = st.integers(0, 3 * 365 * 1440)
GAPS = st.lists(st.integers(1, 12_000), min_size=4, max_size=4)


def _walk(first: int, gaps: list[int], waited: int) -> list[Passage]:
    moments = [at("2024-01-01T00:00") + timedelta(minutes=first)]
    for place, gap in enumerate(gaps):
        moments.append(moments[-1] + timedelta(minutes=gap + (waited if place == 2 else 0)))
    events = (E.APPLY, E.REFER, E.ASK, E.AMEND, E.REFER)
    steps = [(event, "2024-01-01T00:00") for event in events]
    return [
        Passage(line.revision, line.event, line.state, moment)
        for line, moment in zip(lived(*steps), moments, strict=True)
    ]


@given(MINUTES, GAPS, st.integers(0, 20_000), st.sampled_from(["standard", "urgent"]))
def test_a_buyer_who_takes_longer_never_shortens_our_review(first, gaps, waited, route):
    quick = due_of(PROMISES, clock_of(_walk(first, gaps, 0), route))
    slow = due_of(PROMISES, clock_of(_walk(first, gaps, waited), route))
    assert quick <= slow


@given(MINUTES, GAPS, st.integers(0, 400), st.sampled_from(["standard", "urgent"]))
def test_one_more_holiday_never_shortens_a_promise(first, gaps, later, route):
    lines = _walk(first, gaps, 0)
    holiday = lines[-1].at.date() + timedelta(days=later % 9)
    more = Calendar(CALENDAR.years, CALENDAR.off | {holiday}, CALENDAR.work - {holiday})
    after = Promises(PROMISES.terms, PROMISES.arrival, PROMISES.warn_at_ratio, more)
    for length in (1, 2, 5):
        clock = clock_of(lines[:length], route)
        assert due_of(PROMISES, clock) <= due_of(after, clock)


@given(MINUTES, GAPS, st.integers(0, 20_000), st.sampled_from(["standard", "urgent"]))
def test_a_review_ends_while_people_work(first, gaps, waited, route):
    clock = clock_of(_walk(first, gaps, waited), route)
    opened = OpenTime(CALENDAR, PROMISES.terms[clock.code].hours)
    due = due_of(PROMISES, clock)
    stretches = opened.stretches(due - timedelta(minutes=1), due)
    assert [closes for _, closes in stretches] == [due]
