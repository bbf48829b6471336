"""What the bot hears and what it says: a message with its place, sentences with their links."""

from dataclasses import dataclass, field
from enum import StrEnum

from weikameng.domain.words import Words


class LinkTarget(StrEnum):
    """Where a link leads; the door knows the address. Those with a number say of what."""

    ORDERS = "orders"
    ORDER = "order"  # number: an order
    APPLY = "apply"  # number: an order
    CASE = "case"  # number: a case
    AMEND = "amend"  # number: a case
    WITHDRAW = "withdraw"  # number: a case; its page, where the buyer presses the button
    DISPUTE = "dispute"  # number: a case; where it is taken to arbitration
    CHAIN = "chain"  # number: a case; its evidence chain
    GOOD = "good"  # number: a good's name in the public log
    LOG = "log"
    POLICY = "policy"
    CLAUSE = "clause"  # number: version#clause
    STANDARDS = "standards"
    STANDARD = "standard"  # number: a reason's code
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Link:
    """A way on from an answer."""

    target: LinkTarget
    words: Words
    number: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An order to choose from when a message may mean several."""

    order_number: str
    words: Words


@dataclass(frozen=True, slots=True)
class Said:
    """A buyer's message in its place: what the conversation is about, how often the bot did not
    understand just before, how often this case was urged within a day. ``before``: the wishes of
    the message before, which a bare number answers to."""

    text: str
    order_number: str | None = None
    case_number: str | None = None
    misses: int = 0
    urges: int = 0
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot answers. ``missed``: it did not understand. ``hand_over``: a person takes over
    with the whole context. ``urged``: the buyer's wish for speed is to be noted; it moves nothing.
    """

    words: Words
    links: tuple[Link, ...] = ()
    intents: tuple[str, ...] = ()
    missed: bool = False
    offer_human: bool = True
    hand_over: bool = False
    urged: bool = False
    order_number: str | None = None
    case_number: str | None = None
    choices: tuple[Choice, ...] = field(default=())
