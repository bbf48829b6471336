"""What can follow for a case: the words of the worked cases (docs/policy.md)."""

from enum import StrEnum

from weikameng.domain.words import Words


class Outcome(StrEnum):
    """What a decision comes to."""

    APPROVE_AUTO = "approve_auto"
    MANUAL = "manual"
    NEED_MORE = "need_more"
    REJECT = "reject"
    MERGE = "merge"
    REFUSE = "refuse"
    APPROVE = "approve"


PAYING = (Outcome.APPROVE_AUTO, Outcome.APPROVE)
OUTCOME_WORDS = {
    Outcome.APPROVE_AUTO: Words("系统自动通过", "approved automatically"),
    Outcome.MANUAL: Words("转人工复核", "goes to a person"),
    Outcome.NEED_MORE: Words("退回补充", "sent back for more"),
    Outcome.REJECT: Words("驳回", "rejected"),
    Outcome.MERGE: Words("并入处理中的申请", "joined to the open application"),
    Outcome.REFUSE: Words("不能受理", "cannot be taken"),
    Outcome.APPROVE: Words("人工通过", "approved by a person"),
}
