"""One question put to the policy: the facts seen at one moment, with what several rules share
worked out once. Rules read from here and answer with a Finding or None."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Generic, TypeVar, overload

from weikameng.domain.money import yuan_of
from weikameng.domain.policy.decision import Outcome, Read
from weikameng.domain.policy.facts import Facts, UnitFacts
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.window import BEIJING, days_end, filed_at, window_end

CHAIN_USED = frozenset({"activated", "used", "redeemed"})
CHAIN_UNUSED = frozenset({"issued", "listed", "sold", "delivered", "not_activated", "unused"})
CHAIN_VOID = frozenset({"voided", "void"})
NOT_FOUND_UPSTREAM = frozenset(
    {"NUMBER_NOT_EXIST", "INVALID_ACCOUNT", "ACCOUNT_NOT_EXIST", "ZONE_MISMATCH"}
)
WRONG_TARGET = frozenset({"WRONG_ACCOUNT", "WRONG_ZONE"})
WRONG_ORDER = frozenset({"WRONG_PRODUCT", "DUPLICATE_ORDER"})
# These complaints are made about goods in use, so use alone does not answer them.
DEFECT_IN_USE = frozenset(
    {"UNDER_DELIVERED", "SERVICE_INTERRUPTED", "NOT_AS_DESCRIBED", "REGION_LOCKED"}
)
# Here the buyer's proof contradicts the record of use: a person weighs the two.
CONTESTED = frozenset({"NOT_ARRIVED", "KEY_INVALID"})


T = TypeVar("T")


class once(Generic[T]):
    """A property worked out once. The standard one takes a lock, a third of a decision here."""

    def __init__(self, work: Callable[["Question"], T]) -> None:
        self.work, self.name, self.__doc__ = work, work.__name__, work.__doc__

    @overload
    def __get__(self, question: None, owner: type) -> "once[T]": ...
    @overload
    def __get__(self, question: "Question", owner: type) -> T: ...
    def __get__(self, question: "Question | None", owner: type) -> "once[T] | T":
        if question is None:
            return self
        value = question.__dict__[self.name] = self.work(question)
        return value


@dataclass(frozen=True, slots=True)
class Finding:
    """What a deciding rule says. ``told`` names its sentence.

    ``pay_minor`` None with an approving outcome means all that was asked for of ``units``
    (None: all wanted units). ``blameless`` says the buyer is plainly in the right, so that an
    amount above the automatic limit is hurried (H6).
    """

    outcome: Outcome
    clauses: tuple[str, ...]
    route: str = "none"
    told: str = "decides"
    missing: tuple[str, ...] = ()
    pay_minor: int | None = None
    units: tuple[UnitFacts, ...] | None = None
    blameless: bool = False
    changes_at: datetime | None = None
    changes: Read = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: ``test`` decides, ``read`` tells which facts it looked at."""

    name: str
    clause: str
    test: Callable[["Question"], Finding | None]
    read: Callable[["Question"], Read]


