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
    GUARDIAN_REACHED = "guardian_reached"
    REMINDER_FOUND = "reminder_found"
    CARD_REISSUED = "card_reissued"
    CASE_APPROVAL_ASKED = "case_approval_asked"
    CASE_APPROVAL_REFUSED = "case_approval_refused"
    CASE_SUPPLIER_ASKED = "case_supplier_asked"
    CASE_CLAIMED = "case_claimed"
    CASE_HANDED_OVER = "case_handed_over"
    CASE_RELEASED = "case_released"
    CASE_FILE_EXPORTED = "case_file_exported"
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
    INCIDENT_STEP = "incident_step"
    WEBHOOK_STEP = "webhook_step"
    EXCHANGE_FILLED = "exchange_filled"
    EXCHANGE_CONFIRMED = "exchange_confirmed"
    EXCHANGE_EXPORTED = "exchange_exported"
    POLICY_STEP = "policy_step"
    CALENDAR_STEP = "calendar_step"
    ACCOUNT_SEARCHED = "account_searched"
    TALK_TAKEN = "talk_taken"
    TALK_HANDED_OVER = "talk_handed_over"
    TALK_RELEASED = "talk_released"
    TALK_CLOSED = "talk_closed"
    TALK_JOINED = "talk_joined"
    TALK_PARTED = "talk_parted"
    REPLY_CHANGED = "reply_changed"
    CALLER_SEARCHED = "caller_searched"
    CALL_NOTED = "call_noted"
    CALL_BACK_STEP = "call_back_step"
    CALLER_APPLIED = "caller_applied"
    DISPUTE_ANSWERED = "dispute_answered"
    DISPUTE_CHALLENGED = "dispute_challenged"
    DISPUTE_DECLARED = "dispute_declared"
    DISPUTE_ASKED = "dispute_asked"
    DISPUTE_DRAFTED = "dispute_drafted"
    DISPUTE_SIGNED = "dispute_signed"
    DISPUTE_DISSENTED = "dispute_dissented"
    ARBITRATION_KEPT = "arbitration_kept"
    PERSON_ADDED = "person_added"
    TOKEN_ISSUED = "token_issued"  # noqa: S105 (the name of an act)
    TOKENS_REVOKED = "tokens_revoked"
    SHOP_OPENED = "shop_opened"
    SHOP_CLOSED = "shop_closed"
    ROLE_CHANGED = "role_changed"
    ACCOUNT_SWITCHED = "account_switched"
    FACTOR_RESET = "factor_reset"
    SALTS_DESTROYED = "salts_destroyed"
    FILE_IMPORTED = "file_imported"
    DATA_EXPORTED = "data_exported"
    ERASURE_ASKED = "erasure_asked"
    ERASURE_CALLED_OFF = "erasure_called_off"
    IDENTITY_KEY_CHANGED = "identity_key_changed"
    IDENTITY_PURGED = "identity_purged"


