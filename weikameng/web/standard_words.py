"""What the policy's codes are called on the pages: faults, windows, ways on, things to write."""

from collections.abc import Mapping

from weikameng.domain.words import Words

FAULTS: Mapping[str, Words] = {
    "buyer": Words("买家自己的原因", "the buyer's own doing"),
    "supplier": Words("供应商的原因", "the supplier's"),
    "platform": Words("平台的原因", "ours"),
    "third_party": Words("第三方的原因", "somebody else's"),
    "special": Words("特殊情况,不按过错分", "a special case, not a matter of fault"),
    "unknown": Words("要看具体情况", "it depends"),
}
WINDOWS: Mapping[str, Words] = {
    "hard": Words(
        "要在申请时限内提出,超过的不能退。",
        "Apply inside the window; afterwards it is not refunded.",
    ),
    "soft": Words(
        "最好在申请时限内提出;超过了也不会直接驳回,由人工处理。",
        "Best inside the window; a late application is not turned down but goes to a person.",
    ),
    "none": Words("没有时限,随时可以申请。", "No time limit: apply at any time."),
}
WAYS_ON: Mapping[str, Words] = {
    "fast_lane": Words("系统能核实的,马上退。", "Paid at once when our records prove it."),
    "standard": Words(
        "系统先审,证明不了的转人工,1-3 个工作日。",
        "Screened first; what records can't prove a person reviews in 1 to 3 working days.",
    ),
    "cross_border": Words(
        "跨境通道:先核验身份,再由人工复核。",
        "The cross-border way: identity first, then a person reviews.",
    ),
    "dispute": Words(
        "先冻结没用过的商品,再与支付机构核实。",
        "Unused goods are frozen first, then we check with the payment provider.",
    ),
    "minor": Words("监护人通道,由人工处理。", "The guardians' way: a person looks after it."),
    "none": Words("一般不退,提供使用帮助。", "Normally not refunded; we help you use it."),
}
FIELDS: Mapping[str, Words] = {
    "wrong_account": Words("填错的号码或账号", "the number or account typed by mistake"),
    "right_account": Words("本来要充的号码或账号", "the one you meant"),
    "amount": Words("金额", "the amount"),
    "wrong_zone": Words("选错的区服", "the zone chosen by mistake"),
    "right_zone": Words("角色所在的区服", "the zone your character is in"),
    "role": Words("角色名", "the character's name"),
    "wanted": Words("本来想买什么", "what you wanted to buy"),
    "other_order_no": Words("另一个订单号", "the number of the other order"),
    "goods": Words("商品", "what you bought"),
    "zone_or_account": Words("区服或充值账号", "the zone or the account"),
    "anomaly": Words("发生了什么", "what went wrong"),
    "key_last4": Words("卡号后四位", "the last four characters of the key"),
    "expected": Words("应到多少", "how much should have arrived"),
    "actual": Words("实际怎么样", "what you actually got"),
    "promised": Words("商品页怎么写的", "what the product page promised"),
    "amounts": Words("两笔扣款的金额", "the amounts of both charges"),
    "since": Words("从什么时候起", "since when"),
    "account_region": Words("账号所在地区", "the region of your account"),
    "discovered_at": Words("什么时候发现的", "when you noticed it"),
    "minor_age": Words("孩子的年龄", "the child's age"),
    "account": Words("用的哪个账号", "which account was used"),
    "request": Words("希望怎么处理", "what you would like us to do"),
}
