"""Order, case and payout numbers: digits only with two mod-97 check digits (glossary)."""

from datetime import date

_SERIALS_A_DAY = 10**7
# Odd and not divisible by 5, so multiplying is a bijection: neighbours don't look like neighbours.
_SCATTER = 7_654_321

ORDER = "1"
CASE = "2"
TICKET = "3"
DISPUTE = "4"


def number_of(kind: str, day: date, serial: int) -> str:
    """Return a 16-digit number: kind, yymmdd, scattered serial, two check digits (ISO 7064)."""
    scattered = serial * _SCATTER % _SERIALS_A_DAY
    body = f"{kind}{day:%y%m%d}{scattered:07d}"
    return body + f"{98 - int(body) * 100 % 97:02d}"


def is_number(text: str) -> bool:
    """Whether the check digits hold; a mistyped digit or a swapped pair never passes."""
    return len(text) == 16 and text.isascii() and text.isdigit() and int(text) % 97 == 1


def payout_number(case_number: str, leg: int) -> str:
    """Return the number of one leg's payout, fixed for ever (R4.2): case number and leg 01…99."""
    return f"{case_number}{leg:02d}"


def readable(number: str) -> str:
    """Group by four for reading aloud: ``2611 2200 0012 3497``."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
