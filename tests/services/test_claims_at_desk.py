"""Claims at the desk: one case one person, however many press at once, and never one's own."""

from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.journeys import states
from tests.services.test_concurrency import at_once
from weikameng.domain.case_life import State
from weikameng.domain.desk import LAPSE, LOOKING, MAX_HELD
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.records.models import CaseEvent, DeskClaim, RefundCase, StaffAction, User
from weikameng.records.reading import desk_claims as reading
from weikameng.records.reading.desk_queue import Viewer, filters_of
from weikameng.services import claims_at_desk as desk
from weikameng.services import desk_filters
from weikameng.services.claims_at_desk import HandOver
from weikameng.services.desk_search import search

NOTE = "供货商说明天上午回复,请到时再看。"


@pytest.fixture
def zhou(cast: Cast) -> Actor:
    return Actor(cast.zhoujie, "reviewer")


@pytest.fixture
def chen(cast: Cast) -> Actor:
    return Actor(cast.laochen, "supervisor")


def reviewers(count: int) -> list[Actor]:
    """More people of 周姐's trade."""
    rows = [
        User(username=f"reviewer{n}", role="reviewer", display_name=f"复核员{n}")
        for n in range(count)
    ]
    return [Actor(row.pk, "reviewer") for row in User.objects.bulk_create(rows)]


def waiting(cast: Cast, count: int) -> list[str]:
    """Cases that wait for a person, the most urgent first."""
    numbers = [states.reviewing(cast).number for _ in range(count)]
    for place, number in enumerate(numbers):
        due_at = cast.at + timedelta(hours=place + 1)
        RefundCase.objects.filter(number=number).update(due_at=due_at)
    return numbers


def holder(number: str, at) -> int | None:
    held = reading.holder_of(number, at)
    return held.person_id if held else None


def refused(code: str):
    return pytest.raises(Refusal, match=f"^{code}$")


def test_the_most_urgent_case_nobody_holds_is_next(cast: Cast, zhou: Actor, chen: Actor):
    first, second = waiting(cast, 2)
    assert desk.claim_next(zhou, at=cast.at) == first
    assert desk.claim_next(chen, at=cast.at) == second
    assert desk.claim_next(zhou, at=cast.at) is None
    assert (holder(first, cast.at), holder(second, cast.at)) == (zhou.id, chen.id)


def test_eight_who_press_at_once_get_eight_cases(cast: Cast):
    numbers, crowd = waiting(cast, 8), reviewers(8)
    got = at_once([lambda who=who: desk.claim_next(who, at=cast.at) for who in crowd])
    assert sorted(got) == sorted(numbers)
    assert DeskClaim.objects.count() == 8


def test_of_eight_who_want_one_case_one_gets_it(cast: Cast):
    (number,), crowd = waiting(cast, 1), reviewers(8)
    got = at_once([lambda who=who: desk.claim(number, who, at=cast.at) for who in crowd])
    assert sorted(isinstance(one, Refusal) for one in got) == [False] + [True] * 7
    assert DeskClaim.objects.filter(released_at=None).count() == 1


def test_eight_who_press_for_five_cases_leave_three_with_none(cast: Cast):
    numbers, crowd = waiting(cast, 5), reviewers(8)
    got = at_once([lambda who=who: desk.claim_next(who, at=cast.at) for who in crowd])
    taken = [one for one in got if isinstance(one, str)]
    # Whoever comes while a row is locked passes it over: what is left is there at the next press.
    assert len(taken) == len(set(taken)) <= 5
    left = [number for number in numbers if number not in taken]
    free = [who for who, one in zip(crowd, got, strict=True) if one is None]
    assert [desk.claim_next(who, at=cast.at) for who in free[: len(left)]] == left


def test_nobody_gets_their_own_refund_nor_one_they_applied_for(
    cast: Cast, zhou: Actor, chen: Actor
):
    own, brought, other = waiting(cast, 3)
    RefundCase.objects.filter(number=own).update(buyer_id=zhou.id)
    CaseEvent.objects.filter(case__number=brought, revision=1).update(actor=f"staff:{zhou.id}")
    assert desk.claim_next(zhou, at=cast.at) == other
    assert desk.claim_next(zhou, at=cast.at) is None
    with refused("own_case"):
        desk.claim(own, zhou, at=cast.at)
    with refused("own_case"):
        desk.claim(brought, zhou, at=cast.at)
    with refused("cannot_take"):
        desk.hand_over(own, HandOver(zhou.id, NOTE), chen, at=cast.at)


