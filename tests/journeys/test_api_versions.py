"""Versions (P2): of callers who change the same version at once one wins; amounts, likewise."""

import json
from functools import partial
from typing import Any

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import CLEAR
from tests.journeys.test_api import Caller, caller, problem
from tests.services.test_concurrency import at_once
from weikameng.records.models import (
    CaseRating,
    CaseRound,
    OrderUnit,
    RefundCase,
    TicketMessage,
)
from weikameng.records.reading.audit import audit
from weikameng.services import ticket_answers, tickets
from weikameng.services.tickets import Opening, Saying

V1 = "/api/v1"
REFUNDS, TALKS = f"{V1}/refunds", f"{V1}/conversations"
CALLERS = 6
Answer = tuple[int, dict[str, Any]]


def sends(who: Caller, path: str, body: object, **headers: str) -> Answer:
    """Post JSON with headers of one's own."""
    given = {"Authorization": f"Bearer {who.token}", **headers}
    answer = who.client.post(path, json.dumps(body), "application/json", headers=given)
    return answer.status_code, json.loads(answer.content or b"{}")


def tag_of(who: Caller, path: str) -> str:
    """The version somebody reads."""
    answer = who.client.get(path, headers={"Authorization": f"Bearer {who.token}"})
    assert answer.status_code == 200, answer.content
    return str(answer.headers["ETag"])


def programs(cast: Cast, many: int = CALLERS) -> list[Caller]:
    """So many programs of 小林's, each on a line of its own."""
    token = caller(cast, "xiaolin").token
    return [Caller(token) for _ in range(many)]


def race(cast: Cast, path: str, act: str, bodies: list[Any]) -> list[Answer]:
    """Everybody reads, then everybody changes what they have read, at the same moment."""
    callers = programs(cast, len(bodies))
    read = {tag_of(who, path) for who in callers}
    assert len(read) == 1
    (tag,) = read
    wants = zip(callers, bodies, strict=True)
    return at_once(
        [partial(sends, who, f"{path}/{act}", body, **{"If-Match": tag}) for who, body in wants]
    )


def one_wins(answers: list[Answer]) -> None:
    """One is done; everybody else is told that it has changed, and nothing else."""
    lost = [told for status, told in answers if status >= 300]
    assert len(lost) == len(answers) - 1, answers
    assert {str(told["type"]) for told in lost} == {"urn:weikameng:problem:changed"}
    assert {told["status"] for told in lost} == {412}


def test_of_many_who_amend_the_version_they_read_one_wins(cast: Cast):
    number = states.rejected(cast).number
    bodies = [
        {"reason": "NOT_ACTIVATED", "narrative": f"{CLEAR}第{place}位。"}
        for place in range(CALLERS)
    ]
    one_wins(race(cast, f"{REFUNDS}/{number}", "amend", bodies))
    assert CaseRound.objects.filter(case__number=number).count() == 2
    assert audit() == []


def test_of_one_who_withdraws_and_one_who_amends_one_wins(cast: Cast):
    for _ in range(3):
        number = states.awaiting_buyer(cast).number
        path, (one, two) = f"{REFUNDS}/{number}", programs(cast, 2)
        tag = {"If-Match": tag_of(one, path)}
        amended = {"reason": "NOT_ACTIVATED", "narrative": CLEAR}
        one_wins(
            at_once(
                [
                    partial(sends, one, f"{path}/withdraw", {}, **tag),
                    partial(sends, two, f"{path}/amend", amended, **tag),
                ]
            )
        )
    assert audit() == []


def test_of_many_who_want_a_person_one_wins(cast: Cast):
    number = states.too_late(cast).number
    one_wins(race(cast, f"{REFUNDS}/{number}", "person", [{}] * CALLERS))
    assert RefundCase.objects.get(number=number).state == "reviewing"


def test_of_many_who_rate_the_version_they_read_one_wins(cast: Cast):
    number = states.refunded(cast).number
    bodies = [{"score": 1 + place % 5} for place in range(CALLERS)]
    answers = race(cast, f"{REFUNDS}/{number}", "rating", bodies)
    one_wins(answers)
    (won,) = (body for body, (status, _) in zip(bodies, answers, strict=True) if status == 204)
    assert CaseRating.objects.get(case__number=number).score == won["score"]


def test_of_many_who_answer_the_same_message_one_is_heard(cast: Cast):
    number, _ = states.talking(cast)
    before = TicketMessage.objects.filter(author="buyer").count()
    bodies = [{"text": f"还是不行，第{place}次。"} for place in range(CALLERS)]
    one_wins(race(cast, f"{TALKS}/{number}", "messages", bodies))
    assert TicketMessage.objects.filter(author="buyer").count() == before + 1


def test_of_many_who_call_a_person_into_the_same_conversation_one_does(cast: Cast):
    number, _ = states.talking(cast)
    one_wins(race(cast, f"{TALKS}/{number}", "person", [{}] * CALLERS))
    called = TicketMessage.objects.filter(ticket__number=number, kind="human_wanted")
    assert called.count() == 1


def test_without_a_version_a_person_is_called_once_however_many_call(cast: Cast):
    number, _ = states.talking(cast)
    calls = [partial(sends, who, f"{TALKS}/{number}/person", {}) for who in programs(cast)]
    assert {status for status, _ in at_once(calls)} == {200}
    called = TicketMessage.objects.filter(ticket__number=number, kind="human_wanted")
    assert called.count() == 1


