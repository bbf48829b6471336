"""What is asked for, what was shown, and what went wrong, read from one clean text (R2.3)."""

import re

from weikameng.domain.narrative.anomalies import ANOMALY_PATTERNS
from weikameng.domain.narrative.cleaning import blank, worded
from weikameng.domain.narrative.loose_anomalies import LOOSE_PATTERNS
from weikameng.domain.narrative.model import Anomaly, Request

_REQUESTS: tuple[tuple[Request, str], ...] = (
    (
        Request.VERIFY,
        r"(?<!已)(?<!已经)核实(?!过|了)|核查|核对|查[一查][下查]?(?!询)|查下|查清|"
        r"(?:帮|给)[我忙]{0,2}(?:我)?(?:再)?[查看](?!来)|"
        r"(?:请|麻烦)[^,。;!?\n退换]{0,5}(?:查|看|确认|check)|确认(?:一下|下)|看看(?:是|怎么)|"
        r"(?:帮|给)我?问|"
        r"\b(?:check|verify|investigate|look into|confirm)\b",
    ),
    (
        Request.PARTIAL_REFUND,
        r"(?:剩余|剩下|没用完|未使用|多[扣收付]|少[到给])[^,。;!?\n]{0,8}退|"
        r"退(?:还|给|我|回|一下|补)*[^,。;!?\n]{0,5}(?:差价|差额|部分|一半|剩余|剩下|少的|"
        r"多[扣收付]|未用|没用)|补(?:我|回|偿)?(?:一下)?差[价额]|部分退款|按.{0,6}退|"
        r"partial(?:ly)? refund|"
        r"refund (?:me )?(?:the )?(?:difference|rest|balance|remaining|unused|extra)",
    ),
    (
        Request.REFUND,
        r"(?<![没未已])(?<!退)(?:退款|退钱|退費|退费)(?!进度|状态|失败|编号|记录|规则|政策|"
        r"单号|多久|要多|什么时候|到哪|几天)|(?<![没未已余下闪可撤倒后])退(?:了吧|不退?|吧|呗|了)?(?=$|[\s,。.!?;~])|"
        r"(?<![没未已不能余下])退(?:还|回|我|掉|了|货|一下|一(?!半)|其中|给我|第|到|原路|全款|"
        r"全额|后面|前面|多余|那|这)(?![^,。;!?\n]{0,5}(?:差|部分|一半|剩|出|过|多[扣收付]))|"
        r"(?:请|要|想|帮.{0,3}|能不能|能否|可以|(?<!不)能|可不可以|赶紧|快点?|速|马上|立即|"
        r"给|直接|申请|求|全额|原路)退(?![过出役差步群还我款钱费回少]|部分|一半|剩|多[扣收付])|"
        r"原路返回|退下款|还我.{0,3}钱|把.{0,4}钱(?:还|退)|还钱|"
        r"(?<!no )(?<!does a )(?<!does the )(?<!will the )\brefund"
        r"(?! (?:policy|the difference|status))|money back|give .{0,8}money",
    ),
    (
        Request.RESEND,
        r"补发|请补(?=$|[\s,。!])|重发|重新(?:发|充(?!到|进)|开通|补|到账)|"
        r"(?:请|快|赶紧|麻烦|尽快|马上|立即|帮我)(?:你们)?(?:尽快|马上|立即|把|给我)?"
        r"(?:发(?:一下|给我|货|卡|码|兑换|激活|过来)|到账|充上|开通)|"
        r"补(?:一|两|二|几|\d)(?:张|个|份|次|笔)|补(?:上|充(?!材料|说明)|给|齐|偿发|到账|足|回来)|再(?:给我)?(?:发|充)(?:我)?一?[次遍份]|"
        r"帮我充上|\bre-?send|send (?:\w{1,8} )?(?:again|me the)|top.?up again|re-?deliver",
    ),
    (
        Request.EXCHANGE,
        r"更换|调换|退换|"
        r"(?<![兑更调退])换(?=一|个|张|卡|货|码|新|成(?!.{0,4}号)|$|"
        r"[\s,。;!?])(?!个?(?:了|手机|电脑|号))|换(?:年卡|月卡|季卡)|换[港美日国亚欧台][区服]|exchange|\breplace|"
        r"(?:another|new) (?:code|key|card)",
    ),
    (
        Request.INTERCEPT,
        r"(?<![被已])冻结(?!了)|拦[截下一住]|撤[回单销]|追[回得]|止付|锁(?:定|住)?(?:这张)?卡|挂失|停止充值|(?:先)?别充|截停|"
        r"(?:停|取消)掉|"
        r"取消(?:这个?)?(?:订单|充值|自动续费)|\bfreeze|intercept|stop (?:it|the|this)|"
        r"\bcancel\b|\brecall\b|\bblock\b",
    ),
    (
        Request.REDIRECT,
        r"[改换转](?:一下)?(?:区|服(?!务)|账号|号码)(?!是|为|服)|转(?:移)?(?:过来|回来|给我)|"
        r"(?:能|可以|帮.{0,2})(?:不能)?改(?:一下|吗|么|下|不)|"
        r"(?:转|改|移|挪|调|换(?!成))(?:移|换|充)?(?:到|成|去|回|给|为|进)(?!人工|客服|退|月卡|年卡|季卡)"
        r"[^,。;!?\n]{0,10}?(?:号|账户|区|服|正确|对的|那边|上|里|\d{5})|重新充(?:到|进)|"
        r"\bmove (?:it |this )?(?:to|over)|transfer (?:it )?to|redirect|"
        r"change (?:it |the \w{1,8} )?to",
    ),
    (Request.COMPENSATE, r"赔偿|赔付|假一赔|补偿|赔我|compensat"),
)
REQUEST_PATTERNS = {request: worded(pattern) for request, pattern in _REQUESTS}

_SHOWN = (
    re.compile(
        r"(?:显示|提示|弹窗|弹出|报错|写着|报|says?|shows?|showing|"
        r"error)[::]? ?[“”\"「『'](?P<said>[^“”\"」』'\n]{1,30})"
    ),
    re.compile(r"[“「『](?P<said>[^“”「」『』\n]{2,30})[”」』]"),
    re.compile(
        r"(?:显示|提示|弹窗|弹出|报错|写着|says?|shows?|error)[::]?(?:是|为|"
        r"了)? ?(?P<said>[^,。;!?\s][^,。;!?\n]{1,20})"
    ),
)


def anomaly_in(plain: str) -> Anomaly | None:
    """Return what went wrong, None when the text does not say."""
    for anomaly, pattern in (*ANOMALY_PATTERNS, *LOOSE_PATTERNS):
        if pattern.search(plain):
            return anomaly
    return None


def requests_in(plain: str) -> tuple[Request, ...]:
    """Return what is asked for, in the order of the text, each once."""
    first: dict[Request, int] = {}
    rest = plain
    for request, pattern in REQUEST_PATTERNS.items():
        found = pattern.search(rest)
        if found:
            first[request] = found.start()
            if request is Request.PARTIAL_REFUND:  # 剩下的退我 asks once, not for the whole as well
                rest = blank(rest, [found.span()])
    return tuple(sorted(first, key=first.__getitem__))


def shown_span(plain: str) -> tuple[int, int] | None:
    """Return where the text quotes what a screen or a person said."""
    for pattern in _SHOWN:
        found = pattern.search(plain)
        if found:
            return found.span("said")
    return None
