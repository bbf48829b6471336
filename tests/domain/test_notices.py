"""Notices by SMS and e-mail (R5.1): short enough, at a decent hour, wanted, and about nobody."""

import copy
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.calendar import CHINA
from weikameng.domain.delivery import is_reference
from weikameng.domain.messages import Kind
from weikameng.domain.notices import (
    SMS_LIMIT,
    Channel,
    NoticeFacts,
    Planned,
    Quiet,
    Recipient,
    after_quiet,
    notice_rules_from,
    parameters,
    plan,
    reference_of,
    sentence,
    short_due,
    sms_length,
)

SHIPPED = Path(__file__).resolve().parents[2] / "weikameng" / "records" / "shipped"
DOCUMENT = tomllib.loads((SHIPPED / "notices.toml").read_text(encoding="utf-8"))
RULES = notice_rules_from(DOCUMENT)
NUMBER = "2261122000012349"
BOTH = Recipient(mobile=True, email=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


MOMENTS = st.integers(0, 20 * 365 * 86_400).map(
    lambda seconds: at("2020-01-01T00:00") + timedelta(seconds=seconds)
)
FACTS = NoticeFacts(NUMBER, 123_456, at("2026-03-14T00:00"))


def changed(code: str, **texts: str):
    document = copy.deepcopy(DOCUMENT)
    row = next(row for row in document["notices"] if row["code"] == code)
    row["text"] = row["text"] | texts
    return document


def test_every_moment_that_buyers_are_told_of_has_a_notice() -> None:
    told = {notice.code for notice in RULES.notices.values()}
    assert told >= {"received", "asked", "approved", "rejected", "sent", "arrived", "late"}
    assert all({Channel.SMS, Channel.EMAIL} <= n.channels for n in RULES.notices.values())
    # What follows in the same second tells more than "received" does.
    assert Kind.RECEIVED_AT_ONCE not in RULES.notices


def test_the_signature_and_its_brackets_count() -> None:
    assert sms_length("退款成功", "微卡盟") == len("【微卡盟】退款成功")


@given(
    st.sampled_from(list(RULES.notices.values())),
    st.integers(0, 999_999_999),
    MOMENTS,
    st.sampled_from(["zh-hans", "en"]),
)
def test_no_text_message_is_ever_longer_than_one(notice, fen, due, language) -> None:
    text = sentence(notice, NoticeFacts(NUMBER, fen, due), language)
    assert sms_length(text, RULES.signature) <= SMS_LIMIT
    assert NUMBER in text
    assert "{" not in text


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (changed("sent", zh="退款{number}的{amount}元" + "好" * 40 + "{due}"), "70 at most"),
        (changed("sent", en="{number} {amount} {due} " + "x" * 30), "70 at most"),
        (changed("sent", zh="退款{number}", en="{number} {amount}"), "different"),
        (changed("sent", zh="{account}", en="{account}"), "no such place"),
        (changed("sent", zh="{because}", en="{because}"), "no such place"),
        (changed("arrived", zh="【盟】{number}{amount}"), "brackets"),
        (changed("arrived", en="http://x {number}{amount}"), "links"),
        (DOCUMENT | {"notices": [*DOCUMENT["notices"], DOCUMENT["notices"][0]]}, "two notices"),
        (DOCUMENT | {"quiet": {"from": "22:00", "until": "25:00"}}, "time of day"),
    ],
)
def test_a_document_that_could_go_wrong_is_refused(document, said) -> None:
    with pytest.raises(ValueError, match=said):
        notice_rules_from(document)


def test_seventy_characters_with_the_signature_are_just_short_enough() -> None:
    fits = "好" * (SMS_LIMIT - len("【微卡盟】") - len("9" * 16)) + "{number}"
    notice_rules_from(changed("late", zh=fits))
    with pytest.raises(ValueError, match="71 characters"):
        notice_rules_from(changed("late", zh=fits + "好"))


def test_a_kind_nobody_knows_is_refused() -> None:
    row = DOCUMENT["notices"][0] | {"kinds": ["birthday"]}
    with pytest.raises(ValueError, match="birthday"):
        notice_rules_from(DOCUMENT | {"notices": [row]})


