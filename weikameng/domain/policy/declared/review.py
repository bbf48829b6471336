"""Facts a human reviewer found, the numbers of the version, and what a rule has just found."""

from weikameng.domain.money import minor_of, rounded_share
from weikameng.domain.policy.declared.application import ROUTES
from weikameng.domain.policy.declared.fact import Fact, Kind, yes_no
from weikameng.domain.policy.declared.order import YES_NO
from weikameng.domain.policy.declared.question import Question
from weikameng.domain.words import Words

NOT_ARRIVED = frozenset({"not_arrived", "failed", "reversed", "no_record", "not_found"})
ARRIVED = frozenset({"arrived", "success", "credited"})
UNREDEEMED = frozenset({"unredeemed", "not_redeemed", "unused", "not_used", "not_activated"})
VOIDED = frozenset({"voided", "void", "void_ok", "unredeemed_voided", "frozen_and_voided"})
REDEEMED = frozenset({"redeemed", "used", "activated", "redeemed_by_buyer", "buyer"})
BY_OTHER = frozenset({"redeemed_by_other", "used_by_other", "invalid", "key_invalid", "other"})
KEY_FACTS = ("key", "key_status", "key_state", "activation", "usage", "redeemed_by")
AMOUNT_FACTS = ("refund_amount", "approved_amount", "amount")


def _reply(q: Question) -> str:
    said = q.review.supplier_reply if q.review else ""
    return "not_arrived" if said in NOT_ARRIVED else "arrived" if said in ARRIVED else "none"


def _recall(q: Question) -> str:
    said = q.review.recall if q.review else ""
    if said in ("ok", "success", "recalled"):
        return "ok"
    return "failed" if said in ("failed", "refused", "impossible") else "none"


def _key(q: Question) -> str:
    if q.review is None:
        return "none"
    extra = dict(q.review.extra)
    said = {q.review.supplier_reply, *(extra.get(name, "") for name in KEY_FACTS)}
    void = extra.get("void", "")
    if said & BY_OTHER:
        return "other"
    if said & REDEEMED:
        return "redeemed"
    if void in ("failed", "false", "refused"):
        return "not_voided"
    return "voided" if said & (VOIDED | UNREDEEMED) or void in ("ok", "true", "success") else "none"


def _worked_out(q: Question) -> int | None:
    """The amount a reviewer worked out: named, by days left, or by what was short (A8, A9)."""
    extra = dict(q.review.extra) if q.review else {}
    for name in AMOUNT_FACTS:
        if name in extra:
            return minor_of(extra[name])
    left = extra.get("remaining_days") or extra.get("days_left")
    total = extra.get("total_days") or extra.get("days_total")
    if left and total:
        return rounded_share(q.remaining_minor, int(left), int(total))
    listed = sum(unit.price_minor for unit in q.wanted)
    if "short_amount" in extra:
        return rounded_share(q.remaining_minor, minor_of(extra["short_amount"]), listed)
    if "delivered_amount" in extra:
        short = listed - minor_of(extra["delivered_amount"])
        return rounded_share(q.remaining_minor, short, listed)
    return None


REVIEW = (
    Fact(
        "evidence_forged",
        Kind.TEXT,
        Words("凭证伪造", "evidence forged"),
        Words("人工是否认定凭证伪造或改动。", "Whether a person found the evidence altered."),
        "review",
        lambda q: yes_no(q.review.evidence_forged) if q.review else "unknown",
        YES_NO,
    ),
    Fact(
        "supplier_reply",
        Kind.TEXT,
        Words("合作方答复", "supplier's reply"),
        Words("供货方答复人工的结论。", "What the supplier told the reviewer."),
        "review",
        _reply,
        {
            "none": Words("没有", "none"),
            "arrived": Words("已到账", "arrived"),
            "not_arrived": Words("没有到账", "not arrived"),
        },
    ),
    Fact(
        "recall",
        Kind.TEXT,
        Words("撤回结果", "recall"),
        Words("供货方撤回的结果。", "How the recall ended."),
        "review",
        _recall,
        {
            "none": Words("没有", "none"),
            "ok": Words("成功", "succeeded"),
            "failed": Words("失败", "failed"),
        },
    ),
    Fact(
        "key_found",
        Kind.TEXT,
        Words("卡密核实", "what the key turned out to be"),
        Words("核实卡密的结论。", "What was found about the key."),
        "review",
        _key,
        {
            "none": Words("没有", "none"),
            "other": Words("无效或被他人使用", "invalid or used by somebody else"),
            "redeemed": Words("已兑换或使用", "redeemed or used"),
            "not_voided": Words("不能作废", "can't be voided"),
            "voided": Words("没有使用,已作废", "unredeemed and void"),
        },
    ),
    Fact(
        "amount_found",
        Kind.TRUTH,
        Words("核定了金额", "an amount was worked out"),
        Words("人工核定了要退的金额。", "A person worked out the amount."),
        "review",
        lambda q: _worked_out(q) is not None,
    ),
    Fact(
        "reviewed_pay_minor",
        Kind.FEN,
        Words("核定金额", "amount worked out"),
        Words(
            "人工核定的金额,不超过还可退的。", "The worked-out amount, never above what is left."
        ),
        "review",
        lambda q: min(_worked_out(q) or 0, q.remaining_minor),
    ),
)

