"""Amounts and times as the providers write them: yuan strings to fen, Beijing time to moments."""

import re
from datetime import datetime, timedelta, timezone
from typing import Any

from weikameng.domain.money import minor_of

BEIJING = timezone(timedelta(hours=8))
# Eleven digits before the point are more than any payment; bills write trailing zeros.
_YUAN = re.compile(r"-?[0-9]{1,11}(?:\.[0-9]{1,2}0*)?")
MOST_FEN = 10**13
_BEIJING_FORM = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?")


def fen_in(yuan: Any) -> int | None:
    """Return fen for a string in yuan, exact or not at all: ``"12.30"`` → 1230."""
    if not isinstance(yuan, str) or not _YUAN.fullmatch(yuan):
        return None
    return minor_of(yuan)


def whole_fen(value: Any) -> int | None:
    """Return an amount that is already whole fen; None for everything that is no integer."""
    if type(value) is not int or not 0 <= value < MOST_FEN:
        return None
    return value


def beijing_moment(text: Any) -> datetime | None:
    """Return the moment of ``2026-11-22 10:30:00`` (a fraction is dropped), None if it is none."""
    if not isinstance(text, str) or not (match := _BEIJING_FORM.fullmatch(text.strip())):
        return None
    try:
        return datetime.fromisoformat(f"{match[1]}+08:00")
    except ValueError:
        return None


def rfc3339_moment(text: Any) -> datetime | None:
    """Return the moment of ``2026-11-22T10:30:00+08:00``, None if it is none or has no zone."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def in_beijing(moment: datetime) -> str:
    """Return a moment as Alipay writes it: ``2026-11-22 10:30:00``."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
