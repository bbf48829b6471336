"""Words of the policy page: its chapters, the numbers of a version, its choices in plain words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from weikameng.domain.money import yuan_of
from weikameng.domain.policy.model import Params
from weikameng.domain.words import Words

CHAPTERS: Mapping[str, Words] = {
    "A": Words("可以退款", "Refundable"),
    "B": Words("不能退款", "Not refundable"),
    "C": Words("凭证和说明", "Evidence and description"),
    "D": Words("申请时限", "Time limits"),
    "E": Words("一键退款和自动审核", "One click and automatic approval"),
    "F": Words("钱怎么退", "How the money goes back"),
    "G": Words("重复和再次申请", "Repeated and further applications"),
    "H": Words("特殊情况", "Special cases"),
    "I": Words("结果怎么告诉你", "How you are told"),
}
OTHERS = Words("其他", "Other")


@dataclass(frozen=True, slots=True)
class Limit:
    """One number of a version, and the clause it belongs to."""

    name: Words
    value: Words
    meaning: Words
    clause: str


# Numbers in braces are the version's: fields of Params, and its amounts in yuan.
_LIMITS = (
    Limit(
        Words("一键退款", "One-click refund"),
        Words("低于 {below} 元", "below {below} yuan"),
        Words(
            "整个订单用券后的实付金额,正好等于的不算。",
            "What was paid for the whole order after coupons; exactly this does not qualify.",
        ),
        "E1",
    ),
    Limit(
        Words("一键退款次数", "One-click refunds"),
        Words(
            "30 天内 {one_click_30d_max} 次",
            "{one_click_30d_max} in 30 days",
        ),
        Words("超过的走普通审核。", "Further ones are screened like any other."),
        "E2",
    ),
    Limit(
        Words("自动通过", "Approved automatically"),
        Words("{up_to} 元以内", "up to {up_to} yuan"),
        Words(
            "记录能证明的,含这个数;再多的由人工通过。",
            "When records prove it, this included; above it a person approves.",
        ),
        "E3",
    ),
    Limit(
        Words("大额充值错误加急", "Urgent wrong top-ups"),
        Words("{urgent} 元以上", "{urgent} yuan or more"),
        Words("走加急通道。", "These take the urgent queue."),
        "H6",
    ),
    Limit(
        Words("补充材料", "Time to add material"),
        Words("{supplement_days} 天", "{supplement_days} days"),
        Words("期满自动关闭,时限内可重新申请。", "Then it closes; apply again in time."),
        "D4",
    ),
    Limit(
        Words("驳回后修改", "Time to amend"),
        Words("{amend_days} 天", "{amend_days} days"),
        Words(
            "首次申请在时限内的,这期间再交仍算在时限内。",
            "When the first application was in time, so is one within this time.",
        ),
        "D4",
    ),
    Limit(
        Words("每件商品申请次数", "Applications per item"),
        Words("最多 {max_attempts} 次", "at most {max_attempts}"),
        Words("之后可以申请争议处理。", "After that a dispute can be opened."),
        "G2",
    ),
    Limit(
        Words("申请争议处理", "Time to open a dispute"),
        Words("{dispute_days} 天", "{dispute_days} days"),
        Words("从驳回之日算。", "Counted from the rejection."),
        "H2",
    ),
    Limit(
        Words("原路退回", "Original route"),
        Words("{original_route_days} 天", "{original_route_days} days"),
        Words(
            "付款超过这个天数的,核验身份后退到同名账户。",
            "Later than this after payment: to a same-name account after an identity check.",
        ),
        "F4",
    ),
    Limit(
        Words("平台原因逾期受理", "Late claims about our faults"),
        Words(
            "{late_platform_fault_years} 年内",
            "within {late_platform_fault_years} years",
        ),
        Words("超过时限也由人工处理。", "A person looks at them, window or not."),
        "D3",
    ),
)
_CHOICES = (
    Words(
        "{below} 元看的是整个订单的实付金额。大订单里的一小件不算小额。"
        "正好 {below} 元又能证明没用过的,不是一键退款,但也会自动通过。",
        "The {below} yuan are what was paid for the whole order; a small part of a bigger "
        "order does not count. Exactly {below} and provably unused is not one click, yet "
        "still approved automatically.",
    ),
    Words(
        "“没有使用”包括没有查看过卡密、没有到账。查不到,不等于没有使用。",
        "“Not used” includes a key nobody viewed and nothing credited. “Unknown” is not “not "
        "used”.",
    ),
    Words(
        "看过卡密但没有兑换的:先冻结,向供应商核实,作废成功后退款。",
        "A key that was viewed but not redeemed is frozen, checked, voided and then refunded.",
    ),
    Words(
        "完成当天不算,从第二天算起,到最后一天 24:00(北京时间);"
        "最后一天是法定休假日的,顺延到休假后的第一天,调休上班的周末不顺延。",
        "The day of completion is not counted; the last day ends at 24:00 Beijing time and "
        "moves past statutory rest days, though not past a weekend that is worked.",
    ),
    Words(
        "事实比选的原因更重要:原因选错了,只要事实能退就退;选得再好,事实不符也不退。",
        "Facts count more than the reason you choose, for you and against you.",
    ),
    Words(
        "缺凭证、说不清的,退回补充,不驳回,这段时间不算进审核时间。",
        "Missing or vague is sent back to be added, not turned down, and the clock stops.",
    ),
    Words(
        "可能还会到账的,先撤单、再退款,不会两头落空。",
        "While a top-up may still arrive it is recalled first, then refunded.",
    ),
    Words(
        "支付渠道正在处理投诉或拒付的,先等渠道结果,避免退两次。",
        "While the payment channel handles a complaint we wait, so that nobody is paid twice.",
    ),
    Words(
        "多种方式支付的,部分退款按比例分摊到分;券退券,不折现。",
        "A partial refund is split over the means of payment to the cent; coupons come back as "
        "coupons, never as cash.",
    ),
    Words(
        "超过 {up_to} 元的和跨境的,一律由人工决定;任何自动结果,你都可以要求人工复核。",
        "Above {up_to} yuan and across borders a person always decides; of any automatic "
        "result you may ask that a person looks at it.",
    ),
)


def limits_of(params: Params) -> tuple[Limit, ...]:
    """Return the numbers that decide, with what they mean."""
    return tuple(replace(limit, value=_filled(limit.value, params)) for limit in _LIMITS)


def choices_of(params: Params) -> tuple[Words, ...]:
    """Return what readers most often ask, answered in plain words with this version's numbers."""
    return tuple(_filled(words, params) for words in _CHOICES)


def _filled(words: Words, params: Params) -> Words:
    amounts = {
        "below": yuan_of(params.one_click_below_minor),
        "up_to": yuan_of(params.auto_approve_max_minor),
        "urgent": yuan_of(params.urgent_from_minor),
    }
    numbers = asdict(params) | amounts
    return Words(words.zh.format_map(numbers), words.en.format_map(numbers))
