"""A phone or a mail box: written one way, shown masked, and codes that nobody is flooded with."""

from datetime import UTC, datetime, timedelta

import pytest

from weikameng.domain.contacts import CODES_A_DAY, masked, may_ask, written
from weikameng.domain.notices import Channel

AT = datetime(2026, 11, 18, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("channel", "text", "address"),
    [
        (Channel.SMS, " 138 0013-8001 ", "13800138001"),
        (Channel.SMS, "+86 13800138001", "13800138001"),
        (Channel.SMS, "010-12345678", ""),
        (Channel.SMS, "1380013800", ""),
        (Channel.EMAIL, " Lin@Mail.EXAMPLE ", "Lin@mail.example"),
        (Channel.EMAIL, "lin@mail.example, wu@mail.example", ""),
        (Channel.EMAIL, "lin@mail.example\nBcc: x@y.z", ""),
        (Channel.EMAIL, "lin", ""),
    ],
)
def test_an_address_is_written_one_way_or_is_none(channel, text, address):
    assert written(channel, text) == address


def test_what_a_page_shows_can_not_be_called_or_written_to():
    assert masked(Channel.SMS, "13800138001") == "138****8001"
    assert masked(Channel.EMAIL, "xiaolin@mail.example") == "x***@mail.example"
    assert len(masked(Channel.EMAIL, f"a@{'b' * 200}.example")) <= 40


@pytest.mark.parametrize(
    ("minutes_ago", "may"),
    [
        ([], True),
        ([1], True),
        ([0.9], False),
        ([10, 20, 30, 40], True),
        ([10, 20, 30, 40, 50], False),
        ([10, 20, 30, 40, 24 * 60], True),
    ],
)
def test_one_code_a_minute_and_five_a_day(minutes_ago, may):
    asked = [AT - timedelta(minutes=ago) for ago in minutes_ago]
    assert may_ask(asked, AT) is may
    assert CODES_A_DAY == 5
