"""One question put to the policy: the facts seen at one moment, with what several facts share
worked out once. The declared facts read from here."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic, TypeVar, overload

from weikameng.domain.policy.facts import Facts, TenderFacts, UnitFacts
from weikameng.domain.policy.split import FIRST_PARTY
from weikameng.domain.policy.window import days_end, filed_at, window_end

if TYPE_CHECKING:
    from weikameng.domain.policy.model import Policy, Reason

CHAIN_USED = frozenset({"activated", "used", "redeemed"})
CHAIN_UNUSED = frozenset({"issued", "listed", "sold", "delivered", "not_activated", "unused"})
CHAIN_VOID = frozenset({"voided", "void"})

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


class Question:
    """The facts at one moment under one policy; amounts in fen."""

    def __init__(self, policy: "Policy", facts: Facts, at: datetime) -> None:
        self.policy, self.params, self.facts, self.at = policy, policy.params, facts, at
        self.order, self.application, self.review = facts.order, facts.application, facts.review
        self.reason = policy.reasons.get(facts.application.reason) or policy.reasons["OTHER"]
        self.kind = policy.goods[facts.order.goods_kind]

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
        chain = unit.recorded or self.order.chain_state
        if chain in CHAIN_USED and unit.usage in ("none", "unknown", "revealed"):
            return "activated"
        if chain in CHAIN_VOID and unit.usage in ("unknown", "revealed"):
            return "void"
        if chain in CHAIN_UNUSED and unit.usage == "unknown":
            return "none"
        return unit.usage

    def with_usage(self, usage: str) -> int:
        """Return how many wanted units are in a state of use."""
        return self.usages.count(usage)

    @once
    def unused(self) -> tuple[UnitFacts, ...]:
        """The wanted units that were neither used nor activated."""
        pairs = zip(self.wanted, self.usages, strict=True)
        return tuple(unit for unit, usage in pairs if usage not in ("used", "activated"))

    @once
    def window_end(self) -> datetime | None:
        """When the window closes; None when none runs."""
        return window_end(self.policy, self.order)

    @once
    def filed_at(self) -> datetime:
        """The moment that counts as filing (D4)."""
        return filed_at(self.policy, self.application, self.at)

    @once
    def missing_evidence(self) -> tuple[str, ...]:
        """What the reason asks for, the buyer has not sent and we do not have ourselves."""
        return self.still_missing(self.reason)

    def still_missing(self, reason: "Reason") -> tuple[str, ...]:
        """Return what a reason still needs."""
        said = self.application
        return reason.missing(said.evidence | reason.proved(said.on_record))

    @once
    def open_legs(self) -> tuple[TenderFacts, ...]:
        """The tenders that money can still go back to."""
        return tuple(leg for leg in self.order.tenders if leg.amount_minor > leg.refunded_minor)

    @once
    def window_until(self) -> datetime | None:
        """When lateness changes the answer of this reason; None when it can't any more.

        A case filed in time stays in time; once rejected, for as long as it may be amended (D4).
        """
        end = self.window_end
        if end is None:
            return None
        first, rejected = self.application.first_filed_at, self.application.rejected_at
        if first is not None and first < end:
            if rejected is None:
                return None
            end = max(end, days_end(self.policy, rejected, self.params.amend_days))
        return end if end > self.at else None

    def days_after(self, start: datetime | None, days: int) -> datetime | None:
        """Return the end of day ``days`` after a moment; None when there is no moment."""
        return None if start is None else days_end(self.policy, start, days)

    def span_after(self, start: datetime | None, days: int) -> datetime | None:
        """Return the moment exactly ``days`` times 24 hours later."""
        return None if start is None else start + timedelta(days=days)

    def asked_of(self, left_minor: int) -> int:
        """Return what this application may get of an amount: what it asked for, or all of it."""
        asked = self.application.amount_requested_minor
        return left_minor if asked is None else min(asked, left_minor)

    @once
    def third_party_leg(self) -> bool:
        """Whether money has to go back through somebody else's channel."""
        return any(leg.route not in FIRST_PARTY for leg in self.open_legs)
