"""The table of arrows: every state can be reached, every history replays, the diagram shows all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.case_life import ARROWS, OPEN, Event, State, diagram, may, next_state, replay
from weikameng.domain.errors import Conflict


def reachable():
    found: set[State | None] = {None}
    while more := {to for (come, _), to in ARROWS.items() if come in found} - found:
        found |= more
    return found - {None}


def test_every_state_can_be_reached_and_every_event_is_used():
    assert reachable() == set(State)
    assert {event for _, event in ARROWS} == set(Event)


def test_from_every_open_state_there_is_a_way_to_an_end():
    ends = set(State) - OPEN
    leads = set(ends)
    while more := {come for (come, _), to in ARROWS.items() if to in leads} - leads:
        leads |= more
    assert leads >= OPEN


@given(st.data())
def test_any_walk_along_the_arrows_replays_to_where_it_ended(data):
    state, walked = None, []
    for _ in range(data.draw(st.integers(1, 15))):
        choices = [event for come, event in ARROWS if come == state]
        if not choices:
            break
        event = data.draw(st.sampled_from(choices))
        state = next_state(state, event)
        walked.append(event)
    assert replay(walked) == state


@given(st.sampled_from([None, *State]), st.sampled_from(list(Event)))
def test_what_is_not_in_the_table_is_a_conflict(state, event):
    if (state, event) in ARROWS:
        assert next_state(state, event) in State
    else:
        with pytest.raises(Conflict):
            next_state(state, event)
    if state:
        assert may(state, event) is ((state, event) in ARROWS)


def test_the_diagram_lists_every_arrow():
    drawn = diagram().splitlines()
    for (come, event), to in ARROWS.items():
        assert f"    {come.value if come else '[*]'} --> {to.value}: {event.value}" in drawn
    assert drawn[0] == "stateDiagram-v2"


def test_money_never_moves_back_to_undecided():
    decided = {State.APPROVED, State.PAYING, State.PAYOUT_STUCK, State.REFUNDED}
    assert all(to in decided for (come, _), to in ARROWS.items() if come in decided)
