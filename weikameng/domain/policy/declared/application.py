"""Facts about the application: who asks, why, with what evidence, how often before."""

from weikameng.domain.policy.declared.fact import Fact, Kind
from weikameng.domain.policy.declared.question import Question
from weikameng.domain.words import Words

APPLICANTS = {
    "owner": Words("下单人本人", "buyer"),
    "guardian": Words("监护人", "guardian"),
    "stranger": Words("其他人", "somebody else"),
}
QUALITIES = {
    "good": Words("清楚", "clear"),
    "partial": Words("不够完整", "incomplete"),
    "vague": Words("太笼统", "too vague"),
}
FAULTS = {
    "buyer": Words("买家", "the buyer"),
    "supplier": Words("供货方", "the supplier"),
    "platform": Words("平台", "the platform"),
    "third_party": Words("第三方", "a third party"),
    "special": Words("特殊", "special"),
    "unknown": Words("尚不清楚", "not known"),
}
WINDOWS = {
    "hard": Words("到期不退", "ends the claim"),
    "soft": Words("到期转人工", "goes to a person when late"),
    "none": Words("不限时", "no window"),
}
CHECKED = {
    "not_checked": Words("未核对", "not checked"),
    "agree": Words("与订单一致", "agree with the order"),
    "open": Words("看不全", "not fully readable"),
    "flagged": Words("有出入", "differ"),
}
ROUTES = {
    "one_click": Words("一键退款", "one click"),
    "fast_lane": Words("快速通道", "fast lane"),
    "standard": Words("普通审核", "standard review"),
    "urgent": Words("加急", "urgent"),
    "cross_border": Words("跨境", "cross-border"),
    "dispute": Words("争议", "dispute"),
    "minor": Words("未成年人通道", "minors"),
    "none": Words("无", "none"),
}
# What another reason of the same application, or one more piece of evidence, can change.
BY_REASON = frozenset(
    {
        *("reason", "reason_fault", "reason_window", "reason_route", "reason_clause"),
        *("reason_asks", "evidence", "evidence_complete", "evidence_missing", "status_shown"),
        *("guardian_papers", "guardian_papers_complete", "identity_known", "new_material"),
    }
)


def _guardian_papers(q: Question) -> tuple[str, ...]:
    """What a guardian has still to send, whichever reason was chosen."""
    return q.still_missing(q.policy.reasons["MINOR"])


