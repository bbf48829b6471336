"""What stops a call, as an exception (RFC 9457)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

_URN = "urn:weikameng:problem:"


@dataclass(frozen=True, slots=True)
class FaultTold:
    """One fault of what was sent: where it is, and why."""

    where: str
    pointer: str
    told: str


class ProblemError(Exception):
    """A refusal or a fault: ``code`` says which, ``see`` a number worth reading instead."""

    def __init__(self, status: int, told: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(told.get("type", "")).removeprefix(_URN)
        self.title, self.detail = str(told.get("title", "")), str(told.get("detail", ""))
        self.see, self.request = str(told.get("see", "")), str(told.get("request", ""))
        self.errors: Sequence[FaultTold] = [_fault(one) for one in told.get("errors", [])]
        self.more = told
        super().__init__(f"{status} {self.code}: {self.title}")


def problem_of(answer: httpx.Response) -> ProblemError:
    """Return what an answer of 400 or more tells; what is no problem of ours is told as text."""
    told: Any = None
    if "json" in answer.headers.get("Content-Type", ""):
        told = answer.json()
    if not isinstance(told, dict):
        told = {"title": answer.text[:200], "detail": answer.text[:200]}
    return ProblemError(answer.status_code, told)


def _fault(told: Mapping[str, Any]) -> FaultTold:
    words = str(told.get("en") or told.get("zh", ""))
    return FaultTold(str(told.get("in", "")), str(told.get("pointer", "")), words)
