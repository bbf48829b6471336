"""One spelling before reading: NFKC, Traditional → Simplified, pinyin and common slips of the pen.

The only place that knows OpenCC.
"""

import re
import unicodedata
from dataclasses import dataclass

from opencc import OpenCC

from weikameng.domain.narrative.model import MAX_NARRATIVE_CHARS

# Slips keep their length, so that a place in one spelling is the same place in the other.
SLIPS = {
    "订単": "订单",
    "定单": "订单",
    "充直": "充值",
    "冲值": "充值",
    "冲了": "充了",
    "话废": "话费",
    "显是": "显示",
    "到帐": "到账",
    "帐号": "账号",
    "帐户": "账户",
    "入帐": "入账",
    "倒账": "到账",
    "卡蜜": "卡密",
    "以使用": "已使用",
    "以经": "已经",
    "核时": "核实",
    "合实": "核实",
    "核食": "核实",
    "推款": "退款",
    "腿款": "退款",
    "退宽": "退款",
    "兑奂": "兑换",
    "匹备": "匹配",
    "点劵": "点券",
}
PINYIN = {
    "dingdanhao": "订单号",
    "dingdan": "订单",
    "danhao": "单号",
    "chongzhi": "充值",
    "huafei": "话费",
    "huiyuan": "会员",
    "dianka": "点卡",
    "kami": "卡密",
    "meiyoudaozhang": "没有到账",
    "meidaozhang": "没到账",
    "weidaozhang": "未到账",
    "meidao": "没到",
    "meishoudao": "没收到",
    "daozhang": "到账",
    "chongcuo": "充错",
    "maicuo": "买错",
    "wuxiao": "无效",
    "tuikuan": "退款",
    "tuiqian": "退钱",
    "heshi": "核实",
}
_SLIP = re.compile("|".join(SLIPS))
_PINYIN = re.compile(
    "(?<![a-z])(?:" + "|".join(sorted(PINYIN, key=len, reverse=True)) + ")(?![a-z])", re.IGNORECASE
)
_simplify = OpenCC("t2s").convert
_APOSTROPHE = str.maketrans({"’": "'", "‘": "'"})


@dataclass(frozen=True, slots=True)
class CleanText:
    """The same text twice, place for place: ``plain`` to read (lower case, simplified), ``shown``
    to quote (the buyer's own characters)."""

    plain: str
    shown: str

    def blanked(self, spans: list[tuple[int, int]]) -> "CleanText":
        """Return the text with these spans blanked out, so that nothing is read twice."""
        return CleanText(_blank(self.plain, spans), _blank(self.shown, spans))


def clean(text: str) -> CleanText:
    """Return at most ``MAX_NARRATIVE_CHARS`` characters in one spelling. Never raises for a str."""
    folded = unicodedata.normalize("NFKC", text[:MAX_NARRATIVE_CHARS])[:MAX_NARRATIVE_CHARS]
    visible = "".join(_visible(char) for char in folded)
    shown = _without_slips(_PINYIN.sub(lambda found: PINYIN[found[0].lower()], visible))
    simplified = _without_slips(_simplify(shown))
    if len(simplified) != len(shown):
        shown = simplified
    lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in simplified)
    return CleanText(lowered.translate(_APOSTROPHE), shown)


def _visible(char: str) -> str:
    """Drop zero-width and other format marks; control characters become blanks."""
    category = unicodedata.category(char)
    if category in {"Cf", "Cs", "Co", "Cn"}:
        return ""
    return " " if category == "Cc" and char != "\n" else char


def _without_slips(text: str) -> str:
    return _SLIP.sub(lambda found: SLIPS[found[0]], text)


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