def test_each_trade_gets_what_waits_for_it(cast: Cast, zhou: Actor):
    review, stuck = waiting(cast, 2)
    RefundCase.objects.filter(number=stuck).update(state=State.PAYOUT_STUCK)
    finance = Actor(cast.ids["acai"], "finance")
    assert desk.claim_next(finance, at=cast.at) == stuck
    assert desk.claim_next(finance, at=cast.at) is None
    with refused("not_your_work"):
        desk.claim(review, finance, at=cast.at)
    assert desk.claim_next(zhou, at=cast.at) == review
    with refused("not_found"):
        desk.claim_next(Actor(cast.xiaolin, "buyer"), at=cast.at)
    with refused("not_found"):
        desk.claim(review, Actor(cast.xiaolin, "buyer"), at=cast.at)


def test_a_claim_lapses_half_an_hour_after_the_last_look(cast: Cast, zhou: Actor, chen: Actor):
    (number,) = waiting(cast, 1)
    desk.claim(number, zhou, at=cast.at)
    at = cast.at + LAPSE - timedelta(minutes=1)
    desk.looking_at(number, zhou, at=at)
    assert holder(number, cast.at + LAPSE) == zhou.id
    # A page that is only left open is no look.
    desk.looking_at(number, zhou, at=at + LAPSE - timedelta(minutes=1), opened=False)
    assert holder(number, at + LAPSE) is None
    assert desk.claim_next(chen, at=at + LAPSE) == number
    assert DeskClaim.objects.get(by_id=zhou.id).released_because == "lapsed"


def test_what_lapsed_does_not_come_back_by_looking(cast: Cast, zhou: Actor):
    (number,) = waiting(cast, 1)
    desk.claim(number, zhou, at=cast.at)
    late = cast.at + LAPSE + timedelta(minutes=1)
    desk.looking_at(number, zhou, at=late)
    assert holder(number, late) is None


def test_who_holds_a_case_is_told_to_whoever_wants_it(cast: Cast, zhou: Actor, chen: Actor):
    (number,) = waiting(cast, 1)
    desk.claim(number, zhou, at=cast.at)
    desk.claim(number, zhou, at=cast.later(minutes=5))
    with refused("held") as said:
        desk.claim(number, chen, at=cast.at)
    assert "周姐" in said.value.words.zh
    assert DeskClaim.objects.count() == 1


def test_who_else_looks_is_seen_for_some_minutes(cast: Cast, zhou: Actor, chen: Actor):
    (number,) = waiting(cast, 1)
    desk.looking_at(number, zhou, at=cast.at)
    assert reading.also_looking(number, zhou.id, cast.at) == []
    ((name, at),) = reading.also_looking(number, chen.id, cast.at)
    assert (name, at) == ("周姐", cast.at)
    assert reading.also_looking(number, chen.id, cast.at + LOOKING) == []
    with refused("not_found"):
        desk.looking_at(number, Actor(cast.xiaowu, "buyer"), at=cast.at)


def test_a_case_is_handed_over_with_a_note(cast: Cast, zhou: Actor, chen: Actor):
    (number,) = waiting(cast, 1)
    desk.claim(number, zhou, at=cast.at)
    with refused("note"):
        desk.hand_over(number, HandOver(chen.id, "  "), zhou, at=cast.at)
    desk.hand_over(number, HandOver(chen.id, NOTE), zhou, at=cast.at)
    held = reading.holder_of(number, cast.at)
    assert held is not None
    assert (held.person_id, held.handed_by, held.note) == (chen.id, "周姐", NOTE)
    assert DeskClaim.objects.get(by_id=zhou.id).released_because == "handed"
    with refused("theirs_already"):
        desk.hand_over(number, HandOver(chen.id, NOTE), chen, at=cast.at)


def test_only_the_holder_and_who_assigns_move_a_case(cast: Cast, zhou: Actor, chen: Actor):
    (number,), (other,) = waiting(cast, 1), reviewers(1)
    with refused("not_yours"):
        desk.hand_over(number, HandOver(other.id, NOTE), zhou, at=cast.at)
    desk.hand_over(number, HandOver(other.id, NOTE), chen, at=cast.at)
    with refused("not_yours"):
        desk.release(number, zhou, at=cast.at)
    with refused("not_yours"):
        desk.hand_over(number, HandOver(zhou.id, NOTE), zhou, at=cast.at)
    desk.hand_over(number, HandOver(chen.id, ""), chen, at=cast.at)
    assert holder(number, cast.at) == chen.id
    with refused("cannot_take"):
        desk.hand_over(number, HandOver(cast.xiaowu, NOTE), chen, at=cast.at)
    User.objects.filter(pk=other.id).update(is_active=False)
    with refused("cannot_take"):
        desk.hand_over(number, HandOver(other.id, NOTE), chen, at=cast.at)