A = Act
ACT_WORDS: Mapping[Act, Words] = {
    A.CASE_APPROVED: Words("通过退款", "Approved a refund"),
    A.CASE_REJECTED: Words("没有通过退款", "Rejected a refund"),
    A.CASE_ASKED_MORE: Words("要补充材料", "Asked for more"),
    A.GUARDIAN_REACHED: Words("看了监护人的联系方式", "Looked at a guardian's contact"),
    A.REMINDER_FOUND: Words("记下续费前的提醒", "Noted the reminder before a renewal"),
    A.CARD_REISSUED: Words("补发卡密", "Issued a new key"),
    A.CASE_APPROVAL_ASKED: Words("请第二人复核", "Asked a second person"),
    A.CASE_APPROVAL_REFUSED: Words("退回复核请求", "Sent a request back"),
    A.CASE_SUPPLIER_ASKED: Words("查询供应商", "Asked the supplier"),
    A.CASE_CLAIMED: Words("领单", "Claimed a case"),
    A.CASE_HANDED_OVER: Words("转交申请", "Handed a case over"),
    A.CASE_RELEASED: Words("放回申请", "Put a case back"),
    A.CASE_FILE_EXPORTED: Words("导出退款档案", "Exported a case file"),
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
    A.INCIDENT_STEP: Words("办理故障退款", "Took an incident a step on"),
    A.WEBHOOK_STEP: Words("更改接收地址", "Changed a webhook endpoint"),
    A.EXCHANGE_FILLED: Words("登记跨境原交易", "Filled in a cross-border deal"),
    A.EXCHANGE_CONFIRMED: Words("核对跨境原交易", "Confirmed a cross-border deal"),
    A.EXCHANGE_EXPORTED: Words("导出外汇登记", "Exported exchange records"),
    A.POLICY_STEP: Words("规则版本", "Took a policy version a step on"),
    A.CALENDAR_STEP: Words("日历", "Took a calendar a step on"),
    A.ACCOUNT_SEARCHED: Words("按账号查找", "Searched by account"),
    A.TALK_TAKEN: Words("接待会话", "Took a conversation"),
    A.TALK_HANDED_OVER: Words("转交会话", "Handed a conversation over"),
    A.TALK_RELEASED: Words("放回会话", "Put a conversation back"),
    A.TALK_CLOSED: Words("结束会话", "Closed a conversation"),
    A.TALK_JOINED: Words("合并会话", "Joined two conversations"),
    A.TALK_PARTED: Words("撤销合并", "Parted two conversations"),
    A.REPLY_CHANGED: Words("改常用语", "Changed a canned reply"),
    A.CALLER_SEARCHED: Words("按来电号码查找", "Searched by a caller's number"),
    A.CALL_NOTED: Words("登记通话", "Noted a call"),
    A.CALL_BACK_STEP: Words("回电", "Took a call back a step on"),
    A.CALLER_APPLIED: Words("代来电人申请", "Applied for a caller"),
    A.DISPUTE_ANSWERED: Words("代表平台提交争议材料", "Filed for the shop in a dispute"),
    A.DISPUTE_CHALLENGED: Words("申请仲裁员回避", "Challenged an arbitrator"),
    A.DISPUTE_DECLARED: Words("仲裁员声明利害关系", "Declared for a seat on a panel"),
    A.DISPUTE_ASKED: Words("仲裁员要求补充材料", "Asked a side for material"),
    A.DISPUTE_DRAFTED: Words("起草裁决", "Drafted a ruling"),
    A.DISPUTE_SIGNED: Words("签署裁决", "Signed a ruling"),
    A.DISPUTE_DISSENTED: Words("不同意裁决", "Dissented from a ruling"),
    A.ARBITRATION_KEPT: Words(
        "登记仲裁机构或仲裁员", "Registered an arbitration body or arbitrator"
    ),
    A.PERSON_ADDED: Words("新建账号", "Made an account"),
    A.TOKEN_ISSUED: Words("发放接口令牌", "Issued an API token"),
    A.TOKENS_REVOKED: Words("收回接口令牌", "Revoked API tokens"),
    A.SHOP_OPENED: Words("开通店铺", "Opened a shop"),
    A.SHOP_CLOSED: Words("关闭店铺", "Closed a shop"),
    A.ROLE_CHANGED: Words("更改角色", "Changed a role"),
    A.ACCOUNT_SWITCHED: Words("停用或启用账号", "Switched an account off or on"),
    A.FACTOR_RESET: Words("重置两步验证", "Reset a second factor"),
    A.SALTS_DESTROYED: Words("销毁到期的盐", "Destroyed salts past their time"),
    A.FILE_IMPORTED: Words("导入文件", "Imported a file"),
    A.DATA_EXPORTED: Words("导出数据", "Exported data"),
    A.ERASURE_ASKED: Words("登记删除个人信息", "Asked to erase personal data"),
    A.ERASURE_CALLED_OFF: Words("撤回删除个人信息", "Called an erasure off"),
    A.IDENTITY_KEY_CHANGED: Words("更换身份核验的密钥", "Changed the key of identity checks"),
    A.IDENTITY_PURGED: Words("删除到期的身份信息", "Deleted identity data past its time"),
}
