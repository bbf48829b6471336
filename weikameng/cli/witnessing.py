"""The rounds of asking a witness, for the worker: each witness has a thread of its own."""

import logging
import threading

from django.utils import timezone

from weikameng.domain.witness_words import witness_trouble
from weikameng.services import witness_policy, witnessing
from weikameng.services.witnessing import Asked, Asker, WitnessTrouble

log = logging.getLogger("weikameng.witnesses")
STAND_BY_SECONDS, FIRST_PAUSE_SECONDS = 1.0, 1.0
# Without news it is asked all the same: it may have seen what we have not. Also the longest pause.
WATCH_SECONDS = 30.0


def witnesses_to_ask() -> list[Asker]:
    """Return who is to be asked, and say once why nobody is where somebody should be."""
    for words in witness_policy.policy_faults():
        log.warning("no witness is asked: %s: %s", witness_policy.SETTING, words.en)
    return witnessing.askers()


def ask_witness(asker: Asker, stop: threading.Event) -> None:
    """Ask until told to stop, or stand by while another process does."""
    while not stop.is_set():
        with witnessing.alone(asker.witness) as mine:
            if mine:
                _rounds(asker, stop)
        stop.wait(STAND_BY_SECONDS)


def _rounds(asker: Asker, stop: threading.Event) -> None:
    pause, said = FIRST_PAUSE_SECONDS, ""
    while not stop.is_set():
        size = _size()
        try:
            if asker.ask(timezone.now()) is not Asked.CONFLICT:
                pause, said = FIRST_PAUSE_SECONDS, ""
                _wait(size, stop)
                continue
        except WitnessTrouble as trouble:
            if trouble.code != said:  # once, not at every try
                log.warning("%s", witness_trouble(asker.witness.name, trouble.code).en)
            said = trouble.code
        stop.wait(pause)
        pause = min(2 * pause, WATCH_SECONDS)


def _wait(size: int, stop: threading.Event) -> None:
    """Until a second ends in which the log grew."""
    waited = 0.0
    while waited < WATCH_SECONDS and not stop.is_set():
        left = 1.0 - timezone.now().microsecond / 1_000_000
        stop.wait(left)
        waited += left
        if _size() != size:
            return


def _size() -> int:
    """The size of the head that is to be asked for now."""
    head = witnessing.head_to_ask(timezone.now(), 0)
    return head.size if head else 0
