"""Two web processes in one: two threads with connections of their own that act at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from weikameng.domain.errors import Refusal
from weikameng.services import wiring

Act = Callable[[], str]
WAIT_SECONDS = 60


class Crowd:
    """As many processes as things happen at once; each keeps its database connection."""

    def __init__(self, size: int = 2) -> None:
        self._processes = [ThreadPoolExecutor(1) for _ in range(size)]

    def at_once(self, *acts: Act) -> list[str]:
        """Do every act at the same moment and return what came of each; refusals by their code."""
        start = Barrier(len(acts))

        def together(act: Act) -> str:
            start.wait(WAIT_SECONDS)
            return polite(act)

        running = [
            process.submit(together, act)
            for process, act in zip(self._processes, acts, strict=False)
        ]
        return [each.result(WAIT_SECONDS) for each in running]

    def leave(self) -> None:
        """Close the connections, each in its own thread."""
        for process in self._processes:
            process.submit(_hang_up).result(WAIT_SECONDS)
            process.shutdown()


def polite(act: Act) -> str:
    """Return what an act came to; a refusal is an answer, anything else is a bug and goes on."""
    try:
        return act()
    except Refusal as refusal:
        return f"refused: {refusal.code}"


def _hang_up() -> None:
    connections.close_all()
    wiring.sandbox_memory().close()
