"""What is asked for, what was shown, and what went wrong, read from one clean text (R2.3)."""

import re

from weikameng.domain.narrative.anomalies import ANOMALY_PATTERNS
from weikameng.domain.narrative.model import Anomaly, Request

_REQUESTS: tuple[tuple[Request, str], ...] = (
    (
        Request.VERIFY,
        r"核实|核查|核对|查[一查][下查]?(?!询)|查下|查清|"
        r"(?:帮|给)[我忙]{0,2}(?:我)?(?:再)?[查看](?!来)|"
        r"(?:请|麻烦)[^,。;!?\n退换]{0,5}(?:查|看|确认|check)|"
        r"\b(?:check|verify|investigate|look into|confirm)\b",
    ),
    (
        Request.PARTIAL_REFUND,
        r"剩余.{0,4}退|"
        r"退(?:还|给|我|回|一下|补)*[^,。;!?\n]{0,5}(?:差价|差额|部分|一半|剩余|剩下|少的|"
        r"多[扣收付]|未用)|补(?:我)?差[价额]|部分退款|partial refund|"
        r"refund (?:me )?(?:the )?(?:difference|rest|balance|remaining)",
    ),
    (
        Request.REFUND,
        r"(?<![没未已])(?<!退)(?:退款|退钱|退費|退费)(?!进度|状态|失败|编号|记录|规则|政策|"
        r"单号|多久|要多|什么时候|到哪)|(?<![没未已])退(?=$|[\s,。.!?;~])|"
        r"(?<![没未已不能])退(?:还|回|我|掉|了|货|一下|一(?!半)|其中|给我|第|到|原路|全款|"
        r"全额)(?![^,。;!?\n]{0,5}(?:差|部分|一半|剩|出|过))|"
        r"(?:请|要|想|帮.{0,3}|能不能|能否|可以|(?<!不)能|可不可以|赶紧|快点?|速|马上|立即|"
        r"给|直接|申请|求|全额|原路)退(?![过出役差步群还我款钱费回]|部分|一半|剩)|"
        r"还我.{0,3}钱|把.{0,4}钱(?:还|退)|还钱|"
        r"(?<!no )\brefund(?! (?:policy|the difference))|money back|give .{0,8}money",
    ),
    (
        Request.RESEND,
        r"补发|请补(?=$|[\s,。!])|重发|重新(?:发|充|开通|补|到账)|"
        r"补(?:上|充|给|齐|偿发|到账)|再(?:发|充)(?:我)?一[次遍]|帮我充上|\bre-?send|"
        r"send (?:\w{1,8} )?again|top.?up again|redeliver",
    ),
    (
        Request.EXCHANGE,
        r"更换|调换|退换|"
        r"(?<![兑更调退])换(?=一|个|张|卡|货|码|新|成|$|"
        r"[\s,。;!?])(?!个?(?:了|手机|电脑|号))|exchange|\breplace|"
        r"(?:another|new) (?:code|key|card)",
    ),
    (
        Request.INTERCEPT,
        r"冻结|拦截|撤回|撤单|追回|止付|锁卡|挂失|停止充值|(?:先)?别充|"
        r"取消(?:这个?)?(?:订单|充值|自动续费)|\bfreeze|intercept|\bcancel\b|\brecall\b|"
        r"\bblock\b",
    ),
    (
        Request.REDIRECT,
        r"(?:转|改|换|重新充)(?:到|充到?|成)(?:正确|对的|我的|[\w]{0,6}号)|move it to|"
        r"transfer (?:it )?to",
    ),
    (Request.COMPENSATE, r"赔偿|赔付|假一赔|补偿|compensat"),
)
REQUEST_PATTERNS = tuple((request, re.compile(pattern)) for request, pattern in _REQUESTS)

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
    for anomaly, pattern in ANOMALY_PATTERNS:
        if pattern.search(plain):
            return anomaly
    return None


def requests_in(plain: str) -> tuple[Request, ...]:
    """Return what is asked for, in the order of the text, each once."""
    first = {
        request: found.start()
        for request, pattern in REQUEST_PATTERNS
        if (found := pattern.search(plain))
    }
    return tuple(sorted(first, key=first.__getitem__))


def shown_span(plain: str) -> tuple[int, int] | None:
    """Return where the text quotes what a screen or a person said."""
    for pattern in _SHOWN:
        found = pattern.search(plain)
        if found:
            return found.span("said")
    return None
