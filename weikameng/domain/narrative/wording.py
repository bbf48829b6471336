"""The sentence the assistant offers, from what the platform knows of the order (R2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from weikameng.domain.money import yuan_of
from weikameng.domain.narrative.model import Anomaly, Narrative, Request
from weikameng.domain.words import Words


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """What the platform has of the order. ``account_masked`` comes masked; amount in fen (CNY)."""

    order_number: str
    good: Words
    amount_minor: int
    zone: str | None = None
    account_masked: str | None = None


_ASK_WHAT_HAPPENED = Words("【请补充:付款后看到了什么、哪里不对】", "[please add: what went wrong]")
_SENTENCES = {
    Anomaly.NOT_ARRIVED: Words("至今未到账", "it has not arrived"),
    Anomaly.UNDER_DELIVERED: Words(
        "到账数量不符,少到了", "less than ordered arrived, short by some"
    ),
    Anomaly.NOT_AS_DESCRIBED: Words("收到的与商品页描述不符", "it is not as described"),
    Anomaly.FAILED_CHARGED: Words("充值失败但已扣款", "the top-up failed but I was charged"),
    Anomaly.SYSTEM_ERROR: Words("系统故障,订单显示异常", "a system error, the order got stuck"),
    Anomaly.DELAYED: Words("超过承诺时间仍未完成", "it is overdue, later than promised"),
    Anomaly.OUT_OF_STOCK: Words("商家缺货无法发货", "it is out of stock"),
    Anomaly.OVERCHARGED: Words("被重复扣款", "I was charged twice"),
    Anomaly.AUTO_RENEWAL: Words("未提醒就自动续费", "it auto-renewed without notice"),
    Anomaly.SERVICE_INTERRUPTED: Words("服务中断无法继续使用", "the service was interrupted"),
    Anomaly.REGION_LOCKED: Words("因地区限制无法使用", "it is region locked"),
    Anomaly.KEY_INVALID: Words("卡密无效", "the key is invalid"),
    Anomaly.KEY_USED: Words("卡密显示已被使用", "the key is already used"),
    Anomaly.KEY_NOT_RECEIVED: Words("没有收到卡密", "I never received the key"),
    Anomaly.WRONG_ACCOUNT: Words("账号填错了", "I entered the wrong account"),
    Anomaly.WRONG_ZONE: Words("区服选错了", "I chose the wrong server"),
    Anomaly.WRONG_PRODUCT: Words("买错了商品", "I bought the wrong product"),
    Anomaly.DUPLICATE: Words("重复购买了", "this is a duplicate order"),
    Anomaly.UNUSED_CHANGE_MIND: Words("尚未使用,不想要了", "it is unused, I changed my mind"),
    Anomaly.USED_BUT_WANT: Words("已经使用", "I have used it"),
    Anomaly.DEVICE_ISSUE: Words("我的设备不兼容", "it is not compatible with my device"),
    Anomaly.UNAUTHORIZED: Words("不是本人操作,被盗刷", "it was unauthorized"),
    Anomaly.MINOR: Words("未成年人消费", "it was bought by an underage child"),
}
_ASKS = {
    Request.VERIFY: Words("核实合作方到账记录", "check the supplier's record"),
    Request.REFUND: Words("退款", "refund"),
    Request.PARTIAL_REFUND: Words("退差价", "refund the difference"),
    Request.RESEND: Words("补发", "resend"),
    Request.EXCHANGE: Words("更换", "exchange"),
    Request.INTERCEPT: Words("拦截", "intercept"),
    Request.REDIRECT: Words("转到正确的账号", "move it to the right account"),
    Request.COMPENSATE: Words("补偿", "compensate"),
}
_DEFAULT_ASKS = (Request.VERIFY, Request.REFUND)


def anomaly_words(anomaly: Anomaly) -> Words:
    """Return what went wrong in words."""
    return _SENTENCES[anomaly]


def request_words(request: Request) -> Words:
    """Return what is asked for in words."""
    return _ASKS[request]


def suggestion(narrative: Narrative, order: KnownOrder) -> Words:
    """Return a sentence to accept: order, good, zone, account, amount, anomaly, request (R2.3).

    While the anomaly is unknown, or which of two accounts is the wrong one, a bracket asks for it.
    Of the buyer's own words only accounts and zones are taken over: no insult, secret or
    instruction slips in.
    """
    what = _what_happened(narrative)
    asks = [_ASKS[request] for request in narrative.requests or _DEFAULT_ASKS]
    return Words(_in_chinese(order, what, asks), _in_english(order, what, asks))


def _what_happened(narrative: Narrative) -> Words:
    """Say it with the wrong one and the right one, as far as the text tells them apart."""
    anomaly = narrative.anomaly
    if anomaly is None:
        return _ASK_WHAT_HAPPENED
    if anomaly is Anomaly.WRONG_ZONE:
        return _swapped(_ZONE_WORDS, narrative.zone, narrative.zone_meant) or _SENTENCES[anomaly]
    if anomaly is not Anomaly.WRONG_ACCOUNT:
        return _SENTENCES[anomaly]
    if narrative.account_meant is None and len(narrative.accounts) > 1:
        return _which_of(narrative.accounts[:2])
    swapped = _swapped(_ACCOUNT_WORDS, narrative.account, narrative.account_meant)
    return swapped or _SENTENCES[anomaly]


_ACCOUNT_WORDS = Words(
    "账号填错了,填成了{wrong},应该是{right}",
    "I entered the wrong account: {wrong} instead of {right}",
)
_ZONE_WORDS = Words(
    "区服选错了,选成了{wrong},应该是{right}", "I chose the wrong server: {wrong} instead of {right}"
)


def _swapped(words: Words, wrong: str | None, right: str | None) -> Words | None:
    """Name both; nothing when only one is known: the other one must be written by the buyer."""
    if wrong is None or right is None:
        return None
    return Words(*(said.format(wrong=wrong, right=right) for said in words))


def _which_of(accounts: Sequence[str]) -> Words:
    one, other = accounts
    return Words(
        f"账号填错了,【请写明哪个是填错的、哪个是对的:{one}、{other}】",
        "I entered the wrong account [please say which is the wrong one and which the right one: "
        f"{one}, {other}]",
    )


def _in_chinese(order: KnownOrder, what: Words, asks: list[Words]) -> str:
    parts = [f"订单号{order.order_number}", order.good.zh]
    parts += [f"区服:{order.zone}"] if order.zone else []
    parts += [f"充值账号{order.account_masked}"] if order.account_masked else []
    parts += [f"金额{_short_yuan(order.amount_minor)}元", what.zh]
    return ",".join([*parts, "请" + "并".join(ask.zh for ask in asks)])


def _in_english(order: KnownOrder, what: Words, asks: list[Words]) -> str:
    parts = [f"Order {order.order_number}", order.good.en]
    parts += [f"server: {order.zone}"] if order.zone else []
    parts += [f"account {order.account_masked}"] if order.account_masked else []
    parts += [f"{_short_yuan(order.amount_minor)} CNY", what.en]
    return ", ".join([*parts, "please " + " and ".join(ask.en for ask in asks)])


def _short_yuan(amount_minor: int) -> str:
    return yuan_of(amount_minor).removesuffix(".00")
