"""Resident identity numbers by GB 11643-1999: region, day of birth, sequence, check character."""

import re
from datetime import date
from enum import StrEnum

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
# Provinces by GB/T 2260; 81 to 83 also begin the residence permits of people from there.
_REGIONS = frozenset(
    {
        *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36"),
        *("37", "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54"),
        *("61", "62", "63", "64", "65", "71", "81", "82", "83"),
    }
)
_FIRST_BIRTH = date(1880, 1, 1)


class Fault(StrEnum):
    """What is wrong with a number, the first that is found."""

    SHAPE = "shape"
    REGION = "region"
    BIRTH = "birth"
    CHECK = "check"


def check_character(digits: str) -> str:
    """Return the check character of the first seventeen digits (ISO 7064, MOD 11-2)."""
    pairs = zip(digits[:17], _WEIGHTS, strict=True)
    return _CHECK[sum(int(digit) * weight for digit, weight in pairs) % 11]


def fault_of(number: str, today: date) -> Fault | None:
    """Return what is wrong with a number of eighteen characters, None for nothing."""
    if not _SHAPE.fullmatch(number):
        return Fault.SHAPE
    if number[:2] not in _REGIONS or (number[2:6] == "0000" and number[0] != "8"):
        return Fault.REGION
    born = _day(number[6:14])
    if born is None or not _FIRST_BIRTH <= born <= today:
        return Fault.BIRTH
    if check_character(number) != number[17]:
        return Fault.CHECK
    return None


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
