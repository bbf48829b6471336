"""A flag beside the quality: abuse, which never lowers it (R2.3)."""

import re

_ABUSE = re.compile(
    r"垃圾|老子|(?<![体早做出情])操(?![作盘场心控纵练守劳持])|[草艹日](?:你|泥马|尼玛)|"
    r"[尼你]玛|你[妈娘](?![的妈]?(?:手机|账号|号|qq|微信|充))|(?<![妈我你他她])妈的|"
    r"辣鸡|破玩意|什么玩意|无良|奸商|妈了个|巴子|尼玛|他妈(?!的?(?:手机|账号|号码|号|qq|微信|妈))|特么|"
    r"(?<![a-z])(?:tmd|nmsl|cnm|wtf|sb|tm|mmp)(?![a-z])|傻[逼比叉b]|[煞沙]笔|卧槽|"
    r"狗(?:东西|屎|平台|日|逼|比|娘)|去死|死全家|全家死|王八|混蛋|畜生|脑残|智障|弱智|"
    r"有病(?:吧|啊)|(?:脑子|是不是).{0,2}有病|废物|人渣|无耻|不要脸|臭不要|吃屎|放屁|"
    r"[黑破烂](?:心)?平台|黑心|骗子(?:平台|公司|网站|店)|"
    r"(?:一群|都是|你们?这?[群帮些]?)骗子|(?<![翻打])滚(?![动屏轮存筒])|贱[人货]|"
    r"f[u*x@#]{1,2}[c*x@#]{0,2}k|\bfck|\bshit|bullshit|\bbitch|asshole|\bidiots?\b|"
    r"\bmorons?\b|\bstupid\b|\bscum|\bbastard|\bcrap\b|\bdamn"
)


def is_abusive(plain: str) -> bool:
    """Return whether the text insults; it never lowers the quality of a description."""
    return _ABUSE.search(plain) is not None
