"""Complaints and chargebacks at a payment channel (N9): what an open one holds, and what its end
means for the money. Never both paid: what the channel paid stands for our own legs first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from weikameng.domain.calendar import MINUTES_A_DAY, minute_of
from weikameng.domain.errors import Refusal
from weikameng.domain.money import yuan_of
from weikameng.domain.payout_life import Concern, PayoutState
from weikameng.domain.roles import Right, holders
from weikameng.domain.words import Words

KEEPERS = holders(Right.KEEP_COMPLAINTS)
MIN_NOTE, MAX_NOTE = 5, 500
MAX_REFERENCE = 64
_REFERENCE = re.compile(rf"[!-~]{{1,{MAX_REFERENCE}}}")
CHARGEBACK_ROUTE = "chargeback"
_BY_HAND = frozenset({"offline", "shop", CHARGEBACK_ROUTE})


class Kind(StrEnum):
    """What the buyer began at the channel."""

    COMPLAINT = "complaint"
    CHARGEBACK = "chargeback"


class Outcome(StrEnum):
    """How it ended. Only ``paid`` moved money: the channel gave it to the buyer by itself."""

    WITHDRAWN = "withdrawn"
    LOST = "lost"
    PAID = "paid"


class Event(StrEnum):
    """What people do about a complaint."""

    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"


KIND_WORDS = {
    Kind.COMPLAINT: Words("投诉", "Complaint"),
    Kind.CHARGEBACK: Words("拒付", "Chargeback"),
}
OUTCOME_WORDS = {
    Outcome.WITHDRAWN: Words("买家撤回", "Withdrawn by the buyer"),
    Outcome.LOST: Words("渠道没有支持买家", "The channel did not side with the buyer"),
    Outcome.PAID: Words("渠道已把钱退给买家", "The channel paid the buyer back"),
}


class Reach(StrEnum):
    """What an open complaint can still do about one of our legs."""

    HELD = "held"  # not sent: it waits for the end
    DEAD = "dead"  # refused or sent back: a person decides, nothing leaves by itself
    UNDER_WAY = "under_way"  # it may be paid, or have been
    PAID = "paid"


REACH_WORDS = {
    Reach.HELD: Words("没有发出,先等着", "Not sent: it waits"),
    Reach.DEAD: Words("没有退成,等人处理", "Not paid: a person decides"),
    Reach.UNDER_WAY: Words("已经发出,拦不住", "Sent already: it can't be held"),
    Reach.PAID: Words("已经到账,拦不住", "Paid already: it can't be held"),
}
# What the channel's own payment may stand for, in this order.
_FREE = (Reach.HELD, Reach.DEAD)
# The channel may have paid it, or still pay it: its books say otherwise, or it holds the money.
_DOUBTFUL = frozenset({Concern.LEDGER, Concern.ABNORMAL})


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """What is recorded of one: ``route`` may be empty when one channel took the payment; fen."""

    order_number: str
    kind: str
    reference: str
    amount_minor: int
    route: str = ""
    note: str = ""
    decides_by: datetime | None = None  # by when the channel says it decides, if it does


@dataclass(frozen=True, slots=True)
class Closing:
    """How one ended; ``paid_minor`` (fen) is what the channel itself gave the buyer."""

    outcome: str
    note: str
    paid_minor: int = 0


@dataclass(frozen=True, slots=True)
class Leg:
    """One of our payouts as a complaint sees it; ``transfer``: people are paying it by hand."""

    id: int
    number: str
    case_id: int
    tender_id: int
    route: str
    amount_minor: int
    state: PayoutState
    concern: str = ""
    transfer: bool = False

    @property
    def reach(self) -> Reach:
        """Whether it is held, dead, or beyond reach."""
        if self.state is PayoutState.SETTLED:
            return Reach.PAID
        if self.route in _BY_HAND or self.transfer:
            return Reach.UNDER_WAY
        if self.state is PayoutState.INTENDED:
            return Reach.HELD
        dead = self.state in {PayoutState.REFUSED, PayoutState.REVERSED}
        return Reach.DEAD if dead and self.concern not in _DOUBTFUL else Reach.UNDER_WAY


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the channel's payment stands for: parts of our legs, and fen beyond them all."""

    parts: tuple[tuple[Leg, int], ...]
    beyond_minor: int


def demand_new(new: NewComplaint, at: datetime) -> NewComplaint:
    """Return what is recorded, trimmed; Refusal when it names nothing that can be found again."""
    new = replace(new, reference=new.reference.strip(), note=_plain(new.note))
    if new.kind not in set(Kind):
        raise _refusal("kind", "请选择:投诉,或拒付。", "Choose complaint or chargeback.")
    if not _REFERENCE.fullmatch(new.reference):
        raise _refusal(
            "reference",
            f"请填渠道给的投诉单号,最多 {MAX_REFERENCE} 个字母、数字或符号,不含空格和汉字。",
            f"Give the channel's own number of it: at most {MAX_REFERENCE} letters, digits or"
            " signs, without spaces.",
        )
    if new.amount_minor < 1:
        raise _refusal("amount", "请填投诉的金额。", "Give the amount it is about.")
    if len(new.note) > MAX_NOTE:
        raise _note(0)
    if new.decides_by and (new.decides_by.tzinfo is None or new.decides_by <= at):
        raise _refusal(
            "decides_by",
            "渠道说的结果时间要在现在之后;没有说就不填。",
            "By when the channel decides must lie ahead; leave it empty if it has not said.",
        )
    return new


