"""The numbers of a policy as its editors see them: name, unit, help and bounds of each, and words
for what is written beside them and decides nothing."""

from dataclasses import dataclass
from typing import Literal

from weikameng.domain.policy.document.editing import Place
from weikameng.domain.words import Words

Kind = Literal["yuan", "whole"]


@dataclass(frozen=True, slots=True)
class Param:
    """One number. ``low`` and ``high`` are what the check of a version allows (whole numbers)."""

    key: str
    kind: Kind
    words: Words
    unit: Words
    help: Words
    low: int = 0
    high: int = 0

    @property
    def place(self) -> Place:
        """Where it stands in the document."""
        return ("params", *self.key.split("."))


@dataclass(frozen=True, slots=True)
class Noted:
    """A remark of the document: how the engine counts, not something a version can change."""

    key: str
    words: Words
    help: Words

    @property
    def place(self) -> Place:
        """Where it stands in the document."""
        return ("params", *self.key.split("."))


_DAYS = Words("天", "days")
_TIMES = Words("次", "times")
_YEARS = Words("年", "years")
_YUAN = Words("元", "yuan")

PARAMS: tuple[tuple[Words, tuple[Param, ...]], ...] = (
    (
        Words("一键退款", "One-click refunds"),
        (
            Param(
                "one_click.paid_total_lt",
                "yuan",
                Words("一键退款金额上限", "One-click refunds: below"),
                _YUAN,
                Words(
                    "实付金额必须低于这个数，正好等于不算。",
                    "The amount paid has to be below this; exactly this much does not qualify.",
                ),
            ),
            Param(
                "one_click.per_buyer_30d_max",
                "whole",
                Words("每位买家30天内一键退款次数", "One-click refunds per buyer in 30 days"),
                _TIMES,
                Words(
                    "超过这个次数的申请走普通审核。",
                    "Applications beyond this take the normal way.",
                ),
                0,
                10000,
            ),
        ),
    ),
    (
        Words("自动通过和加急", "Automatic approval and the urgent queue"),
        (
            Param(
                "auto_approve_max",
                "yuan",
                Words("自动通过金额上限", "Approved automatically up to"),
                _YUAN,
                Words(
                    "有记录能证明的退款，不超过这个数的自动通过（含）。",
                    "Refunds that records prove are approved automatically up to and including "
                    "this.",
                ),
            ),
            Param(
                "urgent_from",
                "yuan",
                Words("加急起点", "Urgent from"),
                _YUAN,
                Words(
                    "充值填错且达到这个数的，走加急通道。",
                    "Wrong top-ups of this much or more take the urgent queue.",
                ),
            ),
        ),
    ),
    (
        Words("申请时限", "Application window"),
        (
            Param(
                "window_days_min",
                "whole",
                Words("最短申请时限", "Shortest application window"),
                _DAYS,
                Words(
                    "商品的申请时限不得少于这个天数。",
                    "No good may have a shorter window than this.",
                ),
                1,
                366,
            ),
            Param(
                "window_days_max",
                "whole",
                Words("最长申请时限", "Longest application window"),
                _DAYS,
                Words(
                    "按商品类别设置的时限不得多于这个天数；商品页可以承诺更长。",
                    "No kind of good may set a longer window than this; a product page may "
                    "promise more.",
                ),
                1,
                366,
            ),
            Param(
                "late_platform_fault_years",
                "whole",
                Words(
                    "平台原因逾期后仍受理的年限", "How long late claims about our faults are heard"
                ),
                _YEARS,
                Words(
                    "超过申请时限但属平台或供应商原因的，在这个年限内转人工处理。",
                    "Claims past the window that are our fault or the supplier's go to a person "
                    "within this time.",
                ),
                1,
                20,
            ),
        ),
    ),
    (
        Words("补充、重申和争议", "Adding, applying again, disputes"),
        (
            Param(
                "supplement_days",
                "whole",
                Words("补充材料期", "Time to add material"),
                _DAYS,
                Words(
                    "退回补充后，买家有这么多天；期满自动关闭。",
                    "After being asked for more the buyer has this long; then the application "
                    "closes.",
                ),
                1,
                366,
            ),
            Param(
                "amend_after_reject_days",
                "whole",
                Words("驳回后修改期", "Time to amend after a rejection"),
                _DAYS,
                Words(
                    "首次申请在时限内的，驳回后这么多天内再提交仍算在时限内。",
                    "When the first application was in time, another within this many days of "
                    "the rejection counts as in time.",
                ),
                1,
                366,
            ),
            Param(
                "max_attempts_per_item",
                "whole",
                Words("每件商品最多申请次数", "Applications per item at most"),
                _TIMES,
                Words("用完后可以申请争议处理。", "After that a dispute can be opened."),
                1,
                100,
            ),
            Param(
                "dispute_open_days_after_reject",
                "whole",
                Words("申请争议处理的期限", "Time to open a dispute"),
                _DAYS,
                Words("从驳回之日起算。", "Counted from the rejection."),
                1,
                366,
            ),
        ),
    ),
    (
        Words("承诺和退款路径", "Promises and the way back"),
        (
            Param(
                "promise_days",
                "whole",
                Words("商品页无理由承诺的天数", "Days of a “no questions” promise"),
                _DAYS,
                Words(
                    "商品页写明“7 天无理由”的商品，承诺的天数。",
                    "How long the promise of a product page holds when it makes one.",
                ),
                1,
                366,
            ),
            Param(
                "original_route_max_age_days",
                "whole",
                Words("原路退回的最长时间", "Original route open for"),
                _DAYS,
                Words(
                    "付款超过这个天数的，核验身份后人工退到同名账户。",
                    "Later than this after payment, a person pays to a same-name account after "
                    "an identity check.",
                ),
                1,
                3660,
            ),
        ),
    ),
)

