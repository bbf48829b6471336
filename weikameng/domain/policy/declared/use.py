"""Facts about the units asked for: how many, how used, how much money they are about."""

from weikameng.domain.policy.declared.fact import Fact, Kind
from weikameng.domain.policy.declared.question import Question
from weikameng.domain.words import Words

USAGES = {
    "none": Words("没有使用记录", "no usage record"),
    "revealed": Words("卡密已查看", "key viewed"),
    "activated": Words("已激活", "activated"),
    "used": Words("已使用", "used"),
    "unknown": Words("尚不清楚", "not known"),
    "void": Words("已作废", "void"),
}


def _left(q: Question) -> int:
    return sum(unit.paid_minor - unit.refunded_minor for unit in q.unused)


def _order_unused(q: Question) -> bool:
    return all(q.usage_of(unit) == "none" for unit in q.order.units if not unit.refunded)


UNITS = (
    Fact(
        "wanted_units",
        Kind.COUNT,
        Words("申请件数", "units asked"),
        Words("申请的、还有钱可退的件数。", "Units asked for that still have money to give back."),
        "units",
        lambda q: len(q.wanted),
    ),
    Fact(
        "used_units",
        Kind.COUNT,
        Words("其中已用", "of them used"),
        Words("申请的件里已激活或已使用的。", "Wanted units that were activated or used."),
        "units",
        lambda q: len(q.wanted) - len(q.unused),
    ),
    Fact(
        "consumed_units",
        Kind.COUNT,
        Words("其中已消费", "of them consumed"),
        Words("申请的件里已使用的(不含只激活)。", "Wanted units used, not merely activated."),
        "units",
        lambda q: q.with_usage("used"),
    ),
    Fact(
        "clean_units",
        Kind.COUNT,
        Words("其中未用", "of them untouched"),
        Words("申请的件里没有任何使用记录的。", "Wanted units without any usage record."),
        "units",
        lambda q: q.with_usage("none"),
    ),
    Fact(
        "void_units",
        Kind.COUNT,
        Words("其中已作废", "of them void"),
        Words("申请的件里已作废的。", "Wanted units that are void."),
        "units",
        lambda q: q.with_usage("void"),
    ),
    Fact(
        "viewed_units",
        Kind.COUNT,
        Words("其中看过卡密", "of them viewed"),
        Words("申请的件里卡密看过但没有兑换记录的。", "Wanted units whose key was viewed only."),
        "units",
        lambda q: q.with_usage("revealed"),
    ),
    Fact(
        "unknown_units",
        Kind.COUNT,
        Words("其中不清楚", "of them not known"),
        Words("申请的件里使用情况不清楚的。", "Wanted units whose use is not known."),
        "units",
        lambda q: q.with_usage("unknown"),
    ),
    Fact(
        "used_days",
        Kind.COUNT,
        Words("已用天数", "days used"),
        Words("申请的件里用得最久的天数。", "The most days any wanted unit was used."),
        "units",
        lambda q: max((unit.used_days for unit in q.wanted), default=0),
    ),
    Fact(
        "order_unused",
        Kind.TRUTH,
        Words("整单未用", "whole order untouched"),
        Words(
            "订单里没有退过的每一件都没有使用记录。",
            "No unit of the order that is not yet refunded has any usage record.",
        ),
        "units",
        _order_unused,
    ),
    Fact(
        "usage",
        Kind.ITEMS,
        Words("使用状态", "use"),
        Words("申请的每一件的使用状态。", "The state of use of each wanted unit."),
        "units",
        lambda q: q.usages,
        USAGES,
    ),
    Fact(
        "remaining_minor",
        Kind.FEN,
        Words("还可退", "left to refund"),
        Words("申请的件里还没有退的金额。", "What is left to give back on the wanted units."),
        "units",
        lambda q: q.remaining_minor,
    ),
    Fact(
        "ceiling_minor",
        Kind.FEN,
        Words("最多可退", "at most"),
        Words("还可退的加上多扣的。", "What is left to refund plus what was overcharged."),
        "units",
        lambda q: q.remaining_minor + q.overcharge_minor,
    ),
    Fact(
        "wanted_pay_minor",
        Kind.FEN,
        Words("按申请退", "pays as asked"),
        Words(
            "按申请退的金额:不超过申请的和还可退的。",
            "What the application may get: no more than asked for and no more than is left.",
        ),
        "units",
        lambda q: q.asked_of(q.remaining_minor),
    ),
    Fact(
        "unused_pay_minor",
        Kind.FEN,
        Words("只退未用的", "pays the unused"),
        Words("只退没有用过的件时的金额。", "What goes back when only unused units are refunded."),
        "units",
        lambda q: q.asked_of(_left(q)),
    ),
    Fact(
        "overcharge_pay_minor",
        Kind.FEN,
        Words("退多扣的", "pays the overcharge"),
        Words("只退多扣的钱时的金额。", "What goes back when only the overcharge is refunded."),
        "units",
        lambda q: q.asked_of(q.overcharge_minor),
    ),
)
