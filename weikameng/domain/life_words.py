"""What the public record of a good or a case says, in words: events, who told of them, where the
good stands now. Codes are those of the log; nothing here knows whose good it is.
"""

from collections.abc import Mapping, Sequence

from weikameng.domain.words import Words

EVENTS: Mapping[str, Words] = {
    "issued": Words("商品登记,开始有记录", "Entered on the record"),
    "listed": Words("上架,可以出售", "Put on sale"),
    "reserved": Words("从库存里留出", "Set aside from stock"),
    "sold": Words("卖出,归入一个订单", "Sold to an order"),
    "delivered": Words("已交付给买家", "Delivered to the buyer"),
    "revealed": Words("卡密第一次被买家查看", "The key was shown to the buyer for the first time"),
    "activated": Words("已激活", "Activated"),
    "used": Words("已使用", "Used"),
    "expired": Words("已过期", "Expired"),
    "refund_requested": Words("买家申请退款", "The buyer asked for a refund"),
    "refund_held": Words("退款暂缓", "The refund is on hold"),
    "refund_approved": Words("退款通过", "The refund was approved"),
    "refund_rejected": Words("退款没有通过", "The refund was not approved"),
    "refunded": Words("钱已全部退回", "The whole price went back"),
    "voided": Words("作废,不能再用,也不会再卖", "Void: it can't be used or sold again"),
    "reissued": Words("补发了新的", "A new one was issued in its place"),
    "frozen": Words(
        "冻结:退款期间不能查看、激活或使用", "Frozen: not shown, activated or used meanwhile"
    ),
    "unfrozen": Words("解除冻结", "No longer frozen"),
    "disputed": Words("提交仲裁", "Taken to arbitration"),
    "ruled": Words("仲裁作出裁决", "An arbiter ruled"),
    "not_activated_attested": Words(
        "供货商声明:到这一刻还没有激活", "The supplier stated: not activated up to this moment"
    ),
    "corrected": Words(
        "更正:前面记的一步后来变了", "Corrected: an earlier step turned out otherwise"
    ),
    "opened": Words("退款申请提交", "The refund was applied for"),
    "decided": Words("退款作出决定", "The refund was decided"),
    "paid": Words("退款到账", "The money arrived"),
}
ACTORS: Mapping[str, Words] = {
    "platform": Words("平台", "the shop"),
    "supplier": Words("供货商", "the supplier"),
    "buyer": Words("买家", "the buyer"),
    "staff": Words("客服人员", "a member of staff"),
    "channel": Words("支付渠道", "the payment channel"),
    "arbiter": Words("仲裁员", "the arbiter"),
}
COMMITTED: Mapping[str, Words] = {
    "order": Words("订单号", "the order number"),
    "claim": Words("退款编号和结果", "the refund number and its outcome"),
    "evidence": Words("凭证", "the evidence"),
}
STANDS: Mapping[str, Words] = {
    "issued": Words("已登记,还没有卖", "on the record, not sold"),
    "listed": Words("在售,还没有卖", "on sale, not sold"),
    "reserved": Words("已从库存留出", "set aside"),
    "sold": Words("已卖出,还没有交付", "sold, not delivered yet"),
    "delivered": Words(
        "已交付,没有查看、激活或使用的记录", "delivered; nothing says it was shown or activated"
    ),
    "revealed": Words(
        "已交付并查看过卡密,没有激活或使用的记录",
        "delivered and its key shown; nothing says it was activated",
    ),
    "activated": Words("已激活", "activated"),
    "used": Words("已使用", "used"),
    "expired": Words("已过期", "expired"),
    "voided": Words("已作废", "void"),
    "reissued": Words("已作废,正在补发新的", "void, a new one is on its way"),
    "frozen": Words("冻结中", "frozen"),
    "requested": Words("正在申请退款", "a refund is asked for"),
    "held": Words("退款暂缓", "the refund is on hold"),
    "approved": Words("退款已通过", "the refund is approved"),
    "rejected": Words("退款没有通过", "the refund was not approved"),
    "refunded": Words("钱已全部退回", "the whole price went back"),
    "ruled": Words("仲裁已裁决", "an arbiter has ruled"),
    "disputed": Words("仲裁中", "in arbitration"),
    "opened": Words("退款申请处理中", "the refund is being handled"),
    "decided": Words("退款已有决定", "the refund is decided"),
    "paid": Words("退款已到账", "the money has arrived"),
}
SUPPLIER_UNSIGNED = Words(
    "供货商的报告,平台代签;供货商签过名的原件不在日志里,日志里有它的承诺值",
    "reported by the supplier and signed for it by the shop; what the supplier signed is kept off"
    " the log, which commits to it",
)
VOUCHED = Words("由平台代签,较弱的一级", "signed for its source by the shop: a weaker class")
SIGNED = Words("平台签名", "signed by the shop")
NOT_A_NUMBER = Words(
    "这不是记录编号。记录编号是 22 个字母、数字、“-”或“_”,在订单页和退款页上;也可以扫二维码,"
    "或粘贴整个网址。订单号和卡密在公开记录里查不到。",
    "That is no record number. Record numbers have 22 letters, digits, - or _ and stand on the"
    " pages of orders and refunds; or scan the code there, or paste the whole address. Order"
    " numbers and card keys can't be found in the public record.",
)
NOT_THERE = Words(
    "日志里没有这个编号的记录。请核对每一个字母,大小写不同就是另一个编号。",
    "The log has no record of this number. Check every letter: upper and lower case differ.",
)


def stands(state: str) -> Words:
    """Return where a good or a case stands, from the one spelling of it (``delivered+frozen``)."""
    said = [STANDS[part] for part in state.split("+") if part]
    return Words("、".join(one.zh for one in said), ", ".join(one.en for one in said))


def vouching(actor: str, *, attested_by_platform: bool) -> Words:
    """Return who stands behind an entry with their signature."""
    if not attested_by_platform:
        return SIGNED
    return SUPPLIER_UNSIGNED if actor == "supplier" else VOUCHED


def committed(places: Sequence[str]) -> Words:
    """Return what an entry commits to without saying it."""
    said = [COMMITTED[place] for place in places]
    return Words("、".join(one.zh for one in said), ", ".join(one.en for one in said))
