"""One conversation, whatever the channel (R8): said once, kept for ever, evidence of its order."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cast import asks
from tests.journeys.people import CLEAR
from tests.journeys.states import awaiting_buyer, handed_in, reviewing
from weikameng.domain.errors import Refusal
from weikameng.domain.ratings import Rating
from weikameng.domain.tickets import MAX_TEXT, Audience, Author, Channel, Kind, Line, standing
from weikameng.records.models import (
    CaseRound,
    Evidence,
    PictureReading,
    RefundCase,
    Ticket,
    TicketMessage,
)
from weikameng.records.reading import ticket_lists
from weikameng.records.reading import tickets as reading
from weikameng.records.writing.tickets import NewMessage
from weikameng.services import chain_files, refunds, ticket_answers, tickets
from weikameng.services.tickets import Opening, Saying

pytestmark = pytest.mark.django_db


def opens(cast, **about) -> str:
    """小林 opens a conversation; returns its number."""
    return tickets.open_ticket(Opening(**about), buyer_id=cast.xiaolin, at=cast.at).number


def says(cast, number: str, text: str, **more):
    """小林 writes something."""
    saying = Saying(text, **more)
    return ticket_answers.say(number, saying, buyer_id=cast.xiaolin, at=cast.later(seconds=5))


def heard(cast, number: str) -> list[tuple[str, str]]:
    """Everything in the conversation that 小林 may read: by whom, and what kind."""
    ticket = reading.ticket_of(number, buyer_id=cast.xiaolin)
    return [(str(one.author), str(one.kind)) for one in reading.messages_of(ticket)[0]]


def agent(cast, text: str, **more) -> NewMessage:
    """What 周姐 writes."""
    return NewMessage(Author.AGENT, cast.zhoujie, text=text, **more)


def adds(cast, number: str, message: NewMessage) -> None:
    """Add a message of somebody of ours."""
    with transaction.atomic():
        tickets.add_message(reading.ticket_of(number), message, cast.later(seconds=5))


def test_what_is_sent_twice_is_said_once_and_answered_once(cast):
    number = opens(cast)
    first = says(cast, number, "你好", token="a")
    again = says(cast, number, "你好", token="a")
    assert (again.id, again.again) == (first.id, True)
    assert heard(cast, number) == [("buyer", "words"), ("bot", "words")]
    assert opens(cast) == number  # the chat goes on


def test_the_same_page_opens_one_ticket(cast):
    form = {"channel": Channel.FORM, "category": "evidence", "token": "page-1"}
    number = opens(cast, **form)
    assert opens(cast, **form) == number
    says(cast, number, "材料比较多，请人看一下。")
    assert heard(cast, number) == [("buyer", "words"), ("system", "words")]
    with pytest.raises(Refusal, match="ticket_category"):
        opens(cast, channel=Channel.FORM, category="nonsense")


def test_strangers_find_nothing_and_open_nothing_about_others_orders(cast):
    order = cast.buys("game-card-3")
    number = opens(cast, order_number=order)
    for attempt in (
        lambda: tickets.own(number, buyer_id=cast.xiaowu),
        lambda: ticket_answers.say(number, Saying("x"), buyer_id=cast.xiaowu, at=cast.at),
        lambda: tickets.want_human(number, buyer_id=cast.xiaowu, at=cast.at),
        lambda: tickets.open_ticket(Opening(order_number=order), buyer_id=cast.xiaowu, at=cast.at),
    ):
        with pytest.raises(Refusal, match="not_found"):
            attempt()
    assert reading.stamp_of(number, buyer_id=cast.xiaowu) is None
    assert ticket_lists.conversations_of(cast.xiaowu) == ([], False)


def test_the_database_keeps_what_was_said_and_whose_it_is(cast):
    order = cast.buys("game-card-3")
    number = opens(cast, order_number=order)
    says(cast, number, "你好")
    message, ticket = TicketMessage.objects.first(), Ticket.objects.get()
    wrong = [
        lambda: TicketMessage.objects.update(text="x"),
        lambda: TicketMessage.objects.update(audience="staff"),
        lambda: TicketMessage.objects.all().delete(),
        lambda: Ticket.objects.update(buyer_id=cast.xiaowu),
        lambda: Ticket.objects.update(order_id=None),
        lambda: Ticket.objects.update(joined_to_id=ticket.pk),
        lambda: Ticket.objects.create(
            number="9", buyer_id=cast.xiaowu, order_id=ticket.order_id, channel="chat",
            opened_at=cast.at, last_message_at=cast.at,
        ),
        lambda: TicketMessage.objects.create(
            ticket=ticket, at=cast.at, author="buyer", by_id=cast.xiaowu, text="I am not them"
        ),
        lambda: TicketMessage.objects.create(
            ticket=ticket, at=cast.at, author="buyer", by_id=cast.xiaolin, audience="staff"
        ),
    ]  # fmt: skip
    for attempt in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    assert TicketMessage.objects.get(pk=message.pk).text == message.text


def test_open_or_closed_follows_from_the_messages_in_the_rules_and_in_the_database(cast):
    number = opens(cast)
    says(cast, number, "你好")
    tickets.want_human(number, buyer_id=cast.xiaolin, at=cast.later(seconds=5))
    tickets.want_human(number, buyer_id=cast.xiaolin, at=cast.later(seconds=5))
    adds(cast, number, agent(cast, "只给同事看", audience=Audience.STAFF))
    adds(cast, number, agent(cast, "您好，我来看一下。"))
    check_standing(number)
    tickets.close(reading.ticket_of(number), agent(cast, ""), cast.later(seconds=5))
    assert not check_standing(number).open
    assert not reading.ticket_of(number).open
    says(cast, number, "还有一个问题")
    now = check_standing(number)
    assert now.open
    assert now.human_wanted_at is None
    assert TicketMessage.objects.filter(kind="human_wanted").count() == 1


def check_standing(number: str):
    rows = TicketMessage.objects.filter(ticket__number=number).order_by("place")
    lines = [Line(Kind(r.kind), Author(r.author), Audience(r.audience), r.at) for r in rows]
    now, row = standing(lines), Ticket.objects.get(number=number)
    assert (row.open, row.human_wanted_at, row.first_human_at) == (
        now.open,
        now.human_wanted_at,
        now.first_human_at,
    )
    assert row.messages == len(lines)
    return now


def test_notes_among_staff_are_on_no_page_and_no_chain(cast):
    case = reviewing(cast)
    number = opens(cast, case_number=case.number)
    adds(cast, number, agent(cast, "内部:先别答应", audience=Audience.STAFF))
    adds(cast, number, agent(cast, "我在看你的材料。"))
    ticket = reading.ticket_of(number)
    assert [one.text for one in reading.messages_of(ticket)[0]] == ["我在看你的材料。"]
    assert len(reading.messages_of(ticket, inside=True)[0]) == 2
    kept = Evidence.objects.filter(order__number=case.order, kind="conversation")
    assert [row.body["text"] for row in kept] == ["我在看你的材料。"]
    assert chain_files.checked(case.number).broken is None


def test_a_person_is_promised_inside_the_hours_and_told_the_opening_outside(cast):
    number = opens(cast)
    tickets.want_human(number, buyer_id=cast.xiaolin, at=cast.at)
    inside = TicketMessage.objects.get(author="system").text
    assert "10:05" in inside
    cast.later(hours=13)  # 23:00 in Beijing
    other = opens(cast, order_number=cast.buys("game-card-3"))
    tickets.want_human(other, buyer_id=cast.xiaolin, at=cast.at)
    outside = TicketMessage.objects.get(author="system", ticket__number=other).text
    assert "09:00–22:00" in outside
    assert other in outside
    assert "11月19日(周四)09:05" in outside


def test_not_understood_twice_hands_over_with_the_whole_context(cast):
    case = reviewing(cast)
    number = opens(cast, case_number=case.number)
    for text in ("%%%%", "&&&& ####"):
        says(cast, number, text)
    ticket = reading.ticket_of(number)
    assert ticket.human_wanted_at
    note = TicketMessage.objects.get(kind="handed")
    assert note.audience == "staff"
    assert note.details["case"] == case.number
    before = TicketMessage.objects.count()
    says(cast, number, "@@@@")  # a person is coming: the machine keeps quiet
    assert TicketMessage.objects.count() == before + 1


def test_a_picture_sent_in_chat_is_evidence_of_the_case_and_is_read(cast):
    case = reviewing(cast)
    token = handed_in(cast, case.order)
    number = opens(cast, case_number=case.number)
    says(cast, number, "这是截图", uploads=(token,), token="p")
    says(cast, number, "这是截图", uploads=(token,), token="p")
    kept = Evidence.objects.filter(order__number=case.order, body__ticket=number)
    picture = kept.exclude(file_digest="").get()
    assert (picture.kind, picture.source) == ("not_arrived_proof", "buyer")
    assert PictureReading.objects.filter(evidence=picture).exists()
    (message,) = (one for one in reading.messages_of(reading.ticket_of(number))[0] if one.pictures)
    assert message.pictures[0].position == picture.position
    assert reading.picture_of(number, picture.position, buyer_id=cast.xiaolin)
    assert reading.picture_of(number, picture.position, buyer_id=cast.xiaowu) is None
    assert chain_files.checked(case.number).broken is None


def test_what_waits_for_the_buyer_says_that_the_picture_alone_does_not_send_it(cast):
    case = awaiting_buyer(cast)
    number = opens(cast, case_number=case.number)
    says(cast, number, "", uploads=(handed_in(cast, case.order),))
    assert "补充材料" in TicketMessage.objects.filter(author="system").last().text


def test_without_an_order_no_picture_is_taken_and_nothing_is_said(cast):
    token = handed_in(cast, cast.buys("game-card-3"))
    number = opens(cast)
    for saying, code in (
        (Saying("看图", (token,)), "ticket_without_order"),
        (Saying("  "), "message_empty"),
        (Saying("长" * (MAX_TEXT + 1)), "message_long"),
    ):
        with pytest.raises(Refusal, match=code):
            ticket_answers.say(number, saying, buyer_id=cast.xiaolin, at=cast.at)
    assert not TicketMessage.objects.exists()


def test_what_was_said_before_the_order_was_known_joins_its_chain(cast):
    number = opens(cast)
    says(cast, number, "我的身份证 11010519491231002X 被要求提供")
    order = cast.buys("game-card-3")
    ticket = reading.ticket_of(number)
    linked = tickets.link(ticket, order_number=order, at=cast.at)
    assert linked.order_number == order
    kept = Evidence.objects.filter(order__number=order, kind="conversation")
    assert kept.count() == 2
    assert "11010519491231002X" not in str(list(kept.values_list("body", flat=True)))
    with pytest.raises(Refusal, match="other_order"):
        tickets.link(linked, order_number=cast.buys("game-card-3"), at=cast.at)


def test_unread_counts_go_by_what_was_seen_and_the_buyer_sees_that_it_was_read(cast):
    number = opens(cast)
    says(cast, number, "你好")
    ((listed,), _) = ticket_lists.conversations_of(cast.xiaolin)
    assert listed.unread
    ticket = reading.ticket_of(number)
    tickets.seen(ticket, cast.xiaolin, 99, cast.at)
    ((listed,), _) = ticket_lists.conversations_of(cast.xiaolin)
    assert not listed.unread
    before = reading.stamp_of(number, buyer_id=cast.xiaolin)
    tickets.seen(ticket, cast.zhoujie, ticket.messages, cast.at)
    after = reading.stamp_of(number, buyer_id=cast.xiaolin)
    assert before.etag(cast.at, 6) != after.etag(cast.at, 6)
    assert after.read_place >= after.said_place


def test_the_list_costs_one_statement_and_is_found_by_order(cast):
    order = cast.buys("game-card-3")
    number = opens(cast, order_number=order)
    opens(cast, channel=Channel.FORM, category="other")  # nothing said: not there yet
    for talk in (number, opens(cast)):
        says(cast, talk, "你好")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        listed, more = ticket_lists.conversations_of(cast.xiaolin)
    assert (len(asked), len(listed), more) == (1, 2, False)
    assert [one.number for one in ticket_lists.conversations_of(cast.xiaolin, 1, order)[0]] == [
        number
    ]


def test_a_conversation_is_rated_once_somebody_answered(cast):
    number = opens(cast)
    with pytest.raises(Refusal, match="rating_not_yet"):
        tickets.rate(number, Rating(5), buyer_id=cast.xiaolin, at=cast.at)
    says(cast, number, "你好")
    tickets.rate(number, Rating(5, "很快"), buyer_id=cast.xiaolin, at=cast.at)
    tickets.rate(number, Rating(4), buyer_id=cast.xiaolin, at=cast.at)
    assert reading.rating_of(Ticket.objects.get().pk) == 4


def test_too_many_open_conversations_lead_back_to_one_of_them(cast):
    for n in range(10):
        opens(cast, channel=Channel.FORM, category="other", token=f"t{n}")
    with pytest.raises(Refusal, match="too_often"):
        opens(cast, channel=Channel.FORM, category="other", token="one more")


def test_a_picture_sent_in_chat_after_a_rejection_is_something_new(cast):
    case = reviewing(cast)
    cast.rejects(case.number, "没有通过：合作方的记录显示已到账到你填写的账号。")
    number = opens(cast, case_number=case.number)
    says(cast, number, "", uploads=(handed_in(cast, case.order),))
    same = asks(case.order, "NOT_ARRIVED", CLEAR)
    cast.later(minutes=1)
    refunds.amend(case.number, same, buyer_id=cast.xiaolin, at=cast.at)
    assert RefundCase.objects.get(number=case.number).round == 2
    facts = CaseRound.objects.get(case__number=case.number, round=2).facts["application"]
    assert facts["new_material"]
