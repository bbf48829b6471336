"""Amounts of money in a description: 1,000元, 30块5, 一百块, HK$300, 充了一百五 (R2.3)."""

import re
from dataclasses import dataclass
from decimal import Decimal

from weikameng.domain.narrative.numerals import NUMERAL_CHARS, value_of

MAX_AMOUNT_MINOR = 10**9  # ten million yuan; more is a slip or an attack, not a price

_ARABIC = r"(?<![\d.])(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,8})(?:\.\d{1,2})?(?!\d|\.\d)"
_CHINESE = rf"[{NUMERAL_CHARS}]{{1,12}}(?![{NUMERAL_CHARS}])"
_MIXED = rf"(?<![\d.])\d{{1,4}}[百千万][0-9{NUMERAL_CHARS}]{{1,6}}"
_NUMBER = rf"(?P<number>{_MIXED}|{_ARABIC}[万千百]?|{_CHINESE})"
_PLAIN = re.compile(rf"{_ARABIC}[万千百]?")
_UNIT = (
    r"(?P<unit>元|块钱?|圆|美元|美金|刀|港币|港元|日元|台币|欧元|"
    r"(?:rmb|cny|yuan|usd|hkd|jpy|dollars?|bucks|eur)(?![a-z]))"
)
_COUNTER = "个张次月天年日号点小分条份单笔位集周遍度岁%倍折gmb"
_TAIL = rf"(?:(?P<tail>[1-9一二三四五六七八九])(?:毛|角)?(?![\d.{_COUNTER}]))?"
_FACE_VALUE = "话费|点卡|充值卡|礼品卡|月卡|季卡|年卡|e卡|购物卡|加油卡|超市卡|储值卡"
_SIGNS = {"hk$": "HKD", "us$": "USD", "$": "USD", "¥": "CNY", "€": "EUR", "£": "GBP", "nt$": "TWD"}
_CURRENCIES = {
    "美元": "USD",
    "美金": "USD",
    "刀": "USD",
    "usd": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "bucks": "USD",
    "港币": "HKD",
    "港元": "HKD",
    "hkd": "HKD",
    "日元": "JPY",
    "jpy": "JPY",
    "台币": "TWD",
    "欧元": "EUR",
    "eur": "EUR",
}
_AMOUNTS = (
    re.compile(
        r"(?P<sign>hk\$|us\$|nt\$|\$|¥|€|£|"
        rf"(?:rmb|cny|usd|hkd)(?![a-z])) ?(?P<number>{_ARABIC})"
    ),
    re.compile(rf"{_NUMBER} ?{_UNIT}{_TAIL}"),
    re.compile(r"(?P<number>[1-9一二三四五六七八九])(?P<unit>毛|角)(?![色洲度落形])"),
    re.compile(rf"{_NUMBER}(?=(?:元|块)?(?:的[^,。;!?\d\n]{{0,6}})?(?:{_FACE_VALUE}))"),
    re.compile(rf"{_NUMBER}(?=面[值额])"),
    re.compile(
        r"(?:充值?了?|冲了?|买了?|花了?|付了?款?|支付了?|扣了?款?我?|"
        r"(?<![没未])到账(?:了|只有|只|才|是)*|(?:只|才)(?:到账?|收到|充|给)了?|"
        rf"面值|面额|金额|价格|单价|卡|会员|每[单个张份笔次]|各|{_FACE_VALUE}|一?共|总共|paid|amount|price|"
        rf"for)[ :是为]{{0,3}}{_NUMBER}(?! ?(?:[{_COUNTER}]|q币|qb|钻|金币|元宝|结晶|uc|"
        r"robux|coins?|[a-z]))"
    ),
)
_PAID = re.compile(  # English puts the price before the next word: paid 60 got nothing
    rf"(?:paid|charged(?: me)?|cost(?: me)?) (?P<number>{_ARABIC})"
    r"(?! ?(?:times|x|days?|hours?|months?|minutes?|am|pm|:|%))"
)
_ACTUAL = re.compile(
    r"(?:[只才仅][到有给充收发]?(?:了|账|到)*|实际(?:上)?(?:只?[到有充收扣付]账?了?(?:款|费|我)?)?|"
    r"实[到扣付收]了?|(?:发|给|收到|到手)(?:来|我)?的?(?:是|只有)|"
    r"(?<![没未])到账(?:了|只有|的?是|只|才)*|到手|(?<![没未有])收到了?|[充买选变]成了?|"
    r"only (?:got|received|credited)|but (?:got|received)|received) ?$"
)
_NOT_A_PRICE = re.compile(
    r"(?:[少差缺]了?|多[扣收付]了?(?:我)?|余额(?:还|只)?[是有剩]?|手续费|满|赔偿?|便宜) ?$"
)
_CONTEXT_CHARS = 16
# Digits that belong to a name: 剑网3点卡 costs not three yuan, win11 not eleven.
_NAMES = re.compile(
    r"剑网[3三]|三角洲|第五人格|ff1[46]|最终幻想1[46]|(?:windows|win|office|ps|mc|cf|崩坏|崩|gta|"
    r"使命召唤|暗黑|2k|fifa|cod|iphone|microsoft|红警|三国志|仙剑) ?(?:20\d\d|365|1[01]|\d)"
    r"(?![\d.]?[元块])|"
    r"[48]k|[45]g(?![a-z])|三国杀|七日杀|2077|360|163|126|12306|115"
)


