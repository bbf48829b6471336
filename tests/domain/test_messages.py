"""The sentences of the inbox: every event has one, each complete in both languages."""

import copy
import re
import tomllib
from pathlib import Path

import pytest

from weikameng.domain.case_life import Event
from weikameng.domain.messages import (
    ARRIVALS,
    Circumstances,
    Kind,
    filled,
    kind_of,
    templates_from,
)
from weikameng.domain.words import Words

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = tomllib.loads(
    (ROOT / "weikameng/records/shipped/messages.toml").read_text(encoding="utf-8")
)
TEMPLATES = templates_from(DOCUMENT)
EVERY = [
    Circumstances(by_person=a, at_once=b, again=c, money=d, rerouted=e, unrecorded=f)
    for a in (False, True)
    for b in (False, True)
    for c in (False, True)
    for d in (False, True)
    for e in (False, True)
    for f in (False, True)
]
# What no event of a case tells.
UNTOLD = {Kind.LATE, Kind.DELAYED, Kind.LAW_LATE, Kind.DISPUTE_ASKED, Kind.DISPUTE_OPENED_UP}
UNTOLD |= {Kind.FROZEN, Kind.COMPLAINED, Kind.COMPLAINT_OVER}
CJK = re.compile(r"[\u3400-\u9fff]")


def test_every_event_has_a_message_whatever_the_circumstances():
    told = {kind_of(event, seen) for event in Event for seen in EVERY}
    assert told == set(Kind) - UNTOLD


def test_only_a_settlement_says_that_the_money_arrived():
    saying = {event for event in Event for seen in EVERY if kind_of(event, seen) in ARRIVALS}
    assert saying == {Event.SETTLE}
    assert {kind_of(Event.SETTLE, seen) for seen in EVERY} == ARRIVALS


@pytest.mark.parametrize("kind", sorted(set(Kind) - ARRIVALS))
def test_no_other_message_says_refunded(kind):
    told = TEMPLATES.messages[kind]
    said = " ".join((*told.title, *told.text)).replace("此前告知已到账", "")
    said = said.replace("are to be refunded", "").replace("we said had arrived", "")
    assert not re.search(r"已到账|已退回|退款成功|到账了|refunded\b|\b(has|have) arrived\b", said)


@pytest.mark.parametrize("kind", sorted(Kind))
def test_a_message_is_short_and_speaks_each_language_alone(kind):
    told = TEMPLATES.messages[kind]
    assert not CJK.search(told.title.en + told.text.en)
    assert not re.search(r"无效申请|请耐心等待|您|亲", told.title.zh + told.text.zh)
    sentences = re.split(r"[。：；，”]", re.sub(r"\{\w+\}", "", told.text.zh))
    assert max(len(sentence) for sentence in sentences) <= 25


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda d: d.pop("late"), "missing or unknown"),
        (lambda d: d.update(bonus={}), "missing or unknown"),
        (lambda d: d["late"].update(tone="loud"), "no such tone"),
        (lambda d: d["sent"]["text"].update(zh="{amount} 元 {legs}，{secret}"), "no such place"),
        (lambda d: d["sent"]["text"].update(zh="{amount} 元"), "different things"),
    ],
)
def test_a_document_that_is_wrong_is_refused(change, complaint):
    document = copy.deepcopy(DOCUMENT)
    change(document)
    with pytest.raises(ValueError, match=complaint):
        templates_from(document)


def test_places_are_filled_without_gaps_between_chinese_words():
    words = Words("由 {who} 在 {when} 前裁决", "{who} decides by {when}")
    values = {"who": Words("仲裁员", "An arbiter"), "when": Words("3月13日", "13 Mar")}
    assert filled(words, values) == ("由仲裁员在 3月13日前裁决", "An arbiter decides by 13 Mar")


@pytest.mark.parametrize(
    ("zh", "filled_in"),
    [
        ("{route} {amount} 元", "支付宝 3.00 元"),
        ("退到 {route} 了", "退到支付宝了"),
        ("{route} {route}", "支付宝支付宝"),
        ("最晚 {amount} 前", "最晚 3.00 前"),
        ("{none} {route}", " 支付宝"),
    ],
)
def test_a_gap_stays_only_beside_numbers(zh, filled_in):
    values = {"route": Words("支付宝", ""), "amount": Words("3.00", ""), "none": Words("", "")}
    assert filled(Words(zh, ""), values).zh == filled_in
