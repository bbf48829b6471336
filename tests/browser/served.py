"""The application over HTTP in a thread, as it is served everywhere: its own static files too.

pytest-django's server answers those itself, without the headers by which browsers keep them: a
walk along many pages would fetch the same style sheets hundreds of times.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.test.testcases import LiveServerThread

HOST = "127.0.0.1"


@contextmanager
def served() -> Iterator[str]:
    """Serve the tests' database; gives the address."""
    thread = LiveServerThread(HOST, static_handler=_as_it_is)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert not thread.error, thread.error
    try:
        yield f"http://{HOST}:{thread.port}"
    finally:
        thread.terminate()


def _as_it_is(application: Callable[..., Any]) -> Callable[..., Any]:
    return application