@dataclass(frozen=True, slots=True)
class Prices:
    """The price and what arrived or was taken instead, in hundredths of ``currency``."""

    amount_minor: int | None = None
    actual_minor: int | None = None
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class _Amount:
    minor: int
    currency: str
    at: int
    bare: bool


def prices_in(plain: str) -> Prices:
    """Read the amounts of a text whose numbers of orders and accounts are already blanked out."""
    plain = _NAMES.sub(lambda name: " " * len(name[0]), plain)
    amounts = [
        (amount, plain[max(0, amount.at - _CONTEXT_CHARS) : amount.at])
        for amount in _amounts_in(plain)
    ]
    priced = [pair for pair in amounts if not _NOT_A_PRICE.search(pair[1])]
    actual = [amount for amount, before in priced if _ACTUAL.search(before)]
    paid = [amount for amount, before in priced if not _ACTUAL.search(before)]
    first = next(iter(paid or actual), None)
    if not paid:  # 到账才800 alone counts things; next to a price it is money
        actual = [amount for amount in actual if not amount.bare]
    return Prices(
        paid[0].minor if paid else None,
        actual[0].minor if actual else None,
        first.currency if first else "CNY",
    )


def _amounts_in(plain: str) -> list[_Amount]:
    found: dict[int, _Amount] = {}
    taken: list[tuple[int, int]] = []
    for pattern in (*_AMOUNTS, _PAID):
        for match in pattern.finditer(plain):
            start, end = match.span("number")
            if any(start < other_end and other < end for other, other_end in taken):
                continue
            minor = _minor_of(match)
            if minor is not None and 0 < minor <= MAX_AMOUNT_MINOR:
                taken.append((start, end))
                named = {"sign", "unit"} & match.groupdict().keys()
                found[start] = _Amount(minor, _currency_of(match), start, bare=not named)
    return [found[at] for at in sorted(found)]


def _minor_of(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    value = _value_of(match["number"], bare=not ({"sign", "unit"} & groups.keys()))
    if value is None:
        return None
    if groups.get("unit") in {"毛", "角"}:
        return int(value * 10)
    tail = groups.get("tail")
    # 30块5 is 30.50, but 30元5 is a slip: only 块 and a written 角 or 毛 carry a tail.
    if tail and (groups["unit"] == "块" or match[0][-1] in "毛角"):
        return int(value * 100) + 10 * (value_of(tail) or 0)
    return int(value * 100)


def _value_of(number: str, *, bare: bool) -> Decimal | None:
    if _PLAIN.fullmatch(number):
        scale = {"万": 10_000, "千": 1000, "百": 100}.get(number[-1], 1)
        return Decimal(number.rstrip("万千百").replace(",", "")) * scale
    # A bare 一 or 两 counts things; a bare price is named with a unit of ten or more.
    if bare and not any(char in "十百千万" for char in number):
        return None
    value = value_of(number)
    return None if value is None else Decimal(value)


def _currency_of(match: re.Match[str]) -> str:
    groups = match.groupdict()
    sign = groups.get("sign")
    if sign:
        return _SIGNS.get(sign) or ("CNY" if sign in {"rmb", "cny"} else sign.upper())
    return _CURRENCIES.get(groups.get("unit") or "", "CNY")
