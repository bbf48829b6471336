"""The worker's anchoring loop: trouble is said once, pauses grow, news ends an idle wait."""

import threading
from datetime import UTC, datetime

import pytest

from weikameng.cli import anchoring
from weikameng.domain.anchoring import AnchorRules, ChainError, ChainStanding, ChainTrouble, Place
from weikameng.ledger.hashing import leaf_hash
from weikameng.records.reading import log as reading
from weikameng.records.reading.log import SignedHead
from weikameng.records.writing import log as writing
from weikameng.services.anchoring import Anchorer

pytestmark = pytest.mark.django_db
DOWN = ChainError(ChainTrouble.DOWN, "ConnectError")


class Clockless(threading.Event):
    """An event that doesn't wait: it keeps what it was asked, and is set after so many waits."""

    def __init__(self, waits: int, grow_at: int = 0) -> None:
        super().__init__()
        self.asked: list[float] = []
        self._waits, self._grow_at = waits, grow_at

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.asked.append(timeout)
        if len(self.asked) == self._grow_at:
            grow()
        if len(self.asked) >= self._waits:
            self.set()
        return self.is_set()


class Chain:
    """A chain that has nothing of ours, and fails where it is told to."""

    def __init__(self, *troubles: ChainError | None) -> None:
        self._troubles = list(troubles)

    def standing(self) -> ChainStanding:
        trouble = self._troubles.pop(0) if len(self._troubles) > 1 else self._troubles[0]
        if trouble:
            raise trouble
        return ChainStanding(Place(1, "0x1", "0x2"), 7, 0, 0, None, 10**9)

    signed = send = fate = None


def grow() -> None:
    writing.begin()
    head = reading.head()
    assert head is not None
    entry = writing.NewEntry(b"entry", leaf_hash(b"entry"))
    grown = writing.append(head, [entry], 0)
    writing.keep_checkpoint(SignedHead(grown.size, grown.root, "note", datetime.now(UTC)))


def rounds(chain: Chain, stop: Clockless) -> list[float]:
    anchoring._rounds(Anchorer(chain, AnchorRules()), stop)
    return stop.asked


def test_trouble_is_logged_once_and_asked_at_longer_and_longer_intervals(caplog) -> None:
    asked = rounds(Chain(DOWN), Clockless(10))
    assert asked == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert len(caplog.records) == 1
    assert "tries again by itself" in caplog.text


def test_news_ends_an_idle_wait_and_later_trouble_pauses_anew(caplog) -> None:
    asked = rounds(Chain(DOWN, DOWN, None, DOWN), Clockless(7, grow_at=5))
    assert asked == [0.5, 1, 0.1, 0.1, 0.1, 0.5, 1]
    assert len(caplog.records) == 2