APPLICATION = (
    Fact(
        "applicant",
        Kind.TEXT,
        Words("申请人", "applicant"),
        Words("申请人与下单人的关系。", "Who applies, seen from the order."),
        "application",
        lambda q: q.application.applicant,
        APPLICANTS,
    ),
    Fact(
        "reason",
        Kind.TEXT,
        Words("退款原因", "reason"),
        Words(
            "选的原因的代码;目录里没有的按 OTHER 算。",
            "The code of the chosen reason; one the version doesn't know counts as OTHER.",
        ),
        "application",
        lambda q: q.reason.code,
    ),
    Fact(
        "reason_fault",
        Kind.TEXT,
        Words("原因属于谁", "whose fault"),
        Words("按所选原因,是谁的问题。", "Whose fault the chosen reason says it is."),
        "policy",
        lambda q: q.reason.fault,
        FAULTS,
    ),
    Fact(
        "reason_window",
        Kind.TEXT,
        Words("原因的时限", "the reason's window"),
        Words("申请时限对这个原因有多硬。", "How the window binds this reason."),
        "policy",
        lambda q: q.reason.window,
        WINDOWS,
    ),
    Fact(
        "reason_route",
        Kind.TEXT,
        Words("原因的通道", "the reason's route"),
        Words("目录里这个原因走的通道。", "The route the catalogue gives this reason."),
        "policy",
        lambda q: q.reason.route,
        ROUTES,
    ),
    Fact(
        "reason_clause",
        Kind.TEXT,
        Words("原因的条款", "the reason's clause"),
        Words("由人处理这个原因时引用的条款。", "The clause a person's decision cites."),
        "policy",
        lambda q: q.reason.clause,
    ),
    Fact(
        "reason_asks",
        Kind.TRUTH,
        Words("原因要凭证", "the reason asks for evidence"),
        Words("这个原因要买家提交凭证。", "This reason needs evidence from the buyer."),
        "policy",
        lambda q: q.reason.asks,
    ),
    Fact(
        "evidence",
        Kind.ITEMS,
        Words("已有凭证", "evidence here"),
        Words("买家交了哪些凭证。", "The evidence that has been sent."),
        "application",
        lambda q: tuple(sorted(q.application.evidence)),
    ),
    Fact(
        "evidence_complete",
        Kind.TRUTH,
        Words("凭证齐全", "evidence complete"),
        Words("这个原因要的凭证都交了。", "Everything the reason asks for has been sent."),
        "application",
        lambda q: not q.missing_evidence,
    ),
    Fact(
        "evidence_missing",
        Kind.ITEMS,
        Words("还差凭证", "evidence missing"),
        Words("这个原因要而没有交的凭证。", "What the reason asks for and has not been sent."),
        "application",
        lambda q: q.missing_evidence,
    ),
    Fact(
        "pictures_checked",
        Kind.TEXT,
        Words("图片核对", "pictures checked"),
        Words(
            "机器读图后和后台记录比对的结果。读图在申请之后:只有让申请通过的规则会生效。",
            "What a machine read off the pictures, against our records. They are read after the"
            " application: only rules that approve take effect.",
        ),
        "application",
        lambda q: q.application.pictures_checked,
        CHECKED,
    ),
    Fact(
        "status_shown",
        Kind.TRUTH,
        Words("交了激活状态截图", "status shown"),
        Words("交了官方页面的激活状态截图。", "A screenshot of the official status was sent."),
        "application",
        lambda q: "status_screenshot" in q.application.evidence,
    ),
    Fact(
        "guardian_papers_complete",
        Kind.TRUTH,
        Words("监护材料齐全", "guardian's papers complete"),
        Words("未成年人消费要的材料都交了。", "Everything a minor's claim needs has been sent."),
        "application",
        lambda q: not _guardian_papers(q),
    ),
    Fact(
        "guardian_papers",
        Kind.ITEMS,
        Words("还差监护材料", "guardian's papers missing"),
        Words("未成年人消费还差的材料。", "What a minor's claim still needs."),
        "application",
        lambda q: _guardian_papers(q),
    ),
    Fact(
        "identity_known",
        Kind.TRUTH,
        Words("身份已核验", "identity checked"),
        Words("现在或购买时做过身份核验。", "The identity was checked, now or at purchase."),
        "application",
        lambda q: q.order.identity_checked or "identity_check" in q.application.evidence,
    ),
    Fact(
        "description_quality",
        Kind.TEXT,
        Words("说明", "description"),
        Words("描述助手读出的说明质量。", "How clear the description is, as read by the rules."),
        "application",
        lambda q: q.application.description_quality,
        QUALITIES,
    ),
    Fact(
        "description_asked",
        Kind.TRUTH,
        Words("已请补充过说明", "asked to describe before"),
        Words(
            "已经为说明不清退回过一次。",
            "The case was sent back for its description once already.",
        ),
        "application",
        lambda q: q.application.description_asked,
    ),
    Fact(
        "amount_asked",
        Kind.TRUTH,
        Words("写了金额", "names an amount"),
        Words("申请写了要退多少。", "The application names an amount."),
        "application",
        lambda q: q.application.amount_requested_minor is not None,
    ),
    Fact(
        "asked_minor",
        Kind.FEN,
        Words("申请金额", "amount asked"),
        Words("申请要退的金额;没写时为 0。", "The amount asked for; 0 when none is named."),
        "application",
        lambda q: q.application.amount_requested_minor or 0,
    ),
    Fact(
        "attempt",
        Kind.COUNT,
        Words("第几次申请", "attempt"),
        Words("这是同一件商品的第几次申请。", "Which application for the same unit this is."),
        "application",
        lambda q: q.application.attempt,
    ),
    Fact(
        "new_material",
        Kind.TRUTH,
        Words("有新材料", "new material"),
        Words("与上次相比有新的凭证或说明。", "Something is new since the last attempt."),
        "application",
        lambda q: q.application.new_material,
    ),
    Fact(
        "open_case",
        Kind.TEXT,
        Words("处理中的申请", "open application"),
        Words("正在处理的申请的编号;没有时为空。", "The number of the open case; empty if none."),
        "record",
        lambda q: q.application.open_case,
    ),
    Fact(
        "one_click_30d",
        Kind.COUNT,
        Words("30 天内一键退款", "one-click refunds in 30 days"),
        Words("买家 30 天内一键退款的次数。", "The buyer's one-click refunds in 30 days."),
        "record",
        lambda q: q.application.one_click_30d,
    ),
    Fact(
        "dispute_asked",
        Kind.TRUTH,
        Words("申请争议", "dispute asked"),
        Words("买家申请争议处理。", "The buyer asks for arbitration."),
        "application",
        lambda q: q.application.dispute,
    ),
    Fact(
        "outage_at_deadline",
        Kind.TRUTH,
        Words("截止时平台故障", "down at the deadline"),
        Words("截止时平台无法提交。", "The platform was down when the window closed."),
        "record",
        lambda q: q.application.outage_at_deadline,
    ),
)
