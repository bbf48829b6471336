"""The sequencer's rounds, for the worker and for ``weikameng ledger sequence``."""

import threading
import time

from django.utils import timezone

from weikameng.services import anchored, sequencing, witnessing
from weikameng.services.log_identity import log_identity
from weikameng.services.log_standing import SeenHead

# A checkpoint for every few events rather than for each: fifty a second at most.
PERIOD_SECONDS = 0.02
LOOK_EVERY_SECONDS = 0.05  # soon after something happened
LOOK_AT_REST_SECONDS, REST_AFTER_SECONDS = 0.25, 5.0
STAND_BY_SECONDS = 0.5


def sequence(stop: threading.Event) -> None:
    """Write down what waits until told to stop, or stand by while another one does.

    Raises LogRefused when the database is not the one that was signed so far.
    """
    while not stop.is_set():
        with sequencing.alone() as mine:
            if mine:
                _rounds(stop)
        stop.wait(STAND_BY_SECONDS)


def _rounds(stop: threading.Event) -> None:
    sequencer = sequencing.Sequencer(log_identity())
    sequencer.begin(timezone.now(), _elsewhere())
    moved = time.monotonic()
    while not stop.is_set():
        made = sequencer.round(timezone.now())
        if made:
            moved = time.monotonic()
        if made < sequencing.BATCH:
            stop.wait(PERIOD_SECONDS if made else _pause(time.monotonic() - moved))


def _pause(quiet_seconds: float) -> float:
    return LOOK_EVERY_SECONDS if quiet_seconds < REST_AFTER_SECONDS else LOOK_AT_REST_SECONDS


def drain() -> int | None:
    """Write down all that waits now; None while another sequencer does."""
    with sequencing.alone() as mine:
        if not mine:
            return None
        sequencer, total = sequencing.Sequencer(log_identity()), 0
        sequencer.begin(timezone.now(), _elsewhere())
        while made := sequencer.round(timezone.now()):
            total += made
        return total


def _elsewhere() -> list[SeenHead]:
    """The heads that others hold of this log."""
    return [*anchored.heads_on_chain(), *witnessing.heads_of_witnesses()]
