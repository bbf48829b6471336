"""What staff are told in the house: work that came to them, signatures, promises, their account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from weikameng.domain import clock_words
from weikameng.domain.money import yuan_of
from weikameng.domain.words import Words

MAX_SHOWN = 50
MOST_UNREAD = 99


class Kind(StrEnum):
    """One sentence each. Names stay for ever: old rows speak of them."""

    HANDED_OVER = "handed_over"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    SENT_BACK = "sent_back"
    NEARING = "nearing"
    ROLE_CHANGED = "role_changed"
    FACTOR_RESET = "factor_reset"
    TALK_HANDED = "talk_handed"
    TALK_NEARING = "talk_nearing"
    TALK_BROKEN = "talk_broken"
    INCIDENT_FOUND = "incident_found"
    INCIDENT_TO_SIGN = "incident_to_sign"
    WEBHOOK_OFF = "webhook_off"
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_DRAWN = "dispute_drawn"
    DISPUTE_HEARD = "dispute_heard"
    DISPUTE_ASKED = "dispute_asked"
    DISPUTE_TO_SIGN = "dispute_to_sign"
    DISPUTE_RULED = "dispute_ruled"
    DISPUTE_LATE = "dispute_late"
    DISPUTE_VACANT = "dispute_vacant"
    DISPUTE_UNPAID = "dispute_unpaid"


@dataclass(frozen=True, slots=True)
class StaffNews:
    """One thing to tell one person once; ``cause`` is unique among what they are told.

    ``about`` is a case's or a conversation's number, or empty; ``name`` who did it, ``words`` what
    they wrote.
    """

    to_id: int
    kind: Kind
    cause: str
    about: str = ""
    name: str = ""
    words: str = ""
    amount_minor: int | None = None
    due_at: datetime | None = None


_SENTENCES: Mapping[Kind, Words] = {
    Kind.HANDED_OVER: Words(
        "{name}把这份申请转给了你:{words}", "{name} handed a case to you: {words}"
    ),
    Kind.TO_SIGN: Words(
        "{name}提议退 {amount} 元,等另一个人签字。",
        "{name} proposes to refund {amount} CNY; another person must sign.",
    ),
    Kind.SIGNED: Words(
        "{name}签了你的提议,{amount} 元正在退给买家。",
        "{name} signed your proposal; {amount} CNY are on their way to the buyer.",
    ),
    Kind.SENT_BACK: Words(
        "{name}没有签你的提议({amount} 元):{words}",
        "{name} did not sign your proposal ({amount} CNY): {words}",
    ),
    Kind.NEARING: Words(
        "你手上的申请快到时限:最晚 {due}。", "A case you hold is nearly due: by {due}."
    ),
    Kind.ROLE_CHANGED: Words(
        "{name}把你的角色改为:{words}。", "{name} changed your role to: {words}."
    ),
    Kind.FACTOR_RESET: Words(
        "{name}重置了你的两步验证:{words}。不是你要求的,请马上告诉主管。",
        "{name} reset your two-factor sign-in: {words}. If you did not ask for it, tell a"
        " supervisor at once.",
    ),
    Kind.INCIDENT_FOUND: Words(
        "供货商 {name} 最近的订单失败太多({words}),系统提议按故障退款。请到“资金 - 故障退款”看。",
        "Too many recent orders of {name} failed ({words}); an incident is proposed. See Money,"
        " Incidents.",
    ),
    Kind.INCIDENT_TO_SIGN: Words(
        "{name}申请开始一次故障退款,共 {amount} 元,等另一个人同意。请到“资金 - 故障退款”看。",
        "{name} asks to start an incident of {amount} CNY; another person must agree. See Money,"
        " Incidents.",
    ),
    Kind.WEBHOOK_OFF: Words(
        "商家的接收地址 {name} 已自动停用,事件不再发送。请联系商家,再到“接收地址”页启用并补发。",
        "The endpoint {name} of a shop was switched off; it gets no events. Speak to the shop, then"
        " switch it on and send again on the webhooks page.",
    ),
    Kind.TALK_HANDED: Words(
        "{name}把一个会话转给了你:{words}", "{name} handed a conversation to you: {words}"
    ),
    Kind.TALK_NEARING: Words(
        "有人等人工客服,快到时限:最晚 {due}。",
        "Somebody waits for a person and the promise is near: by {due}.",
    ),
    Kind.TALK_BROKEN: Words(
        "有人等人工客服已超过承诺,原定最晚 {due}。请安排人接待。",
        "Somebody has waited for a person longer than promised, which was by {due}."
        " Have somebody answer.",
    ),
    Kind.DISPUTE_OPENED: Words(
        "买家申请了争议处理。请平台一方在 {due} 前提交陈述。",
        "A buyer opened a dispute. The shop's statement is due by {due}.",
    ),
    Kind.DISPUTE_DRAWN: Words(
        "你被抽中裁决一个争议。请在 {due} 前声明有没有利害关系。",
        "You were drawn to decide a dispute. Declare by {due} whether you have a conflict.",
    ),
    Kind.DISPUTE_HEARD: Words(
        "双方陈述已经公开,请阅卷并起草裁决,最晚 {due}。",
        "Both statements are open. Read the file and draft the ruling, by {due}.",
    ),
    Kind.DISPUTE_ASKED: Words(
        "仲裁员请平台一方补充材料,最晚 {due}:{words}",
        "The panel asks the shop for material by {due}: {words}",
    ),
    Kind.DISPUTE_TO_SIGN: Words(
        "{name}起草了裁决,等你签名或者写明不同意。",
        "{name} drafted the ruling; sign it or say why you dissent.",
    ),
    Kind.DISPUTE_RULED: Words("争议已经裁决:{words}。", "The dispute was ruled: {words}."),
    Kind.DISPUTE_LATE: Words(
        "裁决超过了承诺的时间,原定最晚 {due}。请联系仲裁机构。",
        "The ruling is later than promised; it was due by {due}. Speak to the arbitration body.",
    ),
    Kind.DISPUTE_VACANT: Words(
        "没有仲裁员可以抽了,请仲裁机构增加人选。",
        "Nobody is left to be drawn; ask the arbitration body for more arbitrators.",
    ),
    Kind.DISPUTE_UNPAID: Words(
        "裁决还没有执行:{words}", "The ruling could not be carried out yet: {words}"
    ),
}


def sentence(news: StaffNews, at: datetime) -> Words:
    """Return what it says, in the words of the moment ``at`` it was written."""
    amount = "" if news.amount_minor is None else yuan_of(news.amount_minor)
    due = clock_words.deadline(news.due_at, at) if news.due_at else Words("", "")
    said = _SENTENCES[news.kind]
    given = {"name": news.name, "words": news.words, "amount": amount}
    return Words(
        said.zh.format_map(given | {"due": due.zh}), said.en.format_map(given | {"due": due.en})
    )