def test_a_claim_is_undone_by_putting_the_case_back(cast: Cast, zhou: Actor, chen: Actor):
    (number,) = waiting(cast, 1)
    assert desk.claim_next(zhou, at=cast.at) == number
    desk.release(number, zhou, at=cast.at)
    desk.release(number, zhou, at=cast.at)
    assert holder(number, cast.at) is None
    assert desk.claim_next(chen, at=cast.at) == number


def test_every_change_of_a_claim_is_in_the_log(cast: Cast, zhou: Actor, chen: Actor):
    (number,) = waiting(cast, 1)
    desk.claim_next(zhou, at=cast.at)
    desk.hand_over(number, HandOver(chen.id, NOTE), zhou, at=cast.at)
    desk.release(number, chen, at=cast.at)
    rows = StaffAction.objects.filter(about=f"case {number}").order_by("id")
    assert list(rows.values_list("person_id", "what", "because")) == [
        (zhou.id, "case_claimed", ""),
        (zhou.id, "case_handed_over", NOTE),
        (chen.id, "case_released", ""),
    ]


def test_nobody_hoards(cast: Cast, zhou: Actor):
    numbers = waiting(cast, 1)
    case = RefundCase.objects.get(number=numbers[0])
    first = case.events.get(revision=1)
    for n in range(MAX_HELD):
        case.pk, case.number = None, f"28{n:014d}"
        case.save()
        first.pk, first.case = None, case
        first.save()
        desk.claim(case.number, zhou, at=cast.at)
    with refused("holds_enough"):
        desk.claim_next(zhou, at=cast.at)
    with refused("holds_enough"):
        desk.claim(numbers[0], zhou, at=cast.at)


def test_the_case_carries_what_it_is_sought_by(cast: Cast):
    row = RefundCase.objects.get(number=states.reviewing(cast).number)
    latest = row.rounds.get(round=row.round)
    assert row.reason == latest.reason == "NOT_ARRIVED"
    assert row.goods_kind == latest.facts["order"]["goods_kind"]
    assert row.at_stake_minor == latest.decision["at_stake_minor"] > 0


def test_numbers_are_found_with_gaps_and_a_slip_is_told(cast: Cast, zhou: Actor):
    case, viewer = states.reviewing(cast), Viewer(zhou.id, cast.at)
    spaced = " ".join(case.number[at : at + 4] for at in range(0, 16, 4))
    for typed in (case.number, spaced, case.order, f"{case.number}01", f" {case.number}\u3000"):
        assert search(typed, zhou, viewer).only == case.number, typed
    swapped = case.number[:14] + case.number[14:][::-1]
    with refused("mistyped"):
        search(swapped if swapped != case.number else case.number[:-1] + "0", zhou, viewer)
    with refused("nothing_typed"):
        search("  ", zhou, viewer)
    with refused("not_found"):
        search(case.number, Actor(cast.xiaolin, "buyer"), viewer)


def test_an_account_is_found_by_its_whole_value_only(cast: Cast, zhou: Actor):
    case, viewer = states.reviewing(cast), Viewer(zhou.id, cast.at)
    assert [row.number for row in search("player-5555", zhou, viewer).cases] == [case.number]
    assert search("player-555", zhou, viewer).cases == []


def test_twenty_filters_are_kept_and_each_is_ones_own(cast: Cast, zhou: Actor, chen: Actor):
    for n in range(20):
        desk_filters.keep(f"筛选{n}", f"show=mine&least={n}", owner_id=zhou.id)
    with refused("filters_full"):
        desk_filters.keep("再一个", "show=mine", owner_id=zhou.id)
    desk_filters.keep("筛选3", "show=overdue", owner_id=zhou.id)
    assert [one.query for one in filters_of(zhou.id) if one.name == "筛选3"] == ["show=overdue"]
    desk_filters.drop(4, owner_id=chen.id)
    assert len(filters_of(zhou.id)) == 20
    desk_filters.drop(4, owner_id=zhou.id)
    desk_filters.keep("再一个", "show=mine", owner_id=zhou.id)
    assert filters_of(zhou.id)[3].name == "再一个"
    for name, query in (("", "show=mine"), ("x" * 21, "show=mine")):
        with refused("filter_name"):
            desk_filters.keep(name, query, owner_id=zhou.id)
    with refused("filter_empty"):
        desk_filters.keep("空的", "", owner_id=chen.id)
