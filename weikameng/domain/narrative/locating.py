"""What finds the order again: order numbers, the account topped up and the zone chosen (R2.3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from weikameng.domain.narrative.cleaning import CleanText
from weikameng.domain.numbers import ORDER, is_number

Span = tuple[int, int]

_LETTER_FOR_DIGIT = str.maketrans("oO", "00")
_ORDER_NUMBERS = (
    re.compile(r"(?<![a-z0-9])wk[ -]?[0-9o]{8,22}(?![0-9])"),
    re.compile(r"(?<![a-z0-9])wk[ -]?\d{4}(?:[ -]\d{3,5}){2,3}(?!\d)"),
    re.compile(
        r"(?:订单(?:号码?|编号)?|单号|"
        r"order(?: ?(?:no|number|num|"
        r"id))?)[\s:#.是为]{0,4}(?P<number>[a-z]{0,4}\d{6,32})(?![\d元块])"
    ),
    re.compile(r"(?<![\da-z])20\d{2}(?:0[1-9]|1[0-2])\d{8,18}(?!\d)"),
)
_OWN_NUMBER = re.compile(r"(?<![\d-])1\d{3}(?:[ -]?\d{4}){3}(?!\d)")

_ACCOUNTS = (
    re.compile(
        r"(?<![\d.])(?:\+?86[ -]?)?(?P<account>1[3-9]\d[ -]?(?:[\d*]{4}|x{4})[ -]?\d{4})(?!\d)"
    ),
    re.compile(r"(?P<account>[a-z0-9_.+-]{2,40}@[a-z0-9-]{1,40}(?:\.[a-z]{2,8}){1,2})"),
    re.compile(
        r"(?:qq|账号|账户|微信|uid|(?<![a-z])id|号码|手机|account|phone|number|"
        r"用户名)(?:号码?)?(?:id|是|为|填的?|"
        r"[\s:]){0,4}(?=[a-z_.-]{0,20}\d)(?P<account>[a-z0-9][\da-z_*.-]{4,30})"
    ),
    re.compile(
        r"(?:账号|账户|微信号?|用户名)(?:是|为|[:\s]){1,2}(?P<account>[a-z][\da-z_.-]{5,19})"
    ),
    re.compile(r"充(?:值)?(?:到|给|成|进)了? ?(?P<account>\d{5,12})(?![\d元块个点.])"),
    re.compile(r"(?<![\d.])(?P<account>\d{8,11})(?![\d元块个点.])"),
)
_PLACE = (
    "微信|手?qq|手q|安卓|苹果|ios|android|电信|网通|联通|移动|双线|华[东南北中]|"
    "[西东][南北]|北方|南方|港澳台?|东南亚|亚洲|美洲|欧洲|国际|全球|官方|渠道|b站|怀旧|"
    "正式|体验|测试|[亚美欧日韩港台国官外b]"
)
_NUMERAL = "[一二三四五六七八九十0-9]"
_END = r"(?:大区|区服|区(?![别域块分间])|服(?![务装气用从饰务]))"
_ZONES = (
    re.compile(
        r"(?:区服|大区|服务器)(?:是|为|(?:误|错)?[选填弄搞写]成?(?:了|的)?|[:\s]){1,3}(?P<zone>(?![买充选填弄搞错写])[\w·-]{1,12})"
    ),
    re.compile(rf"(?:(?:{_PLACE}) ?){{1,3}}第?{_NUMERAL}{{0,3}}{_END}{_NUMERAL}{{0,3}}"),
    re.compile(rf"(?:跨|第)?{_NUMERAL}{{1,3}}(?:大区|区(?![别域块分间])|服(?![务装气用]))"),
    re.compile(rf"区服{_NUMERAL}{{1,3}}"),
    re.compile(rf"跨{_NUMERAL}{{1,2}}[ab]?(?![\w])|跨{_NUMERAL}{{1,2}}[ab]"),
    re.compile(r"艾欧尼亚|天空岛|世界树|祖安|德玛西亚|紫禁之巅|黑色玫瑰|诺克萨斯"),
    re.compile(
        r"(?:server|zone|region)[: ]{1,2}(?:is )?(?P<zone>asia|america|europe|tw|hk|na|eu|"
        r"jp|kr|cn|global)\b"
    ),
    re.compile(
        r"\b(?P<zone>asia|america|europe|tw|hk|na|eu|jp|kr|cn|global) (?:server|zone|region)"
    ),
    re.compile(
        r"(?:chose|selected|choose|picked|on|to|for|in) (?:the )?(?P<zone>asia|america|europe)\b"
    ),
    re.compile(
        r"[充选填弄搞发送](?:值)?(?:到|成|"
        r"在)了?(?P<zone>(?!错)[\w一-鿿]{2,6}?[区服])(?![别域务装])"
    ),
)
# "…应该是138…" names the right one; we look for the one typed or topped up.
_MEANT = re.compile(
    r"(?:应该|正确|本来|原本|本想|其实|明明|想要?|要|打算|真正|实际要|应当|应为|应是|"
    r"[改转换移][到成为给回至去]|right(?! one)|correct|should|need|want|belongs?|"
    r"instead of|move it|change it)"
    r"(?:(?!结果|却|但|可是|居然|误|错|手滑|[写填选充输打]成)[^,。;.!?\n\d]){0,10}$|"
    r"不是(?:(?!是)[^。;!?\n]){1,24}是[^,。;.!?\n\d]{0,3}$"
)
# Mine is the right one, when another one is named as well.
_MINE = re.compile(r"(?:我的?(?:账?号|是|在|角色|手机)|my (?:\w{1,8} )?is)[^,。;.!?\n\d]{0,8}$")
_HIT = re.compile(
    r"(?:(?:[充选填写输打弄搞送发买点拍下登]|充值|开通|绑定)(?:错)?(?:到|成|给|进|去)了?|"
    r"[误错][选充填点买写输]了?|[选充填写输打]错了?|(?:不是|而不是)|"
    r"(?:chose|selected|picked|entered|typed|sent (?:it )?to|went to|topped up))"
    r"(?:[^,。;!?\d]{0,3})$"
)
_INSTEAD = re.compile(r"[选填写输打弄搞充发买点]成了?[^,。;!?\d]{0,3}$")
_CONTEXT_CHARS = 32


@dataclass(frozen=True, slots=True)
class Target:
    """Where the top-up went (or what the text names alone), where it was meant to go, and every
    one named. ``mixed_up``: the text itself tells the two apart."""

    hit: str | None = None
    meant: str | None = None
    named: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    mixed_up: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A value as the buyer wrote it and its place in the text."""

    text: str
    span: Span


