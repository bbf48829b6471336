"""The table of lives: which event may follow which, and the shortest way to what was decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.ledger.commitments import opens
from weikameng.ledger.committed import DOMAINS, claim_value, commits, order_value
from weikameng.ledger.encodings import bytes_of_base64url
from weikameng.ledger.events import EventType, fitting_sku
from weikameng.ledger.lives import IllegalStep, standing_of, step, walked
from weikameng.ledger.ways import Goal, way_to

E = EventType
SOLD = (E.ISSUED, E.LISTED, E.SOLD)
REQUESTED = (*SOLD, E.DELIVERED, E.FROZEN, E.REFUND_REQUESTED)
EVENTS = st.lists(st.sampled_from(sorted(EventType)), max_size=30)


def lived(events):
    """Where a random row of events leads, what can't follow left out."""
    state = ""
    for event in events:
        state = step(state, event) or state
    return state


def test_a_card_lives_from_stock_to_use():
    life = (*SOLD, E.DELIVERED, E.REVEALED, E.ACTIVATED, E.USED)
    assert walked("", life) == "used"


def test_a_refunded_card_ends_void_and_frozen():
    life = (*REQUESTED, E.REFUND_APPROVED, E.REFUNDED, E.VOIDED)
    assert walked("", life) == "voided+frozen+refunded"
    assert walked(walked("", life), [E.REISSUED, E.DELIVERED]) == "delivered"


@pytest.mark.parametrize(
    ("state", "event"),
    [
        ("", E.SOLD),
        ("listed", E.ISSUED),
        ("sold", E.ACTIVATED),
        ("sold", E.REVEALED),
        ("delivered", E.USED),
        ("delivered", E.REFUNDED),
        ("delivered+frozen+requested", E.REFUNDED),
        ("delivered+frozen+requested", E.REVEALED),
        ("delivered+frozen+requested", E.ACTIVATED),
        ("activated+frozen+requested", E.USED),
        ("delivered+frozen", E.FROZEN),
        ("delivered", E.UNFROZEN),
        ("delivered+frozen+approved", E.VOIDED),
        ("delivered+frozen+refunded", E.UNFROZEN),
        ("listed", E.FROZEN),
        ("listed", E.REFUND_REQUESTED),
        ("delivered", E.SOLD),
        ("delivered", E.OPENED),
        ("opened", E.PAID),
        ("opened", E.SOLD),
        ("paid", E.DECIDED),
    ],
)
def test_what_can_not_follow_is_refused(state, event):
    assert step(state, event) is None
    with pytest.raises(IllegalStep):
        walked(state, [event])


@given(EVENTS)
def test_what_was_given_back_stays_so(events):
    state = walked("", (*REQUESTED, E.REFUND_APPROVED, E.REFUNDED, E.VOIDED))
    for event in events:
        if event is E.REISSUED:
            break
        assert step(state, event) is None


@given(EVENTS)
def test_nothing_is_used_before_it_was_activated_nor_paid_back_unapproved(events):
    seen, state = set(), ""
    for event in events:
        following = step(state, event)
        if following is None:
            continue
        assert event is not E.USED or E.ACTIVATED in seen
        assert event is not E.ACTIVATED or E.DELIVERED in seen
        assert event is not E.REFUNDED or E.REFUND_APPROVED in seen
        assert event is not E.PAID or E.DECIDED in seen
        seen.add(event)
        state = following


@given(EVENTS, st.sampled_from(sorted(Goal)))
def test_the_way_to_a_goal_can_always_be_walked_and_is_walked_once(events, goal):
    state = lived(events)
    there = walked(state, way_to(state, Goal(goal)))
    assert way_to(there, Goal(goal)) in {(), (E.FROZEN, E.REFUND_REQUESTED, *_REST.get(goal, ()))}
    now = standing_of(state)
    if goal == Goal.RETURNED and now.use in {"sold", "delivered", "used"} and not now.claim:
        assert there == "voided+frozen+refunded"


_REST = {Goal.REJECTED: (E.REFUND_REJECTED, E.UNFROZEN)}  # asked for again, and refused again


@given(EVENTS)
def test_a_state_reads_back_as_it_was_written(events):
    state = lived(events)
    assert standing_of(state).text == state


def test_a_commitment_is_opened_by_its_salt_and_value_alone():
    salt = bytes(range(32))
    made = commits(salt, {"order": order_value("42"), "claim": claim_value("7", "refunded", 300)})
    order = bytes_of_base64url(made["order"], 32, "x")
    assert opens(order, salt, DOMAINS["order"], b"42")
    assert not opens(order, salt, DOMAINS["claim"], b"42")
    assert not opens(order, salt[::-1], DOMAINS["order"], b"42")
    assert commits(None, {"order": b"42"}) == {}


@pytest.mark.parametrize("name", ["-hidden", "名字", "", "a" * 65])
def test_a_name_that_no_entry_can_hold_is_left_out(name):
    assert fitting_sku(name) == "unnamed"
    assert fitting_sku("game-card-3") == "game-card-3"
