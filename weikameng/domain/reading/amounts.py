"""Amounts as they stand on screens: ¥100.00, 100元, -1,000.00, 98.5元; in fen."""

import re
from dataclasses import dataclass
from enum import IntEnum

from weikameng.domain.reading.folding import plain

MAX_AMOUNT_DIGITS = 12

_NUMBER = r"\d{1,3}(?:[,.，]\s?\d{3})+(?:\.\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_AMOUNT = re.compile(
    rf"(?P<sign>[-+])?\s*(?P<yuan>[¥Y￥]|RMB|CNY)?\s*(?P<minus>-)?\s*"
    rf"(?P<number>{_NUMBER})\s*(?P<unit>元|圆)?"
)
_BEFORE = re.compile(r"[0-9A-Za-z*:/年月]$|\d\.$")
_BEHIND = re.compile(r"[0-9A-Za-z*/年月美欧港]|[.:]\d")
_FAINT_POINT = re.compile(r"([¥￥]\s?\d+)[:;·](\d\d)(?!\d)")
_CENTS = re.compile(r"[.,](\d{1,2})$")


class Standing(IntEnum):
    """How sure it is that a number is an amount, the surest first."""

    WHOLE = 1  # the line is nothing but the amount, with sign, ¥ or 元
    MARKED = 2  # a sign ¥ before it
    COUNTED = 3  # 元 behind it
    NAKED = 4  # a number with two decimals and nothing else


@dataclass(frozen=True, slots=True)
class Shown:
    """An amount in fen, how it stands, and whether its decimal point may have been lost."""

    minor: int
    standing: Standing
    raw: str
    pointed: bool


def amounts_in(text: str) -> tuple[Shown, ...]:
    """Return the amounts of a line, left to right; numbers without any sign of money are none."""
    line = _pointed(text)
    found = []
    for hit in _AMOUNT.finditer(line):
        shown = _read(hit, line)
        if shown is not None:
            found.append(shown)
    return tuple(found)


def bare_amount(text: str) -> Shown | None:
    """Return the amount of a line that a label calls one: any single number will do."""
    found = amounts_in(text)
    if found:
        return min(found, key=lambda shown: shown.standing)
    line = _pointed(text)
    hits = [hit for hit in _AMOUNT.finditer(line) if _alone(hit, line)]
    if len(hits) != 1:
        return None
    return _shown(hits[0], Standing.NAKED)


def _pointed(text: str) -> str:
    return _FAINT_POINT.sub(r"\1.\2", plain(text))


def _read(hit: re.Match[str], line: str) -> Shown | None:
    if not _alone(hit, line):
        return None
    whole = hit[0].strip() == line.strip()
    if hit["yuan"]:
        return _shown(hit, Standing.WHOLE if whole else Standing.MARKED)
    if hit["unit"]:
        return _shown(hit, Standing.WHOLE if whole else Standing.COUNTED)
    signed = hit["sign"] or hit["minus"]
    if whole and _CENTS.search(hit["number"]):
        return _shown(hit, Standing.WHOLE if signed else Standing.NAKED)
    return None


def _alone(hit: re.Match[str], line: str) -> bool:
    """Whether the number is no part of something longer, of a date, of a foreign price."""
    before, behind = line[: hit.start()][-2:], line[hit.end() :][:2]
    if hit["yuan"] == "Y" and before[-1:].isascii() and before[-1:].isalpha():
        return False
    return (bool(hit["yuan"]) or not _BEFORE.search(before)) and not _BEHIND.match(behind)


def _shown(hit: re.Match[str], standing: Standing) -> Shown | None:
    number = re.sub(r"[\s，]", ",", hit["number"])
    cents = _CENTS.search(number)
    whole = re.sub(r"\D", "", number[: cents.start()] if cents else number)
    if not whole or len(whole) > MAX_AMOUNT_DIGITS:
        return None
    minor = int(whole) * 100 + (int(cents[1].ljust(2, "0")) if cents else 0)
    return Shown(minor, standing, hit[0].strip(), cents is not None)