def order_numbers_in(text: CleanText) -> list[Found]:
    """Return the order numbers (``WK…``, labelled or our own) in the order of the text, once."""
    found: list[Found] = []
    for match in _OWN_NUMBER.finditer(text.plain):
        number = re.sub("[ -]", "", match[0])
        if number.startswith(ORDER) and is_number(number):
            found.append(Found(number, match.span()))
    for pattern in _ORDER_NUMBERS:
        for match in pattern.finditer(text.plain):
            span = match.span("number" if "number" in pattern.groupindex else 0)
            if not any(_overlap(span, other.span) for other in found):
                found.append(Found(_order_number(text.plain[slice(*span)]), span))
    unique = {entry.text: entry for entry in sorted(found, key=lambda entry: entry.span[::-1])}
    return sorted(unique.values(), key=lambda entry: entry.span)


def accounts_in(text: CleanText) -> Target:
    """Return the account typed wrongly or topped up, the one meant, and where accounts stand."""
    return _target(
        [Found(_account(f.text), f.span) for f in _all(_ACCOUNTS, "account", text)], text
    )


def zones_in(text: CleanText) -> Target:
    """Return the zone or server chosen or topped up, and the one meant."""
    return _target([Found(f.text.strip(), f.span) for f in _all(_ZONES, "zone", text)], text)


def is_mobile(account: str | None) -> bool:
    """Return whether the account is a mainland mobile number (the middle may be masked)."""
    return account is not None and re.fullmatch(r"1[3-9]\d[\d*]{4}\d{4}", account) is not None


def _all(patterns: Sequence[re.Pattern[str]], name: str, text: CleanText) -> list[Found]:
    found: list[Found] = []
    for pattern in patterns:
        for match in pattern.finditer(text.plain):
            span = match.span(name if name in pattern.groupindex else 0)
            if not any(_overlap(span, other.span) for other in found):
                found.append(Found(text.shown[slice(*span)], span))
    return sorted(found, key=lambda entry: entry.span)


def _target(found: list[Found], text: CleanText) -> Target:
    """Tell the one hit from the one meant by the words before each."""
    before = [text.plain[max(0, entry.span[0] - _CONTEXT_CHARS) : entry.span[0]] for entry in found]
    pairs = list(zip(found, before, strict=True))
    wished = [entry.text for entry, words in pairs if _MEANT.search(words)]
    others = [pair for pair in pairs if not _MEANT.search(pair[1])]
    foreign = [pair for pair in others if not _MINE.search(pair[1])]
    hits = [pair for pair in foreign if _HIT.search(pair[1])]
    hit = next((entry.text for entry, _ in hits or foreign or others), None)
    mine = [entry.text for entry, words in others if hits and _MINE.search(words)]
    swapped = [hits[0][0].span] if hits and _INSTEAD.search(hits[0][1]) else []
    earlier = [entry.text for entry, _ in pairs for span in swapped if entry.span < span]
    meant = next((name for name in [*wished, *mine, *earlier] if hit and name != hit), None)
    return Target(
        hit=hit,
        meant=meant,
        named=tuple(dict.fromkeys(entry.text for entry in found)),
        spans=tuple(entry.span for entry in found),
        mixed_up=meant is not None,
    )


def _account(raw: str) -> str:
    return re.sub(r"(?<=\d)[ -](?=[\d*])|(?<=\*)[ -]", "", raw).rstrip(".-_")


def _order_number(raw: str) -> str:
    squeezed = re.sub("[ -]", "", raw)
    if squeezed.startswith("wk"):
        squeezed = "wk" + squeezed[2:].translate(_LETTER_FOR_DIGIT)
    return squeezed.upper()


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