NOTED: tuple[Noted, ...] = (
    Noted(
        "tz",
        Words("时区", "Time zone"),
        Words("所有期限都按这个时区计算。", "All periods are counted in this time zone."),
    ),
    Noted(
        "currency",
        Words("币种", "Currency"),
        Words("规则里所有金额的币种。", "The currency of every amount in the policy."),
    ),
    Noted(
        "window_days_default",
        Words("默认申请时限", "Usual application window"),
        Words(
            "商品类别没有另写时，用这个天数。", "Used when a kind of good does not say otherwise."
        ),
    ),
    Noted(
        "window_count",
        Words("时限的计算方法", "How the window is counted"),
        Words(
            "按自然日计算，完成当天不算。", "Calendar days; the day of completion is not counted."
        ),
    ),
    Noted(
        "window_end_local_time",
        Words("最后一天的截止时间", "When the last day ends"),
        Words("北京时间。", "Beijing time."),
    ),
    Noted(
        "window_extend_over_rest_days",
        Words("遇休假日顺延", "Moves past rest days"),
        Words(
            "最后一天是法定休假日的，顺延到休假结束后的第一天。",
            "A last day that is a statutory rest day moves to the first day after the rest.",
        ),
    ),
    Noted(
        "one_click.compare",
        Words("金额比较方法", "How the amount is compared"),
        Words("严格小于。", "Strictly less than."),
    ),
    Noted(
        "one_click.amount_basis",
        Words("比较哪个金额", "Which amount is compared"),
        Words(
            "整个订单用券后的实付金额，包含所有支付方式。",
            "What was paid for the whole order after coupons, by all means of payment.",
        ),
    ),
    Noted(
        "one_click.domestic_only",
        Words("仅限境内订单", "Domestic orders only"),
        Words("跨境订单不适用一键退款。", "Cross-border orders cannot be refunded with one click."),
    ),
    Noted(
        "one_click.usage_must_be",
        Words("使用状态要求", "Use has to be"),
        Words(
            "必须没有任何使用记录；查不到不等于没有使用。",
            "There must be no record of use; “unknown” does not count as none.",
        ),
    ),
    Noted(
        "one_click.evidence",
        Words("凭证要求", "Evidence"),
        Words("一键退款不需要凭证。", "A one-click refund needs no evidence."),
    ),
    Noted(
        "proration_rounding",
        Words("部分退款的取整方法", "How parts are rounded"),
        Words(
            "每份四舍五入到分，最后一份取余数。",
            "Each unit is rounded half up to the cent; the last takes the remainder.",
        ),
    ),
    Noted(
        "mixed_payment_partial",
        Words("多种支付方式的分摊", "How mixed payments are split"),
        Words(
            "部分退款按支付比例分摊，余数归金额最大的第三方支付；全额退款各退各的。",
            "A partial refund is split in proportion, the remainder to the largest outside "
            "payment; a full refund returns each in full.",
        ),
    ),
    Noted(
        "coupon_policy",
        Words("优惠券的处理", "What happens to coupons"),
        Words(
            "全额退款时退回未过期的券；平台原因的，过期券补发；券不折现。",
            "On a full refund a valid coupon comes back; when the fault is ours an expired one "
            "is issued again; never as cash.",
        ),
    ),
)
