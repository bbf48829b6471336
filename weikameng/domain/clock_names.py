"""The clocks of our own work by name, and what each promises, in words (R3.6)."""

from weikameng.domain.promises import PromiseTerm
from weikameng.domain.words import Words
from weikameng.domain.working_time import Unit

NAMES = {
    "first_review": Words("系统初审", "Screening"),
    "human_review": Words("人工复核", "Review by a person"),
    "urgent_review": Words("加急复核", "Urgent review"),
    "cross_border_review": Words("跨境复核", "Cross-border review"),
    "refund_submit": Words("提交退款", "Sending the money off"),
    "chat_first_human": Words("人工客服接入", "A person answers in the chat"),
}


def term_words(term: PromiseTerm) -> Words:
    """Say what is promised."""
    if term.unit is Unit.MINUTES:
        minutes = term.limit
        return Words(f"服务时间内 {minutes} 分钟", f"within {minutes} minutes of service time")
    if term.unit is Unit.WORKING_HOURS:
        return Words(f"{term.limit} 个工作小时内", f"within {term.limit} working hours")
    return Words(f"{term.limit} 个工作日内", f"within {term.limit} working days")
