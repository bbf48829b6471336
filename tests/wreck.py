"""A process that dies between two statements, as the server sees it: at any statement asked for."""

from typing import Any

from django.db import connection


class Killed(BaseException):
    """The process is gone: nothing of ours may catch this."""


class Wreck:
    """Lets so many statements through, then there is nobody who would send the next."""

    def __init__(self, spared: int) -> None:
        self.spared = spared

    def __call__(self, run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.spared -= 1
        if self.spared < 0:
            connection.connection.close()  # as the server sees a process that was killed
            raise Killed
        return run(sql, params, many, context)
