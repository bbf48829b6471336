"""Lets a running web process take up a calendar that was adopted elsewhere, within a minute."""

from collections.abc import Callable
from time import monotonic

from django.http import HttpRequest, HttpResponse

from weikameng.records.reading.policies import refresh

SECONDS = 60


class FreshCalendar:
    """Looks at most once a minute whether the calendar changed: one short statement."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer
        self.looked_at = monotonic()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look if it is time, then answer."""
        if monotonic() - self.looked_at >= SECONDS:
            self.looked_at = monotonic()
            refresh()
        return self.answer(request)
