"""The facts a clause read, in the reader's words: what is it called, what does its value say."""

from typing import TYPE_CHECKING

from weikameng.domain.policy.sentences import value_words
from weikameng.domain.words import Words

if TYPE_CHECKING:
    from weikameng.domain.policy.model import Policy

_NAMES = {
    "paid_at": Words("付款时间", "paid at"),
    "applicant": Words("申请人", "applicant"),
    "remaining": Words("还可退", "left to refund"),
    "amount_requested": Words("申请金额", "amount asked"),
    "open_case": Words("处理中的申请", "open application"),
    "chargeback_open": Words("渠道投诉", "payment complaint"),
    "review": Words("人工核实", "person's findings"),
    "reason": Words("退款原因", "reason"),
    "missing": Words("还差", "still needed"),
    "dispute": Words("申请争议", "dispute asked"),
    "dispute_end": Words("争议期限", "dispute by"),
    "cross_border": Words("跨境订单", "cross-border"),
    "identity_known": Words("身份已核验", "identity checked"),
    "overcharge": Words("多扣金额", "charged too much"),
    "supplier_status": Words("合作方状态", "supplier says"),
    "supplier_code": Words("合作方错误码", "supplier's code"),
    "supplier_reply": Words("合作方答复", "supplier's reply"),
    "arrived": Words("已到账", "arrived"),
    "delivered": Words("已发货", "delivered"),
    "promised_at": Words("承诺到账", "promised by"),
    "recallable": Words("可以撤回", "can be recalled"),
    "recall": Words("撤回结果", "recall"),
    "at": Words("申请时间", "asked at"),
    "promise_7d": Words("商品页承诺 7 天无理由", "7-day promise on the page"),
    "completed_at": Words("完成时间", "completed at"),
    "renewal_reminded": Words("续费前提醒过", "reminded before renewal"),
    "goods_kind": Words("商品类型", "kind of good"),
    "usage": Words("使用状态", "use"),
    "used_days": Words("已用天数", "days used"),
    "window_end": Words("申请截止", "apply before"),
    "attempt": Words("第几次申请", "attempt"),
    "max_attempts": Words("最多次数", "attempts allowed"),
    "new_material": Words("有新材料", "new material"),
    "units": Words("申请件数", "units asked"),
    "units_used": Words("其中已用", "of them used"),
    "paid_total": Words("订单实付", "paid in all"),
    "one_click_below": Words("一键退款低于", "one click below"),
    "one_click_30d": Words("30 天内一键退款", "one-click refunds in 30 days"),
    "one_click_30d_max": Words("30 天内最多", "allowed in 30 days"),
    "evidence": Words("已有凭证", "evidence here"),
    "description_quality": Words("说明", "description"),
    "risk_flag": Words("风控提示", "risk flag"),
    "tenders": Words("付款渠道", "payment routes"),
    "amount": Words("金额", "amount"),
    "auto_approve_max": Words("自动通过上限", "automatic up to"),
    "evidence_forged": Words("凭证伪造", "evidence forged"),
}


def name_words(name: str) -> Words:
    """Name a fact; one we have no words for keeps its own name."""
    return _NAMES.get(name, Words(name, name))


def said_words(policy: "Policy", name: str, value: str) -> Words:
    """Say a fact's value on its own, in the words the sentences use."""
    if not value or (value == "none" and name != "usage"):
        return Words("无", "none")
    return value_words(policy, name, value)
