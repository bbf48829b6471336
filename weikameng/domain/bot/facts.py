"""What the bot may speak from: the buyer's own order and case, and the rules in force.

Read once a message and handed in; words and moments are those the pages show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.bot.model import Choice
from weikameng.domain.case_life import State
from weikameng.domain.words import Words


@dataclass(frozen=True, slots=True)
class LegTold:
    """A part of the money: where it goes and how far it is. ``by`` until it has arrived."""

    amount_minor: int
    route: Words
    state: Words
    account: Words | None
    by: datetime | None
    reference: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why not: the sentence, and the published clause when a rule decided."""

    because: Words
    clause: str = ""
    clause_words: Words | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class CaseTold:
    """A case as its page tells it; ``missing`` while the buyer is waited for."""

    number: str
    order_number: str
    good: Words
    state: State
    title: Words
    text: Words
    due_at: datetime | None
    legs: tuple[LegTold, ...] = ()
    round: int = 1
    missing: Words | None = None
    refused: Refused | None = None
    may_amend: bool = False
    may_withdraw: bool = False
    may_ask_person: bool = False
    dispute_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReasonTold:
    """A reason that can lead to a refund, and what it asks for."""

    code: str
    words: Words
    asks: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Prospect:
    """Whether an order can be refunded: the answer its page shows, from the same decision."""

    eligible: bool
    way: str
    sentence: Words
    clause: str
    clause_words: Words
    version: str
    until: datetime | None
    evidence: tuple[Words, ...]
    changes: tuple[Words, ...]
    on_its_way: bool
    reasons: tuple[ReasonTold, ...]


@dataclass(frozen=True, slots=True)
class OrderTold:
    """A buyer's order. ``goods`` are its names in the public log; ``key``: delivered as a key."""

    number: str
    good: Words
    paid_minor: int
    paid: bool
    delivered: bool
    key: bool
    cross_border: bool
    trouble: Words | None
    prospect: Prospect
    goods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RulesTold:
    """The policy in force and our promises, as far as the bot quotes them."""

    version: str
    window_days: tuple[int, int]
    one_click_below_minor: int
    one_click_30d_max: int
    max_attempts: int
    amend_days: int
    dispute_days: int
    clauses: Mapping[str, Words]
    review_hours: int
    review_days: int
    arrivals: tuple[tuple[Words, Words], ...]


@dataclass(frozen=True, slots=True)
class TalkFacts:
    """All of it at one moment. ``unknown``: a number was given that is none of this buyer's."""

    rules: RulesTold
    at: datetime
    order: OrderTold | None = None
    case: CaseTold | None = None
    choices: tuple[Choice, ...] = ()
    unknown: bool = False
    urges: int = 0
    misses: int = 0
