"""Which virtual good a description is about, and its kind in the catalogue (R2.3)."""

import re
from dataclasses import dataclass

from weikameng.domain.narrative.cleaning import CleanText

# Brands by the kind a good of theirs is when its noun does not say; longer names first.
_MEMBERSHIP = (
    "腾讯视频|爱奇艺|优酷|芒果(?:tv)?|网飞|奈飞|央视频|央视|youku|iqiyi|tencent video|viu|"
    "哔哩哔哩|bilibili|b站|搜狐视频|咪咕视频|网易云音乐|网易云|"
    "qq音乐|qq(?=超?级?会员)|酷狗音乐|酷狗|酷我音乐|酷我|喜马拉雅|蜻蜓fm|知乎|"
    "百度网盘|百度文库|迅雷|夸克|wps|樊登读书|微信读书|西瓜视频|抖音|快手|美图秀秀|剪映|"
    "netflix|spotify|youtube|disney\\+?|hbo|apple music"
)
# These are words of every day as well: a brand only with its noun behind it.
_EVERYDAY = "得到|keep|番茄|得物|天翼|115|origin|传奇|问道|征途|大话|梦幻"
_TIME_CARD_GAMES = (
    "剑网3|剑网三|剑侠情缘|魔兽世界|魔兽|梦幻西游|大话西游|新?天龙八部|最终幻想14|ff14|逆水寒|"
    "诛仙|网易一卡通|网易(?!邮箱)|盛趣|盛大|完美世界|骏网|骏(?=卡)|world of warcraft|wow"
)
_GAMES = (
    "原神|genshin(?: impact)?|王者荣耀|王者|和平精英|英雄联盟|lol|穿越火线|cf手游|cf|"
    "地下城与勇士|dnf|崩坏星穹铁道|崩坏3?|星穹铁道|绝区零|明日方舟|阴阳师|蛋仔派对|蛋仔|"
    "第五人格|永劫无间|使命召唤|金铲铲|光遇|吃鸡|皇室战争|部落冲突|鸣潮|明日之后|碧蓝航线|"
    "恋与深空|火影忍者|跑跑卡丁车|qq飞车|三国杀|率土之滨|无畏契约|瓦罗兰特|暗黑破坏神|"
    "炉石传说|炉石|我的世界|迷你世界|逃离塔科夫|三角洲行动|pubg|valorant|minecraft|fortnite|"
    "free fire|mobile legends|clash of clans|star rail|league of legends|honor of kings"
)
_CROSS_BORDER = (
    "steam|psn|playstation|ps5|xbox|nintendo|任天堂|eshop|switch|roblox|robux|"
    "ea play|uplay|育碧|nintendo switch|razer(?: gold)?|雷蛇|google play|谷歌|战网|"
    "battle\\.?net|epic"
)
_GIFT = (
    "京东|天猫|淘宝|沃尔玛|星巴克|瑞幸|中石化|中石油|apple|苹果|itunes|app store|美团|"
    "饿了么|盒马|永辉|家乐福|山姆|麦当劳|肯德基|kfc|喜茶|海底捞|滴滴|大润发|苏宁|唯品会|"
    "亚马逊|amazon"
)
_SOFTWARE = (
    "office|microsoft 365|windows ?(?:10|11)?|win(?:10|11)|adobe|photoshop|卡巴斯基|"
    "kaspersky|navicat|parallels"
)
_CARRIERS = "(?:中国)?(?:移动|联通|电信)|china (?:mobile|unicom|telecom)"

_KIND_OF_BRAND = (
    (re.compile(_CROSS_BORDER), "cross_border_game_card"),
    (re.compile(_MEMBERSHIP), "video_membership"),
    (re.compile(_TIME_CARD_GAMES), "game_card_key"),
    (re.compile(_GAMES), "game_direct"),
    (re.compile(_SOFTWARE), "software_key"),
    (re.compile(_GIFT), "gift_card"),
)
_KIND_OF_NOUN = (
    (re.compile("体验|试用|trial"), "trial_membership"),
    (
        re.compile(r"话费|流量|phone credit|mobile credit|airtime|phone top-?up|mobile data"),
        "phone_credit",
    ),
    (re.compile("激活码|序列号|密钥|license|product key|activation"), "software_key"),
    (re.compile("礼品卡|e卡|[^点]券$|加油卡|储值卡|购物卡|超市卡|gift card|voucher"), "gift_card"),
    (re.compile("点卡|一卡通|game card"), "game_card_key"),
    (
        re.compile(
            "q币|qb|点券|通行证|战令|礼包|蜡烛|星琼|钻石|金币|元宝|结晶|皮肤|通宝|点数|"
            "crystal|diamond|coin|gem|uc$"
        ),
        "game_direct",
    ),
    (re.compile("会员|vip|黑胶|绿钻|membership|subscription|premium"), "video_membership"),
)

