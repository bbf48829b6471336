"""The facts a clause read, in the reader's words: what is it called, what does its value say."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

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
_VALUES = {
    "": Words("无", "none"),
    "yes": Words("是", "yes"),
    "no": Words("否", "no"),
    "none": Words("无", "none"),
    "unknown": Words("未知", "unknown"),
    "owner": Words("下单人本人", "the buyer"),
    "guardian": Words("监护人", "a guardian"),
    "stranger": Words("其他人", "somebody else"),
    "revealed": Words("卡密已查看", "key shown"),
    "activated": Words("已激活", "activated"),
    "used": Words("已使用", "used"),
    "void": Words("已作废", "void"),
    "success": Words("成功", "success"),
    "failed": Words("失败", "failed"),
    "processing": Words("处理中", "in progress"),
    "silent": Words("还没有答复", "nothing yet"),
    "reversed": Words("已撤回", "reversed"),
    "good": Words("清楚", "clear"),
    "partial": Words("不够完整", "incomplete"),
    "vague": Words("太笼统", "too vague"),
    "ok": Words("成功", "succeeded"),
    "not_arrived": Words("没有到账", "not arrived"),
}
_UNUSED = Words("没有使用记录", "no use on record")
_MONEY = frozenset(
    {
        "remaining",
        "amount_requested",
        "overcharge",
        "paid_total",
        "one_click_below",
        "amount",
        "auto_approve_max",
    }
)


def name_words(name: str) -> Words:
    """Name a fact; one we have no words for keeps its own name."""
    return _NAMES.get(name, Words(name, name))


def value_words(policy: "Policy", name: str, value: str) -> Words:
    """Say a fact's value: codes in words, money with its unit, times in Beijing time."""
    if name == "usage":
        return _listed(
            [_UNUSED if v == "none" else _VALUES.get(v, Words(v, v)) for v in value.split(",")]
        )
    if value in _VALUES:
        return _VALUES[value]
    if name == "reason" and value in policy.reasons:
        return policy.reasons[value].words
    if name == "goods_kind" and value in policy.goods:
        return policy.goods[value].words
    if name in {"missing", "evidence"}:
        return _listed([policy.evidence_words(item) for item in value.split(",")])
    if name in _MONEY:
        return Words(f"{value} 元", f"{value} CNY")
    return _moment(value) if name == "at" or name.endswith(("_at", "_end")) else Words(value, value)


def _moment(value: str) -> Words:
    """Write a moment; midnight is the 24:00 of the day that ends, as in the sentences."""
    moment = datetime.fromisoformat(value)
    clock = moment.strftime("%H:%M")
    if clock == "00:00":
        moment, clock = moment - timedelta(days=1), "24:00"
    return Words(
        f"{moment.year}年{moment.month}月{moment.day}日 {clock}", f"{moment:%Y-%m-%d} {clock}"
    )


def _listed(words: list[Words]) -> Words:
    return Words("、".join(w.zh for w in words), ", ".join(w.en for w in words))
