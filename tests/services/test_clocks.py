"""Clocks in the life of a case: pauses, alarms once each, and a calendar that is corrected."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.cast import asks
from tests.journeys import states
from tests.journeys.people import CLEAR
from tests.services.test_concurrency import at_once
from weikameng.domain.alarms import Stage
from weikameng.domain.calendar import CHINA
from weikameng.domain.case_life import State
from weikameng.records.models import CalendarNotice, ClockEvent, ClockWatch, RefundCase
from weikameng.records.reading.attained import attained
from weikameng.services import clocks, messages, refunds


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def due(number: str) -> datetime:
    return RefundCase.objects.get(number=number).due_at.astimezone(CHINA)


def stages(number: str) -> list[tuple[str, str]]:
    rows = ClockEvent.objects.filter(case__number=number).order_by("id")
    return list(rows.values_list("clock", "stage"))


def kinds(cast) -> list[str]:
    rows, _ = messages.inbox(cast.xiaolin)
    return [one.kind for one in reversed(rows)]


def test_a_review_warns_at_four_fifths_and_breaks_at_its_end_once_each(cast):
    case = states.reviewing(cast)  # Wednesday 10:00: three working days, Monday 18:00
    assert due(case.number) == beijing("2026-11-23T18:00")
    clocks.keep(cast.at)
    assert stages(case.number) == []
    cast.at = beijing("2026-11-23T11:00")
    for _ in range(3):
        clocks.keep(cast.at)
    assert stages(case.number) == [("human_review", "nearing")]
    assert ClockWatch.objects.get().mark == Stage.NEARING
    assert "delayed" not in kinds(cast)
    cast.at = beijing("2026-11-23T18:00")
    for _ in range(3):
        clocks.keep(cast.later(minutes=1))
    assert stages(case.number)[1:] == [("human_review", "broken")]
    assert ClockWatch.objects.get().mark == Stage.BROKEN
    assert kinds(cast).count("delayed") == 1
    said = messages.inbox(cast.xiaolin)[0][0]
    assert "新的时间：最晚 11月27日(周五)18:00" in said.text.zh
    assert "复核还没有做完" in said.text.zh
    event = ClockEvent.objects.get(stage="broken")
    assert event.due_at == beijing("2026-11-23T18:00")
    assert event.renewed_at == beijing("2026-11-27T18:00")


def test_a_decision_takes_the_mark_away(cast):
    case = states.reviewing(cast)
    cast.at = beijing("2026-11-24T09:00")
    clocks.keep(cast.at)
    cast.rejects(case.number, states.NO)
    clocks.keep(cast.later(minutes=1))
    assert ClockWatch.objects.get().mark == ""
    assert [stage for _, stage in stages(case.number)] == ["nearing", "broken"]


def test_the_law_is_heard_on_day_ten_even_while_we_wait_for_the_buyer(cast):
    case = states.awaiting_buyer(cast)
    assert clocks.keep(cast.later(days=6)).rung == 0
    RefundCase.objects.filter(number=case.number).update(due_at=cast.at + timedelta(days=30))
    clocks.keep(beijing("2026-11-28T00:00"))
    clocks.keep(beijing("2026-12-04T00:01"))
    assert stages(case.number) == [
        ("legal_outer", "outer_nearing"),
        ("legal_outer", "outer_broken"),
    ]
    assert not {"delayed", "law_late"} & set(kinds(cast))


def test_the_buyer_hears_once_that_the_laws_15_days_have_passed(cast):
    states.reviewing(cast)
    cast.at = beijing("2026-12-03T23:59")
    clocks.keep(cast.at)
    assert "law_late" not in kinds(cast)
    for _ in range(2):
        clocks.keep(cast.later(hours=1))
    assert kinds(cast).count("law_late") == 1
    said = messages.inbox(cast.xiaolin)[0][0].text.zh
    assert "已经超过 15 天" in said
    assert "最晚 12月9日(周三)18:00 办完" in said
    assert "复核还没有做完" in said


def test_waiting_for_the_buyer_stops_a_review_that_goes_on_with_what_was_left(cast):
    case = states.reviewing(cast)
    row = RefundCase.objects.get(number=case.number)
    states_of = clocks.reading.history_of(row.pk)
    assert states_of[-1].state is State.REVIEWING
    cast.at = beijing("2026-11-20T15:00")
    _ask(case.number, cast.at)
    clocks.keep(cast.at)
    cast.at = beijing("2026-11-24T10:00")
    again = asks(case.order, "NOT_ARRIVED", CLEAR + "补充:客服也查不到。")
    refunds.amend(case.number, again, buyer_id=cast.xiaolin, at=cast.at)
    assert due(case.number) >= beijing("2026-11-24T12:00")
    cast.supplier_speaks(case.number)
    if cast.comes_to(case.number) is State.REVIEWING:
        # One working day was left: Monday 23. From Tuesday on, that is Wednesday.
        assert due(case.number) == beijing("2026-11-25T18:00")


def _ask(number: str, at: datetime) -> None:
    """What asking for more writes, whoever asks."""
    from weikameng.domain.case_life import Event
    from weikameng.domain.case_plan import CasePlan, Step
    from weikameng.records.reading.refunds import case_to_move
    from weikameng.records.writing import refunds as writing
    from weikameng.services.promised import Way, timed

    case = case_to_move(number)
    plan = CasePlan((Step(Event.ASK, "staff:1", "请补充截图"),))
    writing.move(case.read, timed(plan, Way(State.AWAITING_BUYER, case.route), at), at)


def test_two_workers_at_once_ring_and_tell_once(cast):
    states.reviewing(cast)
    cast.at = beijing("2026-11-24T09:00")
    at_once([lambda: clocks.keep(cast.at)] * 4)
    assert ClockEvent.objects.count() == 2
    assert kinds(cast).count("delayed") == 1


def test_many_cases_cost_as_many_statements_as_one(cast, django_assert_num_queries):
    for _ in range(3):
        states.reviewing(cast)
    cast.at = beijing("2026-11-24T09:00")
    clocks.keep(cast.at - timedelta(days=3))
    with django_assert_num_queries(13):
        clocks.keep(cast.at)
    assert ClockEvent.objects.count() == 6


def test_an_alarm_that_went_off_stays_as_it_was(cast):
    states.reviewing(cast)
    clocks.keep(beijing("2026-11-24T09:00"))
    with pytest.raises(DatabaseError), transaction.atomic():
        ClockEvent.objects.update(stage="nearing")
    with pytest.raises(DatabaseError), transaction.atomic():
        ClockEvent.objects.all().delete()


def test_one_person_alone_adopts_no_calendar_even_by_hand(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarNotice.objects.create(
            year=2027,
            entry={},
            digest="0" * 64,
            state="adopted",
            proposed_by_id=cast.laochen,
            proposed_at=cast.at,
            decided_by_id=cast.laochen,
            decided_at=cast.at,
        )


def test_attained_counts_what_was_kept_broken_and_still_runs(cast, django_assert_num_queries):
    since = cast.at - timedelta(days=1)
    assert [row.count for row in attained(since, cast.at + timedelta(hours=1))] == [0] * 7
    quick = states.reviewing(cast)
    cast.rejects(quick.number, states.NO)
    waits = states.reviewing(cast)
    states.refunded(cast)
    cast.at = beijing("2026-11-24T09:00")
    with django_assert_num_queries(1):
        rows = {row.clock: row for row in attained(since, cast.at)}
    human = rows["human_review"]
    assert (human.count, human.on_time, human.overdue) == (2, 1, 1)
    assert rows["first_review"].per_mille == 1000
    assert (rows["refund_submit"].count, rows["arrival"].on_time) == (1, 1)
    cast.rejects(waits.number, states.NO)
    late = {row.clock: row for row in attained(since, cast.later(minutes=1))}["human_review"]
    assert (late.count, late.on_time, late.overdue, late.per_mille) == (2, 1, 0, 500)


def test_a_review_that_waited_for_the_buyer_is_measured_with_its_pause(cast):
    case = states.reviewing(cast)
    _ask(case.number, beijing("2026-11-20T15:00"))
    cast.at = beijing("2026-11-26T10:00")
    again = asks(case.order, "NOT_ARRIVED", CLEAR + "补充:客服也查不到。")
    refunds.amend(case.number, again, buyer_id=cast.xiaolin, at=cast.at)
    cast.supplier_speaks(case.number)
    assert cast.comes_to(case.number) is State.REVIEWING
    cast.rejects(case.number, states.NO)
    rows = attained(beijing("2026-11-01T00:00"), cast.later(minutes=1))
    human = next(row for row in rows if row.clock == "human_review")
    assert (human.count, human.on_time) == (1, 1)
