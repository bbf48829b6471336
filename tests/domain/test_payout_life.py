"""What follows from an answer: a table, row by row (R4.2, R4.3)."""

from datetime import UTC, datetime, timedelta

import pytest

from weikameng.domain.payout_life import (
    DOUBT_LASTS,
    HELD_AT_MOST,
    STUCK_AFTER_TRIES,
    Asked,
    Concern,
    Outcome,
    PayoutReceipt,
    PayoutState,
    Verb,
    after,
    leaves_doubt,
    verb_for,
)

AT = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
S, O, V = PayoutState, Outcome, Verb  # noqa: E741


def asked(state=S.INTENDED, verb=V.REFUND, attempts=1, **more):
    return Asked(state, verb, attempts, more.pop("first_sent_at", AT), **more)


def said(outcome, **more):
    return PayoutReceipt(outcome, "CODE", **more)


def minutes(number):
    return timedelta(minutes=number)


# before, verb, answer → after, wait (None: nothing more to do)
TABLE = [
    (S.INTENDED, V.REFUND, said(O.SETTLED), S.SETTLED, None),
    (S.INTENDED, V.REFUND, said(O.ACCEPTED), S.ACCEPTED, timedelta(seconds=2)),
    (S.INTENDED, V.REFUND, said(O.RETRY_SAME_ID), S.UNKNOWN, timedelta(seconds=1)),
    (S.INTENDED, V.REFUND, said(O.RETRY_LATER), S.UNKNOWN, minutes(5)),
    (S.INTENDED, V.REFUND, said(O.NEEDS_HUMAN), S.REFUSED, None),
    (S.INTENDED, V.REFUND, said(O.PERMANENTLY_FAILED), S.REFUSED, None),
    (S.INTENDED, V.NONE, said(O.PERMANENTLY_FAILED), S.REFUSED, None),
    (S.UNKNOWN, V.QUERY, said(O.SETTLED), S.SETTLED, None),
    (S.UNKNOWN, V.QUERY, said(O.RETRY_SAME_ID), S.INTENDED, timedelta(seconds=1)),
    (S.SENT, V.QUERY, said(O.RETRY_SAME_ID), S.INTENDED, timedelta(seconds=1)),
    (S.UNKNOWN, V.QUERY, said(O.RETRY_LATER), S.UNKNOWN, minutes(5)),
    (S.ACCEPTED, V.QUERY, said(O.NEEDS_HUMAN), S.REFUSED, None),
    (S.REFUSED, V.REDIRECT, said(O.ACCEPTED), S.ACCEPTED, timedelta(seconds=2)),
    (S.REFUSED, V.REDIRECT, said(O.RETRY_SAME_ID), S.UNKNOWN, timedelta(seconds=1)),
    # what has settled stays, unless the provider itself takes it back
    (S.SETTLED, V.QUERY, said(O.SETTLED), S.SETTLED, None),
    (S.SETTLED, V.QUERY, said(O.ACCEPTED), S.SETTLED, None),
    (S.SETTLED, V.QUERY, said(O.RETRY_SAME_ID), S.SETTLED, None),
    (S.SETTLED, V.QUERY, said(O.NEEDS_HUMAN, concern=Concern.LEDGER), S.SETTLED, None),
    (S.SETTLED, V.QUERY, said(O.NEEDS_HUMAN, concern=Concern.ABNORMAL), S.REVERSED, None),
    (S.SETTLED, V.QUERY, said(O.PERMANENTLY_FAILED), S.REVERSED, None),
    (S.SETTLED, V.QUERY, said(O.PERMANENTLY_FAILED, verified=False), S.SETTLED, None),
]


@pytest.mark.parametrize(("before", "verb", "answer", "state", "wait"), TABLE)
def test_every_row_of_the_table(before, verb, answer, state, wait):
    step = after(asked(before, verb), answer, AT)
    assert (step.state, step.due_at) == (state, None if wait is None else AT + wait)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("verb", [V.REFUND, V.QUERY, V.REDIRECT])
def test_what_nobody_proved_ends_nothing(outcome, verb):
    step = after(asked(S.SENT, verb), said(outcome, verified=False), AT)
    assert step.state is S.UNKNOWN
    assert step.due_at is not None