NUMBERS = (
    Fact(
        "one_click_below_minor",
        Kind.FEN,
        Words("一键退款低于", "one click below"),
        Words("整单实付低于这个数才能一键退款。", "One click needs an order paid below this."),
        "policy",
        lambda q: q.params.one_click_below_minor,
    ),
    Fact(
        "one_click_30d_max",
        Kind.COUNT,
        Words("30 天内最多", "allowed in 30 days"),
        Words(
            "一个买家 30 天内最多几次一键退款。", "One-click refunds a buyer may have in 30 days."
        ),
        "policy",
        lambda q: q.params.one_click_30d_max,
    ),
    Fact(
        "auto_approve_max_minor",
        Kind.FEN,
        Words("自动通过上限", "automatic up to"),
        Words("超过这个数由人放款。", "Above this a person pays it out."),
        "policy",
        lambda q: q.params.auto_approve_max_minor,
    ),
    Fact(
        "urgent_from_minor",
        Kind.FEN,
        Words("加急起点", "urgent from"),
        Words("充错的订单从这个数起加急。", "Wrong top-ups from this amount are urgent."),
        "policy",
        lambda q: q.params.urgent_from_minor,
    ),
    Fact(
        "max_attempts",
        Kind.COUNT,
        Words("最多次数", "attempts allowed"),
        Words("同一件商品最多申请几次。", "How often one unit may be applied for."),
        "policy",
        lambda q: q.params.max_attempts,
    ),
)


def _unasked(_question: Question) -> bool:
    raise LookupError("this fact is known only once a rule has decided")


FINDING = (
    Fact(
        "amount_minor",
        Kind.FEN,
        Words("金额", "amount"),
        Words("这个结果涉及的金额。", "The amount this answer is about."),
        "finding",
        _unasked,
    ),
    Fact(
        "route",
        Kind.TEXT,
        Words("通道", "route"),
        Words("这个结果走的通道。", "The route this answer takes."),
        "finding",
        _unasked,
        ROUTES,
    ),
    Fact(
        "pays",
        Kind.TEXT,
        Words("退的是", "gives back"),
        Words("退的是哪一笔金额。", "Which amount goes back."),
        "finding",
        _unasked,
        {
            "wanted": Words("申请的件", "the units asked for"),
            "unused": Words("没有用过的件", "the unused units"),
            "overcharge": Words("多扣的钱", "the overcharge"),
            "reviewed": Words("核定的金额", "the amount worked out"),
        },
    ),
    Fact(
        "paying",
        Kind.TRUTH,
        Words("会退钱", "money goes back"),
        Words("结果是通过(自动或人工)。", "The answer is an approval."),
        "finding",
        _unasked,
    ),
    Fact(
        "held",
        Kind.TRUTH,
        Words("被刹住", "held for a person"),
        Words("自动通过被刹车规则转给人。", "A brake turned an automatic yes over to a person."),
        "finding",
        _unasked,
    ),
    Fact(
        "blameless",
        Kind.TRUTH,
        Words("显然不怪买家", "plainly not the buyer's fault"),
        Words(
            "规则认定问题显然不在买家,大额时加急。",
            "The rule finds the buyer plainly in the right; large amounts are hurried.",
        ),
        "finding",
        _unasked,
    ),
)
