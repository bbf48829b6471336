"""Incidents (N7): what can be declared to have failed, what becomes of each unit, and why some are
left out. Money moves only after two people said so of the same count and the same sum."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from weikameng.domain.policy.facts import ReviewFacts
from weikameng.domain.words import Words

MIN_WORDS, MAX_WORDS = 5, 200
LONGEST = timedelta(days=92)
# Orders of one transaction: short enough that whoever asks for one of them hardly waits.
BATCH = 256
# An order that somebody else is changing all the time is left to people after so many looks.
MAX_TRIES = 10
AGAIN_AFTER = timedelta(seconds=2)
# Nobody has taken a step for so long: the worker is not there.
SILENT = timedelta(seconds=60)


class Finding(StrEnum):
    """What failed, as two people found it; it stands in every decision as a reviewer's finding."""

    NOT_ARRIVED = "not_arrived"
    KEY_INVALID = "key_invalid"


class State(StrEnum):
    """Where an incident stands."""

    PROPOSED = "proposed"  # by the rule on failures; somebody has to look
    DECLARED = "declared"
    ASKED = "asked"  # one person wants to start it, another has to agree
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    DROPPED = "dropped"


class Fate(StrEnum):
    """What becomes of a unit; every one but REFUND is a reason for leaving it out."""

    REFUND = "refund"
    REFUNDED = "refunded"
    NOTHING_PAID = "nothing_paid"
    OPEN_CASE = "open_case"
    CHARGEBACK = "chargeback"
    CROSS_BORDER = "cross_border"
    USED = "used"
    UNKNOWN = "unknown"
    REVEALED = "revealed"
    ARRIVED = "arrived"
    UNDER_WAY = "under_way"
    RULES = "rules"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Found:
    """What a finding means for a decision: the reason it is filed under, and what was found."""

    words: Words
    reason: str
    review: ReviewFacts


FINDINGS: Mapping[Finding, Found] = {
    Finding.NOT_ARRIVED: Found(
        Words("没有到账、没有履行", "Not delivered, never arrived"),
        "NOT_ARRIVED",
        ReviewFacts(supplier_reply="not_arrived"),
    ),
    Finding.KEY_INVALID: Found(
        Words("卡密无效、不能兑换", "Keys are invalid, can't be redeemed"),
        "KEY_INVALID",
        ReviewFacts(extra=(("key", "invalid"),)),
    ),
}
STATE_WORDS: Mapping[State, tuple[str, Words]] = {
    State.PROPOSED: ("warn", Words("系统提议,等人看", "Proposed by the rule")),
    State.DECLARED: ("info", Words("已登记,还没有开始", "Declared, not started")),
    State.ASKED: ("warn", Words("等第二个人同意", "Waits for a second person")),
    State.RUNNING: ("info", Words("正在退", "Refunding")),
    State.PAUSED: ("warn", Words("已暂停", "Paused")),
    State.DONE: ("ok", Words("已办完", "Done")),
    State.DROPPED: ("", Words("已作废", "Dropped")),
}
FATE_WORDS: Mapping[Fate, Words] = {
    Fate.REFUND: Words("已发起退款", "Refund begun"),
    Fate.REFUNDED: Words("已经退过", "Refunded before"),
    Fate.NOTHING_PAID: Words("没有付过钱", "Nothing was paid for it"),
    Fate.OPEN_CASE: Words("有正在处理的申请,由人处理", "An open case: people handle it"),
    Fate.CHARGEBACK: Words("渠道有未结的投诉或拒付", "A complaint or chargeback is open"),
    Fate.CROSS_BORDER: Words("跨境订单,要先核验身份", "Cross-border: identity comes first"),
    Fate.USED: Words("已激活或已使用", "Activated or used"),
    Fate.UNKNOWN: Words("使用情况不明", "Nobody knows whether it was used"),
    Fate.REVEALED: Words("卡密看过,要先核实作废", "The key was seen: verify and void it first"),
    Fate.ARRIVED: Words("合作方证明已到账", "The supplier proved that it arrived"),
    Fate.UNDER_WAY: Words("还可能到账,要先追回", "It may still arrive: recall it first"),
    Fate.RULES: Words("规则不允许这样退", "The rules say otherwise"),
    Fate.BUSY: Words("订单一直在变化", "The order kept changing"),
}
# What people may do where it stands; what must have come before is in the row itself.
STEPS: Mapping[str, frozenset[State]] = {
    "take_up": frozenset({State.PROPOSED}),
    "ask": frozenset({State.DECLARED, State.ASKED}),
    "approve": frozenset({State.ASKED}),
    "pause": frozenset({State.RUNNING}),
    "resume": frozenset({State.PAUSED}),
    "drop": frozenset({State.PROPOSED, State.DECLARED, State.ASKED}),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which orders: of a supplier or a product (or both), paid in [since, until)."""

    supplier: str
    product_id: int | None
    since: datetime
    until: datetime
    finding: Finding


@dataclass(frozen=True, slots=True)
class Count:
    """How many units in how many orders, and their fen."""

    units: int = 0
    orders: int = 0
    amount_minor: int = 0

    @property
    def pair(self) -> tuple[int, int]:
        """What two people agree on: units and fen."""
        return self.units, self.amount_minor


@dataclass(frozen=True, slots=True)
class Threshold:
    """When failures of a supplier are proposed as an incident: ``percent`` 0 never proposes."""

    percent: int
    at_least: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Failures:
    """What became of the orders a supplier was given lately."""

    supplier: str
    orders: int
    failed: int


def trips(seen: Failures, threshold: Threshold) -> bool:
    """Whether so many failed that people should look: never below the least number of orders."""
    if not threshold.percent or seen.orders < threshold.at_least:
        return False
    return seen.failed * 100 >= seen.orders * threshold.percent
