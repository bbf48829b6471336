"""Statements sent by hand: the same ones are nothing new, bad ones keep nothing, and a person ends
a difference with a note that stays until the matter changes (R4.5)."""

import gzip
from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from tests.services.statement_files import (
    FILES,
    alipay_file,
    alipay_table,
    line,
    wechatpay_file,
    zipped,
)
from tests.services.statement_steps import acai, states
from tests.services.test_concurrency import at_once
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.statements import DayState, bounds
from weikameng.gateways.payments import statement_files
from weikameng.records.models import (
    ChannelStatement,
    Difference,
    DifferenceEvent,
    StatementLine,
    StatementRun,
)
from weikameng.services import reconciliation

DAY = date(2026, 11, 17)
NOON = bounds(DAY)[0] + timedelta(hours=12)
NOTE = "财务在渠道后台核对过:合作店铺退的。"


def sends(cast, content: bytes, route: str = "alipay", day: date = DAY):
    """阿财 uploads a file."""
    return reconciliation.reconcile_upload(route, day, content, at=cast.at, by=acai(cast))


def refused(cast, content: bytes, route: str = "alipay", day: date = DAY) -> Refusal:
    """What she is told when it is no good."""
    with pytest.raises(Refusal) as told:
        sends(cast, content, route, day)
    assert (ChannelStatement.objects.count(), Difference.objects.count()) == (0, 0)
    assert not StatementRun.objects.exclude(leased_until=None).exists()
    return told.value


@pytest.mark.parametrize("route", sorted(FILES))
def test_the_same_file_again_is_nothing_new(cast, route):
    content = FILES[route](line("X1", 500, NOON), line("X2", 600, NOON))
    first = sends(cast, content, route)
    assert (first.fresh, first.state, first.lines) == (True, DayState.DIFFERENT, 2)
    assert [sends(cast, content, route).fresh for _ in range(3)] == [False] * 3
    assert (ChannelStatement.objects.count(), StatementLine.objects.count()) == (1, 2)
    assert (Difference.objects.count(), DifferenceEvent.objects.count()) == (2, 2)


def test_the_same_lines_packed_otherwise_are_the_same_statement(cast):
    one = line("X1", 500, NOON)
    assert sends(cast, alipay_file(one)).fresh
    assert not sends(cast, alipay_table([one])).fresh
    assert not sends(cast, zipped(other=alipay_table([one]))).fresh


def test_the_statement_read_last_counts_even_when_it_was_read_before(cast):
    wrong, right = alipay_file(line("X1", 500, NOON)), alipay_file(line("X2", 500, NOON))
    for content, shown in ((wrong, "X1"), (right, "X2"), (wrong, "X1")):
        cast.later(seconds=1)
        sends(cast, content)
        still = Difference.objects.filter(state="open").values_list("refund_number", flat=True)
        assert list(still) == [shown]
    assert ChannelStatement.objects.count() == 2
    assert states() == ["open", "settled"]


HOSTILE = {
    "nothing": ("alipay", b""),
    "a page": ("alipay", "<html>会话已过期</html>".encode()),
    "another encoding": ("alipay", alipay_table([]).decode("gbk").encode("utf-16")),
    "cut off": ("alipay", alipay_file(line("X1", 500, NOON))[:-40]),
    "a table cut off": ("alipay", alipay_table([line("X1", 500, NOON)])[:-20]),
    "another channel's": ("alipay", wechatpay_file(line("X1", 500, NOON))),
    "too many files": ("alipay", zipped(**{f"f{n}": b"" for n in range(40)})),
    "the other one's": ("wechatpay", alipay_file(line("X1", 500, NOON))),
    "GBK": ("wechatpay", wechatpay_file(line("X1", 500, NOON)).decode().encode("gbk", "replace")),
    "no end": ("wechatpay", wechatpay_file(line("X1", 500, NOON)).rpartition("总".encode())[0]),
    "no gzip": ("wechatpay", b"\x1f\x8b" + b"x" * 100),
    "a long number": ("wechatpay", wechatpay_file(line("9" * 65, 500, NOON))),
    "an empty sign": ("wechatpay", wechatpay_file(line("a\0b", 500, NOON))),
    "an amount beyond all": ("wechatpay", wechatpay_file(line("X1", 10**15, NOON))),
}


def test_a_file_that_cant_be_relied_on_keeps_nothing_and_says_why(cast):
    for name, (route, content) in HOSTILE.items():
        told = refused(cast, content, route)
        assert (told.code, bool(told.words.zh and told.words.en)) == ("bad_statement", True), name


def test_a_bomb_is_stopped_while_it_unpacks(cast, monkeypatch):
    monkeypatch.setattr(statement_files, "UNPACKED_LIMIT", 100_000)
    bomb = zipped(detail=b"0" * 5_000_000)
    assert len(bomb) < 10_000
    assert refused(cast, bomb).words.zh == "文件太大。"
    assert refused(cast, gzip.compress(b"`" * 5_000_000), "wechatpay").words.zh == "文件太大。"


def test_a_file_beyond_the_limit_is_not_even_read(cast, monkeypatch):
    monkeypatch.setattr(statement_files, "FILE_LIMIT", 100)
    assert refused(cast, alipay_file(line("X1", 500, NOON))).words.zh == "文件太大。"


def test_a_zip_that_asks_for_a_password_or_lies_is_refused(cast):
    packed = bytearray(alipay_file(line("X1", 500, NOON)))
    packed[6] |= 1  # "encrypted"
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    assert refused(cast, bytes(packed)).code == "bad_statement"


