"""Template words: both languages, all escaped, money, numbers and moments as we write them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Engine
from django.utils import translation

from weikameng.domain import clock_words
from weikameng.domain.words import Words
from weikameng.web.language import language_of

ENGINE = Engine(
    libraries={"words": "weikameng.web.templatetags.words"},
    builtins=["weikameng.web.templatetags.words"],
)
NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 13, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai


def shown(text: str, code: str = "zh-hans", **values: object) -> str:
    with translation.override(code):
        return ENGINE.from_string(text).render(Context(values))


def test_say_speaks_the_active_language() -> None:
    text = '{% say "还有 {n} 个" "{n} left" n=count %}'
    assert shown(text, count=3) == "还有 3 个"
    assert shown(text, "en", count=3) == "3 left"


def test_say_escapes_what_it_is_given() -> None:
    name = "<b>{x}</b>"
    assert shown('{% say "你好{name}" "Hi" name=name %}', name=name).startswith("你好&lt;b&gt;")
    assert "<b>" not in shown("{% say words words %}", words="<b>")


def test_words_may_come_from_json_or_be_plain_text() -> None:
    for value in (Words("好", "Good"), ["好", "Good"]):
        assert shown("{{ value|in_words }}", "en", value=value) == "Good"
    assert shown("{{ value|in_words }}", value="<i>") == "&lt;i&gt;"
    assert shown("{{ value|in_words }}", value=None) == ""


def test_money_has_two_places() -> None:
    assert shown("{{ fen|yuan }}", fen=1230) == "12.30"
    assert shown("{% money fen %}", fen=-5) == '<span class="money">-¥0.05</span>'
    assert shown("{{ none|yuan }}{% money none %}", none=None) == ""


def test_a_long_number_is_grouped_for_the_eye_and_whole_for_copying() -> None:
    html = shown("{{ number|number }}", number="2026112200001234")
    assert html.count("<span>") == 4
    assert 'data-number="2026112200001234"' in html


def test_a_moment_is_written_in_shanghai_time() -> None:
    assert clock_words.moment(FRIDAY, NOW) == ("3月13日(周五)18:00", "Fri 13 Mar, 18:00")
    assert shown("{{ at|moment:now }}", at=FRIDAY, now=NOW) == "3月13日（周五）18:00"


def test_another_year_is_named() -> None:
    later = NOW + timedelta(days=365)
    assert clock_words.moment(FRIDAY, later).zh == "2026年3月13日(周五)18:00"
    assert clock_words.moment(FRIDAY, later).en == "Fri 13 Mar 2026, 18:00"


def test_a_deadline_at_midnight_is_the_end_of_the_day_before() -> None:
    midnight = datetime(2026, 3, 13, 16, 0, tzinfo=UTC)
    assert clock_words.deadline(midnight, NOW).zh == "3月13日(周五)24:00"
    assert clock_words.deadline(FRIDAY, NOW).zh == "3月13日(周五)18:00"


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (timedelta(days=2, hours=3, minutes=9), "还剩2天3小时", "2 d 3 h left"),
        (timedelta(days=1, minutes=5), "还剩1天", "1 d left"),
        (timedelta(minutes=12), "还剩12分钟", "12 min left"),
        (timedelta(seconds=30), "还剩不到1分钟", "Less than a minute left"),
        (timedelta(0), "已到时间", "Time is up"),
    ],
)
def test_time_left_is_told_in_two_units(span: timedelta, zh: str, en: str) -> None:
    assert clock_words.left(span) == (zh, en)


def test_times_carry_their_machine_form() -> None:
    html = shown("{% at value now %}{% countdown value now %}", value=FRIDAY, now=NOW)
    assert html.count('datetime="2026-03-13T10:00:00+00:00"') == 2
    assert "data-countdown" in html
    assert "还剩2天8小时" in html


def test_clauses_are_sorted_by_verdict_from_json_too() -> None:
    tested = [{"verdict": "passes", "rule": "a"}, {"verdict": "decides", "rule": "b"}]
    text = '{% for clause in tested|judged:"decides" %}{{ clause.rule }}{% endfor %}'
    assert shown(text, tested=tested) == "b"


@pytest.mark.parametrize(
    ("chosen", "accepted", "code"),
    [
        ("", "", "zh-hans"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "en-GB,en;q=0.9,zh-CN;q=0.1", "zh-hans"),
        ("", "fr,en;q=0.5", "zh-hans"),
        ("", "en;q=nonsense", "zh-hans"),
        ("en", "zh-CN", "en"),
        ("zh-hans", "en", "zh-hans"),
        ("xx", "en", "en"),
    ],
)
def test_the_language_is_chinese_unless_chosen_or_only_english_is_read(
    chosen: str, accepted: str, code: str
) -> None:
    assert language_of(chosen, accepted) == code
