"""What staff can do that stays on record: every act by its name in the log, in both languages."""

from collections.abc import Mapping
from enum import StrEnum

from weikameng.domain.words import Words

MAX_ABOUT, MAX_BECAUSE = 80, 500
# In the place of a role: an act of the command line, whose person the house does not know.
COMMAND_LINE = "command_line"


class Act(StrEnum):
    """One kind of act. Names stay for ever: old lines of the log speak of them."""

    CASE_APPROVED = "case_approved"
    CASE_REJECTED = "case_rejected"
    CASE_ASKED_MORE = "case_asked_more"
    CASE_APPROVAL_ASKED = "case_approval_asked"
    CASE_APPROVAL_REFUSED = "case_approval_refused"
    CASE_SUPPLIER_ASKED = "case_supplier_asked"
    CASE_CLAIMED = "case_claimed"
    CASE_HANDED_OVER = "case_handed_over"
    CASE_RELEASED = "case_released"
    READING_JUDGED = "reading_judged"
    SAMPLE_JUDGED = "sample_judged"
    PAYOUT_ASKED_AGAIN = "payout_asked_again"
    PAYOUT_SENT_ANEW = "payout_sent_anew"
    PAYOUT_REDIRECTED = "payout_redirected"
    PAYOUT_RETURNED = "payout_returned"
    CHANNEL_RESUMED = "channel_resumed"
    TRANSFER_STEP = "transfer_step"
    BEARER_CHANGED = "bearer_changed"
    RECOVERY_RECEIVED = "recovery_received"
    RECOVERY_CLAIMED = "recovery_claimed"
    DIFFERENCE_CLOSED = "difference_closed"
    DIFFERENCE_REOPENED = "difference_reopened"
    BALANCE_RECORDED = "balance_recorded"
    COMPLAINT_OPENED = "complaint_opened"
    COMPLAINT_CLOSED = "complaint_closed"
    COMPLAINT_REOPENED = "complaint_reopened"
    POLICY_STEP = "policy_step"
    CALENDAR_STEP = "calendar_step"
    ACCOUNT_SEARCHED = "account_searched"
    PERSON_ADDED = "person_added"
    TOKEN_ISSUED = "token_issued"  # noqa: S105 (the name of an act)
    TOKENS_REVOKED = "tokens_revoked"
    ROLE_CHANGED = "role_changed"
    ACCOUNT_SWITCHED = "account_switched"
    FACTOR_RESET = "factor_reset"


A = Act
ACT_WORDS: Mapping[Act, Words] = {
    A.CASE_APPROVED: Words("通过退款", "Approved a refund"),
    A.CASE_REJECTED: Words("没有通过退款", "Rejected a refund"),
    A.CASE_ASKED_MORE: Words("要补充材料", "Asked for more"),
    A.CASE_APPROVAL_ASKED: Words("请第二人复核", "Asked a second person"),
    A.CASE_APPROVAL_REFUSED: Words("退回复核请求", "Sent a request back"),
    A.CASE_SUPPLIER_ASKED: Words("查询供应商", "Asked the supplier"),
    A.CASE_CLAIMED: Words("领单", "Claimed a case"),
    A.CASE_HANDED_OVER: Words("转交申请", "Handed a case over"),
    A.CASE_RELEASED: Words("放回申请", "Put a case back"),
    A.READING_JUDGED: Words("评判识图结果", "Judged a picture's reading"),
    A.SAMPLE_JUDGED: Words("抽查一键退款", "Looked at a sampled refund"),
    A.PAYOUT_ASKED_AGAIN: Words("重新向渠道核实", "Asked the channel again"),
    A.PAYOUT_SENT_ANEW: Words("换新号码再退", "Sent under a new number"),
    A.PAYOUT_REDIRECTED: Words("改退到别处", "Directed elsewhere"),
    A.PAYOUT_RETURNED: Words("记下银行退回", "Noted a return by the bank"),
    A.CHANNEL_RESUMED: Words("恢复渠道", "Resumed a channel"),
    A.TRANSFER_STEP: Words("办理线下转账", "Took a transfer a step on"),
    A.BEARER_CHANGED: Words("更正承担方", "Changed who bears a cost"),
    A.RECOVERY_RECEIVED: Words("登记供货商来款", "Noted a supplier's payment"),
    A.RECOVERY_CLAIMED: Words("登记追偿", "Noted a claim on a supplier"),
    A.DIFFERENCE_CLOSED: Words("了结对账差异", "Closed a difference"),
    A.DIFFERENCE_REOPENED: Words("重开对账差异", "Reopened a difference"),
    A.BALANCE_RECORDED: Words("登记渠道余额", "Recorded a channel's balance"),
    A.COMPLAINT_OPENED: Words("登记投诉", "Recorded a complaint"),
    A.COMPLAINT_CLOSED: Words("办结投诉", "Closed a complaint"),
    A.COMPLAINT_REOPENED: Words("重开投诉", "Reopened a complaint"),
    A.POLICY_STEP: Words("规则版本", "Took a policy version a step on"),
    A.CALENDAR_STEP: Words("日历", "Took a calendar a step on"),
    A.ACCOUNT_SEARCHED: Words("按账号查找", "Searched by account"),
    A.PERSON_ADDED: Words("新建账号", "Made an account"),
    A.TOKEN_ISSUED: Words("发放接口令牌", "Issued an API token"),
    A.TOKENS_REVOKED: Words("收回接口令牌", "Revoked API tokens"),
    A.ROLE_CHANGED: Words("更改角色", "Changed a role"),
    A.ACCOUNT_SWITCHED: Words("停用或启用账号", "Switched an account off or on"),
    A.FACTOR_RESET: Words("重置两步验证", "Reset a second factor"),
}
