"""The life of a policy version: its arrows, who walks them, notice, dates and what refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.errors import Refusal
from weikameng.domain.policy import publishing
from weikameng.domain.policy.publishing import (
    ARROWS,
    ROLES,
    Event,
    Published,
    State,
    earliest_effective,
    next_state,
)
from weikameng.domain.policy.window import BEIJING
from weikameng.domain.words import Words

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=BEIJING)
ALL_ROLES = {"buyer", "reviewer", "supervisor", "finance", "policy_editor", "auditor", ""}
WALKS = [
    ((None, Event.SHIP), State.PUBLISHED),
    ((None, Event.START), State.DRAFT),
    ((State.DRAFT, Event.SAVE), State.DRAFT),
    ((State.DRAFT, Event.PROPOSE), State.PROPOSED),
    ((State.PROPOSED, Event.SEND_BACK), State.DRAFT),
    ((State.PROPOSED, Event.PUBLISH), State.PUBLISHED),
    ((State.PUBLISHED, Event.WITHDRAW), State.WITHDRAWN),
    ((State.DRAFT, Event.DISCARD), State.DISCARDED),
    ((State.DISCARDED, Event.RESTORE), State.DRAFT),
]


def test_the_table_has_these_arrows_and_no_other():
    assert list(ARROWS.items()) == WALKS


@pytest.mark.parametrize("state", [None, *State])
@pytest.mark.parametrize("event", Event)
def test_every_step_that_is_no_arrow_is_refused_with_a_sentence(state, event):
    if (state, event) in ARROWS:
        assert next_state(state, event) is ARROWS[state, event]
        return
    with pytest.raises(Refusal, match="not_now") as refused:
        next_state(state, event)
    assert all(refused.value.words)


def test_nothing_leads_out_of_published_but_withdrawal_and_nothing_out_of_withdrawn():
    assert {event for state, event in ARROWS if state is State.PUBLISHED} == {Event.WITHDRAW}
    assert not any(state is State.WITHDRAWN for state, _ in ARROWS)


def test_the_diagram_shows_every_arrow():
    assert len(publishing.diagram().splitlines()) == 1 + len(ARROWS)


@pytest.mark.parametrize("event", [event for event in Event if event is not Event.SHIP])
@pytest.mark.parametrize("role", sorted(ALL_ROLES))
def test_only_editors_write_and_only_editors_and_supervisors_approve(event, role):
    approves = event in {Event.PUBLISH, Event.SEND_BACK, Event.WITHDRAW}
    if role == "policy_editor" or (role == "supervisor" and approves):
        publishing.demand_role(role, event)
        return
    with pytest.raises(Refusal, match="not_policy_editor"):
        publishing.demand_role(role, event)


def test_nobody_but_the_house_ships():
    assert Event.SHIP not in ROLES


@pytest.mark.parametrize(
    ("notice_at", "major", "first"),
    [
        (NOON, False, "2026-11-26T00:00:00+08:00"),
        (NOON, True, "2026-12-04T00:00:00+08:00"),
        # The first and the last minute of a day count as the same day in Beijing …
        (datetime(2026, 11, 18, 0, 0, tzinfo=BEIJING), False, "2026-11-26T00:00:00+08:00"),
        (datetime(2026, 11, 18, 23, 59, 59, tzinfo=BEIJING), False, "2026-11-26T00:00:00+08:00"),
        # … however the moment is written.
        (datetime(2026, 11, 17, 16, 0, tzinfo=UTC), False, "2026-11-26T00:00:00+08:00"),
        (datetime(2026, 11, 17, 15, 59, 59, tzinfo=UTC), False, "2026-11-25T00:00:00+08:00"),
        # Calendar days, not working days; over a leap day and over New Year.
        (datetime(2028, 2, 25, 9, 0, tzinfo=BEIJING), False, "2028-03-04T00:00:00+08:00"),
        (datetime(2026, 12, 28, 9, 0, tzinfo=BEIJING), True, "2027-01-13T00:00:00+08:00"),
    ],
)
def test_the_notice_is_whole_days_after_its_day_and_ends_at_midnight(notice_at, major, first):
    assert earliest_effective(notice_at, major).isoformat() == first


@given(at=st.datetimes(timezones=st.just(UTC)), major=st.booleans())
def test_no_notice_is_shorter_than_its_days_nor_longer_than_one_day_more(at, major):
    if at.year > 9990:
        return
    wait = earliest_effective(at, major) - at
    days = publishing.notice_days(major)
    assert timedelta(days=days) < wait <= timedelta(days=days + 1)


def test_a_date_in_the_notice_is_refused_and_the_first_after_it_is_taken():
    first = earliest_effective(NOON, True)
    publishing.demand_notice(first, NOON, True)
    with pytest.raises(Refusal, match="notice_too_short") as refused:
        publishing.demand_notice(first - timedelta(days=1), NOON, True)
    assert "2026-12-04" in refused.value.words.zh
    assert "2026-12-04" in refused.value.words.en


def test_a_date_a_decade_away_is_a_slip_of_the_keyboard():
    with pytest.raises(Refusal, match="too_far_ahead"):
        publishing.demand_notice(publishing.effective_from(date(2036, 12, 1)), NOON, False)


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, True), (1, False)])
def test_a_version_takes_effect_after_every_published_one_or_the_dates_overlap(days, refused):
    newest = Published("2026.1", earliest_effective(NOON, False))
    asked = newest.effective_at + timedelta(days=days)
    if not refused:
        publishing.demand_last(asked, newest)
        return
    with pytest.raises(Refusal, match="overlaps") as told:
        publishing.demand_last(asked, newest)
    assert told.value.see == "2026.1"
    assert "2026-11-26" in told.value.words.zh


def test_the_first_version_of_all_overlaps_nothing_and_needs_no_base():
    publishing.demand_last(NOON, None)
    publishing.demand_newest_base(None, None)


@pytest.mark.parametrize("base", [None, "2026.1"])
def test_a_text_written_without_the_newest_version_is_refused(base):
    newest = Published("2026.2", NOON)
    publishing.demand_newest_base("2026.2", newest)
    with pytest.raises(Refusal, match="base_moved"):
        publishing.demand_newest_base(base, newest)


def test_who_proposed_can_not_approve():
    publishing.demand_another(1, 2)
    with pytest.raises(Refusal, match="same_person"):
        publishing.demand_another(1, 1)


def test_what_is_in_force_can_not_be_withdrawn_not_even_in_its_first_moment():
    publishing.demand_not_begun(NOON, NOON - timedelta(microseconds=1))
    with pytest.raises(Refusal, match="in_force"):
        publishing.demand_not_begun(NOON, NOON)


@pytest.mark.parametrize("name", ["2026.2", "a", "2026.2-rc_1", "x" * 40])
def test_a_good_name_is_taken(name):
    publishing.demand_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a b",
        "../etc/passwd",
        "二",
        "-a",
        "a-",
        ".",
        "x" * 41,
        "a\n",
        "a/b",
        'a"b',
        "a\x00",
    ],
)
def test_a_name_that_can_not_stand_in_an_address_is_refused(name):
    with pytest.raises(Refusal, match="version_name"):
        publishing.demand_name(name)


@pytest.mark.parametrize("note", ["", "   ", "四个字符", "长" * 501])
def test_no_step_without_its_reason(note):
    with pytest.raises(Refusal, match="note"):
        publishing.demand_note(note)


@pytest.mark.parametrize("title", [Words("", "x"), Words("标题", " "), Words("长" * 121, "x")])
def test_no_version_without_a_title_in_both_languages(title):
    with pytest.raises(Refusal, match="title"):
        publishing.demand_title(title)


@pytest.mark.parametrize("text", ["\x00", "\ud83d", "长" * 500_001])
def test_a_text_the_database_can_not_keep_is_refused(text):
    with pytest.raises(Refusal, match="text"):
        publishing.demand_size(text)


@pytest.mark.parametrize(
    "text", ["", "=", "version = '1'", "version = '1'\ntitle = 'x'", "a = " + "[" * 5_000]
)
def test_a_text_that_can_not_be_read_yet_has_no_head(text):
    assert publishing.head_of(text) is None


def test_a_text_says_how_it_is_called_and_whether_it_is_major():
    text = "version = '2'\nmajor = true\n[title]\nzh = '标题'\nen = 'title'\n"
    assert publishing.head_of(text) == publishing.Head("2", Words("标题", "title"), True)


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ('version = "1"\na = 2\n', 'version = "2"\na = 2\n', 1),
        ("# 注释\n\nversion   = '1' # 名\n[a]\n", '# 注释\n\nversion = "2"\n[a]\n', 3),
        ('[a]\nversion = "1"\n', 'version = "2"\n[a]\nversion = "1"\n', 0),
        ("", 'version = "2"\n', 0),
        ('version = "1"', 'version = "2"', 1),
    ],
)
def test_a_copy_calls_itself_by_its_own_name_and_nothing_else_changes(text, said, line):
    assert publishing.renamed(text, "2") == said
    assert publishing.version_line(text) == line
