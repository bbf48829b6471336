"""People talk with buyers: one conversation one person, promises ring, merging undone, calls."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import Cast, asks
from tests.journeys import states
from tests.journeys.people import CLEAR
from tests.services.test_concurrency import at_once
from weikameng.domain.calls import MAX_TRIES, CallNote, Fate, Proof
from weikameng.domain.canned import Texts
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.tickets import Channel
from weikameng.records.models import (
    CallBack,
    CannedReply,
    CaseEvent,
    Evidence,
    RefundCase,
    StaffAction,
    StaffNotice,
    Ticket,
    TicketMessage,
)
from weikameng.records.reading import calls as calls_reading
from weikameng.records.reading import ticket_desk as reading
from weikameng.records.reading.attained import attained
from weikameng.records.reading.tickets import messages_of, ticket_of
from weikameng.services import (
    call_backs,
    calls,
    canned_replies,
    merging,
    refunds,
    talk_clock,
    ticket_desk,
    tickets,
)
from weikameng.services.call_backs import Wish
from weikameng.services.calls import Caller
from weikameng.services.ticket_desk import Said
from weikameng.services.tickets import Opening, Saying

SAID = Said("我来处理,今天给你答复。", "a1")
PROOFS = (Proof.ORDER_NUMBER, Proof.PAID_AMOUNT)


@pytest.fixture
def man(cast: Cast) -> Actor:
    return Actor(cast.ids["xiaoman"], "agent")


@pytest.fixture
def lan(cast: Cast) -> Actor:
    return Actor(cast.ids["alan"], "phone_agent")


@pytest.fixture
def chen(cast: Cast) -> Actor:
    return Actor(cast.laochen, "supervisor")


def refused(code: str):
    return pytest.raises(Refusal, match=f"^{code}$")


def waiting(cast: Cast, about: str = "", words: str = "没到账,帮我看看") -> str:
    """A conversation whose buyer asked for a person."""
    opening = Opening(order_number=about)
    number = tickets.open_ticket(opening, buyer_id=cast.xiaolin, at=cast.at).number
    tickets.say(number, Saying(words), buyer_id=cast.xiaolin, at=cast.at)
    tickets.want_human(number, buyer_id=cast.xiaolin, at=cast.at)
    return number


def test_of_two_who_press_at_once_each_gets_another_conversation(
    cast: Cast, man: Actor, lan: Actor
):
    numbers = {waiting(cast, cast.buys("game-card-3")) for _ in range(2)}
    both = (man, lan)
    got = at_once([lambda who=who: ticket_desk.claim_next(who, at=cast.at) for who in both])
    assert set(got) == numbers
    (mine, theirs) = got
    with refused("held"):
        ticket_desk.answer(theirs, SAID, man, at=cast.at)
    assert ticket_desk.claim_next(man, at=cast.at) is None
    ticket_desk.hand_over(mine, lan.id, "先查合作方,明天回。", man, at=cast.at)
    assert ticket_of(mine).assigned_to == lan.id
    assert StaffNotice.objects.get(person_id=lan.id).kind == "talk_handed"
    with refused("not_yours"):
        ticket_desk.release(mine, man, at=cast.at)
    with refused("not_answered"):
        ticket_desk.close(mine, lan, at=cast.at)


def test_a_written_ticket_waits_in_the_inbox_until_it_is_answered_and_when_reopened(
    cast: Cast, man: Actor
):
    opening = Opening(Channel.FORM, category="evidence")
    number = tickets.open_ticket(opening, buyer_id=cast.xiaolin, at=cast.at).number
    told = []
    for words in ("三张截图都在这里", "又补了一张"):
        tickets.say(number, Saying(words), buyer_id=cast.xiaolin, at=cast.later(minutes=1))
        told += [one.number for one in reading.inbox("forms", man.id, 1, cast.at)[0]]
        assert ticket_desk.claim_next(man, at=cast.at) == number
        ticket_desk.answer(number, Said("收到,在看。", words), man, at=cast.at)
        ticket_desk.close(number, man, at=cast.at)
        assert reading.counts(man.id, cast.at).forms == 0
    assert told == [number, number]


def test_a_buyer_who_is_left_alone_waits_for_everybody_again(cast: Cast, man: Actor, lan: Actor):
    number = waiting(cast)
    ticket_desk.answer(number, SAID, man, at=cast.at)
    tickets.say(number, Saying("还有一句"), buyer_id=cast.xiaolin, at=cast.at)
    assert reading.counts(lan.id, cast.at).waiting == 0
    with refused("held"):
        ticket_desk.claim(number, lan, at=cast.later(minutes=29))
    assert reading.counts(lan.id, cast.later(minutes=1)).waiting == 1
    ticket_desk.claim(number, lan, at=cast.at)
    ticket_desk.release(number, lan, at=cast.at)
    assert [one.number for one in reading.inbox("waiting", lan.id, 1, cast.at)[0]] == [number]
    assert ticket_desk.claim_next(man, at=cast.at) == number


def test_urgent_money_goes_before_whoever_waits_longer(cast: Cast, man: Actor):
    first = waiting(cast, cast.buys("game-card-3"))
    cast.later(minutes=2)
    large = waiting(cast, states.urgent(cast).order)
    assert ticket_desk.claim_next(man, at=cast.at) == large
    assert ticket_desk.claim_next(man, at=cast.at) == first


def test_a_case_is_no_agents_own_and_a_buyer_is_no_agent(cast: Cast, man: Actor):
    number = waiting(cast)
    for who in (Actor(cast.xiaolin, "agent"), Actor(cast.zhoujie, "reviewer")):
        with refused("not_found"):
            ticket_desk.answer(number, SAID, who, at=cast.at)
    assert ticket_desk.claim_next(Actor(cast.xiaolin, "agent"), at=cast.at) is None


def test_notes_are_read_by_staff_alone_and_on_no_chain(cast: Cast, man: Actor):
    order = cast.buys("game-card-3")
    number = waiting(cast, order)
    ticket_desk.note(number, Said("先查合作方"), man, at=cast.at)
    ticket_desk.answer(number, SAID, man, at=cast.at)
    ticket = ticket_of(number)
    bare = " ".join(line.text for line in messages_of(ticket)[0])
    assert "先查合作方" not in bare
    assert "今天给你答复" in bare
    bodies = str(list(Evidence.objects.filter(order__number=order).values_list("body", flat=True)))
    assert "先查合作方" not in bodies
    assert "今天给你答复" in bodies
    assert ticket.first_human_at == cast.at


def test_the_promise_rings_at_eighty_percent_and_when_it_is_broken_once_each(
    cast: Cast, man: Actor, lan: Actor, chen: Actor
):
    number = waiting(cast)
    told = StaffNotice.objects.filter(about=number).order_by("id")
    talk_clock.ring(cast.later(minutes=3, seconds=59))
    assert not told.exists()
    for _ in range(2):
        talk_clock.ring(cast.later(seconds=1))
    assert {(one.person_id, one.kind) for one in told.all()} == {
        (man.id, "talk_nearing"),
        (lan.id, "talk_nearing"),
    }
    for _ in range(2):
        talk_clock.ring(cast.later(minutes=1))
    broken = [one for one in told.all() if one.kind == "talk_broken"]
    assert [one.person_id for one in broken] == [chen.id]
    ticket_desk.claim(number, man, at=cast.at)
    ticket_desk.claim(number, lan, at=cast.at)  # its holder broke the promise
    ticket_desk.answer(number, SAID, lan, at=cast.at)
    assert all(one.read_at for one in told.all())
    assert talk_clock.ring(cast.at) == 0


def test_the_first_human_answer_is_measured_inside_service_hours(cast: Cast, man: Actor):
    in_time = waiting(cast, cast.buys("game-card-3"))
    ticket_desk.answer(in_time, SAID, man, at=cast.later(minutes=5))
    late = waiting(cast, cast.buys("game-card-3"))
    ticket_desk.answer(late, SAID, man, at=cast.later(minutes=6))
    cast.at = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)  # 23:30 in Beijing: closed until 9:00
    at_night = waiting(cast, cast.buys("game-card-3"))
    ticket_desk.answer(at_night, SAID, man, at=datetime(2026, 11, 19, 1, 4, tzinfo=UTC))
    cast.at = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    waiting(cast, cast.buys("game-card-3"))  # nobody comes
    until = cast.later(minutes=10)
    rows = {row.clock: row for row in attained(until - timedelta(days=3), until)}
    row = rows["chat_first_human"]
    assert (row.count, row.on_time, row.overdue) == (4, 2, 1)


def test_joined_conversations_are_read_as_one_and_parted_again_with_nothing_lost(
    cast: Cast, man: Actor, chen: Actor
):
    order = cast.buys("game-card-3")
    here = waiting(cast, order, "第一次说的话")
    cast.later(minutes=1)
    there = waiting(cast, "", "第二次说的话")
    before = TicketMessage.objects.count()
    merging.join(there, here, man, at=cast.at)
    said = [line.text for line in messages_of(ticket_of(here))[0]]
    assert {"第一次说的话", "第二次说的话"} <= set(said)
    assert not ticket_of(there).open
    with refused("cannot_join"):
        merging.join(here, there, man, at=cast.at)
    with refused("not_found"):
        merging.part(there, man, at=cast.at)
    merging.part(there, chen, at=cast.at)
    said = [line.text for line in messages_of(ticket_of(here))[0]]
    assert "第二次说的话" not in said
    assert ticket_of(there).open
    assert TicketMessage.objects.count() == before + 3  # joined, told here, parted
    assert StaffAction.objects.filter(what__in=["talk_joined", "talk_parted"]).count() == 2


def test_who_waits_goes_on_waiting_where_they_were_joined(cast: Cast, man: Actor):
    order = cast.buys("game-card-3")
    quiet = tickets.open_ticket(Opening(order_number=order), buyer_id=cast.xiaolin, at=cast.at)
    asked_at = cast.later(minutes=1)
    there = waiting(cast)
    merging.join(there, quiet.number, man, at=cast.later(minutes=1))
    assert ticket_of(quiet.number).human_wanted_at == asked_at
    assert ticket_desk.claim_next(man, at=cast.at) == quiet.number


def test_conversations_of_different_orders_or_buyers_are_not_joined(cast: Cast, man: Actor):
    one, other = (waiting(cast, cast.buys("game-card-3")) for _ in range(2))
    with refused("other_orders"):
        merging.join(one, other, man, at=cast.at)
    wu = tickets.open_ticket(Opening(), buyer_id=cast.xiaowu, at=cast.at).number
    with refused("cannot_join"):
        merging.join(wu, one, man, at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(number=wu).update(joined_to=Ticket.objects.get(number=one))


def test_an_application_by_phone_joins_the_case_that_is_open(cast: Cast, lan: Actor):
    case = states.reviewing(cast)
    caller, dictated = Caller(cast.xiaolin), asks(case.order, "NOT_ARRIVED", CLEAR)
    with refused("not_verified"):
        calls.apply_for(caller, dictated, PROOFS[:1], lan, cast.at)
    done = calls.apply_for(caller, dictated, PROOFS, lan, cast.at)
    assert (done.number, done.joined) == (case.number, True)
    assert RefundCase.objects.count() == 1
    line = TicketMessage.objects.get(kind="call")
    assert line.details["verified"] == ["order_number", "paid_amount"]
    assert line.ticket.case.number == case.number
    assert Evidence.objects.filter(kind="conversation", body__said="call").exists()


def test_an_application_by_phone_is_by_who_dictated_it_and_no_reviewers_own(
    cast: Cast, lan: Actor, man: Actor
):
    order = cast.buys("game-topup-100", account="player-5555")
    dictated = asks(order, "NOT_ARRIVED", CLEAR)
    with refused("not_found"):
        calls.apply_for(Caller(cast.xiaolin), dictated, PROOFS, man, cast.at)
    done = calls.apply_for(Caller(cast.xiaolin), dictated, PROOFS, lan, cast.at)
    first = CaseEvent.objects.get(case__number=done.number, revision=1)
    assert first.actor == f"staff:{lan.id}"
    assert RefundCase.objects.get(number=done.number).channel == "phone"
    online = refunds.apply(asks(order, "NOT_ARRIVED", CLEAR), buyer_id=cast.xiaolin, at=cast.at)
    assert (online.number, online.joined) == (done.number, True)


def test_a_call_is_noted_where_the_case_is_talked_about(cast: Cast, lan: Actor):
    case = states.reviewing(cast)
    number = waiting(cast, case.order)
    note = CallNote(cast.at - timedelta(minutes=7), 420, "催进度,卡密是 ABCD1234EFGH5678")
    found = calls.note_call(Caller(cast.xiaolin, case_number=case.number), note, lan, at=cast.at)
    assert found == number
    line = TicketMessage.objects.get(kind="call")
    assert line.details["seconds"] == 420
    assert "ABCD1234" not in line.text
    with refused("call_length"):
        calls.note_call(Caller(cast.xiaolin), CallNote(cast.at, 9**9, "x"), lan, at=cast.at)
    with refused("not_found"):
        calls.note_call(Caller(cast.xiaowu, case_number=case.number), note, lan, at=cast.at)


def test_calls_to_make_are_urgent_for_large_amounts_and_end_done_or_missed(
    cast: Cast, man: Actor, lan: Actor
):
    small = waiting(cast, cast.buys("game-card-3"))
    large = waiting(cast, states.urgent(cast).order)
    wish = Wish("139 0013 9000", "想知道撤回的结果")
    assert call_backs.ask(small, wish, man, at=cast.at) > call_backs.ask(
        large, wish, man, at=cast.at
    )
    with refused("called_already"):
        call_backs.ask(large, wish, man, at=cast.at)
    rows, _ = calls_reading.call_backs(Fate.OPEN, 1)
    assert [row.ticket.number for row in rows] == [large, small]
    assert "13900139000" not in str(CallBack.objects.values_list())
    urgent, other = (row.pk for row in rows)
    with refused("not_found"):
        call_backs.number_to_dial(urgent, man, at=cast.at)
    assert call_backs.number_to_dial(urgent, lan, at=cast.at) == "13900139000"
    ended = [call_backs.nobody_there(urgent, lan, at=cast.at) for _ in range(MAX_TRIES)]
    assert ended == [False, False, True]
    with refused("ended"):
        call_backs.done(urgent, lan, at=cast.at)
    assert call_backs.done(other, lan, at=cast.at) == small
    assert set(CallBack.objects.values_list("address", flat=True)) == {""}
    with pytest.raises(IntegrityError), transaction.atomic():
        CallBack.objects.filter(pk=other).update(fate="open", ended_at=None, ended_by=None)


def test_canned_replies_are_kept_by_supervisors_and_checked(cast: Cast, man: Actor, chen: Actor):
    texts = Texts("在查", "Checking", "{buyer},{good}在查。", "{buyer}, we check {good}.")
    with refused("not_found"):
        canned_replies.keep(None, texts, man, at=cast.at)
    with refused("unknown_variable"):
        wrong = Texts("错", "Wrong", "{phone}", "{phone}")
        canned_replies.keep(None, wrong, chen, at=cast.at)
    with refused("reply_differs"):
        canned_replies.keep(None, Texts("错", "Wrong", "{good}", "it"), chen, at=cast.at)
    canned_replies.keep(None, texts, chen, at=cast.at)
    with refused("reply_name"):
        canned_replies.keep(None, texts, chen, at=cast.at)
    one = CannedReply.objects.get()
    known = {"buyer": "小林", "good": "星海点卡 3元"}
    assert canned_replies.filled(one.pk, known, english=False) == "小林,星海点卡 3元在查。"
    with refused("not_known_here"):
        canned_replies.filled(one.pk, {"buyer": "小林"}, english=True)
    canned_replies.retire(one.pk, chen, at=cast.at)
    canned_replies.keep(None, texts, chen, at=cast.at)
