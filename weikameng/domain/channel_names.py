"""What the ways of paying are called, for buyers and staff alike."""

from weikameng.domain.words import Words

CHANNEL_WORDS = {
    "sandbox": Words("沙箱支付", "Sandbox channel"),
    "wallet": Words("平台余额", "Platform balance"),
    "alipay": Words("支付宝", "Alipay"),
    "wechatpay": Words("微信支付", "WeChat Pay"),
    "offline": Words("线下转账", "Offline transfer"),
    "chargeback": Words("渠道已直接退回", "Paid back by the channel itself"),
    "shop": Words("商家退款", "Shop refund"),
}
# What shops call ways of paying that are theirs alone: none of ours ever pays back by them.
_OF_SHOPS = {"balance": Words("店铺余额", "Balance with the shop")}


def route_words(route: str) -> Words:
    """Return the name of a payment route; one without a name keeps its code."""
    return CHANNEL_WORDS.get(route) or _OF_SHOPS.get(route) or Words(route, route)