class Question:
    """The facts at one moment under one policy; amounts in fen."""

    def __init__(self, policy: Policy, facts: Facts, at: datetime) -> None:
        self.policy, self.params, self.facts, self.at = policy, policy.params, facts, at
        self.order, self.application, self.review = facts.order, facts.application, facts.review
        self.reason = policy.reasons.get(facts.application.reason) or policy.reasons["OTHER"]
        self.kind = policy.goods[facts.order.goods_kind]
        self.supplier_status = self.order.supplier.status if self.order.supplier else ""
        self.supplier_code = self.order.supplier.code if self.order.supplier else ""
        self.arrived = self.order.supplier.arrived if self.order.supplier else None
        self.recallable = self.order.supplier.recallable if self.order.supplier else None

    @once
    def wanted(self) -> tuple[UnitFacts, ...]:
        """The units asked for that still have money to give back."""
        ids = self.application.unit_ids
        return tuple(
            unit
            for unit in self.order.units
            if (ids is None or unit.id in ids) and not unit.refunded
        )

    @once
    def remaining_minor(self) -> int:
        """What is left to give back on the wanted units."""
        return sum(unit.paid_minor - unit.refunded_minor for unit in self.wanted)

    @once
    def overcharge_minor(self) -> int:
        """What was taken beyond the price, as recorded or as the tenders show (OVERCHARGED)."""
        taken = sum(tender.amount_minor for tender in self.order.tenders)
        return max(self.order.overcharge_minor, taken - self.order.paid_minor, 0)

    @once
    def usages(self) -> tuple[str, ...]:
        """The usage of each wanted unit, the public log speaking first (R11.4)."""
        return tuple(self.usage_of(unit) for unit in self.wanted)

    def usage_of(self, unit: UnitFacts) -> str:
        """Return the usage of a unit; a recorded activation wins over a silent platform."""
        chain = self.order.chain_state
        if chain in CHAIN_USED and unit.usage in ("none", "unknown", "revealed"):
            return "activated"
        if chain in CHAIN_VOID and unit.usage in ("unknown", "revealed"):
            return "void"
        if chain in CHAIN_UNUSED and unit.usage == "unknown":
            return "none"
        return unit.usage

    @once
    def credited(self) -> bool:
        """Whether the supplier confirmed that a direct top-up arrived."""
        return self.kind.direct and self.arrived is True and self.supplier_status != "reversed"

    @once
    def arrival_unknown(self) -> bool:
        """Whether a direct top-up may have arrived: unknown is not none (choice 2)."""
        if not self.kind.direct or self.arrived is not None:
            return False
        if self.order.supplier is None:
            return self.reason.code in WRONG_TARGET or self.reason.code == "NOT_ARRIVED"
        return self.supplier_status in ("success", "unknown", "processing")

    @once
    def used(self) -> tuple[UnitFacts, ...]:
        """The wanted units that were used or activated."""
        pairs = zip(self.wanted, self.usages, strict=True)
        return tuple(unit for unit, usage in pairs if usage in ("used", "activated"))

    @once
    def provably_unused(self) -> bool:
        """Whether every wanted unit is recorded as never used, viewed or credited (A4, E3)."""
        clean = all(usage in ("none", "void") for usage in self.usages)
        return clean and not self.credited and not self.arrival_unknown

    @once
    def window_end(self) -> datetime | None:
        """When the window closes; None when none runs."""
        return window_end(self.policy, self.order)

    @once
    def in_time(self) -> bool:
        """Whether the moment that counts as filing lies inside the window."""
        end = self.window_end
        return end is None or filed_at(self.policy, self.application, self.at) < end

    @once
    def saved_by_first_filing(self) -> bool:
        """Whether only the first filing date keeps this application inside the window (D4)."""
        end = self.window_end
        return end is not None and end <= self.at and self.in_time

    @once
    def missing_evidence(self) -> tuple[str, ...]:
        """What the reason asks for and the buyer has not sent."""
        return self.reason.missing(self.application.evidence)

    @once
    def missing_all(self) -> tuple[str, ...]:
        """Missing evidence and, when it says too little, the description: asked in one go."""
        vague = self.application.description_quality == "vague"
        return self.missing_evidence + (("description",) if vague else ())

    @once
    def identity_known(self) -> bool:
        """Whether the identity check is done, now or at purchase (choice 10)."""
        return self.order.identity_checked or "identity_check" in self.application.evidence

    @once
    def wrong_top_up(self) -> bool:
        """Whether this is a top-up sent wrongly, which large amounts hurry (H6)."""
        code = self.reason.code
        return code in WRONG_TARGET or (code in WRONG_ORDER and self.kind.direct)

    @once
    def staffed_route(self) -> str:
        """The queue a person works it from."""
        if self.order.cross_border or self.reason.route == "cross_border":
            return "cross_border"
        if self.wrong_top_up and self.order.paid_minor >= self.params.urgent_from_minor:
            return "urgent"
        return "standard"

    @once
    def until_window_end(self) -> tuple[datetime | None, Read]:
        """The change that lateness brings to an answer that depends on the window.

        A case filed in time stays in time; once rejected, for as long as it may be amended (D4).
        """
        end = self.window_end
        if end is None or self.reason.window == "none":
            return None, ()
        first, rejected = self.application.first_filed_at, self.application.rejected_at
        if first is not None and first < end:
            if rejected is None:
                return None, ()
            end = max(end, days_end(self.policy, rejected, self.params.amend_days))
        return (end, (("window_ends", iso(end)),)) if end > self.at else (None, ())


@lru_cache(maxsize=1024)
def iso(moment: datetime | None) -> str:
    """Write a moment for ``read``: ISO 8601 in Beijing time, empty when there is none."""
    return moment.astimezone(BEIJING).isoformat() if moment else ""


def yes_no(value: bool | None) -> str:
    """Write a truth for ``read``; unknown stays unknown."""
    return "unknown" if value is None else "yes" if value else "no"


def yuan(minor: int) -> str:
    """Write an amount for ``read``."""
    return yuan_of(minor)
