"""What the house itself says in a conversation, and why it does not take a message (R8.1)."""

from datetime import datetime

from weikameng.domain.clock_words import moment
from weikameng.domain.tickets import (
    MAX_ATTACHMENTS,
    MAX_OPEN,
    MAX_TEXT,
    MESSAGES_A_MINUTE,
    Author,
    Channel,
    Kind,
)
from weikameng.domain.words import Words

CATEGORIES = {
    "progress": Words("退款进度", "Progress of a refund"),
    "evidence": Words("材料和凭证", "Evidence"),
    "amount": Words("退款金额", "The amount"),
    "arrival": Words("钱没有到账", "The money has not arrived"),
    "goods": Words("商品和使用", "The good and how to use it"),
    "complaint": Words("投诉", "A complaint"),
    "other": Words("其他", "Something else"),
}
CHANNELS = {
    Channel.CHAT: Words("在线咨询", "Chat"),
    Channel.FORM: Words("工单", "Ticket"),
    Channel.PHONE: Words("电话", "Phone call"),
}
AUTHORS = {
    Author.BUYER: Words("我", "Me"),
    Author.AGENT: Words("人工客服", "Support"),
    Author.BOT: Words("智能客服", "Assistant"),
    Author.SYSTEM: Words("微卡盟", "weikameng"),
}
# What a message without words of its own says.
SAID = {
    Kind.HUMAN_WANTED: Words("我要找人工客服。", "I want to talk to a person."),
    Kind.URGE: Words("请催一催。", "Please hurry it up."),
    Kind.EVIDENCE: Words("发了图片。", "Sent pictures."),
    Kind.CLOSED: Words(
        "这次咨询结束了。还有问题,在这里接着写就会重新打开。",
        "This conversation has ended. Write here again and it goes on.",
    ),
    Kind.REOPENED: Words("咨询重新打开了。", "The conversation goes on."),
    Kind.JOINED: Words("这次咨询并入了另一条咨询。", "This conversation goes on in another one."),
    Kind.PARTED: Words("这次咨询又单独列出了。", "This conversation stands on its own again."),
}
# What most people ask, a button each: it sends these words.
QUICK = (
    Words("退款到哪一步了?", "How far is my refund?"),
    Words("多久能到账?", "When does the money arrive?"),
    Words("这个订单能退吗?", "Can this order be refunded?"),
    Words("要准备什么凭证?", "Which evidence do you need?"),
    Words("怎么修改申请?", "How do I change my application?"),
    Words("催一催", "Please hurry it up"),
)
EMPTY = Words("请先写一句话,或选一张图片。", "Write something first, or choose a picture.")
TOO_LONG = Words(
    f"一条最多 {MAX_TEXT} 个字,请分成几条发。",
    f"A message may have at most {MAX_TEXT} characters; please send it in parts.",
)
TOO_OFTEN = Words(
    f"发得太快了:一分钟最多 {MESSAGES_A_MINUTE} 条。请稍等再发,写的内容不会丢。",
    f"That was too fast: at most {MESSAGES_A_MINUTE} messages a minute. Wait a moment and send it"
    " again; nothing you wrote is lost.",
)
TOO_MANY_PICTURES = Words(
    f"一条最多带 {MAX_ATTACHMENTS} 张图片,其余的请再发一条。",
    f"A message takes at most {MAX_ATTACHMENTS} pictures; send the others with another one.",
)
TOO_MANY_OPEN = Words(
    f"你有 {MAX_OPEN} 条咨询还没结束,请在其中一条里接着说。",
    f"{MAX_OPEN} of your conversations are still open; please go on in one of them.",
)
NO_CATEGORY = Words("请选择问题类型。", "Choose what it is about.")
NO_ORDER = Words(
    "先选这张图片是关于哪个订单的,再发送:图片会放进那个订单的凭证里。",
    "Choose which order the picture is about, then send it: it goes into that order's evidence.",
)
NOT_A_KIND = Words("请选择图片里是什么。", "Choose what the picture shows.")
OTHER_ORDER = Words(
    "这条咨询是关于另一个订单的。请从那个订单的页面重新咨询。",
    "This conversation is about another order. Please ask from the page of that order.",
)
ASKED_ALREADY = Words(
    "已经在为你找人工客服了,不用重复点。",
    "A person has been called already; there is no need to ask again.",
)
NOT_RATED_YET = Words("还没有开始咨询,不能评价。", "There is nothing to rate yet.")
THANKS = Words("谢谢你的评价。", "Thank you for your rating.")
RECEIVED = Words(
    "收到。我们会在这里回复你,有新消息时页面顶部的“咨询”会亮起。",
    "Received. We answer here; “Chat” at the top of each page shows when there is news.",
)
PICTURES_KEPT = Words(
    "图片已放进这个订单的凭证,申请退款时不用再传一次。",
    "The pictures are in this order's evidence; you need not send them again when you apply.",
)
PICTURES_IN_CASE = Words(
    "图片已放进这份退款的凭证,审核的人会看到。",
    "The pictures are in this refund's evidence; whoever reviews it sees them.",
)
PICTURES_TO_SEND = Words(
    "图片已放进这份退款的凭证。它现在等你补充材料:请打开“补充材料”提交,审核才会继续。",
    "The pictures are in this refund's evidence. It is waiting for you: open “Send what is missing”"
    " and submit, then the review goes on.",
)
_COMING = Words(
    "正在为你转接人工客服,对话内容会一起交给他,不用再说一遍。我们承诺 {by} 前有人回复你。",
    "A person is being called and gets this conversation, so you need not tell it again. We promise"
    " an answer by {by}.",
)
_CLOSED_NOW = Words(
    "现在不在人工客服时间({hours})。你的问题已经留成工单 {number},人工客服 {opens} 开始处理,{by} 前"
    "回复你。回复会出现在这里,不用守着页面。",
    "Support is closed right now ({hours}). Your question is kept as ticket {number}; people start"
    " at {opens} and answer by {by}. The answer appears here; you need not wait on this page.",
)


def coming(by: datetime, at: datetime) -> Words:
    """Return what is told when a person was asked for inside service hours."""
    return _filled(_COMING, {"by": moment(by, at)})


def closed_now(hours: Words, number: str, times: tuple[datetime, datetime], at: datetime) -> Words:
    """Return what is told outside service hours; ``times``: opening, and the promise."""
    opens, by = times
    places = {
        "hours": hours,
        "number": Words(number, number),
        "opens": moment(opens, at),
        "by": moment(by, at),
    }
    return _filled(_CLOSED_NOW, places)


def _filled(words: Words, places: dict[str, Words]) -> Words:
    zh = words.zh.format_map({name: place.zh for name, place in places.items()})
    return Words(zh, words.en.format_map({name: place.en for name, place in places.items()}))
