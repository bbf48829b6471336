"""A shop that pays its refunds back itself (mirror mode): what it confirms, how long it has, how
its books are held against ours (P2)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from weikameng.domain.errors import Refusal
from weikameng.domain.money import yuan_of
from weikameng.domain.payout_life import PayoutState
from weikameng.domain.words import Words

# The route of such a leg. No worker of ours ever claims it: it is never due.
SHOP = "shop"
# So long after it was asked again a shop has before it counts as late anew.
ANSWER_AGAIN = timedelta(days=1)
# Clocks of two houses differ a little.
CLOCK_SKEW = timedelta(minutes=5)
MAX_REFERENCE, MAX_WHY, MAX_LINES = 64, 200, 1000
CONFIRMED, FAILED, BACK = "SHOP_CONFIRMED", "SHOP_FAILED", "SHOP_CAME_BACK"
LATE = Words(
    "商家没有在承诺的时间里确认退款", "the shop did not confirm the refund by the promised time"
)


def due_of(route: str, at: datetime) -> datetime | None:
    """Return when our workers begin with a new leg: never with one that a shop pays itself."""
    return None if route == SHOP else at


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a shop says of a leg it has paid: its own reference, when, and fen if it says so."""

    reference: str
    paid_at: datetime | None = None
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class MirrorLeg:
    """One of a shop's legs as it stands, with when it was asked for it."""

    id: int
    number: str
    amount_minor: int
    state: PayoutState
    reference: str
    created_at: datetime


def demand_confirmation(leg: MirrorLeg, told: Confirmation, at: datetime) -> None:
    """Refuse what can't be this leg's money: another amount, a time to come, no reference."""
    if not told.reference.strip() or not told.reference.isprintable():
        raise Refusal(
            "reference",
            Words("请填你们退款的流水号。", "Give your own reference of the payment."),
            leg.number,
        )
    if told.amount_minor is not None and told.amount_minor != leg.amount_minor:
        raise Refusal(
            "amount",
            Words(
                f"这一笔是 {yuan_of(leg.amount_minor)} 元,你们说的是"
                f" {yuan_of(told.amount_minor)} 元。请核对后再确认。",
                f"This leg is {yuan_of(leg.amount_minor)} yuan and you say"
                f" {yuan_of(told.amount_minor)}. Compare them, then confirm.",
            ),
            leg.number,
        )
    if told.paid_at and not leg.created_at - CLOCK_SKEW <= told.paid_at <= at + CLOCK_SKEW:
        raise Refusal(
            "paid_at",
            Words(
                "付款时间要在退款批准之后、现在之前。",
                "The time of payment must lie between the approval and now.",
            ),
            leg.number,
        )


def demand_open(leg: MirrorLeg, told: Confirmation | None = None) -> bool:
    """Whether there is something to do; False when exactly this was said before.

    Raises Refusal when the leg is paid under another reference, or is replaced by now.
    """
    if leg.state is PayoutState.SETTLED and told:
        if leg.reference == told.reference.strip():
            return False
        raise Refusal(
            "not_now",
            Words(
                f"这一笔已经确认过,流水号是 {leg.reference}。请核对有没有付两次。",
                f"This was confirmed before under {leg.reference}. Check that it was not paid"
                " twice.",
            ),
            leg.number,
        )
    if leg.state in {PayoutState.SETTLED, PayoutState.REPLACED}:
        raise Refusal(
            "not_now",
            Words(
                "这一笔已经办完,不能再这样改。",
                "This leg has ended and can't be changed like that.",
            ),
            leg.number,
        )
    return True


def plain_reason(why: str) -> str:
    """Return why a shop can't pay, in a line; Refusal without a word."""
    said = " ".join("".join(c if c.isprintable() else " " for c in why).split())[:MAX_WHY]
    if not said:
        raise Refusal("why", Words("请写明为什么退不了。", "Say why it can't be paid."))
    return said


class Apart(StrEnum):
    """How a line of a shop's books and ours differ."""

    NOT_CONFIRMED = "not_confirmed"  # theirs says paid, ours waits for the confirmation
    UNKNOWN = "unknown"  # theirs has it, we have no such leg of this shop
    AMOUNT = "amount"
    REFERENCE = "reference"
    TWICE = "twice"  # theirs has it more than once
    MISSING = "missing"  # ours says settled that day, theirs has nothing


@dataclass(frozen=True, slots=True)
class TheirLine:
    """One refund in a shop's own books, fen."""

    number: str
    reference: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class OurLine:
    """One settled or open leg of ours; ``nth`` counts its settlements."""

    payout_id: int
    number: str
    reference: str
    amount_minor: int
    settled: bool
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """One number that differs; an amount is None where that side has no such line."""

    number: str
    apart: Apart
    ours_minor: int | None
    theirs_minor: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """What agrees and what does not."""

    agree: tuple[OurLine, ...]
    differ: tuple[Difference, ...]


def compared(
    theirs: Sequence[TheirLine], ours: Mapping[str, OurLine], of_day: Iterable[str]
) -> Compared:
    """Hold a shop's books of a day against ours.

    ``ours`` has every leg that theirs names and every one that settled that day (``of_day``).
    """
    times = Counter(line.number for line in theirs)
    first = {line.number: line for line in reversed(theirs)}
    agree: list[OurLine] = []
    differ: list[Difference] = []
    for number, line in first.items():
        mine = ours.get(number)
        apart = Apart.TWICE if times[number] > 1 else _apart(line, mine)
        if apart is None and mine is not None:
            agree.append(mine)
        elif apart is not None:
            amount = mine.amount_minor if mine else None
            differ.append(Difference(number, apart, amount, line.amount_minor))
    missing = (ours[number] for number in of_day if number not in first)
    differ += [Difference(m.number, Apart.MISSING, m.amount_minor, None) for m in missing]
    return Compared(tuple(agree), tuple(sorted(differ, key=lambda one: one.number)))


def _apart(line: TheirLine, mine: OurLine | None) -> Apart | None:
    if mine is None:
        return Apart.UNKNOWN
    if mine.amount_minor != line.amount_minor:
        return Apart.AMOUNT
    if not mine.settled:
        return Apart.NOT_CONFIRMED
    return None if mine.reference == line.reference else Apart.REFERENCE


APART_WORDS: Mapping[Apart, Words] = {
    Apart.NOT_CONFIRMED: Words(
        "你们已经付了,还没有向我们确认。请确认。",
        "You have paid it and not told us yet: confirm it.",
    ),
    Apart.UNKNOWN: Words("我们没有这一笔。请查单号。", "We have no such payout: check the number."),
    Apart.AMOUNT: Words("金额不一样。请核对。", "The amounts differ: compare them."),
    Apart.REFERENCE: Words(
        "流水号和确认时说的不一样。", "The reference is another than the one you confirmed with."
    ),
    Apart.TWICE: Words(
        "你们的账里有两次,可能付了两遍。", "Your books have it twice: it may have been paid twice."
    ),
    Apart.MISSING: Words(
        "我们按你们的确认记为已付,你们的账里没有。",
        "You confirmed it to us, and your books do not have it.",
    ),
}
