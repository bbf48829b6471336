"""After a carrier spoke: once or never, an end to every road, and somebody told when it matters."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.delivery import Cause, Fate, Handover
from weikameng.domain.notice_life import (
    QUESTIONS,
    USEFUL_FOR,
    WAITS,
    Carrier,
    CopyState,
    Deed,
    after,
)

AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
ALIYUN = Carrier(lists=True, unseen_is_unsent=True)
TENCENT = Carrier(lists=True, unseen_is_unsent=False)
SMTP = Carrier(lists=False, unseen_is_unsent=False)
FIRST = CopyState(1, 0, AT)


@pytest.mark.parametrize(
    ("said", "carrier", "deed", "alert"),
    [
        (Handover(Fate.SENT), ALIYUN, Deed.ASK, Cause.NONE),
        (Handover(Fate.SENT), SMTP, Deed.DONE, Cause.NONE),
        (Handover(Fate.DELIVERED), TENCENT, Deed.DONE, Cause.NONE),
        (Handover(Fate.UNDELIVERED), ALIYUN, Deed.DONE, Cause.NONE),
        (Handover(Fate.UNKNOWN), ALIYUN, Deed.ASK, Cause.NONE),
        (Handover(Fate.UNKNOWN), SMTP, Deed.GIVE_UP, Cause.NONE),
        (Handover(Fate.UNSEEN), ALIYUN, Deed.SEND, Cause.NONE),
        (Handover(Fate.UNSEEN), TENCENT, Deed.ASK, Cause.NONE),
        (Handover(Fate.REFUSED, cause=Cause.LATER), TENCENT, Deed.SEND, Cause.NONE),
        (Handover(Fate.REFUSED, cause=Cause.ADDRESS), ALIYUN, Deed.GIVE_UP, Cause.NONE),
        (Handover(Fate.REFUSED, cause=Cause.BALANCE), ALIYUN, Deed.SEND, Cause.BALANCE),
        (Handover(Fate.REFUSED, cause=Cause.SETTINGS), SMTP, Deed.SEND, Cause.SETTINGS),
    ],
)
def test_each_answer_has_its_consequence(said, carrier, deed, alert) -> None:
    following = after(said, FIRST, carrier, AT)
    assert (following.deed, following.alert) == (deed, alert)
    assert (following.at > AT) is (deed in (Deed.ASK, Deed.SEND))


def test_what_a_carrier_took_is_not_sent_again_because_its_list_is_slow() -> None:
    taken = CopyState(1, 0, AT, taken=True)
    for fate in (Fate.UNSEEN, Fate.UNKNOWN):
        assert after(Handover(fate), taken, ALIYUN, AT).deed is Deed.ASK
        late = CopyState(1, QUESTIONS, AT, taken=True)
        assert after(Handover(fate), late, ALIYUN, AT).deed is Deed.DONE


def test_old_news_is_not_sent_any_more() -> None:
    later = AT + USEFUL_FOR - timedelta(minutes=1)
    refused = Handover(Fate.REFUSED, cause=Cause.LATER)
    assert after(refused, FIRST, ALIYUN, later).deed is Deed.GIVE_UP


SAID = st.builds(
    Handover, st.sampled_from(list(Fate)), cause=st.sampled_from([c for c in Cause if c])
)
CARRIERS = st.sampled_from([ALIYUN, TENCENT, SMTP])


@given(st.lists(SAID, min_size=20, max_size=20), CARRIERS)
def test_a_copy_is_sent_again_only_if_it_surely_was_not_and_every_road_ends(said, carrier) -> None:
    state, at, steps = FIRST, AT, 0
    may_have_gone = taken = False
    for one in said:
        taken |= one.fate is Fate.SENT
        may_have_gone |= one.fate in (Fate.SENT, Fate.UNKNOWN, Fate.DELIVERED, Fate.UNDELIVERED)
        if one.fate is Fate.UNSEEN and carrier.unseen_is_unsent and not taken:
            may_have_gone = False
        if one.fate is Fate.REFUSED and may_have_gone:
            break  # a question is not refused in these words; see the gateways
        following = after(one, state, carrier, at)
        steps += 1
        if following.deed in (Deed.DONE, Deed.GIVE_UP):
            break
        assert following.at > at
        asked, sent = following.deed is Deed.ASK, following.deed is Deed.SEND
        assert not (sent and may_have_gone)
        state = CopyState(state.sendings + sent, state.questions + asked, AT, taken)
        at = following.at
    assert steps <= len(WAITS) + QUESTIONS + 2
    assert state.sendings <= len(WAITS) + 1
    assert state.questions <= QUESTIONS
