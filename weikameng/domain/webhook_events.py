"""What other people's shops are told by webhook (P2): the catalogue of events and their form.

Nothing of a buyer goes out but the shop's own ids; times and amounts are as in the API.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from weikameng.domain import clock_words
from weikameng.domain.case_life import Event
from weikameng.domain.channel_names import route_words
from weikameng.domain.money import yuan_of
from weikameng.domain.words import Words, typeset

# Grows when a field changes its meaning or goes; fields may be added without.
VERSION = 1


class EventType(StrEnum):
    """One sentence each. Names stay for ever: receivers branch on them."""

    OPENED = "refund.opened"
    AMENDED = "refund.amended"
    IN_REVIEW = "refund.in_review"
    MORE_ASKED = "refund.more_asked"
    APPEALED = "refund.appealed"
    APPROVED = "refund.approved"
    REJECTED = "refund.rejected"
    WITHDRAWN = "refund.withdrawn"
    EXPIRED = "refund.expired"
    PAYING = "refund.paying"
    STUCK = "refund.stuck"
    RESUMED = "refund.resumed"
    REFUNDED = "refund.refunded"
    REVERSED = "refund.reversed"
    DISPUTED = "refund.disputed"
    RULED = "refund.ruled"
    DELAYED = "refund.delayed"
    TO_PAY = "payout.to_pay"
    SENT = "payout.sent"
    SETTLED = "payout.settled"
    FAILED = "payout.failed"
    PAYOUT_REVERSED = "payout.reversed"
    LATE = "payout.late"
    TEST = "webhook.test"
    OFF = "webhook.off"


# Which line of a case's history is which event; the trigger of 0047 says the same (a test checks).
OF_LINE: Mapping[Event, EventType] = {
    Event.APPLY: EventType.OPENED,
    Event.INCIDENT: EventType.OPENED,
    Event.AMEND: EventType.AMENDED,
    Event.REFER: EventType.IN_REVIEW,
    Event.ASK: EventType.MORE_ASKED,
    Event.APPEAL: EventType.APPEALED,
    Event.CLEAR: EventType.APPROVED,
    Event.APPROVE: EventType.APPROVED,
    Event.REJECT: EventType.REJECTED,
    Event.WITHDRAW: EventType.WITHDRAWN,
    Event.EXPIRE: EventType.EXPIRED,
    Event.PAY: EventType.PAYING,
    Event.STICK: EventType.STUCK,
    Event.RESUME: EventType.RESUMED,
    Event.SETTLE: EventType.REFUNDED,
    Event.REVERSE: EventType.REVERSED,
    Event.DISPUTE: EventType.DISPUTED,
    Event.RULE_FOR: EventType.RULED,
    Event.RULE_AGAINST: EventType.RULED,
}
# What is about an endpoint, not about a refund.
OF_ENDPOINT = frozenset({EventType.TEST, EventType.OFF})
_SENTENCES: Mapping[EventType, Words] = {
    EventType.OPENED: Words(
        "订单 {order} 有了退款申请 {refund}。", "Refund {refund} was opened for order {order}."
    ),
    EventType.AMENDED: Words(
        "退款 {refund} 补充后重新提交,第 {round} 轮。",
        "Refund {refund} was amended: round {round}.",
    ),
    EventType.IN_REVIEW: Words(
        "退款 {refund} 转人工复核。", "Refund {refund} goes to a person for review."
    ),
    EventType.MORE_ASKED: Words(
        "退款 {refund} 需要买家补充材料。", "Refund {refund} needs more from the buyer."
    ),
    EventType.APPEALED: Words(
        "买家请人工决定退款 {refund}。", "The buyer asks that a person decides refund {refund}."
    ),
    EventType.APPROVED: Words(
        "退款 {refund} 已通过,退 {amount} 元。",
        "Refund {refund} was approved: {amount} CNY.",
    ),
    EventType.REJECTED: Words("退款 {refund} 没有通过。", "Refund {refund} was rejected."),
    EventType.WITHDRAWN: Words("退款 {refund} 已撤销。", "Refund {refund} was withdrawn."),
    EventType.EXPIRED: Words(
        "退款 {refund} 到期没有补充材料,已关闭。",
        "Refund {refund} was closed: nothing was added in time.",
    ),
    EventType.PAYING: Words(
        "退款 {refund} 开始退钱,共 {amount} 元。",
        "Refund {refund}: {amount} CNY are being paid back.",
    ),
    EventType.STUCK: Words(
        "退款 {refund} 的钱暂时退不出去,正由人处理。",
        "Refund {refund}: the money is held up; a person sees to it.",
    ),
    EventType.RESUMED: Words(
        "退款 {refund} 继续退钱。", "Refund {refund}: the money is on its way again."
    ),
    EventType.REFUNDED: Words(
        "退款 {refund} 的 {amount} 元已全部退到。",
        "Refund {refund}: all {amount} CNY have arrived.",
    ),
    EventType.REVERSED: Words(
        "退款 {refund} 的钱到账后又退回来了,正由人处理。",
        "Refund {refund}: money that had arrived came back; a person sees to it.",
    ),
    EventType.DISPUTED: Words(
        "买家就退款 {refund} 申请了争议处理。", "The buyer opened a dispute on refund {refund}."
    ),
    EventType.RULED: Words(
        "退款 {refund} 的争议已经裁决:{ruling}。",
        "The dispute on refund {refund} was ruled: {ruling}.",
    ),
    EventType.DELAYED: Words(
        "退款 {refund} 超过了承诺的时间。", "Refund {refund} is later than was promised."
    ),
    EventType.TO_PAY: Words(
        "请给订单 {order} 退 {part} 元,退完用接口确认 {payout}。",
        "Pay {part} CNY back for order {order}, then confirm {payout} by the API.",
    ),
    EventType.SENT: Words(
        "{route}已受理 {part} 元的退款 {payout}。",
        "{route} has taken payout {payout} of {part} CNY.",
    ),
    EventType.SETTLED: Words(
        "{part} 元已退到({route}),编号 {payout}。",
        "{part} CNY have arrived ({route}), payout {payout}.",
    ),
    EventType.FAILED: Words(
        "{route}退不了 {payout} 的 {part} 元,正由人处理。",
        "{route} can't pay the {part} CNY of {payout}; a person sees to it.",
    ),
    EventType.PAYOUT_REVERSED: Words(
        "{payout} 的 {part} 元到账后又退回来了。",
        "The {part} CNY of payout {payout} had arrived and came back.",
    ),
    EventType.LATE: Words(
        "{payout} 的 {part} 元还没有到账,原定最晚 {by}。",
        "The {part} CNY of payout {payout} have not arrived; promised by {by}.",
    ),
    EventType.TEST: Words(
        "这是一个测试事件,收到就说明地址和密钥都对。",
        "A test event: if you can read it, the address and the secret are right.",
    ),
    EventType.OFF: Words(
        "接收地址 {endpoint} 已停用:{why}。", "The endpoint {endpoint} was switched off: {why}."
    ),
}
_RULINGS = {
    "approved": Words("退款", "refund"),
    "closed": Words("不退款", "no refund"),
}


class Off(StrEnum):
    """Why an endpoint gets nothing any more."""

    GONE = "gone"
    FAILING = "failing"
    BY_HAND = "by_hand"


OFF_WORDS: Mapping[Off, Words] = {
    Off.GONE: Words("它回答 410,说不再接收", "it answered 410: it wants no more"),
    Off.FAILING: Words("连续多天都没有收到过", "it took nothing for days"),
    Off.BY_HAND: Words("有人停用了它", "somebody switched it off"),
}


@dataclass(frozen=True, slots=True)
class RefundSeen:
    """A refund as it stood after the step."""

    number: str
    state: str
    round: int
    revision: int
    amount_minor: int
    reason: str


@dataclass(frozen=True, slots=True)
class PayoutSeen:
    """A leg of the money as it stood after the step; ``arrives_by`` RFC 3339 or None."""

    number: str
    route: str
    state: str
    amount_minor: int
    arrives_by: str | None


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """The order: our number and the shop's own."""

    number: str
    external_number: str | None


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as it is kept; what is not about a refund names an endpoint and, for off, why.

    ``request``: the X-Request-Id of the shop's own call that brought it about, if it was one.
    """

    id: str
    type: EventType
    at: datetime
    order: OrderSeen | None = None
    customer: str | None = None
    refund: RefundSeen | None = None
    payout: PayoutSeen | None = None
    endpoint: str = ""
    why: str = ""
    request: str = ""


def body_of(event: Happened) -> str:
    """Return the JSON that is sent and signed: of one event always the same."""
    return json.dumps(document_of(event), ensure_ascii=False, separators=(",", ":"))


def document_of(event: Happened) -> Mapping[str, Any]:
    """Return what a receiver reads."""
    said = sentence(event)
    words = {"zh": typeset(said.zh), "en": said.en}
    data: dict[str, Any] = {"endpoint": event.endpoint, "words": words}
    if event.order and event.refund:
        data = {
            "order": asdict(event.order),
            "customer": event.customer,
            "refund": asdict(event.refund),
            "payout": asdict(event.payout) if event.payout else None,
            "words": words,
            "see": f"/api/v1/refunds/{event.refund.number}",
        }
    if event.request:  # of an event kept before there were such ids the body stays what it was
        data["request"] = event.request
    at = event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "id": event.id,
        "type": event.type.value,
        "version": VERSION,
        "timestamp": at,
        "data": data,
    }


def sentence(event: Happened) -> Words:
    """Return what the event says, in both languages."""
    said, given = _SENTENCES[event.type], _values(event)
    zh = {name: words.zh for name, words in given.items()}
    en = {name: words.en for name, words in given.items()}
    return Words(said.zh.format_map(zh), said.en.format_map(en))


def _values(event: Happened) -> dict[str, Words]:
    why = OFF_WORDS[Off(event.why)] if event.why else Words("", "")
    given = {"endpoint": _same(event.endpoint), "why": why}
    if event.order and (refund := event.refund):
        given |= {
            "order": _same(event.order.external_number or event.order.number),
            "refund": _same(refund.number),
            "round": _same(str(refund.round)),
            "amount": _same(yuan_of(refund.amount_minor)),
            "ruling": _RULINGS.get(refund.state, Words("", "")),
        }
    if leg := event.payout:
        given |= {
            "payout": _same(leg.number),
            "route": route_words(leg.route),
            "part": _same(yuan_of(leg.amount_minor)),
            "by": _by(leg.arrives_by, event.at),
        }
    return given


def _by(arrives_by: str | None, at: datetime) -> Words:
    return clock_words.deadline(datetime.fromisoformat(arrives_by or at.isoformat()), at)


def _same(text: str) -> Words:
    return Words(text, text)


def listens(kinds: tuple[str, ...], kind: str) -> bool:
    """Whether an endpoint that wants these gets that one; who names none gets all."""
    return not kinds or kind in kinds
