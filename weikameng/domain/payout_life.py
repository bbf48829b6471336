"""The life of a payout: what a route's answer means and when to ask again (docs/payments.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol


class PayoutState(StrEnum):
    """Where the money stands. ``sent`` is written before the call: a crash leaves a question."""

    INTENDED = "intended"
    SENT = "sent"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    REFUSED = "refused"
    REVERSED = "reversed"  # it had arrived, then the money came back
    REPLACED = "replaced"  # a person chose another leg for it; nothing more is asked or paid


class Outcome(StrEnum):
    """What a route's answer means for us."""

    ACCEPTED = "accepted"
    SETTLED = "settled"
    RETRY_SAME_ID = "retry_same_id"  # unknown whether executed
    RETRY_LATER = "retry_later"  # surely not executed, will pass
    NEEDS_HUMAN = "needs_human"
    PERMANENTLY_FAILED = "permanently_failed"


# Our own answer: nothing crosses a border before its exchange record is complete (R6.1).
NO_RECORD = "NO_EXCHANGE_RECORD"


class Verb(StrEnum):
    """What a receipt answers."""

    REFUND = "refund"
    QUERY = "query"
    REDIRECT = "redirect"  # an abnormal refund to another account, by a person's decision
    NONE = "none"  # answered by ourselves: nobody was called


class Concern(StrEnum):
    """Who else should hear of an answer (docs/payments.md). Never final by itself."""

    NONE = ""
    RATE = "rate"  # call more slowly
    BALANCE = "balance"  # the merchant's account is short: finance tops up
    OFFLINE = "offline"  # this route is dead for this buyer: pay by another way (R4.4)
    ABNORMAL = "abnormal"  # finance may direct the money to another card
    LEDGER = "ledger"  # the channel's books and ours disagree
    CONFIGURATION = "configuration"  # our keys or rights: stop the whole channel


@dataclass(frozen=True, slots=True)
class PayoutOrder:
    """What a gateway is asked to pay: number and amount (fen) never change between tries.

    The payment is named by ``payment_reference`` (the provider's number of it); when that is
    empty by ``payment_number`` or else ``order_number`` (ours). ``order_total_minor`` is what was
    paid in that payment, in fen; 0 when not known. ``reason`` may be shown to the buyer.
    """

    number: str
    amount_minor: int
    payment_reference: str
    order_number: str
    order_total_minor: int = 0
    currency: str = "CNY"
    reason: str = ""
    paid_at: datetime | None = None
    payment_number: str = ""


@dataclass(frozen=True, slots=True)
class PayoutReceipt:
    """What a gateway made of the answer (docs/payments.md).

    ``verified`` False means: nothing in it is proven about this refund, whatever ``outcome`` says;
    it stays unknown and is asked for. ``amount_minor`` is fen, None when the answer names none.
    ``raw`` is the answer as received, cut off at the gateway's limit.
    """

    outcome: Outcome
    code: str = ""
    provider_reference: str = ""
    verified: bool = True
    message: str = ""
    amount_minor: int | None = None
    settled_at: datetime | None = None
    credited_to: str = ""
    raw: bytes = b""
    http_status: int = 0
    concern: Concern = Concern.NONE


@dataclass(frozen=True, slots=True)
class RefundNotice:
    """A notice that proved genuine: a hint to query, not a booking (docs/payments.md).

    ``notice_id`` is the same in every repetition. An empty ``refund_number`` means it is about
    no refund: acknowledge and forget it. ``ack`` is the body the provider waits for.
    """

    notice_id: str
    refund_number: str
    order_number: str
    receipt: PayoutReceipt
    ack: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One refund in the channel's statement of a day (docs/payments.md); fen."""

    refund_number: str
    provider_reference: str
    order_number: str
    amount_minor: int
    status: str
    at: datetime | None


class NoticeFault(StrEnum):
    """Why a notice is refused (docs/payments.md)."""

    FORGED = "forged"
    STALE = "stale"
    PROBE = "probe"
    OVERSIZED = "oversized"
    MALFORMED = "malformed"
    WRONG_MERCHANT = "wrong_merchant"


