"""The rounds of the map's keeper, for the worker and for ``weikameng ledger sequence``."""

import threading

from django.utils import timezone

from weikameng.services import mapping

LOOK_EVERY_SECONDS = 0.25
STAND_BY_SECONDS = 1.0


def keep_map(stop: threading.Event) -> None:
    """Keep the map behind the log until told to stop, or stand by while another one does."""
    while not stop.is_set():
        with mapping.alone() as mine:
            while mine and not stop.is_set():
                if not mapping.round_(timezone.now()):
                    stop.wait(LOOK_EVERY_SECONDS)
        stop.wait(STAND_BY_SECONDS)


def catch_up(*, again: bool = False) -> bool:
    """Bring the map up to the log now, made anew if asked; False while another keeper does."""
    with mapping.alone() as mine:
        if mine and again:
            mapping.rebuild()
        while mine and mapping.round_(timezone.now()):
            pass
        return mine