def test_values_come_in_the_order_of_the_text() -> None:
    notice = RULES.notices[Kind.SENT]
    assert parameters(notice, FACTS, "zh-hans") == (
        ("number", NUMBER),
        ("amount", "1234.56"),
        ("due", "3月13日24:00"),
    )
    assert parameters(notice, FACTS, "en")[2] == ("due", "13 Mar, 24:00")
    assert sentence(notice, FACTS, "zh-hans") == (
        f"退款{NUMBER}的1234.56元已发出，最晚3月13日24:00到账。"
    )


@pytest.mark.parametrize(
    "facts",
    [
        NoticeFacts(NUMBER, 100),
        NoticeFacts(NUMBER, due_at=at("2026-03-14T00:00")),
        NoticeFacts("13800138001 小林", 100, at("2026-03-14T00:00")),
        NoticeFacts("9" * 17, 100, at("2026-03-14T00:00")),
        NoticeFacts(NUMBER, 100_000_000_000, at("2026-03-14T00:00")),
    ],
)
def test_what_is_missing_or_does_not_belong_there_is_a_mistake(facts) -> None:
    with pytest.raises(ValueError, match="notice"):
        sentence(RULES.notices[Kind.SENT], facts, "zh-hans")


def test_a_date_is_short_and_a_midnight_belongs_to_the_day_before() -> None:
    assert short_due(at("2026-12-31T18:00")).en == "31 Dec, 18:00"
    assert short_due(at("2027-01-01T00:00")).zh == "12月31日24:00"


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-03-10T21:59", "2026-03-10T21:59"),
        ("2026-03-10T22:00", "2026-03-11T08:00"),
        ("2026-03-11T00:00", "2026-03-11T08:00"),
        ("2026-03-11T07:59", "2026-03-11T08:00"),
        ("2026-03-11T08:00", "2026-03-11T08:00"),
    ],
)
def test_nobody_is_woken(moment, leaves) -> None:
    assert after_quiet(RULES.quiet, at(moment)) == at(leaves)


@given(
    st.integers(0, 1439),
    st.integers(0, 1439),
    MOMENTS,
)
def test_after_the_quiet_hours_it_is_not_quiet(begins, ends, moment) -> None:
    quiet = Quiet(begins, ends)
    leaves = after_quiet(quiet, moment)
    assert moment <= leaves <= moment + timedelta(days=1)
    assert after_quiet(quiet, leaves) == leaves


def test_the_inbox_is_told_at_once_and_the_phone_in_the_morning() -> None:
    night = at("2026-03-10T23:00")
    assert plan(RULES, Kind.ARRIVED, BOTH, night) == (
        Planned(Channel.INBOX, night),
        Planned(Channel.SMS, at("2026-03-11T08:00")),
        Planned(Channel.EMAIL, night),
    )


@pytest.mark.parametrize(
    ("who", "kind", "channels"),
    [
        (Recipient(), Kind.ARRIVED, "inbox"),
        (Recipient(mobile=True), Kind.ARRIVED, "inbox sms"),
        (Recipient(mobile=True, email=True, wants_sms=False), Kind.ARRIVED, "inbox email"),
        (Recipient(mobile=True, email=True, wants_email=False), Kind.SENT, "inbox sms"),
        (Recipient(mobile=True, only_important=True), Kind.SENT, "inbox"),
        (Recipient(mobile=True, only_important=True), Kind.ASKED, "inbox sms"),
        (BOTH, Kind.WITHDRAWN, "inbox"),
    ],
)
def test_a_buyer_gets_what_they_want_and_the_inbox_always(who, kind, channels) -> None:
    planned = plan(RULES, kind, who, at("2026-03-10T12:00"))
    assert " ".join(copy_.channel for copy_ in planned) == channels


@given(st.sampled_from(list(Kind)), st.builds(Recipient, *[st.booleans()] * 5))
def test_each_channel_tells_a_thing_once(kind, who) -> None:
    channels = [one.channel for one in plan(RULES, kind, who, at("2026-03-10T12:00"))]
    assert channels[0] is Channel.INBOX
    assert len(channels) == len(set(channels))


def test_a_copy_has_one_number_which_every_carrier_takes() -> None:
    first = reference_of(NUMBER, 12, Channel.SMS)
    assert first == reference_of(NUMBER, 12, Channel.SMS)
    assert first != reference_of(NUMBER, 12, Channel.EMAIL)
    assert first != reference_of(NUMBER, 13, Channel.SMS)
    assert is_reference(first)
