"""Every kind of difference and every cause: lines and payouts in, what differs and whom to ask."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from weikameng.domain import books
from weikameng.domain.calendar import CHINA
from weikameng.domain.difference_causes import CAUSES, DAY_WORDS, KIND_WORDS, TURN_WORDS, Turn
from weikameng.domain.numbers import number_of, payout_number
from weikameng.domain.payout_life import PayoutState, StatementLine
from weikameng.domain.reconciliation import match
from weikameng.domain.statements import (
    Cause,
    Dated,
    Day,
    DayRun,
    DayState,
    DifferenceState,
    Found,
    Held,
    Kind,
    Match,
    Matching,
    Told,
    is_keepable,
    state_of,
    told_as,
    told_by,
)

TODAY = date(2026, 11, 17)
BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
S = PayoutState
OURS = payout_number(number_of("2", TODAY, 7), 1)


def beijing(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)


def line(amount: int = 3_000, number: str = "R1", status: str = "SUCCESS") -> StatementLine:
    return StatementLine(number, f"T-{number}", "O1", amount, status, beijing(12))


def held(state: PayoutState = S.SETTLED, **more: Any) -> Held:
    settled = state in (S.SETTLED, S.REVERSED)
    given = {
        "settlements": int(settled),
        "settled_at": beijing(12) if settled else None,
        "sent_at": beijing(11, 55),
    }
    return Held(1, "R1", 3_000, state, **given | more)


def day(
    *lines: StatementLine,
    ours: Held | None = None,
    others: dict[date, StatementLine] | None = None,
    known: tuple[date, ...] = (TODAY,),
    **more: Any,
) -> Matching:
    """Match one day on which there is at most one payout of ours."""
    elsewhere = [Dated(when, one) for when, one in (others or {}).items()]
    days = {*known, *(others or {})}
    seen = {ours.number: ours} if ours else {}
    return match(Day(TODAY, lines, seen, {"R1": elsewhere}, frozenset(days), **more))


def told(matching: Matching) -> list[tuple[str, str, int | None, int | None]]:
    """Return the differences in short."""
    return [
        (one.kind.value, one.cause.value, one.ours_minor, one.theirs_minor)
        for one in matching.found
    ]


AGREEING = {
    "settled, one equal line": day(line(), ours=held()),
    "heard of the day after": day(line(), ours=held(settled_at=beijing(3, day=AFTER))),
    "settled, came back later": day(line(), ours=held(S.REVERSED)),
    "settled, came back, replaced": day(line(), ours=held(S.REPLACED, settlements=1)),
    "settled twice, the second line": day(
        line(), ours=held(settlements=2), others={BEFORE: line()}
    ),
    "listed once, when it was asked for": day(
        ours=held(), others={BEFORE: line(status="PROCESSING")}
    ),
    "asked for shortly before midnight": day(
        line(status="PROCESSING"), ours=held(settled_at=beijing(23, 40))
    ),
}


@pytest.mark.parametrize("name", sorted(AGREEING))
def test_what_agrees_is_matched_once_and_nobody_is_asked(name):
    matching = AGREEING[name]
    assert told(matching) == []
    assert [one.amount_minor for one in matching.matched] == [3_000]
    assert not matching.ask


def test_a_settlement_is_counted_by_its_place_among_the_lines():
    first = day(line(), ours=held(settlements=2), others={AFTER: line()})
    second = day(line(), ours=held(settlements=2), others={BEFORE: line()})
    assert (first.matched[0].nth, second.matched[0].nth) == (1, 2)


def test_money_that_came_back_as_we_know_is_matched_too():
    matching = day(line(), line(-3_000), ours=held(S.REVERSED))
    assert told(matching) == []
    assert matching.matched == (
        Match(1, "R1", 3_000, 1),
        Match(1, "R1", 3_000, 1, back=True),
    )


QUIET = {
    "under way on both sides": (line(status="PROCESSING"), held(S.ACCEPTED)),
    "failed on both sides": (line(status="CLOSED"), held(S.REFUSED)),
    "failed there, replaced here": (line(status="CHANGE"), held(S.REPLACED)),
    "failed first, paid another day": (
        line(status="FAIL"),
        held(settled_at=beijing(9, day=AFTER)),
    ),
    "sent to ourselves by finance": (line(), held(S.REFUSED, to_us=True)),
    "sent to ourselves, then replaced": (line(), held(S.REPLACED, to_us=True)),
    "was under way before it was replaced": (
        line(status="PROCESSING"),
        held(S.REPLACED, replaced_at=beijing(9, day=AFTER)),
    ),
    "a stranger's refund that failed": (line(status="FAIL"), None),
}


@pytest.mark.parametrize("name", sorted(QUIET))
def test_what_moved_nothing_is_no_difference_and_no_match(name):
    said, ours = QUIET[name]
    matching = day(said, ours=ours)
    assert (told(matching), matching.matched) == ([], ())


def test_a_failure_we_had_not_heard_of_is_asked_about():
    matching = day(line(status="FAIL"), ours=held(S.ACCEPTED))
    assert (told(matching), matching.ask) == ([], {1})


def test_a_settled_payout_on_another_days_statement_is_not_missed():
    assert day(ours=held(), others={BEFORE: line()}) == Matching((), (), frozenset())
    assert day(ours=held(), others={AFTER: line()}) == Matching((), (), frozenset())


# cause → (the day as it was, kind, ours, theirs, whether the channel is asked)
CAUSED: dict[Cause, tuple[Matching, Kind, int | None, int | None, bool]] = {
    Cause.LATE_LINE: (
        day(ours=held(settled_at=beijing(23, 59))),
        *(Kind.MISSING, 3_000, None, False),
    ),
    Cause.DAY_BEFORE_UNREAD: (
        day(ours=held(sent_at=beijing(23, day=BEFORE))),
        *(Kind.MISSING, 3_000, None, False),
    ),
    Cause.NO_LINE: (day(ours=held()), Kind.MISSING, 3_000, None, False),
    Cause.NO_STATEMENT: (day(ours=held(), told_none=True), Kind.MISSING, 3_000, None, False),
    Cause.UNDER_WAY: (
        day(line(status="PROCESSING"), ours=held()),
        *(Kind.MISSING, 3_000, 3_000, True),
    ),
    Cause.SETTLED_UNHEARD: (
        day(line(), ours=held(S.UNKNOWN)),
        *(Kind.EXTRA, 3_000, 3_000, True),
    ),
    Cause.REFUSED_BUT_PAID: (
        day(line(), ours=held(S.REFUSED)),
        *(Kind.EXTRA, 3_000, 3_000, False),
    ),
    Cause.REPLACED_LEG_PAID: (
        day(line(), ours=held(S.REPLACED)),
        *(Kind.EXTRA, 3_000, 3_000, False),
    ),
    Cause.UNKNOWN_NUMBER: (day(line(number="R1X")), Kind.EXTRA, None, 3_000, False),
    Cause.FORGOTTEN_NUMBER: (day(line(number=OURS)), Kind.EXTRA, None, 3_000, False),
    Cause.NAMELESS: (day(line(number="")), Kind.EXTRA, None, 3_000, False),
    Cause.STRANGE_STATUS: (
        day(line(status="已退"), ours=held()),
        *(Kind.EXTRA, 3_000, 3_000, False),
    ),
    Cause.PAID_MORE: (day(line(3_001), ours=held()), Kind.UNEQUAL, 3_000, 3_001, False),
    Cause.PAID_LESS: (day(line(2_999), ours=held()), Kind.UNEQUAL, 3_000, 2_999, False),
    Cause.MORE_THAN_ONCE: (
        day(line(), ours=held(), others={BEFORE: line()}),
        *(Kind.REPEATED, 3_000, 6_000, False),
    ),
    Cause.CAME_BACK: (day(line(-3_000), ours=held()), Kind.RETURNED, 3_000, -3_000, True),
    Cause.FAILED_AFTER_SUCCESS: (
        day(line(status="CHANGE"), ours=held()),
        *(Kind.RETURNED, 3_000, 3_000, True),
    ),
    Cause.RETURN_OF_UNKNOWN: (day(line(-3_000)), Kind.RETURNED, None, -3_000, False),
}


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_is_found_with_its_kind_and_its_amounts(cause):
    matching, kind, ours, theirs, asked = CAUSED[cause]
    assert told(matching) == [(kind.value, cause.value, ours, theirs)]
    assert matching.ask == ({1} if asked else set())
    assert matching.matched == ()
    assert CAUSES[cause].kind is kind


@pytest.mark.parametrize("state", [S.INTENDED, S.SENT, S.ACCEPTED, S.UNKNOWN])
def test_whatever_we_wait_for_is_asked_about_when_the_statement_says_paid(state):
    matching = day(line(), ours=held(state))
    assert told(matching) == [("extra", "settled_unheard", 3_000, 3_000)]
    assert (matching.ask, matching.matched) == ({1}, ())


def test_an_unequal_line_of_one_we_wait_for_is_asked_about_as_well():
    matching = day(line(3_001), ours=held(S.SENT))
    assert told(matching) == [("unequal", "paid_more", 3_000, 3_001)]
    assert matching.ask == {1}


def test_the_next_days_statement_ends_the_wait_for_a_late_line():
    late = held(settled_at=beijing(23, 59))
    assert told(day(ours=late, known=(TODAY, AFTER)))[0][1] == "no_line"
    assert told(day(ours=late, others={AFTER: line()})) == []
    assert told(day(ours=replace(late, settled_at=beijing(22, 59))))[0][1] == "no_line"


def test_days_that_were_read_do_not_excuse_a_missing_line():
    ours = held(sent_at=beijing(23, day=TODAY - timedelta(days=2)))
    read = (TODAY, BEFORE, TODAY - timedelta(days=2))
    assert told(day(ours=ours, known=read))[0][1] == "no_line"
    assert told(day(ours=ours, known=read[:2]))[0][1] == "day_before_unread"


def test_a_refund_sent_long_ago_waits_for_a_weeks_statements_only():
    ours = held(sent_at=beijing(9, day=TODAY - timedelta(days=90)))
    read = tuple(TODAY - timedelta(days=n) for n in range(8))
    assert told(day(ours=ours, known=read))[0][1] == "no_line"


def test_two_lines_on_one_day_match_once_and_the_surplus_is_told_in_full():
    matching = day(line(), line(), line(), ours=held())
    assert told(matching) == [("repeated", "more_than_once", 3_000, 9_000)]
    assert [one.nth for one in matching.matched] == [1]


def test_the_earlier_of_two_days_keeps_the_match():
    assert told(day(line(), ours=held(), others={AFTER: line()})) == []


def test_a_strangers_lines_of_one_number_are_added_up():
    assert told(day(line(number="X"), line(500, number="X"))) == [
        ("extra", "unknown_number", None, 3_500)
    ]


def test_nameless_lines_are_told_apart_by_the_channels_reference():
    one = replace(line(number=""), provider_reference="T-1")
    other = replace(one, provider_reference="T-2")
    assert len(day(one, other, one).found) == 2


def test_a_leg_paid_while_another_is_on_its_way_is_seen_even_when_still_under_way():
    ours = held(S.REPLACED, replaced_at=beijing(9, day=BEFORE))
    matching = day(line(status="PROCESSING"), ours=ours)
    assert told(matching) == [("extra", "replaced_leg_paid", 3_000, 3_000)]


def test_a_number_that_only_looks_like_ours_is_a_strangers():
    wrong = OURS[:10] + str((int(OURS[10]) + 1) % 10) + OURS[11:]
    assert told(day(line(number=wrong)))[0][1] == "unknown_number"


@pytest.mark.parametrize(
    ("amount", "status", "said"),
    [
        (1, "SUCCESS", Told.PAID),
        (1, "PROCESSING", Told.UNDER_WAY),
        *((1, status, Told.FAILED) for status in ("FAIL", "CLOSED", "CHANGE", "ABNORMAL")),
        (1, "", Told.UNREAD),
        (1, "success", Told.UNREAD),
        (0, "SUCCESS", Told.UNREAD),
        (-1, "SUCCESS", Told.CAME_BACK),
    ],
)
def test_only_a_status_known_to_mean_paid_counts_as_paid(amount, status, said):
    assert told_as(amount, status) is said


@pytest.mark.parametrize(
    "bad",
    [
        line(number="9" * 65),
        line(number="a\0b"),
        replace(line(), provider_reference="9" * 65),
        replace(line(), order_number="\0"),
        line(status="X" * 65),
        line(10**13),
        line(-(10**13)),
    ],
)
def test_a_line_that_does_not_fit_is_refused_not_cut(bad):
    assert is_keepable(line())
    assert not is_keepable(bad)


def test_only_what_is_expected_tomorrow_is_no_open_difference():
    late = Found(Kind.MISSING, Cause.LATE_LINE, "R1")
    assert late.state is DifferenceState.EXPECTED
    others = [replace(late, cause=cause).state for cause in Cause if cause != Cause.LATE_LINE]
    assert set(others) == {DifferenceState.OPEN}


def test_every_cause_kind_and_state_has_its_words():
    assert set(CAUSES) == set(Cause)
    assert (set(KIND_WORDS), set(TURN_WORDS), set(DAY_WORDS)) == (
        set(Kind),
        set(Turn),
        set(DayState),
    )
    sentences = [words for row in CAUSES.values() for words in (row.meaning, row.next_step)]
    assert all(words.zh and words.en for words in sentences)
    assert len({words.zh for words in sentences}) == len(sentences)
    asked = {cause for cause, (*_, asked) in CAUSED.items() if asked}
    assert asked == {cause for cause, row in CAUSES.items() if row.turn is Turn.ENGINE}


@pytest.mark.parametrize(
    ("run", "hour", "state"),
    [
        ({"read": True}, 11, DayState.CLEAN),
        ({"read": True, "expected": 1}, 11, DayState.EXPECTED),
        ({"read": True, "expected": 1, "open": 1}, 11, DayState.DIFFERENT),
        ({}, 9, DayState.NOT_YET),
        ({"tried": True}, 11, DayState.NOT_YET),
        ({"tried": True}, 12, DayState.NOT_THERE),
        ({"tried": True, "hopeless": True}, 11, DayState.NOT_THERE),
        ({}, 12, DayState.NOT_RUN),
    ],
)
def test_a_day_without_a_statement_worries_nobody_before_noon(run, hour, state):
    assert state_of(DayRun(TODAY, **run), beijing(hour, day=AFTER)) is state


SAID = st.builds(
    line,
    st.sampled_from([3_000, 2_999, -3_000, 0]),
    st.sampled_from(["R1", "X1", ""]),
    st.sampled_from(["SUCCESS", "PROCESSING", "CLOSED", "?"]),
)
OURS_HELD = st.builds(
    lambda state, times: held(state, settlements=max(times, state is S.SETTLED)),
    st.sampled_from(PayoutState),
    st.integers(0, 2),
)


@given(st.lists(SAID, max_size=6), OURS_HELD, st.permutations(range(6)))
@example([line(3_000, "R1", "SUCCESS"), line(2_999, "R1", "SUCCESS")], held(S.INTENDED), [1, 0])
def test_whatever_a_day_says_it_is_told_once_and_in_any_order(lines, ours, order):
    matching = day(*lines, ours=ours)
    shuffled = [lines[n] for n in order if n < len(lines)]
    assert len({one.key for one in matching.found}) == len(matching.found)
    assert {one.key for one in day(*shuffled, ours=ours).found} == {
        one.key for one in matching.found
    }
    paid = [one for one in lines if one.refund_number == "R1" and one.status == "SUCCESS"]
    right = [one for one in matching.matched if not one.back]
    assert len(right) <= max(ours.settlements, 0)
    if any(one.amount_minor > 0 for one in paid):  # money moved: it agrees, or somebody is told
        assert right or [one for one in matching.found if one.refund_number == "R1"]
    moved = [one for one in lines if told_by(one) in (Told.PAID, Told.UNDER_WAY)]
    strangers = {one.refund_number for one in moved} - {"R1"}
    assert strangers <= {one.refund_number for one in matching.found}


def test_what_a_statement_shows_is_booked_between_clearing_and_cash():
    out, back = books.cleared("R1", 300, "alipay", 1), books.returned("R1", 300, "alipay", 1)
    assert (
        (out.debit, out.credit) == (back.credit, back.debit) == ("clearing:alipay", "cash:alipay")
    )
    assert books.fits(out)
    assert books.fits(back)
    assert out.cause != back.cause
