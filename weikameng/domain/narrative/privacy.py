"""Private data and secrets that do not belong in a description (R2.3): kinds and places.

Every repetition is bounded, so a hostile text costs no more than a long one.
"""

import re
from collections.abc import Callable, Iterator

from weikameng.domain.numbers import is_number
from weikameng.domain.resident_number import check_character

ID_CARD = "id_card"
BANK_CARD = "bank_card"
CARD_SECRET = "card_secret"  # noqa: S105 — a kind, not a secret
PASSWORD = "password"  # noqa: S105 — a kind, not a secret
SMS_CODE = "sms_code"

Private = tuple[str, tuple[int, int]]

_SEP = r"""(?:[\s:=,"'“”「『【(\[是为-]|号(?!码)|显示|如下|is|was){0,4}"""
_SAID = r"""(?:[\s"'“「『【(\[]{0,2}(?:是|为|[:=]|is\s)[\s"'“「『【(\[]{0,2})"""
_ID_CARD = re.compile(
    r"(?<![\da-z])(?P<code>\d{6}[ -]?(?:19|20)\d{2}[ -]?\d{4}[ -]?\d{3}[\dx])(?!\d)"
)
_LABELLED_ID = re.compile(
    rf"身份证(?:号码?)?{_SEP}(?P<code>\d{{6}}[ -]?\d{{8}}[ -]?\d{{3}}[\dx]|\d{{15}})(?!\d)"
)
_LABELLED_CARD = re.compile(
    rf"(?:银行卡|储蓄卡|信用卡|借记卡|卡号){_SEP}(?P<code>[3-6]\d{{3}}(?:[ -]?\d{{4}}){{2,3}}"
    r"[ -]?\d{0,3})(?!\d)"
)
_BANK_CARD = re.compile(
    r"(?<![\da-z])(?P<code>[3-6]\d{3}(?:[ ._/·-]?\d{4}){2,3}[ ._/·-]?\d{0,3})(?!\d)"
)
_CARD_CHECK = re.compile(rf"(?:cvv2?|cvc|安全码){_SEP}(?P<code>\d{{3,4}})(?!\d)")
_LABEL = (
    r"(?:卡密|激活码|兑换码|兑换券码|充值码|礼品码|提货码|券码|序列?号|密钥|卡号|口令|pin码?|"
    r"cd-?key|(?<![a-z])key|(?<!error )(?<![a-z])code)"
)
_CODE = re.compile(
    rf"{_LABEL}{_SEP}(?P<code>[a-z0-9]{{3,8}}(?:[- ][a-z0-9]{{3,8}}){{2,7}}|[a-z0-9]{{8,32}})"
    r"(?![\da-z-])"
)
_LONG_PASSWORD = re.compile(
    rf"密码{_SEP}(?P<code>[a-z0-9]{{3,8}}(?:[- ][a-z0-9]{{3,8}}){{2,7}}|[a-z0-9]{{12,32}})"
    r"(?![\da-z-])"
)
_BARE_CODE = re.compile(r"(?<![\da-z-])(?P<code>[a-z0-9]{4,6}(?:-[a-z0-9]{4,6}){2,5})(?![\da-z-])")
_PASSWORD_SAID = re.compile(
    rf"(?:密码|password|passwd|pwd|口令){_SAID}(?P<code>[\x21-\x7e]{{4,32}})"
)
_PASSWORD = re.compile(r"(?:密码|password|passwd|pwd)\s{0,2}(?P<code>[\x21-\x7e]{4,32})")
_SMS_CODE = re.compile(rf"(?:验证码|校验码|verification code){_SEP}(?P<code>\d{{4,8}})(?!\d)")

_SHORT_CODE, _LONG_CODE = 8, 12
# What stands behind a label without being the secret: an error number, the name of a good.
_NOT_A_CODE = re.compile(r"0x|office|windows|win1|adobe|photoshop|steam|xbox|psn|wk\d")
_PROSE = re.compile(
    r"(?:is|was|not|and|but|the|wrong|invalid|incorrect|correct|error|reset|changed|expired|please|"
    r"for|has|does|did|can|says?|shows?|then|with|when|again|still|already|page|login)"
    r"(?![a-z0-9])"
)


def identity_spans(plain: str) -> list[Private]:
    """Return the identity card numbers: their check digit tells them from order numbers."""
    return [
        (ID_CARD, match.span("code"))
        for match in _ID_CARD.finditer(plain)
        if _is_id_card(match["code"])
    ]


def private_spans(plain: str) -> list[Private]:
    """Return kind and place of identity and bank cards, card secrets, passwords and codes.

    No place is named twice; order numbers are blanked out of ``plain`` before.
    """
    found: list[Private] = []
    for kind, (start, end) in _private(plain):
        if not any(start < other[1] and other[0] < end for _, other in found):
            found.append((kind, (start, end)))
    return sorted(found, key=lambda entry: entry[1])


def _private(plain: str) -> Iterator[Private]:
    for kind, pattern, is_one in _KINDS:
        for match in pattern.finditer(plain):
            start, end = match.span("code")
            end = start + len(plain[start:end].rstrip(",.;:!?)]}\"' -"))
            if is_one(plain[start:end]):
                yield kind, (start, end)


def _is_card(number: str) -> bool:
    """Order and case numbers have 16 digits too: their own check digits tell them apart."""
    digits = re.sub(r"\D", "", number)
    return 15 <= len(digits) <= 19 and _luhn(digits) and not is_number(digits)


def _is_labelled_card(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    return 15 <= len(digits) <= 19 and not is_number(digits)


def _is_code(code: str) -> bool:
    """A short code has letters and digits, or ten digits; a long one has a digit at least."""
    letters = sum("a" <= char <= "z" for char in code)
    digits = sum("0" <= char <= "9" for char in code)
    if not digits or _NOT_A_CODE.match(code) or is_number(code):
        return False
    if letters + digits >= _LONG_CODE:
        return True
    return letters + digits >= _SHORT_CODE and (letters > 0 or digits >= _SHORT_CODE + 2)


def _is_mixed(code: str) -> bool:
    return any("a" <= char <= "z" for char in code) and any("0" <= char <= "9" for char in code)


def _is_password(code: str) -> bool:
    return any(char.isalnum() for char in code) and not _PROSE.match(code)


def _is_bare_password(code: str) -> bool:
    """Without "is" between, only what has a digit can be the password: 密码error is not."""
    return _is_password(code) and any(char.isdigit() for char in code)


def _is_id_card(number: str) -> bool:
    digits = re.sub("[ -]", "", number)
    month, day = int(digits[10:12]), int(digits[12:14])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    return check_character(digits) == digits[17].upper()


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    (ID_CARD, _ID_CARD, _is_id_card),
    (ID_CARD, _LABELLED_ID, bool),
    (BANK_CARD, _LABELLED_CARD, _is_labelled_card),
    (BANK_CARD, _BANK_CARD, _is_card),
    (BANK_CARD, _CARD_CHECK, bool),
    (SMS_CODE, _SMS_CODE, bool),
    (CARD_SECRET, _CODE, _is_code),
    (CARD_SECRET, _LONG_PASSWORD, _is_code),  # the second half of a card, not a person's password
    (CARD_SECRET, _BARE_CODE, _is_mixed),
    (PASSWORD, _PASSWORD_SAID, _is_password),
    (PASSWORD, _PASSWORD, _is_bare_password),
)
