"""What pages tell about a case: its timeline, who decided, what was left out."""

from typing import Any

from django.urls import reverse

from weikameng.domain.case_life import Event, State
from weikameng.domain.history_words import ACTORS, TO_THE_BUYER, what_happened, who_did
from weikameng.domain.policy.facts import Facts
from weikameng.domain.policy.stored import facts_from_json
from weikameng.domain.words import Words
from weikameng.records.reading.refunds import Progress
from weikameng.services.deciders import said_by

_YOU = Words("你", "You")
_APPROVED = frozenset({State.APPROVED, State.PAYING, State.PAYOUT_STUCK, State.REFUNDED})
# How often the page of a case looks again by itself; where people decide, more calmly.
PACES = dict.fromkeys((State.SCREENING, State.APPROVED, State.PAYING), "1s") | {
    State.PAYOUT_STUCK: "5s"
}


def timeline_of(progress: Progress, buyer: Words = _YOU) -> list[dict[str, Any]]:
    """Return the history, newest first; ``buyer`` is what the reader calls the buyer."""
    told = TO_THE_BUYER if buyer == _YOU else frozenset(Event)
    return [
        {
            "sentence": what_happened(Event(line.event), line.because),
            "because": said_by(line)
            if line.actor.startswith(("staff", "arbiter")) and line.event in told
            else "",
            "at": line.at,
            "actor": (ACTORS | {"buyer": buyer})[
                who_did(line.actor, Event(line.event), line.because)
            ],
        }
        for line in progress.events
    ]


def rest_of(progress: Progress) -> dict[str, Any] | None:
    """Return what an automatic approval left out of what was asked for, and where to ask on."""
    cleared = any(line.event == Event.CLEAR for line in progress.events)
    if not cleared or progress.state not in _APPROVED or not progress.case.amount_minor:
        return None
    left = asked_minor(facts_from_json(progress.latest.facts)) - progress.case.amount_minor
    if left <= 0:
        return None
    settled = progress.state is State.REFUNDED
    url = f"{reverse('apply', args=[progress.order.number])}?reason={progress.latest.reason}"
    return {"amount_minor": left, "url": url if settled else None}


def asked_minor(facts: Facts) -> int:
    """What an application was about in fen: all that was left of the units asked for."""
    ids = facts.application.unit_ids
    wanted = (unit for unit in facts.order.units if ids is None or unit.id in ids)
    return sum(unit.paid_minor - unit.refunded_minor for unit in wanted)
