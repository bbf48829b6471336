"""Facts about the order, its payment, its delivery and what the supplier said."""

from datetime import datetime

from weikameng.domain.policy.declared.fact import NEVER, Fact, Kind, yes_no
from weikameng.domain.policy.declared.question import Question
from weikameng.domain.words import Words

YES_NO = {
    "yes": Words("是", "yes"),
    "no": Words("否", "no"),
    "unknown": Words("尚不清楚", "not known"),
}
SUPPLIER_STATES = {
    "silent": Words("没有回报", "no report"),
    "success": Words("成功", "success"),
    "failed": Words("失败", "failed"),
    "processing": Words("处理中", "processing"),
    "unknown": Words("尚不清楚", "not known"),
    "reversed": Words("已撤回", "reversed"),
}
# What suppliers answer; a code we have no words for is shown as it is.
SUPPLIER_CODES = {
    "NUMBER_NOT_EXIST": Words("号码不存在", "the number does not exist"),
    "INVALID_ACCOUNT": Words("账号无效", "the account is not valid"),
    "ACCOUNT_NOT_EXIST": Words("账号不存在", "the account does not exist"),
    "ZONE_MISMATCH": Words("区服匹配失败", "the zone does not match"),
    "OUT_OF_STOCK": Words("缺货", "out of stock"),
    "FAILED": Words("充值失败", "the top-up failed"),
    "REDEEMED_BY_OTHER": Words("已被他人使用", "used by somebody else"),
    "KEY_VOID": Words("卡密已作废", "the key is void"),
    "KEY_INVALID": Words("卡密无效", "the key is invalid"),
}


def never(moment: datetime | None) -> datetime:
    """Return the moment, or the one that does not come."""
    return NEVER if moment is None else moment


def _says(name: str, q: Question, silent: str = "") -> str:
    said = q.order.supplier
    return getattr(said, name) if said else silent


def _knows(name: str, q: Question) -> str:
    said = q.order.supplier
    return yes_no(getattr(said, name) if said else None)


def _extra_days(q: Question) -> datetime:
    late_days = 365 * q.params.late_platform_fault_years
    return never(q.span_after(q.order.completed_at, late_days))


