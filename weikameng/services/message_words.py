"""Puts a buyer's messages into words: each line of history with what was true when it was written.

Only what stays is read (amounts, promises, numbers, the books), so a message stays as it was told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from weikameng.domain import clock_words
from weikameng.domain.arrival import Destination, credited_words
from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import CasePlan
from weikameng.domain.channel_names import CHANNEL_WORDS, route_words
from weikameng.domain.messages import (
    Circumstances,
    Kind,
    Templates,
    filled,
    joined,
    kind_of,
    plain,
    templates_from,
)
from weikameng.domain.money import yuan_of
from weikameng.domain.payout_life import NO_RECORD
from weikameng.domain.policy.decision import Decision
from weikameng.domain.words import Words
from weikameng.records.documents import shipped_messages
from weikameng.records.reading.messages import CameBack, LegAsTold, Line
from weikameng.records.reading.policies import decision_of
from weikameng.services import promised
from weikameng.services.held_up import record_by

_NOTHING = Words("", "")


@dataclass(frozen=True, slots=True)
class Background:
    """What was read beside the lines: the cases' money, their decisions, what came back."""

    legs: Mapping[int, Sequence[LegAsTold]]
    decisions: Mapping[tuple[int, int], Mapping[str, Any]]
    returned: Sequence[CameBack]


@dataclass(frozen=True, slots=True)
class Told:
    """One message in words; ``kind`` is its template's name."""

    kind: Kind
    tone: str
    title: Words
    text: Words


@cache
def templates() -> Templates:
    """Return the sentences of messages.toml."""
    return templates_from(shipped_messages())


def told(line: Line, behind: Background) -> Told:
    """Put one message into words."""
    facts = _Facts(line, behind)
    kind = facts.kind()
    template = templates().messages[kind]
    values = {"good": line.good, "number": plain(line.case_number)}
    values |= {name: make() for name, make in facts.makers(template.text).items()}
    return Told(kind, template.tone, template.title, filled(template.text, values))


def kind_told(line: Line, behind: Background) -> Kind:
    """Return which message tells this line; only the cases' money must be in the background."""
    return _Facts(line, behind).kind()


def due_told(line: Line) -> datetime:
    """Return by when a message says that its case moves on."""
    if line.kind == Event.REVERSE:
        return promised.made_good_by(line.at)
    if _is_unrecorded(line):
        return record_by(line.applied_at, line.at)
    state, route = State(line.state), line.case_route
    due_at = line.due_at or promised.due_at(state, route, CasePlan(()), line.at)
    assert due_at, f"nobody is waited for in {state}"
    return due_at


def _is_unrecorded(line: Line) -> bool:
    return line.kind == Event.STICK and line.because == NO_RECORD


