"""One spelling before a wish is read: as descriptions are (narrative.cleaning), then the slips of
hurried fingers in the words conversations turn on."""

import re
from functools import cache

from weikameng.domain.narrative.cleaning import clean

# Characters that sound or look alike; one of them in the place of another makes a slip.
_ALIKE = (
    *("退推腿褪蜕", "款宽欵", "审申沈身神深婶", "核和合盒河何荷", "进近尽", "度渡肚"),
    *("驳博搏薄泊", "回会惠", "诉述速", "凭平评屏", "证正政症征", "截接节结街", "图涂途"),
    *("转赚专传", "工公功攻", "撤彻扯车", "销消肖削", "投头", "账帐张涨帳", "发法", "票飘漂"),
    *("隐引影", "私丝司", "注住驻", "未末为卫", "盗道到倒", "刷唰", "诈炸榨", "骗片"),
    *("密蜜迷", "充冲", "值直植", "客克刻", "服福伏", "仲中重", "裁栽才载", "争挣", "议义易意"),
    *("催摧崔", "急及", "规归", "则泽", "原源园缘", "路录", "跨垮夸", "境镜竟", "键建"),
    *("存村", "链练连", "取娶", "消肖", "描苗", "述数", "材才", "料了", "补不捕"),
)
# Words in which such a slip is put right; what is a word itself is left alone.
_WORDS = (
    *("退款", "审核", "进度", "驳回", "申诉", "凭证", "截图", "人工", "转人工", "撤销", "投诉"),
    *("到账", "发票", "隐私", "注销", "未成年", "盗刷", "诈骗", "卡密", "充值", "客服", "仲裁"),
    *("争议", "规则", "原路", "跨境", "一键", "存证", "上链", "取消", "描述", "材料", "补充"),
    *("催一下",),
)
_ARE_WORDS = frozenset(
    {"申核", "平正", "结图", "会员", "不充", "道刷", "到刷", "退宽", "中裁", "正义"}
)
_PINYIN = {
    "zhuanrengong": "转人工",
    "rengong": "人工",
    "jindu": "进度",
    "kefu": "客服",
    "tousu": "投诉",
    "shensu": "申诉",
    "bohui": "驳回",
    "shenhe": "审核",
    "duojiu": "多久",
    "zenme": "怎么",
    "pingzheng": "凭证",
    "jietu": "截图",
    "fapiao": "发票",
    "chexiao": "撤销",
    "quxiao": "取消",
    "nihao": "你好",
    "xiexie": "谢谢",
    "zaima": "在吗",
    "beipian": "被骗",
    "piaozi": "骗子",
}
# How it is said in Canton and in the street, as patterns know it; longer words first.
_SPOKEN = {
    "可唔可以": "可不可以",
    "点解": "为什么",
    "点样": "怎么样",
    "边度": "哪里",
    "边个": "谁",
    "边张": "哪张",
    "几时": "什么时候",
    "几耐": "多久",
    "而家": "现在",
    "唔该晒": "谢谢",
    "唔该": "麻烦",
    "多谢晒": "谢谢",
    "我哋": "我们",
    "你哋": "你们",
    "俾人呃": "被人骗",
    "呃咗": "骗了",
    "呃我": "骗我",
    "仲未": "还没",
    "仲有": "还有",
    "未收": "没收",
    "冇": "没有",
    "唔": "不",
    "嘅": "的",
    "咗": "了",
    "喺": "在",
    "俾": "给",
    "畀": "给",
    "系咪": "是不是",
    "啲": "点",
    "佢": "它",
    "睇": "看",
    "搵": "找",
    "乜嘢": "什么",
    "咩": "什么",
    "嗰": "那",
    "咁": "这么",
    "个仔": "儿子",
    "个女": "女儿",
    "啥子": "什么",
    "啥": "什么",
    "咋个": "怎么",
    "咋样": "怎么样",
    "咋": "怎么",
    "俺": "我",
    "俩": "两",
    "哪儿": "哪里",
    "上哪里": "去哪里",
    "啥前儿": "什么时候",
    "啥时候": "什么时候",
    "工作天": "工作日",
    "为嘛": "为什么",
    "干嘛": "为什么",
    "麻溜": "快点",
    "叙述": "描述",
}
_SAID = re.compile("|".join(sorted(_SPOKEN, key=len, reverse=True)))
_TYPED = re.compile("|".join(sorted(_PINYIN, key=len, reverse=True)))
_NUMBER = re.compile(r"\d(?:[ -]?\d){7,}")  # which order is read elsewhere
# 转 人 工 is one word; between longer pieces a blank is the comma of who dictates.
_SPACED = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?: +[\u4e00-\u9fff](?![\u4e00-\u9fff]))+"
)
_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
_FILLERS = re.compile(r"(?<=[\u4e00-\u9fff])(?:那个啥|就是说|嗯+|额{2,}|呃{2,})(?=[\u4e00-\u9fff])")


@cache
def _slips() -> dict[str, str]:
    """Every word with one character mistaken for another of its sound or shape."""
    found: dict[str, str] = {}
    for word in _WORDS:
        for place, right in enumerate(word):
            for group in _ALIKE:
                if right in group:
                    for wrong in group.replace(right, ""):
                        found[word[:place] + wrong + word[place + 1 :]] = word
    return {slip: word for slip, word in found.items() if slip not in _ARE_WORDS | {*_WORDS}}


@cache
def _slip() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_slips(), key=len, reverse=True)))


def spelled(text: str) -> str:
    """Return a message in one spelling: simplified, lower case, slips put right. Never raises."""
    plain = _NUMBER.sub(" ", clean(text).plain)
    plain = _SPACED.sub(lambda found: found[0].replace(" ", ""), plain)
    plain = _GAP.sub(",", plain)
    plain = _TYPED.sub(lambda found: _PINYIN[found[0]], plain)
    plain = _SAID.sub(lambda found: _SPOKEN[found[0]], _FILLERS.sub("", plain))
    return _slip().sub(lambda found: _slips()[found[0]], plain).strip()