ORDER = (
    Fact(
        "paid",
        Kind.TRUTH,
        Words("已付款", "paid"),
        Words("订单付过款。", "The order has been paid."),
        "order",
        lambda q: q.order.paid_at is not None,
    ),
    Fact(
        "paid_at",
        Kind.MOMENT,
        Words("付款时间", "paid at"),
        Words("付款成功的时刻。", "When the payment succeeded."),
        "order",
        lambda q: never(q.order.paid_at),
    ),
    Fact(
        "paid_minor",
        Kind.FEN,
        Words("订单实付", "paid in all"),
        Words(
            "整笔订单用券后的实付金额。",
            "What was paid for the whole order, after coupons.",
        ),
        "order",
        lambda q: q.order.paid_minor,
    ),
    Fact(
        "list_total_minor",
        Kind.FEN,
        Words("订单标价", "list price"),
        Words("用券之前的总价。", "The total before coupons."),
        "order",
        lambda q: q.order.list_total_minor,
    ),
    Fact(
        "overcharge_minor",
        Kind.FEN,
        Words("多扣金额", "charged too much"),
        Words(
            "超过应付的部分:有记录的,或各笔付款之和多出的。",
            "What was taken beyond the price, as recorded or as the payments show.",
        ),
        "order",
        lambda q: q.overcharge_minor,
    ),
    Fact(
        "goods_kind",
        Kind.TEXT,
        Words("商品类型", "kind of good"),
        Words("商品属于目录里的哪一类。", "The kind of good in the catalogue."),
        "order",
        lambda q: q.kind.kind,
    ),
    Fact(
        "direct",
        Kind.TRUTH,
        Words("直充商品", "direct top-up"),
        Words(
            "由供货方直接充到账号,不是卡密。",
            "Credited by the supplier to an account, not delivered as a key.",
        ),
        "order",
        lambda q: q.kind.direct,
    ),
    Fact(
        "cross_border",
        Kind.TRUTH,
        Words("跨境订单", "cross-border"),
        Words("钱或货出境的订单。", "Money or goods cross the border."),
        "order",
        lambda q: q.order.cross_border,
    ),
    Fact(
        "chargeback_open",
        Kind.TRUTH,
        Words("渠道投诉", "payment complaint"),
        Words(
            "支付渠道有未结的投诉或拒付。",
            "A complaint or chargeback is open at the payment channel.",
        ),
        "order",
        lambda q: q.order.chargeback_open,
    ),
    Fact(
        "risk_flag",
        Kind.TRUTH,
        Words("风控提示", "risk flag"),
        Words("订单命中风控。", "The order was flagged as a risk."),
        "order",
        lambda q: q.order.risk_flag,
    ),
    Fact(
        "promise_7d",
        Kind.TRUTH,
        Words("商品页承诺 7 天无理由", "7-day promise on the page"),
        Words("商品页承诺 7 天无理由退款。", "The product page promises 7 days without a reason."),
        "order",
        lambda q: q.order.promise_7d,
    ),
    Fact(
        "renewal_reminded",
        Kind.TEXT,
        Words("续费前提醒过", "reminded before renewal"),
        Words("自动续费扣款前是否提醒过。", "Whether a reminder went out before the renewal."),
        "order",
        lambda q: yes_no(q.order.renewal_reminded),
        YES_NO,
    ),
    Fact(
        "tender_count",
        Kind.COUNT,
        Words("付款笔数", "payments"),
        Words("订单用了几种方式付款。", "How many tenders paid the order."),
        "order",
        lambda q: len(q.order.tenders),
    ),
    Fact(
        "closed_leg",
        Kind.TRUTH,
        Words("原账户已失效", "an account is closed"),
        Words(
            "还有钱要退的付款里,有原账户已失效的。",
            "A payment that money must go back to has a closed account.",
        ),
        "order",
        lambda q: any(leg.status != "active" for leg in q.open_legs),
    ),
    Fact(
        "third_party_leg",
        Kind.TRUTH,
        Words("经第三方渠道", "through another's channel"),
        Words(
            "有钱要经支付渠道退回,而不是平台余额。",
            "Money goes back through a payment channel, not to the platform balance.",
        ),
        "order",
        lambda q: q.third_party_leg,
    ),
    Fact(
        "tenders",
        Kind.ITEMS,
        Words("付款渠道", "payment routes"),
        Words("每笔付款的渠道和状态。", "Each payment's route and state."),
        "order",
        lambda q: tuple(f"{leg.route}:{leg.status}" for leg in q.order.tenders),
    ),
)

DELIVERY = (
    Fact(
        "delivered",
        Kind.TRUTH,
        Words("已发货", "delivered"),
        Words("商品已交付。", "The good has been delivered."),
        "order",
        lambda q: q.order.delivered,
    ),
    Fact(
        "completed",
        Kind.TRUTH,
        Words("已完成", "completed"),
        Words("订单有完成时间。", "The order has a moment of completion."),
        "order",
        lambda q: q.order.completed_at is not None,
    ),
    Fact(
        "completed_at",
        Kind.MOMENT,
        Words("完成时间", "completed at"),
        Words("订单完成的时刻。", "When the order was completed."),
        "order",
        lambda q: never(q.order.completed_at),
    ),
    Fact(
        "promised",
        Kind.TRUTH,
        Words("承诺过到账时间", "has a promise"),
        Words("有承诺的到账时间。", "A time of arrival was promised."),
        "order",
        lambda q: q.order.promised_at is not None,
    ),
    Fact(
        "promised_at",
        Kind.MOMENT,
        Words("承诺到账", "promised by"),
        Words("承诺到账的时刻。", "The promised moment of arrival."),
        "order",
        lambda q: never(q.order.promised_at),
    ),
    Fact(
        "supplier_status",
        Kind.TEXT,
        Words("合作方状态", "supplier says"),
        Words("供货方最近一次说的状态。", "The state the supplier last reported."),
        "supplier",
        lambda q: _says("status", q, "silent"),
        SUPPLIER_STATES,
    ),
    Fact(
        "supplier_code",
        Kind.TEXT,
        Words("合作方错误码", "supplier's code"),
        Words("供货方给出的错误码。", "The error code the supplier gave."),
        "supplier",
        lambda q: _says("code", q),
        SUPPLIER_CODES,
    ),
    Fact(
        "arrived",
        Kind.TEXT,
        Words("已到账", "arrived"),
        Words(
            "供货方是否确认到账;没有说就是“尚不清楚”。",
            "Whether the supplier confirmed the arrival; silence is “not known”.",
        ),
        "supplier",
        lambda q: _knows("arrived", q),
        YES_NO,
    ),
    Fact(
        "recallable",
        Kind.TEXT,
        Words("可以撤回", "can be recalled"),
        Words("供货方是否说可以撤回。", "Whether the supplier says it can be recalled."),
        "supplier",
        lambda q: _knows("recallable", q),
        YES_NO,
    ),
)

