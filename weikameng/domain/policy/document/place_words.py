"""Names for the places of a policy text, for people who compare two versions: ``params`` in plain
words, rows by their kind and code."""

from collections.abc import Mapping

from weikameng.domain.words import Words

Place = tuple[str, ...]

_SECTIONS: Mapping[str, Words] = {
    "version": Words("版本名", "Version name"),
    "title": Words("标题", "Title"),
    "major": Words("是否影响重大", "Whether it is major"),
    "held_route": Words("转人工后的通道", "Route of what is held for a person"),
    "params": Words("参数", "Number"),
    "law": Words("法律依据", "Law"),
    "clauses": Words("条款", "Clause"),
    "evidence": Words("凭证", "Evidence"),
    "reasons": Words("退款原因", "Reason"),
    "goods": Words("商品类别", "Kind of good"),
    "terms": Words("名词", "Term"),
    "rules": Words("规则", "Rule"),
    "brakes": Words("转人工条件", "Brake"),
    "cites": Words("附带引用的条款", "Clause cited with an answer"),
    "changes": Words("会改变结果的事", "What would change an answer"),
}
_FIELDS: Mapping[str, Words] = {
    "cases": Words("情况", "case"),
    "when": Words("条件", "condition"),
    "is": Words("条件", "condition"),
    "decision": Words("结果", "decision"),
    "route": Words("通道", "route"),
    "clause": Words("引用条款", "clause cited"),
    "clauses": Words("引用条款", "clauses cited"),
    "missing": Words("要补的凭证", "what is asked for"),
    "pays": Words("退哪部分", "what is paid"),
    "until": Words("有效到", "until"),
    "changes": Words("会改变结果的事", "what would change it"),
    "passes": Words("通过时的话", "sentence when it passes"),
    "shows": Words("展示的事实", "facts shown"),
    "all_of": Words("必需的凭证", "evidence required"),
    "any_of": Words("任选其一的凭证", "evidence, one of"),
    "auto": Words("平台自带的凭证", "evidence attached by us"),
    "fault": Words("责任方", "whose fault"),
    "window": Words("时限的效力", "what the window does"),
    "window_days": Words("申请时限(天)", "window in days"),
    "hint": Words("填写提示", "hint"),
    "good": Words("好的例子", "good example"),
    "bad": Words("不好的例子", "bad example"),
    "standard": Words("核验标准", "standard"),
    "retired": Words("停用", "retired"),
    "discouraged": Words("不推荐", "discouraged"),
    "group": Words("分组", "group"),
    "law": Words("法律依据", "law"),
    "gist": Words("大意", "gist"),
    "non_refundable": Words("不可退的情形", "what is not refundable"),
    "completed_when": Words("完成时间", "when it is completed"),
    "recall": Words("能否撤回", "recall"),
    "notes": Words("说明", "notes"),
    "usage_signals": Words("使用痕迹", "traces of use"),
    "strength": Words("证明力", "strength"),
}
_NUMBERS: Mapping[str, Words] = {
    "window_days_min": Words("最短申请时限(天)", "Shortest application window in days"),
    "window_days_max": Words("最长申请时限(天)", "Longest application window in days"),
    "window_days_default": Words("默认申请时限(天)", "Usual application window in days"),
    "late_platform_fault_years": Words(
        "平台原因逾期后仍受理的年限", "Years in which late claims about our faults are heard"
    ),
    "one_click.paid_total_lt": Words("一键退款:低于(元)", "One-click refunds: below, in yuan"),
    "one_click.per_buyer_30d_max": Words(
        "一键退款:每人 30 天次数", "One-click refunds: per buyer in 30 days"
    ),
    "auto_approve_max": Words("自动通过上限(元)", "Approved automatically up to, in yuan"),
    "urgent_from": Words("加急起点(元)", "Urgent from, in yuan"),
    "supplement_days": Words("补充材料的天数", "Days to add what is missing"),
    "amend_after_reject_days": Words("驳回后再次提交的天数", "Days to amend after a rejection"),
    "max_attempts_per_item": Words("每件商品的申请次数", "Applications for each unit"),
    "dispute_open_days_after_reject": Words(
        "驳回后申请争议处理的天数", "Days to open a dispute after a rejection"
    ),
    "original_route_max_age_days": Words(
        "可以原路退回的天数", "Days in which money goes back where it came from"
    ),
    "promise_days": Words("商品页无理由承诺的天数", "Days of a product page's own promise"),
}


def words_of_place(place: Place) -> Words:
    """Name a place: ``goods.gift_card.window_days`` → 商品类别 gift_card 的申请时限(天)."""
    section, rest = place[0], place[1:]
    if section == "params" and ".".join(rest) in _NUMBERS:
        return _NUMBERS[".".join(rest)]
    zh, en = _SECTIONS.get(section, Words(section, section))
    for depth, key in enumerate(rest):
        field = _FIELDS.get(key) if depth else None
        zh += f" 的{field.zh}" if field else f" {key}"
        en += f", {field.en}" if field else f" {key}"
    return Words(zh, en)