class NoticeRejected(Exception):
    """A notice that must change nothing; ``detail`` is for the log and holds no secret."""

    def __init__(self, reason: NoticeFault, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


class StatementUnavailable(Exception):
    """A day's statement can't be had; ``later`` says whether asking again may help."""

    def __init__(self, code: str, *, later: bool, concern: Concern = Concern.NONE) -> None:
        super().__init__(code)
        self.code = code
        self.later = later
        self.concern = concern


class ChannelTerms:
    """What a channel asks of its callers, unless it says otherwise itself (docs/payments.md)."""

    refund_window: timedelta = timedelta(days=365)  # the provider's refusal is the truth
    min_gap_same_order: timedelta = timedelta(0)  # between two refunds of one payment
    first_query_after: timedelta = timedelta(seconds=2)


class RefundGateway(Protocol):
    """The port of a payment channel. The first two verbs never raise for what others do."""

    name: str
    refund_window: timedelta  # how long after the payment; the provider's refusal is the truth
    min_gap_same_order: timedelta  # between two refunds of one payment
    first_query_after: timedelta

    def refund(self, order: PayoutOrder) -> PayoutReceipt:
        """Send a refund; the number makes a repetition the same request."""
        ...

    def query(self, order: PayoutOrder) -> PayoutReceipt:
        """Ask what became of it; a verified ``retry_same_id`` means it never arrived there."""
        ...

    def parse_notification(self, headers: Mapping[str, str], body: bytes) -> RefundNotice:
        """Return what a notice says, or raise NoticeRejected. Talks to nobody."""
        ...

    def fetch_statement(self, day: date) -> Iterator[StatementLine]:
        """Return the refunds of one day, or raise StatementUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class NextStep:
    """The state after a receipt and when to work on it again (None: nothing more to do).

    ``tired``: it has taken so long that a person looks as well; asking goes on.
    """

    state: PayoutState
    due_at: datetime | None
    tired: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A leg as it was when the route was asked: what an answer means depends on it.

    ``state`` is the one before the claim; ``attempts`` count the claims, this one included;
    ``doubted_at`` is when it was last sent, before this answer, and no proven answer came.
    """

    state: PayoutState
    verb: Verb
    attempts: int
    first_sent_at: datetime
    first_query_after: timedelta = ChannelTerms.first_query_after
    doubted_at: datetime | None = None


_DAY = timedelta(days=1)
_ACCEPTED = [timedelta(seconds=s) for s in (60, 300, 1800, 7200, 43_200)]
_LATER = [timedelta(seconds=s) for s in (300, 900, 3600, 21_600)]
_UNKNOWN = [timedelta(seconds=s) for s in (1, 5, 30, 120, 600, 3600)]
# After this many tries without an answer a person looks at it; asking goes on (R4.3).
STUCK_AFTER_TRIES = 8
# A channel that holds a refund longer than this is looked into by a person (docs/payments.md).
HELD_AT_MOST = timedelta(days=7)
# A request nobody heard the answer of may still be carried out: Alipay's query does not tell what
# it is working on from what it never had. So long no refusal of a later request ends the leg.
DOUBT_LASTS = timedelta(days=1)


def verb_for(state: PayoutState) -> Verb:
    """Only an intent that was never sent may be sent; anything else is asked for first (R4.2)."""
    return Verb.REFUND if state is PayoutState.INTENDED else Verb.QUERY


def after(asked: Asked, receipt: PayoutReceipt, at: datetime) -> NextStep:
    """Return the next step after an answer.

    A query that answers "never received" makes the payout an intent again, with the same number.
    An unverified answer is unknown, whatever it says. What has settled stays so, unless the
    provider itself takes it back. After a lost answer no refusal of a repetition is final for a
    day: it is asked again until nobody can doubt what became of the first.
    """
    if asked.state is PayoutState.SETTLED:
        return _after_settlement(receipt)
    if not receipt.verified or receipt.concern is Concern.CONFIGURATION:
        return _unknown(asked, at)
    match receipt.outcome:
        case Outcome.SETTLED:
            return NextStep(PayoutState.SETTLED, None)
        case Outcome.ACCEPTED:
            tired = at - asked.first_sent_at > HELD_AT_MOST
            return NextStep(PayoutState.ACCEPTED, at + _accepted(asked), tired)
        case Outcome.RETRY_LATER:
            # Surely not carried out; still it is asked before it is sent again.
            return NextStep(PayoutState.UNKNOWN, at + _nth(_LATER, asked.attempts))
        case Outcome.RETRY_SAME_ID if asked.verb is Verb.QUERY:
            return NextStep(PayoutState.INTENDED, at + _nth(_UNKNOWN, asked.attempts))
        case Outcome.RETRY_SAME_ID:
            return _unknown(asked, at)
        case _ if _in_doubt(asked, at):
            return NextStep(PayoutState.UNKNOWN, at + _nth(_LATER, asked.attempts), tired=True)
        case _:
            return NextStep(PayoutState.REFUSED, None)


def leaves_doubt(asked: Asked, receipt: PayoutReceipt) -> bool:
    """Whether a request has now left whose answer nobody heard, or that proves nothing.

    A leg found ``sent`` was claimed by a worker that died: it may have called.
    """
    if asked.verb is Verb.REFUND:
        return not receipt.verified or receipt.outcome is Outcome.RETRY_SAME_ID
    return asked.state is PayoutState.SENT


def _in_doubt(asked: Asked, at: datetime) -> bool:
    """Whether an earlier request may still be carried out; the number's own state is never so."""
    refused_request = asked.verb in (Verb.REFUND, Verb.NONE)
    return refused_request and asked.doubted_at is not None and at < asked.doubted_at + DOUBT_LASTS


def _unknown(asked: Asked, at: datetime) -> NextStep:
    due_at = at + _nth(_UNKNOWN, asked.attempts)
    return NextStep(PayoutState.UNKNOWN, due_at, asked.attempts >= STUCK_AFTER_TRIES)


def _after_settlement(receipt: PayoutReceipt) -> NextStep:
    """Only the provider's own, proven word that the money came back undoes a settlement."""
    failed = receipt.outcome is Outcome.PERMANENTLY_FAILED or receipt.concern is Concern.ABNORMAL
    if receipt.verified and failed:
        return NextStep(PayoutState.REVERSED, None)
    return NextStep(PayoutState.SETTLED, None)


def _accepted(asked: Asked) -> timedelta:
    """First when the channel allows it, then less and less often, daily in the end."""
    times = asked.attempts - 1
    if times <= 0:
        return asked.first_query_after
    return _ACCEPTED[times - 1] if times <= len(_ACCEPTED) else _DAY


def _nth(steps: list[timedelta], attempts: int) -> timedelta:
    return steps[min(max(attempts, 1), len(steps)) - 1]
