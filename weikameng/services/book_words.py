"""The books in words: what an account is for, and who bears a cost (R4.6)."""

from collections.abc import Iterable

from weikameng.domain import books
from weikameng.domain.channel_names import CHANNEL_WORDS
from weikameng.domain.words import Words

_SUPPLIER = f"{books.SUPPLIER}:"
ALWAYS_THERE = {
    books.CLAIMS: Words("应付买家", "Owed to buyers"),
    "cost:platform": Words("平台承担", "Borne by the platform"),
}
# Where the money goes without a channel's statement.
_FIXED = ALWAYS_THERE | {
    "clearing:wallet": Words("退到平台余额", "Given back to balances"),
    "clearing:offline": Words("线下转账付出", "Paid by transfer"),
    "clearing:chargeback": Words("渠道已直接退回", "Paid back by the channel itself"),
}
KIND_WORDS = {
    books.OWED: Words("审批通过,应付买家", "Approved: owed to the buyer"),
    books.SETTLED: Words("退款到账", "The refund arrived"),
    books.REVERSED: Words("退款被退回", "The refund came back"),
    books.REASSIGNED: Words("更正承担方", "Bearer corrected"),
    books.RECEIVED: Words("收到供货商付款", "The supplier paid"),
    books.CLEARED: Words("渠道账单上有", "On the channel's statement"),
    books.RETURNED: Words("渠道账单上退回", "Returned on the channel's statement"),
    books.CHARGED_BACK: Words("渠道直接赔给买家", "The channel paid the buyer itself"),
}
_BEHIND = {
    "clearing": Words("已退、未见账单", "paid, not on a statement yet"),
    "cash": Words("账单已见", "on a statement"),
}

_OF_SHOP = {
    "cost": Words("自己承担的退款", "refunds it bears itself"),
    "clearing": Words("已确认、未对账", "confirmed, not reconciled yet"),
    "cash": Words("已对账", "reconciled"),
}


def account_words(account: str) -> Words:
    """Say what an account is for; its own name when nobody gave it words."""
    if account in _FIXED:
        return _FIXED[account]
    kind, _, name = account.partition(":")
    if kind == "recovery":
        return Words(f"应向 {name} 追偿", f"To be recovered from {name}")
    if account.startswith(f"cash:{_SUPPLIER}"):
        supplier = account.removeprefix(f"cash:{_SUPPLIER}")
        return Words(f"{supplier} 付来的钱", f"Paid to us by {supplier}")
    own = f"{books.SHOP}:"
    if name.startswith(own):
        shop, side = name.removeprefix(own), _OF_SHOP[kind]
        return Words(f"商家 {shop}:{side.zh}", f"Shop {shop}: {side.en}")
    if kind in _BEHIND:
        channel, behind = CHANNEL_WORDS.get(name, Words(name, name)), _BEHIND[kind]
        return Words(f"{channel.zh}:{behind.zh}", f"{channel.en}: {behind.en}")
    return Words(account, account)


def kind_words(kind: str) -> Words:
    """Say what an entry books."""
    return KIND_WORDS.get(kind, Words(kind, kind))


def bearer_words(bearer: str) -> Words:
    """Name who bears a cost."""
    if bearer.startswith(_SUPPLIER):
        name = bearer.removeprefix(_SUPPLIER)
        return Words(f"供货商 {name}", f"Supplier {name}")
    if bearer.startswith(f"{books.SHOP}:"):
        code = bearer.removeprefix(f"{books.SHOP}:")
        return Words(f"商家 {code}", f"Shop {code}")
    return Words("平台", "The platform")


def bearers(suppliers: Iterable[str]) -> list[str]:
    """Return everybody who may bear a cost: us, and each of these suppliers."""
    return [books.PLATFORM, *(f"{_SUPPLIER}{name}" for name in suppliers)]