def test_what_was_read_before_is_refused_whatever_the_state_allows(cast: Cast):
    """An old version is told as such, not as what the case can't do by now."""
    who, case = caller(cast, "xiaolin"), states.reviewing(cast)
    path = f"{REFUNDS}/{case.number}"
    old = {"If-Match": tag_of(who, path)}
    assert sends(who, f"{path}/withdraw", {}, **old)[0] == 204
    amended = {"reason": "NOT_ACTIVATED", "narrative": CLEAR}
    for act, body in (
        ("withdraw", {}),
        ("amend", amended),
        ("person", {}),
        ("rating", {"score": 5}),
    ):
        status, told = sends(who, f"{path}/{act}", body, **old)
        assert (status, told["type"]) == (412, "urn:weikameng:problem:changed"), act
        status, told = sends(who, f"{path}/{act}", body, **{"If-Match": "*"})
        assert status in {409, 422}, act


def test_a_message_sent_again_with_its_token_was_heard_the_first_time(cast: Cast):
    number, _ = states.talking(cast)
    who = caller(cast, "xiaolin")
    tag = {"If-Match": tag_of(who, f"{TALKS}/{number}")}
    said = {"text": "还是不行", "token": "t-1"}
    for _ in range(2):
        assert sends(who, f"{TALKS}/{number}/messages", said, **tag)[0] == 200
    status, _ = sends(who, f"{TALKS}/{number}/messages", said | {"token": "t-2"}, **tag)
    assert status == 412


def test_a_refunds_version_changes_with_each_thing_that_is_shown(cast: Cast):
    who, case = caller(cast, "xiaolin"), states.paying(cast)
    path = f"{REFUNDS}/{case.number}"
    seen = [tag_of(who, path)]
    about = {"buyer_id": cast.xiaolin, "at": cast.at}
    talk = tickets.open_ticket(Opening(order_number=case.order), **about).number
    ticket_answers.say(talk, Saying("看图", (states.handed_in(cast, case.order),)), **about)
    seen.append(tag_of(who, path))
    cast.pays_out()
    seen.append(tag_of(who, path))
    assert len(set(seen)) == len(seen)


def wish(order: str, amount: int, **more: object) -> dict[str, object]:
    """An application that names what is believed to go back."""
    told = {"order": order, "reason": "NOT_ACTIVATED", "narrative": CLEAR}
    return told | {"refundable_amount_minor": amount} | more


def test_of_many_who_apply_for_the_amount_they_believe_one_opens_a_case(cast: Cast):
    order = cast.buys("game-card-3", quantity=2)
    answers = at_once([partial(sends, who, REFUNDS, wish(order, 600)) for who in programs(cast)])
    assert sorted(status for status, _ in answers) == [200] * (CALLERS - 1) + [201]
    assert len({told["number"] for _, told in answers}) == 1
    assert RefundCase.objects.get().at_stake_minor == 600
    assert audit() == []


def test_nobody_gets_another_amount_than_they_believed_however_they_meet(cast: Cast):
    """One applies for the whole order, one for a part of it: each gets what they named or none."""
    for _ in range(4):
        order = cast.buys("game-card-3", quantity=2)
        units = list(OrderUnit.objects.filter(order__number=order).values_list("pk", flat=True))
        one, two, three = programs(cast, 3)
        answers = at_once(
            [
                partial(sends, one, REFUNDS, wish(order, 600)),
                partial(sends, two, REFUNDS, wish(order, 300, units=units[:1])),
                partial(sends, three, REFUNDS, wish(order, 600, units=units[1:])),
            ]
        )
        cases = {row.number: row for row in RefundCase.objects.filter(order__number=order)}
        for (status, told), amount in zip(answers, (600, 300, 600), strict=True):
            if status == 201:
                assert cases[told["number"]].at_stake_minor == amount
            elif status == 409:
                assert str(told["type"]).endswith("amount_moved")
        assert answers[2][0] != 201, "one unit never was worth two"
        assert sum(row.amount_minor for row in cases.values()) <= 600
    assert audit() == []


def test_an_amendment_for_another_amount_than_is_there_says_which_it_is(cast: Cast):
    who, case = caller(cast, "xiaolin"), states.rejected(cast)
    path = f"{REFUNDS}/{case.number}/amend"
    body = {"reason": "NOT_ACTIVATED", "narrative": f"{CLEAR}补充说明。"}
    stake = RefundCase.objects.get(number=case.number).at_stake_minor
    answer = who.calls("post", path, body | {"refundable_amount_minor": stake + 1})
    told = problem(answer, 409)
    assert told["refundable_amount_minor"] == stake
    assert CaseRound.objects.filter(case__number=case.number).count() == 1
    assert sends(who, path, body | {"refundable_amount_minor": stake})[0] == 200


def test_the_same_picture_sent_with_and_without_a_version_stands_in_nobodys_way(cast: Cast):
    """Both lock the case and its files; whoever is first, nobody waits for the other for ever."""
    for _ in range(4):
        case = states.awaiting_buyer(cast)
        path, (one, two) = f"{REFUNDS}/{case.number}", programs(cast, 2)
        tag = {"If-Match": tag_of(one, path)}
        picture = states.handed_in(cast, case.order)
        body = {"reason": "NOT_ACTIVATED", "narrative": CLEAR, "uploads": [picture]}
        answers = at_once(
            [
                partial(sends, one, f"{path}/amend", body, **tag),
                partial(sends, two, f"{path}/amend", body),
            ]
        )
        assert 200 in {status for status, _ in answers}
        assert {status for status, _ in answers} <= {200, 409, 412}
    assert audit() == []