@pytest.mark.parametrize("verb", [V.REFUND, V.QUERY])
def test_our_own_wrong_keys_never_end_a_refund(verb):
    answer = said(O.NEEDS_HUMAN, concern=Concern.CONFIGURATION)
    assert after(asked(S.INTENDED, verb), answer, AT).state is S.UNKNOWN


def test_what_the_channel_holds_is_asked_about_ever_more_rarely():
    waits = [
        after(asked(S.ACCEPTED, V.QUERY, n, first_query_after=minutes(1)), said(O.ACCEPTED), AT)
        for n in range(1, 9)
    ]
    spans = [step.due_at - AT for step in waits]
    assert spans == [*map(minutes, (1, 1, 5, 30, 120, 720)), timedelta(days=1), timedelta(days=1)]


def test_after_a_week_in_the_channels_hands_a_person_looks_and_asking_goes_on():
    begun = AT - HELD_AT_MOST
    early = after(asked(S.ACCEPTED, V.QUERY, 12, first_sent_at=begun), said(O.ACCEPTED), AT)
    late = after(
        asked(S.ACCEPTED, V.QUERY, 13, first_sent_at=begun), said(O.ACCEPTED), AT + minutes(1)
    )
    assert (early.tired, late.tired) == (False, True)
    assert late.due_at is not None


def test_silence_tires_after_so_many_tries_and_not_before():
    answers = [
        after(asked(S.UNKNOWN, V.QUERY, n), said(O.RETRY_SAME_ID, verified=False), AT).tired
        for n in range(1, STUCK_AFTER_TRIES + 2)
    ]
    assert answers == [False] * (STUCK_AFTER_TRIES - 1) + [True, True]


def test_a_channel_short_of_money_is_left_in_peace_longer_and_longer():
    waits = [after(asked(attempts=n), said(O.RETRY_LATER), AT).due_at - AT for n in (1, 2, 3, 4, 9)]
    assert waits == [*map(minutes, (5, 15, 60, 360, 360))]


@pytest.mark.parametrize("state", list(PayoutState))
def test_only_what_was_never_sent_may_be_sent(state):
    assert (verb_for(state) is V.REFUND) == (state is S.INTENDED)


@pytest.mark.parametrize("verb", [V.REFUND, V.NONE])
@pytest.mark.parametrize("outcome", [O.NEEDS_HUMAN, O.PERMANENTLY_FAILED])
def test_after_a_lost_answer_no_refusal_of_a_repetition_is_final_for_a_day(verb, outcome):
    doubtful = asked(S.INTENDED, verb, 3, doubted_at=AT)
    early = after(doubtful, said(outcome), AT + DOUBT_LASTS - minutes(1))
    assert (early.state, early.tired, early.due_at is not None) == (S.UNKNOWN, True, True)
    assert after(doubtful, said(outcome), AT + DOUBT_LASTS).state is S.REFUSED


@pytest.mark.parametrize("outcome", [O.NEEDS_HUMAN, O.PERMANENTLY_FAILED])
def test_what_the_channel_says_of_the_number_itself_is_never_in_doubt(outcome):
    doubtful = asked(S.UNKNOWN, V.QUERY, 3, doubted_at=AT)
    assert after(doubtful, said(outcome), AT).state is S.REFUSED


# before, verb, answer → whether a request has left that nobody knows the outcome of
DOUBTS = [
    (S.INTENDED, V.REFUND, said(O.RETRY_SAME_ID), True),
    (S.INTENDED, V.REFUND, said(O.SETTLED, verified=False), True),
    (S.INTENDED, V.REFUND, said(O.NEEDS_HUMAN), False),
    (S.INTENDED, V.REFUND, said(O.RETRY_LATER), False),
    (S.INTENDED, V.REFUND, said(O.ACCEPTED), False),
    (S.SENT, V.QUERY, said(O.RETRY_SAME_ID), True),  # a worker died: before or after its call
    (S.UNKNOWN, V.QUERY, said(O.RETRY_SAME_ID, verified=False), False),
]


@pytest.mark.parametrize(("before", "verb", "answer", "doubt"), DOUBTS)
def test_only_a_request_that_may_be_carried_out_unheard_leaves_doubt(before, verb, answer, doubt):
    assert leaves_doubt(asked(before, verb), answer) is doubt
