"""Numbers of orders, payments and accounts as they stand on screens: whole tokens, look-alikes
folded, masks (138****8000), and whether another number is a slip of the reader or another number.
"""

import re

from weikameng.domain.reading.folding import alike, bare, plain, tight
from weikameng.domain.reading.likeness import differing, edits

MAX_SLIPS = 2  # signs a reader loses or invents
SHORTEST_SLIPPING = 8  # signs: of shorter ones too many are alike
KEPT_OF_A_MASK = 4  # signs a mask must leave to say anything

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._*+-]*[A-Za-z0-9]|[A-Za-z0-9]")
_MASK = re.compile(r"[*×✱•·]{2,}|[*×✱•·+]{3,}")
_CODE = re.compile(r"^([A-Za-z]{1,3})([0-9OoIlZzSsBG]{8,})$")
_PHONE = re.compile(r"(?<![0-9A-Za-z*])(1[3-9]\d{9})(?![0-9A-Za-z*])")


def tokens_in(text: str) -> tuple[str, ...]:
    """Return the runs of letters, digits, dashes, dots and stars of a line, blanks taken out."""
    return tuple(_TOKEN.findall(_MASK.sub("****", tight(text))))


def normalised(token: str) -> str:
    """Return a number in one way of writing: upper case, look-alikes as digits where only digits
    can stand.
    """
    code = _CODE.match(token)
    if code:
        return code[1].upper() + alike(code[2])
    folded = alike(token)
    mostly_digits = sum(map(str.isdigit, token)) * 2 > len(token)
    return folded if folded.isdigit() and mostly_digits else token.upper()


def same_number(expected: str, shown: str) -> bool:
    """Whether what was read can be this number: look-alikes and marks aside, or under a mask."""
    if not expected or not shown:
        return False
    if "*" in shown:
        return _under_mask(expected, shown)
    return alike(bare(shown)) == alike(bare(expected))


def stands_in(expected: str, text: str) -> bool:
    """Whether the number stands in the text as a whole, not inside a longer one."""
    needle = alike(bare(expected))
    if len(needle) < KEPT_OF_A_MASK:
        return False
    line = alike(re.sub(r"[-.@_]", "", tight(text)))
    pattern = rf"(?<![0-9A-Z*]){re.escape(needle)}(?![0-9A-Z*])"
    if not needle.isdigit() and not needle[0].isdigit():
        pattern = rf"{re.escape(needle)}(?![0-9A-Z*])"
    return re.search(pattern, line) is not None


def may_be_a_slip(expected: str, shown: str) -> bool:
    """Whether a number that is not the expected one may be it with signs lost, added or cut off."""
    one, other = alike(bare(expected)), alike(bare(shown))
    if len(one) == len(other):
        return False
    return other in one or edits(one, other) <= MAX_SLIPS


def nearly(expected: str, shown: str) -> bool:
    """Whether two numbers of one length agree in two thirds of their places."""
    places = differing(alike(bare(expected)), alike(bare(shown)))
    return places is not None and places * 3 <= len(bare(expected))


def slip_in(expected: str, text: str) -> bool:
    """Whether a number stands in the text that is the expected one but for one or two signs."""
    one = alike(bare(expected))
    if len(one) < SHORTEST_SLIPPING or not any(map(str.isdigit, one)):
        return False
    ends = (alike(bare(token))[-len(one) :] for token in tokens_in(text))
    return any(0 < (differing(one, end) or 0) <= MAX_SLIPS for end in ends)


def same_shape(expected: str, shown: str) -> bool:
    """Whether a number is built like the expected one: length, dashes, leading letters."""
    return len(expected) == len(shown) and _shape(expected) == _shape(shown)


def phones_in(text: str) -> tuple[str, ...]:
    """Return the mobile numbers of the mainland in a line, blanks inside them taken out."""
    line = re.sub(r"(?<=\d)[ -](?=\d)", "", plain(text))
    return tuple(_PHONE.findall(line))


def _shape(number: str) -> str:
    letters = re.match(r"[A-Z]*", number.upper())
    lead = letters[0] if letters else ""
    return lead + "".join("-" if sign == "-" else "x" for sign in number[len(lead) :])


def _under_mask(expected: str, shown: str) -> bool:
    head, _, tail = (alike(part) for part in shown.partition("*"))
    tail = tail.replace("*", "")
    whole = alike(expected)
    return (
        KEPT_OF_A_MASK <= len(head) + len(tail) < len(whole)
        and whole.startswith(head)
        and whole.endswith(tail)
    )