DEADLINES = (
    Fact(
        "at",
        Kind.MOMENT,
        Words("申请时间", "asked at"),
        Words("作出决定的时刻。", "The moment of the decision."),
        "clock",
        lambda q: q.at,
    ),
    Fact(
        "window_end",
        Kind.MOMENT,
        Words("申请截止", "apply before"),
        Words(
            "申请时限结束的时刻(第 N 天 24:00,遇法定休假顺延);没有交付就没有时限。",
            "The end of the window (24:00 of day N, rolled over rest days); none undelivered.",
        ),
        "policy",
        lambda q: never(q.window_end),
    ),
    Fact(
        "window_until",
        Kind.MOMENT,
        Words("这个答案有效到", "holds until"),
        Words(
            "申请时限何时会改变这个原因的结果;不会改变时为“永不”。",
            "When the window will change the answer for this reason; never when it can't.",
        ),
        "policy",
        lambda q: never(q.window_until),
    ),
    Fact(
        "filed_at",
        Kind.MOMENT,
        Words("算作申请的时间", "counts as filed at"),
        Words(
            "首次申请在时限内、驳回后在补充期内修改的,按首次申请算。",
            "A case amended in time keeps the moment it was first filed.",
        ),
        "application",
        lambda q: q.filed_at,
    ),
    Fact(
        "late_limit",
        Kind.MOMENT,
        Words("迟到的他方原因最晚", "late faults until"),
        Words(
            "超过时限后,平台或供货方的问题最晚可以提出的时刻。",
            "Until when a fault of the platform or supplier can be claimed after the window.",
        ),
        "policy",
        _extra_days,
    ),
    Fact(
        "promise_end",
        Kind.MOMENT,
        Words("7 天承诺截止", "7-day promise ends"),
        Words("商品页 7 天承诺结束的时刻。", "When the 7-day promise of the page ends."),
        "policy",
        lambda q: never(q.days_after(q.order.completed_at, q.params.promise_days)),
    ),
    Fact(
        "route_until",
        Kind.MOMENT,
        Words("原路退回最晚", "original route until"),
        Words(
            "支付渠道最晚接受原路退回的时刻。",
            "Until when the channel takes money back on the original route.",
        ),
        "policy",
        lambda q: never(q.span_after(q.order.paid_at, q.params.original_route_days)),
    ),
    Fact(
        "supplement_end",
        Kind.MOMENT,
        Words("补充截止", "add by"),
        Words("现在退回补充的话,最晚补充的时刻。", "If sent back now, until when to add."),
        "policy",
        lambda q: never(q.days_after(q.at, q.params.supplement_days)),
    ),
    Fact(
        "dispute_end",
        Kind.MOMENT,
        Words("争议期限", "dispute by"),
        Words("驳回后申请争议处理的最晚时刻。", "Until when a rejection can be disputed."),
        "policy",
        lambda q: never(q.days_after(q.application.rejected_at, q.params.dispute_days)),
    ),
)
