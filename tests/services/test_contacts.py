"""Where buyers can be reached: nothing counts before its code came back, and few codes are sent."""

import pytest

from tests.services import notice_steps as steps
from tests.services.notice_steps import Letters, Listing, sends, served_by
from tests.services.test_concurrency import at_once
from weikameng.domain.errors import Refusal
from weikameng.domain.notices import Channel
from weikameng.records.models import Contact, Notice
from weikameng.records.reading.notices import Wishes
from weikameng.services import carriers, contacts


@pytest.fixture
def carrier(monkeypatch) -> Listing:
    """Somebody who carries text messages; e-mail has nobody."""
    one = Listing()
    monkeypatch.setattr(carriers, "carriers", lambda: served_by(one))
    return one


def code_of(carrier: Listing) -> str:
    return dict(carrier.went[-1].parameters)["code"]


def confirmed(cast, buyer: int | None = None) -> list[str]:
    return [one.shown for one in contacts.places(buyer or cast.xiaolin) if one.shown]


def asks_code(cast, carrier: Listing, phone: str = steps.PHONE) -> str:
    contacts.ask_code(cast.xiaolin, Channel.SMS, phone, cast.at)
    sends(cast, served_by(carrier))
    return code_of(carrier)


def test_a_phone_counts_once_its_code_came_back(cast, carrier):
    code = asks_code(cast, carrier)
    assert carrier.went[-1].template == "SMS_code"
    assert confirmed(cast) == []
    contacts.confirm(cast.xiaolin, Channel.SMS, f" {code} ", cast.at)
    assert confirmed(cast) == ["138****8001"]
    assert Contact.objects.get().code == ""
    assert steps.PHONE not in str(list(Contact.objects.values()) + list(Notice.objects.values()))
    assert code not in str(list(Notice.objects.values()))


def test_a_code_is_good_for_five_tries_and_ten_minutes(cast, carrier):
    code = asks_code(cast, carrier)
    wrong = "0" * 6 if code != "0" * 6 else "1" * 6
    for _ in range(5):
        with pytest.raises(Refusal, match="wrong_code"):
            contacts.confirm(cast.xiaolin, Channel.SMS, wrong, cast.at)
    with pytest.raises(Refusal, match="wrong_code"):
        contacts.confirm(cast.xiaolin, Channel.SMS, code, cast.at)
    cast.later(minutes=2)
    code = asks_code(cast, carrier)
    cast.later(minutes=10, seconds=1)
    with pytest.raises(Refusal, match="wrong_code"):
        contacts.confirm(cast.xiaolin, Channel.SMS, code, cast.at)
    assert confirmed(cast) == []


def test_somebody_elses_code_confirms_nothing(cast, carrier):
    code = asks_code(cast, carrier)
    with pytest.raises(Refusal, match="wrong_code"):
        contacts.confirm(cast.xiaowu, Channel.SMS, code, cast.at)
    assert confirmed(cast, cast.xiaowu) == []


def test_a_new_phone_takes_the_old_ones_place_only_when_it_is_confirmed(cast, carrier):
    contacts.confirm(cast.xiaolin, Channel.SMS, asks_code(cast, carrier), cast.at)
    cast.later(minutes=2)
    code = asks_code(cast, carrier, "13900139002")
    assert confirmed(cast) == ["138****8001"]
    contacts.confirm(cast.xiaolin, Channel.SMS, code, cast.at)
    assert confirmed(cast) == ["139****9002"]
    contacts.forget(cast.xiaolin, Channel.SMS)
    assert not Contact.objects.exists()


def test_a_phone_is_not_flooded_whoever_asks(cast, carrier):
    asks_code(cast, carrier)
    for buyer in (cast.xiaolin, cast.xiaowu):
        with pytest.raises(Refusal, match="too_many_codes"):
            contacts.ask_code(buyer, Channel.SMS, steps.PHONE, cast.at)
    for _ in range(4):
        cast.later(minutes=2)
        contacts.ask_code(cast.xiaolin, Channel.SMS, steps.PHONE, cast.at)
    cast.later(hours=2)
    with pytest.raises(Refusal, match="too_many_codes"):
        contacts.ask_code(cast.xiaowu, Channel.SMS, steps.PHONE, cast.at)


def test_two_windows_at_once_get_one_code(cast, carrier):
    def ask() -> str:
        return contacts.ask_code(cast.xiaolin, Channel.SMS, steps.PHONE, cast.at)

    said = at_once([ask] * 4)
    assert [one for one in said if isinstance(one, str)] == ["138****8001"]
    assert Notice.objects.count() == 1


def test_a_code_nobody_could_send_in_time_is_not_sent_late(cast, carrier):
    contacts.ask_code(cast.xiaolin, Channel.SMS, steps.PHONE, cast.at)
    cast.later(minutes=11)
    sends(cast, served_by(carrier))
    assert not carrier.went
    assert Notice.objects.get().code == "CODE_OVER"


@pytest.mark.parametrize(
    ("channel", "text", "code"),
    [
        (Channel.SMS, "123", "no_address"),
        (Channel.EMAIL, "lin@mail.example", "channel_off"),
    ],
)
def test_what_can_not_be_reached_is_refused(cast, carrier, channel, text, code):
    with pytest.raises(Refusal, match=code):
        contacts.ask_code(cast.xiaolin, channel, text, cast.at)
    with pytest.raises(Refusal, match="nothing_there"):
        contacts.forget(cast.xiaolin, channel)


def test_a_code_by_letter_stands_alone_in_it(cast, monkeypatch):
    mail = Letters()
    monkeypatch.setattr(carriers, "carriers", lambda: served_by(mail=mail))
    contacts.wish(cast.xiaolin, Wishes(language="en"))
    contacts.ask_code(cast.xiaolin, Channel.EMAIL, steps.MAIL, cast.at)
    sends(cast, served_by(mail=mail))
    (letter,) = mail.went
    assert letter.subject == "Your Weikameng code"
    assert letter.text.startswith("Your code: ")
    assert "\n" not in letter.text
