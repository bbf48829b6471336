"""Disputes in words: phases, what comes next for whom, sides, seats, what signatures prove."""

from collections.abc import Mapping

from weikameng.domain.disputes import Asked, Filed, Phase, Seat, Side, Viewer
from weikameng.domain.words import Words

PHASES: Mapping[Phase, Words] = {
    Phase.EXCHANGE: Words("双方陈述", "Statements"),
    Phase.SEATING: Words("等仲裁员到齐", "Panel not complete"),
    Phase.HEARING: Words("仲裁员阅卷", "Being decided"),
    Phase.WAITING: Words("等补充材料", "Waiting for material"),
    Phase.SIGNING: Words("等仲裁员签名", "Waiting for signatures"),
    Phase.RULED: Words("已裁决,正在执行", "Ruled, being carried out"),
    Phase.DONE: Words("已裁决", "Ruled"),
}
TONES: Mapping[Phase, str] = {Phase.DONE: "ok", Phase.RULED: "info", Phase.WAITING: "warn"}
NEXT: Mapping[Phase, Words] = {
    Phase.EXCHANGE: Words(
        "双方各写一份陈述。都提交之后,或者时间到了,才互相公开,仲裁员才能看。",
        "Each side writes one statement. They open to each other and to the panel when both are in,"
        " or when the time is over.",
    ),
    Phase.SEATING: Words(
        "陈述已经公开。有仲裁员没有声明或者已经退出,系统正在按抽签顺序补上。",
        "The statements are open. A seat is not taken yet; the next of the draw is asked.",
    ),
    Phase.HEARING: Words(
        "仲裁员正在看案卷。需要材料时会向一方要,然后起草并签署裁决。",
        "The panel reads the file. It may ask a side for material, then drafts and signs.",
    ),
    Phase.WAITING: Words(
        "仲裁员在等一方的材料。到期没有交,就按已有的材料裁决。",
        "The panel waits for material. If none comes in time it rules on what is there.",
    ),
    Phase.SIGNING: Words(
        "裁决已经起草,多数仲裁员签名后生效。",
        "A draft is there; it becomes the ruling once most of the panel have signed.",
    ),
    Phase.RULED: Words(
        "裁决已经生效,系统正在按裁决办理。",
        "The ruling is in force and is being carried out.",
    ),
    Phase.DONE: Words(
        "已经按裁决办理。不影响你向 12315 投诉或起诉。",
        "It was carried out as ruled. You may still complain to 12315 or sue.",
    ),
}
SIDES: Mapping[Side, Words] = {
    Side.BUYER: Words("买家", "The buyer"),
    Side.SHOP: Words("平台", "The shop"),
}
FILED: Mapping[Filed, Words] = {
    Filed.STATEMENT: Words("陈述", "Statement"),
    Filed.REPLY: Words("补充材料", "Further material"),
}
SEATS: Mapping[Seat, Words] = {
    Seat.INVITED: Words("等声明", "Not declared yet"),
    Seat.ACCEPTED: Words("无利害关系", "No conflict of interest"),
    Seat.CONFLICT: Words("自行回避", "Stepped down for a conflict"),
    Seat.CHALLENGED: Words("被一方要求回避", "Refused by a side"),
    Seat.LAPSED: Words("没有按时声明", "Did not declare in time"),
}
ASKED: Mapping[Asked, Words] = {
    Asked.OPEN: Words("等答复", "Waiting"),
    Asked.ANSWERED: Words("已答复", "Answered"),
    Asked.EXPIRED: Words("到期没有答复", "Not answered in time"),
}
STRENGTHS: Mapping[str, Words] = {
    "own": Words(
        "用自己的密钥签名,仲裁机构担保", "by their own key, vouched for by the arbitration body"
    ),
    "kept": Words(
        "在本页签名(密钥由平台代管,证明力较弱)",
        "on this page (by a key the shop keeps, which proves less)",
    ),
}
SEES: Mapping[Viewer, Words] = {
    Viewer.BUYER: Words("你是申请人。", "You are the claimant."),
    Viewer.SHOP: Words("平台一方。", "You are on the shop's side."),
    Viewer.PANEL: Words("你在仲裁庭。", "You are on the panel."),
    Viewer.INVITED: Words(
        "你被抽中。声明没有利害关系之后才能阅卷。",
        "You were drawn. The file opens to you once you declare that you have no conflict.",
    ),
}