class _Facts:
    """What the places of a message are filled with, each made only when its place is there."""

    def __init__(self, line: Line, behind: Background) -> None:
        self.line = line
        self.behind = behind
        self.legs = behind.legs.get(line.case_id, ())

    def makers(self, text: Words) -> Mapping[str, Callable[[], Words]]:
        every: Mapping[str, Callable[[], Words]] = {
            "due": self.due,
            "round": lambda: plain(str(self.line.round)),
            "amount": self.amount,
            "reason": self.reason,
            "because": self.because,
            "missing": self.missing,
            "legs": self.legs_in_words,
            "route": self.route,
            "before": self.before,
            "later": self.later,
            "by": lambda: self.moment(self.line.promised_at or self.line.at),
            "until": self.until,
            "why": lambda: templates().why[self.line.state],
        }
        return {name: make for name, make in every.items() if f"{{{name}}}" in text.zh}

    def kind(self) -> Kind:
        if self.line.message:
            return Kind(self.line.kind)
        return kind_of(Event(self.line.kind), self.circumstances())

    def circumstances(self) -> Circumstances:
        return Circumstances(
            by_person=self.line.actor.startswith("staff"),
            at_once=self.line.at_once,
            again=self.line.again,
            money=bool(self.legs),
            rerouted=any(self._elsewhere(leg) for leg in self.fresh()),
            unrecorded=_is_unrecorded(self.line),
        )

    def due(self) -> Words:
        return self.moment(due_told(self.line))

    def moment(self, value: datetime) -> Words:
        return clock_words.deadline(value, self.line.at)

    def amount(self) -> Words:
        if self.line.message:
            return plain(yuan_of(self._own_leg().amount_minor))
        if self.line.kind == Event.REVERSE and (back := self._came_back()):
            return plain(yuan_of(sum(one.amount_minor for one in back)))
        return plain(yuan_of(self.line.amount_minor))

    def reason(self) -> Words:
        return self._decision().deciding[-1].sentence

    def because(self) -> Words:
        return Words(self.line.because, self.line.because_en or self.line.because)

    def missing(self) -> Words:
        return self._decision().missing_words

    def route(self) -> Words:
        if self.line.message:
            return route_words(self._own_leg().route)
        actor, _, route = self.line.actor.partition(":")
        if actor == "route":
            return route_words(route)
        back = {one.payout for one in self._came_back()}
        open_ones = [leg for leg in self._then() if not self._arrived(leg)]
        names = dict.fromkeys(leg.route for leg in open_ones if not back or leg.id in back)
        shown = [route_words(name) for name in names] or [CHANNEL_WORDS["offline"]]
        return Words("、".join(one.zh for one in shown), ", ".join(one.en for one in shown))

    def legs_in_words(self) -> Words:
        if self.line.kind == Event.SETTLE:
            return joined([self._arrived_leg(leg) for leg in self._then()])
        if self.line.kind == Event.PAY:
            return joined([self._leg_by(leg) for leg in self.legs if leg.replaces is None])
        if fresh := self.fresh():
            return joined([self._leg_by(leg) for leg in fresh])
        return joined([self._leg_by(leg) for leg in self._then() if not self._arrived(leg)])

    def before(self) -> Words:
        return route_words(self._dead(self.fresh()[0]).route)

    def later(self) -> Words:
        """An earlier promise that can't be kept any more is named (never moved silently)."""
        for leg in self.fresh():
            dead = self._dead(leg)
            back = [one.at for one in self.behind.returned if one.payout == dead.id]
            said = promised.made_good_by(back[-1]) if back else dead.promised_at
            if said and leg.promised_at and leg.promised_at > said:
                return filled(templates().parts["later"], {"by": self.moment(said)})
        return _NOTHING

    def until(self) -> Words:
        """By when the channel decides, where it has said so."""
        if self.line.promised_at is None:
            return _NOTHING
        return filled(templates().parts["until"], {"by": self.moment(self.line.promised_at)})

    def fresh(self) -> Sequence[LegAsTold]:
        """The legs that took another's place in this very step."""
        if self.line.message:
            return [self._own_leg()] if self.line.kind == Kind.REROUTED else []
        if self.line.kind != Event.RESUME:
            return []
        return [leg for leg in self.legs if leg.replaces and leg.created_at == self.line.at]

    def _elsewhere(self, leg: LegAsTold) -> bool:
        return leg.route != self._dead(leg).route

    def _then(self) -> list[LegAsTold]:
        """The legs that counted when this was written: those that took no other's place later."""
        there = [leg for leg in self.legs if leg.created_at <= self.line.at]
        gone = {leg.replaces for leg in there}
        return [leg for leg in there if leg.id not in gone]

    def _arrived(self, leg: LegAsTold) -> bool:
        settled_at = leg.settled_at
        if settled_at is None or settled_at > self.line.at:
            return False
        back = (one.at for one in self.behind.returned if one.payout == leg.id)
        return not any(settled_at <= at <= self.line.at for at in back)

    def _leg(self, leg: LegAsTold) -> Words:
        values = {"route": route_words(leg.route), "amount": plain(yuan_of(leg.amount_minor))}
        return filled(templates().parts["leg"], values)

    def _leg_by(self, leg: LegAsTold) -> Words:
        if leg.promised_at is None or leg.promised_at <= self.line.at:
            return self._leg(leg)
        return self._with(self._leg(leg), "by", self.moment(leg.promised_at))

    def _arrived_leg(self, leg: LegAsTold) -> Words:
        """Where it was credited and the channel's reference; not for what came back later."""
        words = self._leg(leg)
        came_back = any(
            one.payout == leg.id and one.at >= self.line.at for one in self.behind.returned
        )
        account = credited_words(Destination(leg.route, leg.credited_to))
        if account and not came_back:
            words = self._with(words, "account", account)
        return self._with(words, "reference", plain(leg.reference)) if leg.reference else words

    def _with(self, words: Words, part: str, value: Words) -> Words:
        more = filled(templates().parts[part], {part: value})
        return Words(words.zh + more.zh, words.en + more.en)

    def _own_leg(self) -> LegAsTold:
        return next(leg for leg in self.legs if leg.id == self.line.payout)

    def _dead(self, fresh: LegAsTold) -> LegAsTold:
        return next(leg for leg in self.legs if leg.id == fresh.replaces)

    def _came_back(self) -> list[CameBack]:
        return [
            one
            for one in self.behind.returned
            if one.case_id == self.line.case_id and one.at == self.line.at
        ]

    def _decision(self) -> Decision:
        return decision_of(self.behind.decisions[self.line.case_id, self.line.round])
