"""A year of the calendar takes two people, says what it changes, and repairs open clocks (N4)."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.journeys import states
from tests.services.test_concurrency import at_once
from weikameng.domain.calendar import CHINA
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.records.documents import shipped
from weikameng.records.models import CalendarNotice, RefundCase
from weikameng.records.reading import calendars as reading
from weikameng.records.reading.policies import forget_calendar, policy, promises, refresh
from weikameng.services import calendars, clocks
from weikameng.services.promised import is_estimated

PAPER = "https://www.gov.cn/zhengce/zhengceku/202611/content_1.htm"


@pytest.fixture(autouse=True)
def _as_shipped():
    forget_calendar()
    yield
    forget_calendar()


def year_2027() -> dict:
    """A made-up notice in the form of a real one."""
    first, spring, last = date(2027, 1, 1), date(2027, 2, 5), date(2027, 10, 1)
    off = [first + timedelta(days=n) for n in range(3)]
    off += [spring + timedelta(days=n) for n in range(9)]
    off += [date(2027, 5, 1) + timedelta(days=n) for n in range(5)]
    off += [last + timedelta(days=n) for n in range(7)]
    work = ["2027-01-30", "2027-02-20"]
    return {
        "papers": [PAPER],
        "off": {day.isoformat(): "假" for day in off},
        "work": dict.fromkeys(work, "补班"),
    }


def corrected(year: int, *rest_days: str) -> str:
    """The shipped year with more rest days."""
    entry = json.loads(json.dumps(shipped("cn_calendar")["years"][str(year)]))
    entry["papers"] = [PAPER]
    entry["off"] |= dict.fromkeys(rest_days, "补充通知")
    return json.dumps(entry)


def refused(code: str, act) -> None:
    with pytest.raises(Refusal) as told:
        act()
    assert told.value.code == code


def adopts(cast, year: int, text: str) -> int:
    notice = calendars.propose(year, text, actor=cast.xiaozheng, at=cast.at)
    calendars.decide(notice, adopt=True, actor=cast.approver, at=cast.at)
    return notice


def due(number: str) -> datetime:
    return RefundCase.objects.get(number=number).due_at.astimezone(CHINA)


def test_an_unknown_year_is_estimated_until_two_people_adopt_its_notice(cast):
    in_2027 = datetime(2027, 2, 10, 18, tzinfo=CHINA)
    assert is_estimated(in_2027)
    assert not is_estimated(datetime(2027, 1, 1, tzinfo=CHINA))  # the end of 31 December
    assert calendars.missing_year(cast.at) == calendars.alarm(cast.at) == 2027
    text = json.dumps({"years": {"2027": year_2027()}})
    notice = calendars.propose(2027, text, actor=cast.xiaozheng, at=cast.at)
    assert is_estimated(in_2027)
    calendars.decide(notice, adopt=True, actor=cast.approver, at=cast.at)
    assert not is_estimated(in_2027)
    assert calendars.alarm(cast.at) is None
    assert not promises().calendar.is_working_day(in_2027.date())
    assert not policy(shipped_version()).calendar.is_working_day(in_2027.date())


def shipped_version() -> str:
    from weikameng.records.reading import policies

    return policies.published()[0].row.version


def test_who_proposed_it_never_adopts_it(cast):
    notice = calendars.propose(2027, json.dumps(year_2027()), actor=cast.xiaozheng, at=cast.at)

    def alone() -> None:
        calendars.decide(notice, adopt=True, actor=cast.xiaozheng, at=cast.at)

    refused("calendar_own", alone)
    calendars.decide(notice, adopt=False, actor=cast.xiaozheng, at=cast.at)
    assert CalendarNotice.objects.get().state == "declined"
    refused(
        "calendar_decided",
        lambda: calendars.decide(notice, adopt=True, actor=cast.approver, at=cast.at),
    )


@pytest.mark.parametrize("role", ["buyer", "reviewer", "finance", "auditor", "sysadmin", "nobody"])
def test_without_the_right_there_is_nothing_to_propose_or_to_adopt(cast, role):
    stranger = Actor(cast.xiaowu, role)
    notice = calendars.propose(2027, json.dumps(year_2027()), actor=cast.xiaozheng, at=cast.at)
    refused("not_found", lambda: calendars.propose(2028, "{}", actor=stranger, at=cast.at))
    for adopt in (True, False):
        refused(
            "not_found",
            lambda adopt=adopt: calendars.decide(notice, adopt=adopt, actor=stranger, at=cast.at),
        )
    assert CalendarNotice.objects.get().state == "proposed"


@pytest.mark.parametrize(
    ("year", "text", "code"),
    [
        (2027, "", "calendar_file"),
        (2027, "[1]", "calendar_file"),
        (2027, "[" * 100_000, "calendar_file"),
        (2027, '{"years": {"2026": {}}}', "calendar_file"),
        (1999, "{}", "calendar_file"),
        (2027, "{}", "calendar_year"),
        (
            2027,
            json.dumps(year_2027() | {"papers": ["https://gov.cn.example.com/"]}),
            "calendar_year",
        ),
        (2026, corrected(2026), "calendar_same"),
    ],
)
def test_what_is_no_notice_is_refused_with_a_sentence(cast, year, text, code):
    refused(code, lambda: calendars.propose(year, text, actor=cast.xiaozheng, at=cast.at))
    assert not CalendarNotice.objects.exists()


def test_one_notice_a_year_waits_and_of_two_deciders_one_wins(cast):
    text = json.dumps(year_2027())
    notice = calendars.propose(2027, text, actor=cast.xiaozheng, at=cast.at)
    refused(
        "calendar_waiting",
        lambda: calendars.propose(2027, text, actor=cast.xiaozheng, at=cast.at),
    )
    said = at_once(
        [lambda: calendars.decide(notice, adopt=True, actor=cast.approver, at=cast.at)] * 4
    )
    assert sum(one is None for one in said) == 1


def test_a_correction_says_what_it_moves_and_repairs_every_open_clock(cast):
    case = states.reviewing(cast)  # due Monday 23 November, 18:00
    sent_back = states.rejected(cast)  # may be amended until Wednesday 25, 24:00
    clocks.keep(cast.at)
    notice = calendars.propose(
        2026, corrected(2026, "2026-11-20", "2026-11-23"), actor=cast.xiaozheng, at=cast.at
    )
    row = reading.notice(notice)
    shown = calendars.preview(row.year, row.entry, cast.at)
    assert [str(change.day) for change in shown.days] == ["2026-11-20", "2026-11-23"]
    assert (shown.moved, shown.more) == (1, False)
    assert shown.named[0].number == case.number
    assert due(case.number) == datetime(2026, 11, 23, 18, tzinfo=CHINA)
    untouched = due(sent_back.number)
    calendars.decide(notice, adopt=True, actor=cast.approver, at=cast.at)
    assert clocks.keep(cast.at).moved == 1
    assert due(case.number) == datetime(2026, 11, 25, 18, tzinfo=CHINA)
    assert due(sent_back.number) == untouched
    assert clocks.keep(cast.later(minutes=1)).looked == 0
    assert states.reviewing(cast)
    assert due(RefundCase.objects.latest("id").number).day == 25


def test_another_process_takes_up_the_calendar_when_it_looks(cast):
    before = reading.version()
    adopts(cast, 2027, json.dumps(year_2027()))
    assert reading.version() == before + 1
    assert not refresh()
    CalendarNotice.objects.create(
        year=2028,
        entry=year_2027(),
        digest="0" * 64,
        state="adopted",
        proposed_by_id=cast.xiaolin,
        proposed_at=cast.at,
        decided_by_id=cast.laochen,
        decided_at=cast.at,
    )
    assert refresh()
    assert reading.version() == before + 2


def test_what_was_adopted_last_is_the_years_and_stays_on_record(cast):
    adopts(cast, 2026, corrected(2026, "2026-11-20"))
    adopts(cast, 2026, corrected(2026, "2026-11-24"))
    known = reading.calendar()
    assert known.is_working_day(date(2026, 11, 20))
    assert not known.is_working_day(date(2026, 11, 24))
    with pytest.raises(DatabaseError), transaction.atomic():
        CalendarNotice.objects.update(state="declined")
    with pytest.raises(DatabaseError), transaction.atomic():
        CalendarNotice.objects.all().delete()
