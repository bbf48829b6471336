"""Which order or case a message names by its number; check digits tell a number from any other."""

import re
import unicodedata

from weikameng.domain.numbers import CASE, ORDER, is_number

MAX_NUMBERS = 3
# Ours have 16 digits, a payout's two more; people group them or leave it to the phone's keyboard.
_DIGITS = re.compile(r"(?<!\d)\d(?:[ -]?\d){15,17}(?!\d)")
_NAMED = re.compile(
    r"(?:订单|单号|编号|訂單|單號|編號|order|refund|case)[^\d\n]{0,12}(?P<number>\d{6,32})(?!\d)",
    re.IGNORECASE,
)
_OURS = 16


def numbers_in(text: str) -> tuple[tuple[str, ...], bool]:
    """Return numbers of ours in a message, and whether it names one that can't be ours."""
    plain = unicodedata.normalize("NFKC", text)
    found = ["".join(filter(str.isdigit, hit[0])) for hit in _DIGITS.finditer(plain)]
    named = [hit["number"] for hit in _NAMED.finditer(plain)]
    every = [number[:_OURS] for number in dict.fromkeys([*found, *named])]
    ours = [one for one in every if is_number(one) and one[0] in {ORDER, CASE}]
    return tuple(dict.fromkeys(ours))[:MAX_NUMBERS], len(ours) < len(every)
