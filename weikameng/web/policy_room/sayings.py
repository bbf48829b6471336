"""What the policy room calls things: states, steps of a version's life, decisions, its tabs."""

from collections.abc import Mapping

from weikameng.domain.policy.outcome import OUTCOME_WORDS, Outcome
from weikameng.domain.policy.publishing import Event
from weikameng.domain.words import Words

# (tone, words)
Badge = tuple[str, Words]

DRAFT: Badge = ("", Words("草稿", "Draft"))
PROPOSED: Badge = ("info", Words("等第二人通过", "Waits for a second person"))
NOW: Badge = ("ok", Words("现行", "In force"))
COMING: Badge = ("info", Words("已公示", "Announced"))
PAST: Badge = ("", Words("已被取代", "Superseded"))
WITHDRAWN: Badge = ("", Words("已撤回", "Withdrawn"))
DISCARDED: Badge = ("", Words("已丢弃", "Thrown away"))
BY_STATE: Mapping[str, Badge] = {
    "draft": DRAFT,
    "proposed": PROPOSED,
    "withdrawn": WITHDRAWN,
    "discarded": DISCARDED,
}

EVENTS: Mapping[str, Words] = {
    Event.SHIP: Words("随软件发布", "Came with the software"),
    Event.START: Words("开始起草", "Draft begun"),
    Event.SAVE: Words("保存", "Saved"),
    Event.PROPOSE: Words("提交", "Proposed"),
    Event.SEND_BACK: Words("退回修改", "Sent back"),
    Event.PUBLISH: Words("通过并公示", "Approved and announced"),
    Event.WITHDRAW: Words("撤回", "Withdrawn"),
    Event.DISCARD: Words("丢弃", "Thrown away"),
    Event.RESTORE: Words("恢复", "Restored"),
}
HOUSE = Words("系统", "The system")

TABS: tuple[tuple[str, Words], ...] = (
    ("overview", Words("概览", "Overview")),
    ("numbers", Words("数值", "Numbers")),
    ("clauses", Words("条款", "Clauses")),
    ("rules", Words("规则", "Rules")),
    ("reasons", Words("原因", "Reasons")),
    ("goods", Words("商品", "Goods")),
    ("text", Words("全文", "Full text")),
    ("check", Words("检查", "Check")),
    ("compare", Words("对比", "Compare")),
    ("dry_run", Words("试算", "Dry run")),
    ("backtest", Words("回测", "Backtest")),
)

GO_ON_WORDS = Words("继续往下看", "go on to the next rules")
TONES: Mapping[str, str] = {
    Outcome.APPROVE_AUTO: "ok",
    Outcome.APPROVE: "ok",
    Outcome.MANUAL: "info",
    Outcome.NEED_MORE: "warn",
    Outcome.MERGE: "info",
    Outcome.REJECT: "bad",
    Outcome.REFUSE: "bad",
}
PAYS_WORDS: Mapping[str, Words] = {
    "wanted": Words("申请的部分", "what was asked for"),
    "unused": Words("没有用过的部分", "the unused part"),
    "overcharge": Words("多扣的钱", "the overcharge"),
    "reviewed": Words("人工核定的部分", "what a person established"),
}


def outcome_words(code: str) -> Words:
    """Name a decision as the document writes it; a word of nobody's stays as it is."""
    if code == "pass":
        return GO_ON_WORDS
    return OUTCOME_WORDS[Outcome(code)] if code in set(Outcome) else Words(code, code)
