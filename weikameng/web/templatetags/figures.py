"""How a cell of a figure's table is written on a page: money, moments, links to cases."""

from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from weikameng.domain import clock_words
from weikameng.domain.figures.sheet import Column, plain
from weikameng.web.templatetags import words

register = template.Library()
NUMBERS = frozenset({"count", "money", "share", "hours"})


@register.simple_tag
def cell(column: Column, value: Any) -> SafeString:
    """Return a cell as HTML; a dash where there is nothing to say."""
    if value is None or value == "":
        return SafeString("—")
    match column.kind:
        case "money":
            return words.money(value)
        case "case":
            return format_html(
                '<a href="{}">{}</a>', reverse("desk_case", args=[value]), words.number(value)
            )
        case "hours":
            return _escaped(words.in_words(clock_words.span(value)))
        case "words":
            return _escaped(words.in_words(value))
    if isinstance(value, datetime):
        return words.promised(value) if column.name == "due_at" else words.at(value)
    if isinstance(value, date):
        return _escaped(value.isoformat())
    return _escaped(plain(column.kind, value))


@register.filter
def is_number(column: Column) -> bool:
    """Whether a column holds numbers, which stand at its right."""
    return column.kind in NUMBERS


def _escaped(text: str) -> SafeString:
    return SafeString(conditional_escape(text))
