"""The staff log: a line in the act's own transaction, kept for ever, read by filters."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from tests.cast import Cast, enter
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.staff_acts import MAX_BECAUSE, Act
from weikameng.records.models import StaffAction, User
from weikameng.records.reading.staff_log import PAGE_SIZE, Wanted, actions
from weikameng.services import channels, forecast
from weikameng.services.staff_log import noted


@pytest.fixture
def cast() -> Cast:
    return enter()


def note(cast: Cast, who: int, what: Act = Act.CASE_CLAIMED, about: str = "case 1") -> None:
    with transaction.atomic():
        noted(who, what, about, "因为", cast.at)


def test_a_line_says_who_in_which_role_what_about_what_why_and_when(cast):
    note(cast, cast.zhoujie)
    row = StaffAction.objects.get()
    told = (row.person_id, row.role, row.what, row.about, row.because, row.at)
    assert told == (cast.zhoujie, "reviewer", "case_claimed", "case 1", "因为", cast.at)


def test_a_line_keeps_the_role_of_its_day(cast):
    note(cast, cast.zhoujie)
    User.objects.filter(pk=cast.zhoujie).update(role="auditor")
    note(cast, cast.zhoujie)
    assert [row.role for row in actions(Wanted(), 1)[0]] == ["auditor", "reviewer"]


def test_an_act_undone_leaves_no_line(cast):
    with transaction.atomic():
        noted(cast.zhoujie, Act.CASE_CLAIMED, "case 1", "", cast.at)
        transaction.set_rollback(True)
    assert not StaffAction.objects.exists()


def test_a_line_outside_a_transaction_is_a_bug(cast):
    with pytest.raises(AssertionError):
        noted(cast.zhoujie, Act.CASE_CLAIMED, "case 1", "", cast.at)


def test_nobody_changes_or_removes_a_line(cast):
    note(cast, cast.zhoujie)
    with pytest.raises(DatabaseError, match="staff_action_is_kept"):
        StaffAction.objects.update(because="别的")
    with pytest.raises(DatabaseError, match="staff_action_is_kept"):
        StaffAction.objects.all().delete()


def test_long_words_are_cut_not_refused(cast):
    with transaction.atomic():
        noted(cast.zhoujie, Act.CASE_CLAIMED, "case 1", "长" * 900, cast.at)
    assert len(StaffAction.objects.get().because) == MAX_BECAUSE


def test_the_log_is_found_by_person_act_day_and_object(cast):
    note(cast, cast.zhoujie)
    note(cast, cast.laochen, Act.CASE_RELEASED, "case 2")
    for wanted in (
        Wanted(person="laochen"),
        Wanted(what="case_released"),
        Wanted(about="case 2"),
        Wanted(person="laochen", day=date(2026, 11, 18)),
    ):
        assert [row.about for row in actions(wanted, 1)[0]] == ["case 2"]
    assert actions(Wanted(day=date(2026, 11, 17)), 1) == ([], False)


def test_a_page_is_one_statement_however_long_the_log(cast, django_assert_num_queries):
    for _ in range(PAGE_SIZE + 1):
        note(cast, cast.zhoujie)
    with django_assert_num_queries(1):
        rows, more = actions(Wanted(), 1)
        assert len({row.person.username for row in rows}) == 1
    assert (len(rows), more, len(actions(Wanted(), 2)[0])) == (PAGE_SIZE, True, 1)


def test_a_role_that_is_none_is_refused_by_the_database(cast):
    with pytest.raises(IntegrityError, match="person_has_a_role"):
        User.objects.filter(pk=cast.xiaowu).update(role="king")


def test_finance_at_work_leaves_its_lines_and_a_supervisor_cannot_do_it_alone(cast):
    finance, supervisor = Actor(cast.ids["acai"], "finance"), Actor(cast.laochen, "supervisor")
    forecast.record_balance("sandbox", 300, by=finance, at=cast.at)
    with pytest.raises(Refusal, match="not_found"):
        forecast.record_balance("sandbox", 300, by=supervisor, at=cast.at)
    with pytest.raises(Refusal, match="not_found"):
        channels.resume("sandbox", by=supervisor, at=cast.at)
    (row,) = StaffAction.objects.all()
    assert (row.what, row.about) == ("balance_recorded", "channel sandbox")