def test_a_statement_of_another_day_is_refused(cast):
    other = alipay_file(line("X1", 500, NOON - timedelta(days=1)))
    told = refused(cast, other)
    assert (told.code, "2026-11-16" in told.words.zh) == ("wrong_day", True)
    assert refused(cast, alipay_file(), day=DAY + timedelta(days=1)).code == "day_not_over"


def test_a_note_closes_a_difference_and_a_rerun_lets_it_be(cast):
    content = alipay_file(line("X1", 500, NOON))
    sends(cast, content)
    row = Difference.objects.get()
    reconciliation.close_difference(row.pk, f"  {NOTE} ", by=acai(cast), at=cast.at)
    for _ in range(2):
        sends(cast, content)
    row.refresh_from_db()
    assert (row.state, row.note, row.ended_by_id) == ("closed", NOTE, cast.ids["acai"])
    assert reconciliation.match_again("alipay", DAY, at=cast.at)
    assert states() == ["closed"]


def test_a_closed_difference_opens_again_when_its_amount_changes(cast):
    sends(cast, alipay_file(line("X1", 500, NOON)))
    row = Difference.objects.get()
    reconciliation.close_difference(row.pk, NOTE, by=acai(cast), at=cast.at)
    cast.later(minutes=1)
    sends(cast, alipay_file(line("X1", 501, NOON)))
    row.refresh_from_db()
    assert (row.state, row.theirs_minor, row.ended_by_id) == ("open", 501, None)
    events = DifferenceEvent.objects.order_by("id").values_list("event", "theirs_minor", "by")
    assert list(events) == [
        ("found", 500, None),
        ("closed", 500, cast.ids["acai"]),
        ("found", 501, None),
    ]


def test_closing_can_be_taken_back(cast):
    sends(cast, alipay_file(line("X1", 500, NOON)))
    row = Difference.objects.get()
    reconciliation.close_difference(row.pk, NOTE, by=acai(cast), at=cast.at)
    reconciliation.reopen_difference(row.pk, by=acai(cast), at=cast.at)
    row.refresh_from_db()
    assert (row.state, row.note) == ("open", NOTE)  # what was said stays to be read
    with pytest.raises(Refusal, match="moved"):
        reconciliation.reopen_difference(row.pk, by=acai(cast), at=cast.at)


def test_a_difference_that_is_gone_is_settled_and_found_again_when_it_is_back(cast):
    there, gone = alipay_file(line("X1", 500, NOON)), alipay_file()
    for content, state in ((there, "open"), (gone, "settled"), (there, "open")):
        cast.later(seconds=1)
        sends(cast, content)
        assert states() == [state]
    events = DifferenceEvent.objects.order_by("id").values_list("event", flat=True)
    assert list(events) == ["found", "settled", "found"]


def test_a_difference_is_not_closed_without_words(cast):
    sends(cast, alipay_file(line("X1", 500, NOON)))
    pk = Difference.objects.get().pk
    for note in ("", "看过", " " * 30, "x" * 501, "\0\0\0\0\0\0"):
        with pytest.raises(Refusal) as told:
            reconciliation.close_difference(pk, note, by=acai(cast), at=cast.at)
        assert (told.value.code, states()) == ("note", ["open"]), note


def test_who_only_reads_runs_sends_closes_and_reopens_nothing(cast):
    sends(cast, alipay_file(line("X1", 500, NOON)))
    pk = Difference.objects.get().pk
    for role in ("auditor", "reviewer", "policy_editor", "buyer"):
        who = Actor(cast.xiaowu, role)
        acts = (
            lambda who=who: reconciliation.reconcile("alipay", DAY, at=cast.at, by=who),
            lambda who=who: reconciliation.reconcile_upload(
                "alipay", DAY, alipay_file(), at=cast.at, by=who
            ),
            lambda who=who: reconciliation.close_difference(pk, NOTE, by=who, at=cast.at),
            lambda who=who: reconciliation.reopen_difference(pk, by=who, at=cast.at),
        )
        for act in acts:
            with pytest.raises(Refusal, match="not_found"):
                act()
    assert (states(), ChannelStatement.objects.count()) == (["open"], 1)


def test_of_two_who_close_at_once_one_is_told(cast):
    sends(cast, alipay_file(line("X1", 500, NOON)))
    pk = Difference.objects.get().pk
    close = reconciliation.close_difference
    said = at_once([lambda: close(pk, NOTE, by=acai(cast), at=cast.at)] * 4)
    assert sorted(getattr(one, "code", "") for one in said) == ["", "moved", "moved", "moved"]
    assert DifferenceEvent.objects.filter(event="closed").count() == 1


def test_two_uploads_at_once_leave_one_statement_and_one_difference(cast):
    content = alipay_file(line("X1", 500, NOON))
    said = at_once([lambda: sends(cast, content)] * 5)
    assert {one.code for one in said if isinstance(one, Refusal)} <= {"running"}
    assert (ChannelStatement.objects.count(), Difference.objects.count()) == (1, 1)


def test_a_history_line_can_never_be_changed(cast):
    sends(cast, alipay_file(line("X1", 500, NOON)))
    with pytest.raises(IntegrityError, match="only added to"):
        DifferenceEvent.objects.update(note="nothing happened")


def test_a_large_day_is_matched_in_a_few_statements(cast, django_assert_max_num_queries):
    """What it costs grows with the rows written, never line by line."""
    lines = [line(f"X{n}", 500, NOON) for n in range(3_000)]
    content = wechatpay_file(*lines)
    with django_assert_max_num_queries(45):
        done = sends(cast, content, "wechatpay")
    assert (done.lines, Difference.objects.count()) == (3_000, 3_000)
