"""What is open to every page of the world is the same for everybody: no cache may keep it apart
by cookie or language. Stands outside of whatever else writes headers.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

OPEN, EVERYBODY = "Access-Control-Allow-Origin", "*"
# What other middleware writes on every answer, because it might have mattered.
_NOT_TRUE_HERE = ("Vary", "Content-Language")


class SameForAll:
    """Takes back from the files of the public log what says that they differ by visitor."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what nobody's session touched is told to be so."""
        response = self.answer(request)
        if response.headers.get(OPEN) == EVERYBODY:
            for name in _NOT_TRUE_HERE:
                response.headers.pop(name, None)
            response.cookies.clear()
        return response