_MODIFIERS = (
    r"(?:超级|豪华|黄金|白金|铂金|钻石|星钻|星光|黑胶|绿钻|大(?=会员)|svip|vip|plus|直充|"
    r"钱包|充值(?=卡)|体验|试用|年度|月度|季度|学生|家庭|联合|tv|4k|[港美日国亚欧台]服|"
    r"[港美日国亚欧台]区|\d{1,3}天|[一三七]天|gift|game|wallet|family|专业版|家庭版|"
    r"\d{2,5}(?= ?(?:创世|结晶|点券|q币|robux|uc|钻石))|创世|音乐包)"
)
_NOUNS = (
    r"(?:话费|流量包?|q币|qb(?![a-z])|点券|点数卡|点数|点卡|月卡|季卡|年卡|周卡|大会员|"
    r"会员卡|会员|电子券|代金券|兑换券|提货券|通行证|战令|礼包|蜡烛|星琼|体验卡|礼品卡|充值卡|储值卡|购物卡|加油卡|超市卡|e卡|一卡通|序列号|密钥|"
    r"钻石|金币|元宝|结晶|皮肤|通宝|激活码|robux|uc(?![a-z])|gift cards?|game cards?|"
    r"crystals?|membership|subscription|diamonds?|q ?coins?|phone credit|mobile credit|"
    r"airtime|phone top-?up|mobile data|license key|product key|premium)"
)
_AFTER_BRAND = (
    rf"(?:{_NOUNS}|svip|vip|黑胶|绿钻|兑换码(?!不|无|错|用)|卡(?!密|号|住|死|在)|gold|coins?|"
    r"points?|credits?|cards?|keys?|codes?)"
)
_BRANDS = "|".join(
    (
        _MEMBERSHIP,
        _TIME_CARD_GAMES,
        _GAMES,
        _CROSS_BORDER,
        _GIFT,
        _SOFTWARE,
        _CARRIERS,
        _EVERYDAY,
    )
)
# A Latin name ends where its letters end; 京东E卡 goes straight on.
_END = "(?:(?<=[a-z])(?![a-z])|(?<![a-z]))"
_BRAND = rf"(?:(?<![a-z])(?:{_BRANDS}){_END})"
_PRICE = r"(?:\d{1,5}(?:元|块|刀|美元|usd|港币))"
_WITH_BRAND = re.compile(
    rf"(?:[港美日国亚欧台]服)?{_BRAND} ?的?(?:{_PRICE} ?的?)?(?:{_MODIFIERS} ?){{0,3}}"
    rf"{_AFTER_BRAND}"
    rf"(?: ?{_MODIFIERS})?(?: ?{_AFTER_BRAND}){{0,2}}"
)
_PRICE_BETWEEN = re.compile(rf" ?{_PRICE} ?", re.IGNORECASE)
_BOUGHT_AS = re.compile("[买拍选充点下]成了?")
_NOUN_ONLY = re.compile(rf"(?:{_MODIFIERS} ?){{0,3}}{_NOUNS}(?: ?{_NOUNS}){{0,2}}")
_BRAND_ONLY = re.compile(
    rf"(?<![a-z])(?:{_MEMBERSHIP}|{_TIME_CARD_GAMES}|{_GAMES}|{_CROSS_BORDER}|"
    rf"{_SOFTWARE}){_END}"
)
_TITLE = re.compile(
    rf"《(?P<title>[^《》\n]{{1,20}})》 ?(?P<noun>(?:{_MODIFIERS} ?){{0,2}}{_NOUNS})?"
)
_LABELLED = re.compile(r"(?:商品(?:名称?)?|品名|product|item)[::] ?(?P<goods>[^\n,。;!?]{2,30})")


@dataclass(frozen=True, slots=True)
class GoodFound:
    """The good as the buyer names it and its kind in the catalogue, each None when not named."""

    name: str | None = None
    kind: str | None = None


def good_in(text: CleanText) -> GoodFound:
    """Return the good named most exactly: a title, a brand with its noun, a noun, a brand alone."""
    labelled = _LABELLED.search(text.plain)
    if labelled:
        named = _good_from(text, labelled.start("goods"))
        if named.name:
            return _with_kind(named, text)
    return _with_kind(_unlabelled(text), text)


def _with_kind(good: GoodFound, text: CleanText) -> GoodFound:
    """A bare 月卡 is of the kind of the brand named elsewhere in the text."""
    if good.name is None or good.kind is not None:
        return good
    brand = _BRAND_ONLY.search(text.plain)
    return GoodFound(good.name, _kind_of(brand[0]) if brand else None)


def _unlabelled(text: CleanText) -> GoodFound:
    swapped = _BOUGHT_AS.search(text.plain)
    if swapped:  # 想买季卡买成月卡: the order is for the good that was bought
        bought = _good_from(text, swapped.end())
        if bought.name:
            return bought
    return _good_from(text, 0)


def _good_from(text: CleanText, at: int) -> GoodFound:
    title = _TITLE.search(text.plain, at)
    if title:
        return _titled(title, text)
    for pattern in (_WITH_BRAND, _NOUN_ONLY, _BRAND_ONLY):
        found = pattern.search(text.plain, at)
        if found:
            return _named(text, *found.span())
    labelled = _LABELLED.search(text.plain, at)
    if labelled:
        return _named(text, *labelled.span("goods"))
    return GoodFound()


def _titled(title: re.Match[str], text: CleanText) -> GoodFound:
    name = text.shown[slice(*title.span("title"))].strip()
    noun = title.span("noun")
    if noun == (-1, -1):
        elsewhere = _NOUN_ONLY.search(text.plain)
        noun = elsewhere.span() if elsewhere else (0, 0)
    whole = name + text.shown[slice(*noun)].strip()
    return GoodFound(whole, _kind_of(whole.lower()) or "game_direct")


def _named(text: CleanText, start: int, end: int) -> GoodFound:
    name = _PRICE_BETWEEN.sub("", text.shown[start:end]).strip().replace("q币", "Q币")
    return GoodFound(name, _kind_of(text.plain[start:end]))


def _kind_of(name: str) -> str | None:
    """Trials, then cross-border brands, the noun, the brand; a bare 充值卡 is phone credit."""
    by_noun = next((kind for pattern, kind in _KIND_OF_NOUN if pattern.search(name)), None)
    by_brand = next((kind for pattern, kind in _KIND_OF_BRAND if pattern.search(name)), None)
    if by_noun != "trial_membership" and by_brand == "cross_border_game_card":
        return by_brand
    if by_noun or by_brand:
        return by_noun or by_brand
    return "phone_credit" if "充值卡" in name else None
