"""Template words in both languages, and the way we write money, numbers and moments.

Built into every template: ``{% say %}``, ``{% at %}``, ``{% countdown %}``, ``|yuan`` and so on.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from weikameng.domain import clock_words
from weikameng.domain.exchange import HOME
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.decision import ClauseResult
from weikameng.domain.words import Words
from weikameng.services.promised import is_estimated

register = template.Library()

DIGITS_IN_A_GROUP = 4
_PLACE = re.compile(r"\{(\w+)\}")


def language() -> str:
    """Return the active language code; Chinese when none is active."""
    return get_language() or "zh-hans"


@register.simple_tag
def say(zh: str, en: str, **values: object) -> SafeString:
    """Say one of two sentences as plain text; ``{name}`` takes a keyword. All is escaped."""
    sentence = escape(str(Words(zh, en).in_language(language())))
    filled = _PLACE.sub(lambda place: _escaped(values[place[1]]), sentence)
    return mark_safe(filled)  # noqa: S308 - both the sentence and the values are escaped


@register.filter
def in_words(value: Words | Sequence[str] | str | None) -> str:
    """Return Words (or the pair JSON makes of them) in the active language; text stays as it is."""
    if value is None:
        return ""
    return value if isinstance(value, str) else Words(*value).in_language(language())


@register.filter
def yuan(minor: int | None) -> str:
    """Return fen as yuan with two places: 1230 → ``12.30``."""
    return "" if minor is None else yuan_of(minor)


@register.simple_tag
def money(minor: int | None, currency: str = HOME) -> SafeString:
    """Return an amount as ``¥12.30``, or ``USD 12.30``, in even digits that never break."""
    if minor is None:
        return SafeString("")
    sign, unit = (
        "-" if minor < 0 else "",
        "¥" if currency == HOME else f"{currency}\N{NO-BREAK SPACE}",
    )
    return format_html('<span class="money">{}{}{}</span>', sign, unit, yuan_of(abs(minor)))


@register.filter
def number(value: str | None) -> SafeString:
    """Show a long number in groups of four; what is copied has no spaces in it."""
    text = str(value or "")
    starts = range(0, len(text), DIGITS_IN_A_GROUP)
    groups = ((text[i : i + DIGITS_IN_A_GROUP],) for i in starts)
    spans = format_html_join("", "<span>{}</span>", groups)
    return format_html('<bdi class="number" data-number="{}">{}</bdi>', text, spans)


@register.filter
def moment(value: datetime | None, now: datetime | None = None) -> str:
    """Return a time in words, Shanghai time; the year only when it isn't the one of ``now``."""
    if value is None:
        return ""
    return clock_words.moment(value, now or timezone.now()).in_language(language())


@register.simple_tag
def at(value: datetime | None, now: datetime | None = None) -> SafeString:
    """Return ``<time>`` for something that happened."""
    if value is None:
        return SafeString("")
    return _time("moment", value, moment(value, now))


@register.simple_tag
def until(value: datetime | None, now: datetime | None = None) -> SafeString:
    """Return ``<time>`` for a deadline: midnight is the 24:00 of the day that ends."""
    if value is None:
        return SafeString("")
    words = clock_words.deadline(value, now or timezone.now())
    return _time("moment", value, words.in_language(language()))


@register.simple_tag
def promised(value: datetime | None, now: datetime | None = None) -> SafeString:
    """Return a promised deadline; 预计 where its year's holidays are not published yet (N4)."""
    if value is None or not is_estimated(value):
        return until(value, now)
    return format_html("{} {}", say("预计", "expected"), until(value, now))


@register.simple_tag
def countdown(value: datetime | None, now: datetime | None = None) -> SafeString:
    """Return the time left until ``value``; app.js keeps it going, without it the text stands."""
    if value is None:
        return SafeString("")
    left = clock_words.left(value - (now or timezone.now()))
    return format_html(
        '<time class="countdown" datetime="{}" data-countdown>{}</time>',
        value.isoformat(),
        left.in_language(language()),
    )


@register.filter
def judged(tested: Sequence[ClauseResult | dict[str, object]], verdict: str) -> list[object]:
    """Return the tested clauses of one verdict, from a decision or from its JSON."""
    return [clause for clause in tested or () if _verdict(clause) == verdict]


@register.simple_tag
def control(field: BoundField, hint: str = "") -> SafeString:
    """Return a form field's widget, tied to its hint and its error by ``aria-describedby``."""
    told = [f"{field.auto_id}_helptext"] if hint or field.help_text else []
    told += [f"{field.auto_id}_error"] if field.errors else []
    return field.as_widget(attrs={"aria-describedby": " ".join(told)} if told else {})


def _escaped(value: object) -> str:
    return str(conditional_escape(value if isinstance(value, SafeString) else str(value)))


def _verdict(clause: ClauseResult | dict[str, object]) -> object:
    return clause["verdict"] if isinstance(clause, dict) else clause.verdict


def _time(css_class: str, value: datetime, words: str) -> SafeString:
    return format_html(
        '<time class="{}" datetime="{}">{}</time>', css_class, value.isoformat(), words
    )
