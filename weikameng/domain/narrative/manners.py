"""Two flags beside the quality: abuse, and private data that does not belong in a text (R2.3)."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from weikameng.domain.numbers import is_number

ID_CARD = "id_card"
BANK_CARD = "bank_card"
CARD_SECRET = "card_secret"  # noqa: S105 — a kind, not a secret
PASSWORD = "password"  # noqa: S105 — a kind, not a secret
SMS_CODE = "sms_code"

_ABUSE = re.compile(
    r"垃圾|老子|(?<![体早做出情])操(?![作盘场心控纵练守劳持])|[草艹日](?:你|泥马|尼玛)|"
    r"[尼你]玛|你[妈娘](?![的妈]?(?:手机|账号|号|qq|微信|充))|(?<![妈我你他她])妈的|"
    r"他妈(?!的?(?:手机|账号|号码|号|qq|微信|妈))|特么|"
    r"(?<![a-z])(?:tmd|nmsl|cnm|wtf|sb|tm|mmp)(?![a-z])|傻[逼比叉b]|[煞沙]笔|卧槽|"
    r"狗(?:东西|屎|平台|日|逼|比|娘)|去死|死全家|全家死|王八|混蛋|畜生|脑残|智障|弱智|"
    r"有病(?:吧|啊)|(?:脑子|是不是).{0,2}有病|废物|人渣|无耻|不要脸|臭不要|吃屎|放屁|"
    r"[黑破烂](?:心)?平台|黑心|骗子(?:平台|公司|网站|店)|"
    r"(?:一群|都是|你们?这?[群帮些]?)骗子|(?<![翻打])滚(?![动屏轮存筒])|贱[人货]|"
    r"f[u*x@#]{1,2}[c*x@#]{0,2}k|\bfck|\bshit|bullshit|\bbitch|asshole|\bidiots?\b|"
    r"\bmorons?\b|\bstupid\b|\bscum|\bbastard|\bcrap\b|\bdamn"
)
_ID_CARD = re.compile(r"(?<![\da-z])\d{6}(?:19|20)\d{9}[\dx](?!\d)")
_LABELLED_ID = re.compile(r"身份证(?:号码?)?(?:是|为|[:\s]){0,3}(?P<number>\d{17}[\dx])(?!\d)")
_LABELLED_CARD = re.compile(
    r"(?:银行卡|储蓄卡|信用卡|卡号)[号是为:\s]{0,4}(?P<number>[3-6]\d{14,18})(?!\d)"
)
_BANK_CARD = re.compile(r"(?<![\da-z])[3-6]\d{3}(?:[ -]?\d{4}){2,3}[ -]?\d{0,3}(?!\d)")
_SECRET = re.compile(
    r"(?:(?:卡密|密码|激活码|兑换码|序列号|密钥|cd-?key|key|code)(?:是|为|"
    r"[:\s]){0,3}(?P<code>[a-z0-9]{3,8}(?:[- ][a-z0-9]{3,8}){2,7}|[a-z0-9]{12,32})|"
    r"(?<![\da-z-])(?P<bare>[a-z0-9]{5}(?:-[a-z0-9]{5}){2,4}))(?![\da-z-])"
)
_PASSWORD = re.compile(
    r"(?:支付|登[录陆]|账号|qq|微信)?(?:密码|password|pwd)(?:是|为|is|"
    r"[:\s]){1,3}(?P<code>[\x21-\x7e]{4,20})"
)
_SMS_CODE = re.compile(r"(?:验证码|verification code)(?:是|为|is|[:\s]){0,3}\d{4,8}(?!\d)")

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_abusive(plain: str) -> bool:
    """Return whether the text insults; it never lowers the quality of a description."""
    return _ABUSE.search(plain) is not None


def private_spans(plain: str) -> list[tuple[str, tuple[int, int]]]:
    """Return kind and place of identity and bank cards, card secrets, passwords and codes."""
    return sorted(_private(plain), key=lambda entry: entry[1])


def _private(plain: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for kind, pattern, name, is_one in _KINDS:
        for match in pattern.finditer(plain):
            if is_one(match[name]):
                yield kind, match.span(name)


def _is_card(number: str) -> bool:
    """Order and case numbers have 16 digits too: their own check digits tell them apart."""
    digits = re.sub(r"\D", "", number)
    return 15 <= len(digits) <= 19 and _luhn(digits) and not is_number(digits)


def _has_digit(code: str | None) -> bool:
    return code is not None and any(char.isdigit() for char in code)


def _is_id_card(number: str) -> bool:
    month, day = int(number[10:12]), int(number[12:14])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return "10x98765432"[total % 11] == number[17]


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


_KINDS: tuple[tuple[str, re.Pattern[str], int | str, Callable[[Any], bool]], ...] = (
    (ID_CARD, _ID_CARD, 0, _is_id_card),
    (ID_CARD, _LABELLED_ID, "number", bool),
    (BANK_CARD, _LABELLED_CARD, "number", bool),
    (BANK_CARD, _BANK_CARD, 0, _is_card),
    (CARD_SECRET, _SECRET, "code", _has_digit),
    (CARD_SECRET, _SECRET, "bare", _has_digit),
    (PASSWORD, _PASSWORD, "code", bool),
    (SMS_CODE, _SMS_CODE, 0, bool),
)
