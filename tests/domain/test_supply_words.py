"""A supplier's answer in plain words: unknown is told with its cause, never as a failure."""

from datetime import UTC, datetime, timedelta

import pytest

from weikameng.domain.supply import MAX_QUESTIONS, Questions, pause_after
from weikameng.domain.supply_words import cause_words, meaning_of, name_words, told_words

AT = datetime(2026, 11, 23, 2, 32, tzinfo=UTC)  # 10:32 in Beijing


@pytest.mark.parametrize(
    "code",
    [
        *("TOO_OLD", "SWITCHED_OFF", "FULU_3002", "order_not_found", "ORDER_NOT_FOUND"),
        *("BAD_SIGNATURE", "UNREADABLE_ANSWER", "OTHER_ORDER", "PARTIAL", "CONTRADICTION"),
        *("ReadTimeout", "RemoteProtocolError", "HTTP_503", "server_error", "STATE_501"),
    ],
)
def test_every_unknown_is_told_with_its_cause_and_never_as_not_credited(code) -> None:
    words = meaning_of("unknown", code, None)
    assert words.zh.startswith("不清楚:")
    assert words.en.startswith("not known:")
    assert "没有到账" not in words.zh
    assert "not credited" not in words.en


def test_trouble_nobody_has_words_for_is_shown_with_its_code() -> None:
    assert "HTTP_503" in cause_words("HTTP_503").zh
    assert "HTTP_503" in cause_words("HTTP_503").en


def test_a_clear_answer_and_a_question_never_heard_are_told_as_what_they_are() -> None:
    assert meaning_of("success", "", True).zh == "已到账"
    assert meaning_of("failed", "FAILED", False).zh == "没有到账"
    assert meaning_of("processing", "", None).zh == "还在充值中"
    assert meaning_of("success", "", None).zh == "没有说是否到账"
    assert meaning_of("", "", None).zh == "问了,没有收到答复"


def test_the_buyer_reads_when_and_what_and_not_who() -> None:
    credited = told_words(AT, True, AT)
    assert "10:32" in credited.zh
    assert "已到账" in credited.zh
    assert "10:32" in credited.en
    assert "没有到账" in told_words(AT, False, AT).zh
    assert "由人工核实" in told_words(AT, None, AT).zh
    assert "福禄" not in credited.zh


def test_a_supplier_without_a_name_is_called_by_its_own() -> None:
    assert name_words("fulu").zh == "福禄"
    assert name_words("other").en == "other"


def test_pauses_grow_and_never_undercut_the_suppliers_gap() -> None:
    rules = Questions(timedelta(), timedelta(seconds=60), timedelta(days=1))
    pauses = [pause_after(question, rules) for question in range(1, MAX_QUESTIONS)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=60)
    assert timedelta(hours=4) < sum(pauses, timedelta()) < timedelta(hours=6)
