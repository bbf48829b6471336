"""What a line of the staff log is about and which step was taken, in words instead of codes."""

import re

from weikameng.domain.words import Words

_KINDS = {
    "account": Words("账号", "account"),
    "answered": Words("答复早于", "answered before"),
    "calendar": Words("日历", "calendar"),
    "call": Words("通话", "call"),
    "caller": Words("来电号码", "caller's number"),
    "case": Words("退款", "refund"),
    "channel": Words("渠道", "channel"),
    "complaint": Words("投诉", "complaint"),
    "difference": Words("对账差异", "difference"),
    "key": Words("密钥", "key"),
    "order": Words("订单", "order"),
    "payout": Words("打款", "payout"),
    "person": Words("人员", "person"),
    "policy": Words("规则版本", "policy version"),
    "salts": Words("盐", "salts"),
    "reply": Words("常用语", "canned reply"),
    "shop": Words("店铺", "shop"),
    "supplier": Words("供货商", "supplier"),
    "talk": Words("会话", "conversation"),
    "transfer": Words("转账", "transfer"),
}
_STEPS = {
    "adopted": Words("启用", "adopted"),
    "approve": Words("同意", "approved"),
    "cancel": Words("取消", "cancelled"),
    "confirm": Words("核对无误", "confirmed"),
    "declined": Words("没有采用", "declined"),
    "discard": Words("丢弃", "discarded"),
    "pay": Words("登记付款", "paid"),
    "propose": Words("提交", "proposed"),
    "proposed": Words("提交", "proposed"),
    "publish": Words("公示", "published"),
    "refuse": Words("不同意", "refused"),
    "restore": Words("恢复", "restored"),
    "reveal": Words("看了完整账号", "looked at the whole account"),
    "send_back": Words("退回", "sent back"),
    "start": Words("起草", "started"),
    "withdraw": Words("撤回", "withdrawn"),
}
_FOUND = re.compile(r"(\d+) found")
_DELETED = re.compile(r"(\d+) deleted")


def kind_and_rest(about: str) -> tuple[Words | None, str]:
    """Split ``case 2261…`` into what it is and its number; None for what is not known."""
    head, _, rest = about.partition(" ")
    kind = _KINDS.get(head)
    return (kind, rest) if kind and rest else (None, about)


def step_and_note(because: str) -> tuple[Words | None, str]:
    """Split ``pay: 2026…`` into the step and what somebody wrote, which stays as it is."""
    if found := _FOUND.fullmatch(because):
        n = found[1]
        return Words(f"找到 {n} 单", f"{n} found"), ""
    if deleted := _DELETED.fullmatch(because):
        n = deleted[1]
        return Words(f"删除 {n} 条", f"{n} deleted"), ""
    head, _, rest = because.partition(": ")
    step = _STEPS.get(head)
    return (step, rest) if step else (None, because)
