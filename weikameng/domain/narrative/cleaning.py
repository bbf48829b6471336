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
    "激活吗": "激活码",
    "兑换吗": "兑换码",
    "订但": "订单",
    "订丹": "订单",
    "充植": "充值",
    "到张": "到账",
    "帐单": "账单",
    "会圆": "会员",
    "话肥": "话费",
    "失拜": "失败",
    "无肖": "无效",
    "从复": "重复",
    "区付": "区服",
    "爱其艺": "爱奇艺",
    "爱奇意": "爱奇艺",
    "优库": "优酷",
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
    "haoma": "号码",
    "zhanghao": "账号",
    "qufu": "区服",
    "xuancuo": "选错",
    "tiancuo": "填错",
    "koukuan": "扣款",
    "chongfu": "重复",
    "shixiao": "失效",
    "bufa": "补发",
    "tengxunshipin": "腾讯视频",
    "aiqiyi": "爱奇艺",
    "yuanshen": "原神",
    "qbi": "Q币",
}
# What is said on Taiwan, as long in our words; read so, but quoted as written.
TAIWAN = {
    "储值": "充值",
    "伺服器": "服务器",
    "当机": "死机",
    "网路": "网络",
    "门号": "号码",
    "萤幕": "屏幕",
    "简讯": "短信",
    "程式": "程序",
}
_TAIWAN = re.compile("|".join(f"{word}(?!卡)" for word in TAIWAN))
_SLIP = re.compile("|".join(SLIPS))
_PINYIN = re.compile(
    "(?<![a-z])(?:" + "|".join(sorted(PINYIN, key=len, reverse=True)) + ")(?![a-z])", re.IGNORECASE
)
# A full-width comma between ordinary digits parts words (win11，128元); 1,299 has an ordinary one.
_COMMA = re.compile("(?<=[0-9])，(?=[0-9])")
simplified = OpenCC("t2s").convert
_APOSTROPHE = str.maketrans({"’": "'", "‘": "'"})


@dataclass(frozen=True, slots=True)
class CleanText:
    """The same text twice, place for place: ``plain`` to read (lower case, simplified), ``shown``
    to quote (the buyer's own characters)."""

    plain: str
    shown: str

    def blanked(self, spans: list[tuple[int, int]]) -> "CleanText":
        """Return the text with these spans blanked out, so that nothing is read twice."""
        return CleanText(blank(self.plain, spans), blank(self.shown, spans))


def clean(text: str) -> CleanText:
    """Return at most ``MAX_NARRATIVE_CHARS`` characters in one spelling. Never raises for a str."""
    spelled = _COMMA.sub(", ", text[:MAX_NARRATIVE_CHARS])
    folded = unicodedata.normalize("NFKC", spelled)[:MAX_NARRATIVE_CHARS]
    seen = "".join(visible(char) for char in folded)
    shown = _without_slips(_PINYIN.sub(lambda found: PINYIN[found[0].lower()], seen))
    simple = _without_slips(simplified(shown))
    if len(simple) != len(shown):
        shown = simple
    simple = _TAIWAN.sub(lambda found: TAIWAN[found[0]], simple)
    lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in simple)
    return CleanText(lowered.translate(_APOSTROPHE), shown)


def worded(pattern: str) -> re.Pattern[str]:
    """Compile a pattern whose ``\\b`` ends a Latin word, also before Chinese: code没收到."""
    starts = re.sub(r"\\b(?=[a-z]|\((?:\?:|[a-z]))", "(?<![a-z])", pattern)
    return re.compile(starts.replace(r"\b", "(?![a-z])"))


def visible(char: str) -> str:
    """Drop zero-width and other format marks; control characters become blanks."""
    category = unicodedata.category(char)
    if category in {"Cf", "Cs", "Co", "Cn"}:
        return ""
    return " " if category == "Cc" and char != "\n" else char


def _without_slips(text: str) -> str:
    return _SLIP.sub(lambda found: SLIPS[found[0]], text)


def blank(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text with blanks for these spans, as long as before."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
