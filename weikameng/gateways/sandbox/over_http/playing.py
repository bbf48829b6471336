"""Plays one fault around one call: before it, instead of it, after it, or on its answer."""

from collections.abc import Callable
from typing import TypeVar

from weikameng.gateways.sandbox.over_http.scenarios import Fault, Scenario
from weikameng.gateways.sandbox.over_http.wire import Answer, Cut

Said = TypeVar("Said")

# These say no and do nothing.
REFUSALS = frozenset(
    {Fault.ERROR_BEFORE, Fault.NO_BALANCE, Fault.LIMITED, Fault.PERIOD_OVER, Fault.CODE}
)


def play(
    scenario: Scenario,
    carry_out: Callable[[], Said],
    refuse: Callable[[Scenario], Said],
    voice: Callable[[Said, Fault], Answer],
) -> Answer:
    """Carry out (or not) and let the provider's voice answer. Raises Cut where the line dies."""
    fault = scenario.fault
    if fault is Fault.CUT_BEFORE:
        raise Cut
    if fault is Fault.BAD_GATEWAY:
        return Answer(502, b"<html><h1>502 Bad Gateway</h1></html>", {"Content-Type": "text/html"})
    if fault in REFUSALS:
        return voice(refuse(scenario), Fault.NONE)
    said = carry_out()
    if fault is Fault.CUT_AFTER:
        raise Cut
    if fault is Fault.ERROR_AFTER:
        return voice(refuse(scenario), Fault.NONE)
    return voice(said, fault)
