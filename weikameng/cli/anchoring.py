"""The anchorer's rounds, for the worker: it alone waits for the chain."""

import logging
import threading

from django.utils import timezone

from weikameng.domain.anchor_words import TROUBLES
from weikameng.domain.anchoring import ChainError
from weikameng.records.reading import log as log_heads
from weikameng.services import anchored, anchoring, wiring
from weikameng.services.anchoring import Anchorer, AnchorRefused, Wait

log = logging.getLogger("weikameng.anchoring")
STAND_BY_SECONDS, LOOK_EVERY_SECONDS = 1.0, 0.1
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 60.0


def anchor(stop: threading.Event) -> None:
    """Anchor until told to stop, or stand by while another process does."""
    chain = wiring.anchor_chain()
    if chain is None:  # not set up: nothing to do here, ever
        for fault in wiring.chain_faults():
            log.warning("anchoring is switched off: %s: %s", fault.setting, fault.words.en)
        stop.wait()
        return
    for words in anchored.problems_at_start():
        log.warning("%s", words.en)
    while not stop.is_set():
        with anchoring.alone() as mine:
            if mine:
                _rounds(Anchorer(chain, wiring.anchor_rules()), stop)
        stop.wait(STAND_BY_SECONDS)


def _rounds(anchorer: Anchorer, stop: threading.Event) -> None:
    pause, said = FIRST_PAUSE_SECONDS, ""
    while not stop.is_set():
        try:
            _wait(anchorer.round(timezone.now()), stop)
            pause, said = FIRST_PAUSE_SECONDS, ""
        except (ChainError, AnchorRefused) as error:
            words = error.words if isinstance(error, AnchorRefused) else TROUBLES[error.trouble]
            if str(error) != said:  # once, not at every try
                log.warning("%s (%s)", words.en, error)
            said = str(error)
            stop.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _wait(wait: Wait, stop: threading.Event) -> None:
    if not wait.news:
        stop.wait(wait.seconds)
        return
    size, waited = _size(), 0.0
    while waited < wait.seconds and not stop.wait(LOOK_EVERY_SECONDS) and _size() == size:
        waited += LOOK_EVERY_SECONDS


def _size() -> int:
    signed = log_heads.published()
    return signed.size if signed else 0
