"""Copies by SMS and e-mail: one for each step and channel, whatever dies on the way (R5.1)."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from tests.cast import Scripted, asks
from tests.journeys import states
from tests.services import notice_steps as steps
from tests.services.notice_steps import Letters, Listing, reachable, sends, served_by
from tests.services.test_concurrency import at_once
from weikameng.domain.calendar import CHINA
from weikameng.domain.delivery import Cause, Fate, Handover
from weikameng.domain.notices import Channel, reference_of, sms_length
from weikameng.domain.payout_life import Outcome, PayoutReceipt
from weikameng.records.models import CaseEvent, Contact, Message, Notice, NoticeWish, Payout
from weikameng.records.writing import notices as writing
from weikameng.services import carriers, clocks, contacts, messages, notices, refunds

LATER = Handover(Fate.REFUSED, "BUSY", Cause.LATER)


class Killed(BaseException):
    """The worker dies in the middle of a call."""


def dies(_: object) -> Handover:
    raise Killed


def small(cast) -> str:
    """A one-click refund of 3 yuan."""
    return refunds.apply(asks(cast.buys("game-card-3")), buyer_id=cast.xiaolin, at=cast.at).number


def test_each_step_that_has_a_text_goes_once_by_each_channel(cast):
    reachable(cast, mail=steps.MAIL)
    number = small(cast)
    carrier, mail = Listing(), Letters()
    who = served_by(carrier, mail)
    sends(cast, who)
    cast.pays_out()
    for _ in range(3):
        sends(cast, who)
        cast.later(hours=2)
    kinds = ["approved", "sent", "arrived"]
    assert [one.template for one in carrier.went] == [f"SMS_{kind}" for kind in kinds]
    assert len(mail.went) == len(kinds)
    assert {one.number for one in carrier.went} == {steps.PHONE}
    assert dict(carrier.went[1].parameters) == {
        "number": number,
        "amount": "3.00",
        "due": "11月19日24:00",
    }
    assert mail.went[0].text.startswith(f"退款{number}已通过")
    assert "通知设置" in mail.went[0].text
    assert set(steps.standing().values()) == {"done"}
    assert Notice.objects.get(kind="sent", channel="sms").fate == "delivered"


def test_every_line_has_exactly_one_row_for_each_confirmed_channel(cast):
    reachable(cast, mail=steps.MAIL)
    small(cast)
    cast.pays_out()
    lines = CaseEvent.objects.values_list("case__number", "revision")
    wanted = {reference_of(n, r, c) for n, r in lines for c in (Channel.SMS, Channel.EMAIL)}
    assert set(Notice.objects.values_list("reference", flat=True)) == wanted
    row = Notice.objects.first()
    again = Notice(case_id=row.case_id, revision=row.revision, channel=row.channel)
    again.buyer_id, again.at, again.due_at, again.reference = row.buyer_id, row.at, row.at, "other"
    with pytest.raises(IntegrityError, match="one_copy_of_a_line"), transaction.atomic():
        again.save()


def test_a_step_that_is_rolled_back_leaves_no_copy(cast):
    reachable(cast)
    order = cast.buys("game-card-3")
    with transaction.atomic():
        refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
        assert Notice.objects.exists()
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_who_has_confirmed_nothing_gets_the_inbox_alone(cast):
    Contact.objects.create(buyer_id=cast.xiaolin, channel="sms", address="x", shown="x")
    small(cast)
    assert not Notice.objects.exists()
    assert messages.inbox(cast.xiaolin)[0]


def test_a_worker_that_dies_in_the_call_is_followed_by_a_question_not_a_second_message(cast):
    reachable(cast)
    small(cast)
    carrier = Listing()

    def taken_then_dies(sms):
        carrier.take(sms)
        raise Killed

    carrier.script = [taken_then_dies]
    with pytest.raises(Killed):
        sends(cast, served_by(carrier))
    assert Notice.objects.get(kind="approved").state == "sending"
    assert sends(cast, served_by(carrier), "w2") == 0  # the lease still holds
    cast.later(seconds=writing.LEASE.total_seconds() + 1)
    for _ in range(4):
        sends(cast, served_by(carrier), "w2")
        cast.later(minutes=10)
    sent = [one.template for one in carrier.went]
    assert sorted(sent) == ["SMS_approved", "SMS_sent"]
    assert set(steps.standing().values()) == {"done"}


def test_a_worker_that_dies_before_the_carrier_had_it_is_followed_by_one_message(cast):
    reachable(cast)
    small(cast)
    carrier = Listing([dies])
    with pytest.raises(Killed):
        sends(cast, served_by(carrier))
    for _ in range(4):
        cast.later(minutes=16)
        sends(cast, served_by(carrier), "w2")
    assert sorted(one.template for one in carrier.went) == ["SMS_approved", "SMS_sent"]


def test_a_letter_that_may_have_gone_is_never_written_again(cast):
    reachable(cast, phone="", mail=steps.MAIL)
    small(cast)
    mail = Letters([dies])
    with pytest.raises(Killed):
        sends(cast, served_by(mail=mail))
    for _ in range(3):
        cast.later(minutes=16)
        sends(cast, served_by(mail=mail), "w2")
    assert len(mail.went) == 1  # the other one
    given_up = Notice.objects.get(state="given_up")
    assert (given_up.code, given_up.fate) == ("CUT_OFF", "unknown")


def test_a_lost_answer_is_asked_about(cast):
    reachable(cast)
    small(cast)
    carrier = Listing()

    def taken_unheard(sms):
        carrier.take(sms)
        return Handover(Fate.UNKNOWN, "TIMEOUT")

    carrier.script = [taken_unheard, taken_unheard]
    sends(cast, served_by(carrier))
    assert set(steps.standing().values()) == {"ask"}
    cast.later(minutes=1)
    sends(cast, served_by(carrier))
    assert (len(carrier.went), set(steps.standing().values())) == (2, {"done"})


def test_two_workers_at_once_send_each_copy_once(cast):
    reachable(cast)
    for _ in range(3):
        small(cast)
    carrier = Listing()
    who = served_by(carrier)
    at_once([lambda n=n: sends(cast, who, f"w{n}") for n in range(4)])
    references = [one.reference for one in carrier.went]
    assert len(references) == len(set(references)) == 6


def test_a_busy_carrier_is_tried_later_and_later_until_it_is_no_news_any_more(cast):
    reachable(cast)
    NoticeWish.objects.create(buyer_id=cast.xiaolin, at_night=True)
    small(cast)
    carrier = Listing([lambda sms: LATER] * 100)
    for _ in range(60):
        sends(cast, served_by(carrier))
        cast.later(minutes=30)
    assert set(steps.standing().values()) == {"given_up"}
    assert Notice.objects.get(kind="approved").sendings == 5
    assert not Notice.objects.filter(ended_at=None).exists()


def test_what_one_carrier_refused_the_other_sends(cast):
    reachable(cast)
    small(cast)
    one = Listing([lambda sms: Handover(Fate.REFUSED, "isv.X", Cause.SETTINGS)] * 2)
    other = Listing(name="tencent_sms")
    who = carriers.Carriers({**served_by(one).sms, **served_by(other).sms}, None)
    sends(cast, who)
    assert set(Notice.objects.filter(state="send").values_list("cause", flat=True)) == {"settings"}
    cast.later(minutes=5)
    sends(cast, who)
    assert (len(one.went), len(other.went)) == (0, 2)


def test_nobody_to_carry_it_is_tried_again_and_then_given_up(cast):
    reachable(cast)
    NoticeWish.objects.create(buyer_id=cast.xiaolin, at_night=True)
    small(cast)
    for _ in range(50):
        sends(cast, served_by())
        cast.later(minutes=30)
    assert set(Notice.objects.filter(kind="sent").values_list("state", "code")) == {
        ("given_up", "NO_CARRIER")
    }


@pytest.mark.parametrize(
    ("clock", "at_night", "leaves"),
    [
        ("21:59", False, "21:59"),
        ("22:00", False, "08:00"),
        ("03:00", False, "08:00"),
        ("07:59", False, "08:00"),
        ("08:00", False, "08:00"),
        ("03:00", True, "03:00"),
    ],
)
def test_at_night_a_text_message_waits_unless_wished_otherwise_and_a_letter_goes(
    cast, clock, at_night, leaves
):
    reachable(cast, mail=steps.MAIL)
    NoticeWish.objects.create(buyer_id=cast.xiaolin, at_night=at_night)
    cast.at = datetime.fromisoformat(f"2026-11-18T{clock}").replace(tzinfo=CHINA)
    small(cast)
    carrier, mail = Listing(), Letters()
    who = served_by(carrier, mail)
    sends(cast, who)
    assert len(mail.went) == 2
    assert bool(carrier.went) is (leaves == clock)
    for _ in range(48):
        if carrier.went:
            break
        cast.later(minutes=15)
        sends(cast, who)
    gone = Notice.objects.get(kind="approved", channel="sms").handed_at
    assert f"{gone.astimezone(CHINA):%H:%M}" in (leaves, "08:14")


def test_a_second_try_does_not_come_into_the_night(cast):
    reachable(cast)
    cast.at = datetime(2026, 11, 18, 21, 57, tzinfo=CHINA)
    small(cast)
    carrier = Listing([lambda sms: LATER] * 2)
    sends(cast, served_by(carrier))
    cast.later(minutes=6)
    sends(cast, served_by(carrier))
    assert not carrier.went
    cast.later(hours=10)
    sends(cast, served_by(carrier))
    assert len(carrier.went) == 2


def test_only_what_is_important_and_in_english_when_wished(cast):
    reachable(cast, mail=steps.MAIL)
    NoticeWish.objects.create(buyer_id=cast.xiaolin, sms=False, only_important=True, language="en")
    number = small(cast)
    cast.pays_out()
    carrier, mail = Listing(), Letters()
    sends(cast, served_by(carrier, mail))
    assert not carrier.went
    assert [one.text.split("\n")[0] for one in mail.went] == [
        f"Refund {number}: 3.00 CNY has arrived."
    ]


def test_a_broken_promise_is_copied_once(cast):
    reachable(cast)
    small(cast)
    accepted = PayoutReceipt(Outcome.ACCEPTED, "PROCESSING")
    cast.pays_out(Scripted([lambda verb, order: accepted]))
    carrier = Listing()
    sends(cast, served_by(carrier))
    Payout.objects.update(due_at=None)
    cast.later(days=4)
    for _ in range(2):
        messages.tell_what_is_due(cast.at)
        sends(cast, served_by(carrier))
    late = [one for one in carrier.went if one.template == "SMS_late"]
    assert (len(late), Message.objects.count()) == (1, 1)


def test_old_news_and_what_lost_its_phone_are_not_sent(cast):
    reachable(cast)
    small(cast)
    carrier = Listing()
    cast.later(days=2)
    sends(cast, served_by(carrier))
    assert set(Notice.objects.values_list("code", flat=True)) == {"OLD_NEWS", "NO_TEXT"}
    small(cast)
    contacts.forget(cast.xiaolin, Channel.SMS)
    sends(cast, served_by(carrier))
    assert not carrier.went
    assert not Notice.objects.filter(ended_at=None).exists()


def test_a_changed_phone_is_not_asked_about_what_went_to_the_old_one(cast):
    reachable(cast)
    small(cast)
    carrier = Listing()
    sends(cast, served_by(carrier))
    Contact.objects.all().delete()
    reachable(cast, phone="13800139999")
    carrier.went.clear()  # the new number's list has none
    cast.later(hours=1)
    sends(cast, served_by(carrier))
    assert not carrier.went
    assert set(Notice.objects.filter(sendings=1).values_list("code", flat=True)) == {"PLACE_GONE"}


def test_a_receipt_is_only_a_hint_and_counts_once(cast):
    reachable(cast)
    small(cast)
    carrier = Listing()
    sends(cast, served_by(carrier))
    assert writing.hinted("tencent_sms", ["T1"], cast.at) == 0
    assert writing.hinted("aliyun_sms", ["T1", "T1", "T9"], cast.at) == 1
    assert writing.hinted("aliyun_sms", ["T1"], cast.at) == 0
    sends(cast, served_by(carrier))
    assert sorted(steps.standing().values()) == ["ask", "done"]


def test_asking_again_asks_and_never_sends_what_went(cast):
    reachable(cast)
    small(cast)
    carrier = Listing()
    carrier.ask = lambda sms, at: Handover(Fate.SENT)  # no receipt ever comes
    for _ in range(6):
        sends(cast, served_by(carrier))
        cast.later(hours=3)
    copy = Notice.objects.get(kind="approved")
    assert (copy.state, copy.fate) == ("done", "sent")
    assert notices.ask_again(copy.reference, cast.at)
    carrier.ask = lambda sms, at: Handover(Fate.UNSEEN)
    sends(cast, served_by(carrier))
    assert len(carrier.went) == 2
    assert not notices.ask_again("nothing", cast.at)


def test_the_database_keeps_what_a_copy_is_and_that_it_ended(cast):
    reachable(cast)
    small(cast)
    for change in ({"revision": 99}, {"channel": "email"}, {"reference": "x"}):
        with pytest.raises(Exception, match="stays"), transaction.atomic():
            Notice.objects.filter(revision=1).update(**change)
    Notice.objects.filter(revision=1).update(state="left_out", due_at=None, ended_at=cast.at)
    with pytest.raises(Exception, match="has ended"), transaction.atomic():
        Notice.objects.filter(revision=1).update(state="send", due_at=cast.at, ended_at=None)


def test_no_copy_is_sent_inside_a_transaction(cast):
    reachable(cast)
    small(cast)
    sends(cast, served_by())
    cast.later(minutes=6)
    with transaction.atomic(), pytest.raises(AssertionError, match="inside a transaction"):
        sends(cast, served_by(Listing()))


def test_no_row_and_no_log_line_holds_an_address(cast, caplog):
    reachable(cast, mail=steps.MAIL)
    small(cast)
    refusing = Listing([lambda sms: Handover(Fate.REFUSED, "isv.X", Cause.BALANCE)] * 9)
    sends(cast, served_by(refusing, Letters()))
    kept = str(list(Notice.objects.values())) + str(list(Contact.objects.values()))
    assert steps.PHONE not in kept + caplog.text
    assert steps.MAIL not in kept + caplog.text
    assert "balance" in caplog.text


def test_what_the_inbox_says_fits_into_one_message_for_every_text(cast):
    rules = carriers.rules()
    for code in rules.codes:
        for text in rules.of(code).text:
            assert sms_length(text, rules.signature) <= 70


def test_a_late_promise_is_told_by_text_message_with_the_new_time(cast):
    reachable(cast)
    number = states.reviewing(cast).number
    carrier = Listing()
    who = served_by(carrier)
    sends(cast, who)
    cast.later(days=5, hours=9)  # Monday 19:00, an hour after the promise
    clocks.keep(cast.at)
    sends(cast, who)
    late = next(one for one in carrier.went if one.template == "SMS_delayed")
    assert dict(late.parameters) == {"number": number, "due": "11月27日18:00"}
