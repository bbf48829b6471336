"""One case in every state, brought there by the services: what pages are looked at with."""

import re
from dataclasses import dataclass
from datetime import timedelta

from tests.cast import Cast, Scripted, asks
from tests.journeys.people import CLEAR, VAGUE, picture
from tests.services import exchange_steps
from weikameng.domain.payout_life import Outcome, PayoutReceipt
from weikameng.domain.uploads import Wanted
from weikameng.records.reading import tickets as reading
from weikameng.services import (
    deadlines,
    evidence,
    refunds,
    reviews,
    supplier_checks,
    ticket_answers,
    tickets,
    uploads,
)

WORDS = "已核实：合作方没有到账记录，你的截图与订单一致，全额原路退回。"
NO = "没有通过：合作方的记录显示已到账到你填写的账号。你可以补充游戏内的点券记录再申请。"


@dataclass(frozen=True, slots=True)
class Case:
    """A refund number with the number of its order."""

    number: str
    order: str


def handed_in(cast: Cast, order: str) -> str:
    """A picture waits for an application that is not sent yet; returns its token."""
    content, who = picture().getvalue(), {"owner_id": cast.xiaolin, "at": cast.at}
    wanted = Wanted(order, "not_arrived_proof", "a.png", len(content))
    token = uploads.begin(wanted, **who).token
    uploads.append(token, 0, content, **who)
    uploads.settle(uploads.look(token, **who), **who)
    return token


def talking(cast: Cast) -> tuple[str, int]:
    """A conversation about a delivered order, with a picture; its number, the picture's place."""
    order = cast.buys("game-card-3")
    about = {"buyer_id": cast.xiaolin, "at": cast.at}
    number = tickets.open_ticket(tickets.Opening(order_number=order), **about).number
    saying = tickets.Saying("卡号输进去就报错，你看图。", (handed_in(cast, order),))
    ticket_answers.say(number, saying, **about)
    said, _ = reading.messages_of(reading.ticket_of(number))
    return number, next(one.pictures[0].position for one in said if one.pictures)


def screening(cast: Cast) -> Case:
    """The supplier is being asked."""
    order = cast.buys("game-topup-100", account="player-5555")
    return _applied(cast, order, "NOT_ARRIVED", CLEAR)


def awaiting_buyer(cast: Cast) -> Case:
    """Too vague; sent back."""
    order = cast.buys("game-topup-100", account="player-5555")
    return _answered(cast, _applied(cast, order, "NOT_ARRIVED", VAGUE))


def abroad(cast: Cast) -> Case:
    """Bought from abroad: a person looks at it, and the buyer has yet to say who they are."""
    return _applied(cast, cast.buys("oversea-card-99"), "KEY_INVALID", CLEAR)


def closed(cast: Cast) -> Case:
    """Sent back, and nothing came in seven days."""
    case = awaiting_buyer(cast)
    deadlines.close_expired(cast.at + timedelta(days=8))
    return case


def reviewing(cast: Cast) -> Case:
    """With a person: complete, but the supplier does not know."""
    order = cast.buys("game-topup-100", account="player-5555")
    kept = evidence.take([evidence.Upload("not_arrived_proof", "a.png", picture().getvalue())])
    return _answered(cast, _applied(cast, order, "NOT_ARRIVED", CLEAR, files=kept))


def urgent(cast: Cast) -> Case:
    """A large wrong top-up: the recall is tried at once."""
    order = cast.buys("game-topup-100", quantity=6)
    kept = evidence.take([evidence.Upload("error_screenshot", "a.png", picture().getvalue())])
    return _answered(cast, _applied(cast, order, "WRONG_ACCOUNT", CLEAR, files=kept))


def rejected(cast: Cast) -> Case:
    """Refused by a person, with words."""
    return _judged(cast, reviewing(cast), approve=False, words=NO)


def too_late(cast: Cast) -> Case:
    """Refused by the clock."""
    now = cast.at
    cast.later(days=-20)
    order = cast.buys("game-card-60")
    cast.at = now
    return _applied(cast, order, "NOT_ACTIVATED")


def paying(cast: Cast) -> Case:
    """One click; the channel has not been asked yet."""
    return _applied(cast, cast.buys("game-card-3"), "NOT_ACTIVATED")


def payout_stuck(cast: Cast) -> Case:
    """The channel can't return the money."""
    case = paying(cast)
    dead = PayoutReceipt(Outcome.PERMANENTLY_FAILED, "ACCOUNT_CLOSED")
    cast.pays_out(Scripted([lambda _verb, _order: dead]))
    return case


def unrecorded(cast: Cast) -> Case:
    """Approved, and not sent: its exchange record is not complete."""
    order = exchange_steps.brings_abroad(cast)
    case = Case(exchange_steps.applies(cast, order), order)
    exchange_steps.is_known(cast, order)
    cast.approves(case.number)
    cast.pays_out()
    return case


def refunded(cast: Cast) -> Case:
    """One click; settled."""
    case = paying(cast)
    cast.pays_out()
    return case


def approved(cast: Cast) -> Case:
    """A person said yes; the money has arrived, part of it on the balance."""
    order = cast.buys("game-topup-100", account="player-5555", use_balance_minor=3_000)
    kept = evidence.take([evidence.Upload("not_arrived_proof", "a.png", picture().getvalue())])
    case = _answered(cast, _applied(cast, order, "NOT_ARRIVED", CLEAR, files=kept))
    _judged(cast, case, approve=True, words=WORDS)
    cast.pays_out()
    cast.pays_out()
    return case


def withdrawn(cast: Cast) -> Case:
    """Withdrawn by the buyer."""
    case = reviewing(cast)
    refunds.withdraw(case.number, buyer_id=cast.xiaolin, at=cast.at)
    return case


# Closed first: closing sweeps up whoever waits.
EVERY = {
    "closed": closed,
    "screening": screening,
    "awaiting_buyer": awaiting_buyer,
    "reviewing": reviewing,
    "urgent": urgent,
    "rejected": rejected,
    "too_late": too_late,
    "paying": paying,
    "payout_stuck": payout_stuck,
    "refunded": refunded,
    "approved": approved,
    "withdrawn": withdrawn,
}


def placeless(text: str) -> list[str]:
    """Return what a sentence forgot to fill in."""
    return re.findall(r"\{\w*\}|None|\bxx\b|@@", text)


def _applied(cast: Cast, order: str, reason: str, words: str = "", **more: object) -> Case:
    done = refunds.apply(asks(order, reason, words, **more), buyer_id=cast.xiaolin, at=cast.at)
    return Case(done.number, order)


def _answered(cast: Cast, case: Case) -> Case:
    supplier_checks.ask_supplier(case.number, question=3, at=cast.at)
    return case


def _judged(cast: Cast, case: Case, *, approve: bool, words: str) -> Case:
    if not approve:
        cast.rejects(case.number, words)
        return case
    verdict = reviews.Verdict(approve=True, because=words)
    reviews.decide(case.number, verdict, reviewer_id=cast.zhoujie, role="reviewer", at=cast.at)
    return case