def decided_on(day: str) -> datetime | None:
    """Return the end of the day by which a channel decides; what is no day counts as long ago."""
    if not day.strip():
        return None
    try:
        return minute_of(date.fromisoformat(day.strip()), MINUTES_A_DAY)
    except (ValueError, OverflowError):
        return datetime(1970, 1, 1, tzinfo=UTC)


def demand_closing(closing: Closing) -> Closing:
    """Return how it ended, trimmed; Refusal when outcome, amount and words do not go together."""
    closing = replace(closing, note=demand_note(closing.note))
    if closing.outcome not in set(Outcome):
        raise _refusal("outcome", "请选择结果。", "Choose how it ended.")
    if (closing.outcome == Outcome.PAID) is not (closing.paid_minor > 0):
        raise _refusal(
            "paid",
            "渠道退了钱才填金额,退了钱就要填金额。",
            "Give an amount if, and only if, the channel paid the buyer back.",
        )
    return closing


def demand_note(note: str) -> str:
    """Return the words for the record, trimmed; Refusal when too short or too long."""
    note = _plain(note)
    if not MIN_NOTE <= len(note) <= MAX_NOTE:
        raise _note(MIN_NOTE)
    return note


def stands_for(paid_minor: int, legs: Sequence[Leg], left_minor: int) -> Settlement:
    """Return what the channel's payment of so many fen stands for, of one payment's live legs.

    ``left_minor`` is what of the payment nobody was promised. Legs that were not sent come first,
    then those that were not paid. Refusal when the buyer would be paid twice.
    """
    free = sorted((leg for leg in legs if leg.reach in _FREE), key=_turn)
    most = left_minor + sum(leg.amount_minor for leg in free)
    if paid_minor > most:
        raise _twice(paid_minor, most, legs)
    parts: list[tuple[Leg, int]] = []
    rest = paid_minor
    for leg in free:
        if part := min(rest, leg.amount_minor):
            parts.append((leg, part))
            rest -= part
    return Settlement(tuple(parts), rest)


def told(legs: Sequence[Leg]) -> Words:
    """Say what an open complaint holds and what it came too late for, each leg by its number."""
    held = [leg.number for leg in legs if leg.reach in _FREE]
    gone = [leg.number for leg in legs if leg.reach not in _FREE]
    zh = [f"还没付出的退款 {'、'.join(held)} 先等着。"] if held else []
    en = [f"Held until it is closed: {', '.join(held)}."] if held else []
    if gone:
        zh.append(f"已经发出或到账的拦不住:{'、'.join(gone)}。请把打款编号给渠道看。")
        en.append(f"Sent or paid already: {', '.join(gone)}. Show the channel these numbers.")
    if not legs:
        zh, en = ["这个订单还没有退款。"], ["This order has no refund so far."]
    return Words("".join(zh), " ".join(en))


def _turn(leg: Leg) -> tuple[int, str]:
    return _FREE.index(leg.reach), leg.number


def _twice(paid_minor: int, most_minor: int, legs: Sequence[Leg]) -> Refusal:
    """Who pays twice must know it, and what to do: wait for an answer, or contest the channel's."""
    paid, most, over = map(yuan_of, (paid_minor, most_minor, paid_minor - most_minor))
    waiting = [leg.number for leg in legs if leg.reach is Reach.UNDER_WAY]
    if waiting:
        return _refusal(
            "under_way",
            f"渠道退的 {paid} 元里,有 {over} 元可能和我们的退款重复:{'、'.join(waiting)} 已经发出,"
            "还没有结果。等它有了结果再结案。",
            f"Of the {paid} CNY the channel paid back, {over} CNY may double our own refund:"
            f" {', '.join(waiting)} is under way without a result. Close this once it has one.",
        )
    numbers = [leg.number for leg in legs if leg.reach is Reach.PAID]
    so_far_zh = f"(已退的打款:{'、'.join(numbers)})" if numbers else ""
    so_far_en = f" (paid by us: {', '.join(numbers)})" if numbers else ""
    return _refusal(
        "both_paid",
        f"这样买家会拿到两份钱:渠道退了 {paid} 元,而这笔付款只剩 {most} 元没有退过{so_far_zh}。"
        f"请先凭打款编号向渠道申诉,追回多退的 {over} 元。实在追不回,就按"
        + (f" {most} 元" if most_minor else "“渠道没有支持买家”")
        + "结案,并在说明里写明多退的金额。",
        f"The buyer would be paid twice: the channel paid {paid} CNY back, and only {most} CNY of"
        f" this payment has not gone back yet{so_far_en}. Contest it at the channel with the payout"
        f" numbers and recover {over} CNY first. If that fails, close this "
        + (f"with {most} CNY" if most_minor else "as not sided with the buyer")
        + " and note what was paid too much.",
    )


def _plain(text: str) -> str:
    return text.replace("\0", "").strip()


def _note(least: int) -> Refusal:
    return _refusal(
        "note",
        f"请写明经过,{least} 到 {MAX_NOTE} 字。" if least else f"说明最多 {MAX_NOTE} 字。",
        f"Say what happened, in {least} to {MAX_NOTE} characters."
        if least
        else f"The note has at most {MAX_NOTE} characters.",
    )


def _refusal(code: str, zh: str, en: str) -> Refusal:
    return Refusal(code, Words(zh, en))
