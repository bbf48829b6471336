"""The few pieces of HTML that the offline page is made of; everything is escaped, no script."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from weikameng.domain.clock_words import SHANGHAI
from weikameng.domain.words import Words

LANGUAGES = {"zh": "zh-Hans", "en": "en"}
POLICY = "default-src 'none'; style-src 'self' file:; img-src 'self' file:; base-uri 'none'"


@dataclass(frozen=True, slots=True)
class Tongue:
    """Writes for readers of one language."""

    code: str

    def say(self, zh: str, en: str) -> str:
        """Return one of two sentences, escaped."""
        return self.words(Words(zh, en))

    def words(self, words: Words) -> str:
        """Return a sentence in this language, escaped."""
        return escape(words.in_language(self.code))

    def at(self, value: datetime) -> str:
        """Return a moment to the second, Beijing time."""
        local = value.astimezone(SHANGHAI)
        return f'<time datetime="{value.isoformat()}">{local:%Y-%m-%d %H:%M:%S}</time>'


def page(tongue: Tongue, title: str, parts: Iterable[str]) -> bytes:
    """Return a whole page; ``title`` is escaped already."""
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{LANGUAGES[tongue.code]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<title>{title}</title>\n<link rel="stylesheet" href="style.css">\n</head>\n'
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode()


def section(title: str, *parts: str) -> str:
    """Return a part of the page under its heading."""
    inside = "\n".join(part for part in parts if part)
    return f"<section>\n<h2>{title}</h2>\n{inside}\n</section>"


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Return names with their values; both are escaped already."""
    lines = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>\n" for name, value in rows)
    return f"<dl>\n{lines}</dl>" if lines else ""


def listed(items: Iterable[str], kind: str = "ol") -> str:
    """Return a list of what is escaped already."""
    lines = "".join(f"<li>{item}</li>\n" for item in items)
    return f"<{kind}>\n{lines}</{kind}>" if lines else ""


def folded(title: str, inside: str) -> str:
    """Return what opens when it is asked for; nothing when there is nothing inside."""
    return f"<details><summary>{title}</summary>{inside}</details>" if inside else ""


def code(text: str) -> str:
    """Return digits and names that are read letter by letter."""
    return f"<code>{escape(text)}</code>"


def quoted(text: str) -> str:
    """Return somebody's own words, with their lines."""
    return f"<blockquote>{escape(text)}</blockquote>" if text else ""


def small(*parts: str) -> str:
    """Return what stands smaller below."""
    return f'<p class="small">{" · ".join(part for part in parts if part)}</p>'
