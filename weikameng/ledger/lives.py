"""Which event may follow which in the life of a good or a case: one table, walked before an event
is written and again by whoever audits the log.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from weikameng.ledger.events import EventType

E = EventType
NOTHING_YET = ""
# Where an event leads, by where the good stood: what was done with it, whatever is asked of it.
_USES: dict[EventType, dict[str, str]] = {
    E.ISSUED: {NOTHING_YET: "issued"},
    E.LISTED: {"issued": "listed"},
    E.RESERVED: {"listed": "reserved"},
    E.SOLD: dict.fromkeys(("issued", "listed", "reserved"), "sold"),
    E.DELIVERED: {"sold": "delivered", "reissued": "delivered"},
    # Shown again, or only after it was used, it stays what it was.
    E.REVEALED: {"delivered": "revealed", "activated": "activated", "used": "used"},
    E.ACTIVATED: {"delivered": "activated", "revealed": "activated"},
    E.USED: {"activated": "used"},
    E.EXPIRED: dict.fromkeys(("delivered", "revealed", "activated"), "expired"),
    E.NOT_ACTIVATED_ATTESTED: {use: use for use in ("sold", "delivered", "revealed")},
    E.VOIDED: dict.fromkeys(
        ("listed", "sold", "delivered", "revealed", "activated", "used", "expired"), "voided"
    ),
    E.REISSUED: {"voided": "reissued"},
}
# What is asked of it: nothing, a refund, one that is approved, or all is given back.
_CLAIMS: dict[EventType, dict[str, str]] = {
    E.REFUND_REQUESTED: {"": "requested", "rejected": "requested"},
    E.REFUND_HELD: {"requested": "held"},
    E.REFUND_APPROVED: dict.fromkeys(("requested", "held", "ruled"), "approved"),
    E.REFUND_REJECTED: {"requested": "rejected", "held": "rejected"},
    E.DISPUTED: {"rejected": "disputed", "": "disputed", "requested": "disputed"},
    E.RULED: {"disputed": "ruled"},
    E.REFUNDED: {"approved": "refunded"},
}
_CASES: dict[EventType, dict[str, str]] = {
    E.OPENED: {NOTHING_YET: "opened"},
    E.DECIDED: {"opened": "decided", "decided": "decided"},
    E.DISPUTED: {"decided": "disputed"},
    E.RULED: {"disputed": "decided"},
    E.PAID: {"decided": "paid", "paid": "paid"},
    E.CORRECTED: {"decided": "decided", "paid": "paid"},
}
_CASE_STATES = frozenset({"opened", "decided", "disputed", "paid"})
_BOUGHT = frozenset({"sold", "delivered", "revealed", "activated", "used", "expired"})
_REDEEMED = frozenset({E.REVEALED, E.ACTIVATED, E.USED, E.EXPIRED})
_FROZEN = "frozen"


class IllegalStep(Exception):
    """The event can't follow where the life stands; nothing may be written."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a good stands: its use, whether it is frozen, what is asked of it."""

    use: str = NOTHING_YET
    frozen: bool = False
    claim: str = ""

    @property
    def text(self) -> str:
        """The one spelling of it: ``delivered+frozen+requested``."""
        return "+".join(part for part in (self.use, _FROZEN * self.frozen, self.claim) if part)


def standing_of(state: str) -> Standing:
    """Read a state's text back."""
    use, *more = state.split("+")
    claims = [part for part in more if part != _FROZEN]
    return Standing(use, _FROZEN in more, claims[0] if claims else "")


def step(state: str, event: EventType) -> str | None:
    """Return the state an event leads to, None when it can't happen there. ``""``: nothing yet."""
    if state in _CASE_STATES or (state == NOTHING_YET and event is E.OPENED):
        return _CASES.get(event, {}).get(state)
    after = _stepped(standing_of(state), event)
    return after.text if after else None


def walked(state: str, events: Iterable[EventType]) -> str:
    """Return the state a row of events leads to. Raises IllegalStep where one can't happen."""
    for event in events:
        following = step(state, event)
        if following is None:
            raise IllegalStep(f"{event} can't follow where a good is {state or 'not there yet'}")
        state = following
    return state


def every_step() -> dict[str, dict[str, str]]:
    """Return every state that can be reached, with where each event leads from it: the same table
    for verifiers that are no program of ours."""
    table: dict[str, dict[str, str]] = {}
    found = [NOTHING_YET]
    while found:
        state = found.pop()
        if state not in table:
            steps = ((event.value, step(state, event)) for event in EventType)
            table[state] = {event: following for event, following in steps if following is not None}
            found += table[state].values()
    return table


def _stepped(now: Standing, event: EventType) -> Standing | None:
    if now.use == "voided":  # final, but for a new one in its place
        return Standing("reissued") if event is E.REISSUED else None
    if event is E.CORRECTED:
        return now if now.use else None
    if event is E.FROZEN:
        return None if now.frozen or now.use not in _BOUGHT else replace(now, frozen=True)
    if event is E.UNFROZEN:  # what was asked has come to its end, whichever
        return Standing(now.use) if now.frozen and now.claim != "refunded" else None
    if event in _CLAIMS:
        return _claimed(now, event)
    following = _USES.get(event, {}).get(now.use)
    if following is None or (now.frozen and event in _REDEEMED):
        return None  # frozen is not redeemed: of a refund and a redemption one wins
    if event is E.VOIDED and now.claim not in {"", "refunded"}:
        return None
    if now.claim == "refunded" and event is not E.VOIDED:
        return None
    return replace(now, use=following)


def _claimed(now: Standing, event: EventType) -> Standing | None:
    claim = _CLAIMS[event].get(now.claim)
    return None if claim is None or now.use not in _BOUGHT else replace(now, claim=claim)
