"""Calls: proofs (generated)."""

from typing import Any

from weikameng_client.line import Line, part
from weikameng_client.shapes.proofs import CheckpointOut


class Proofs:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def checkpoint(self) -> CheckpointOut:
        """The log's signed head."""
        answer: CheckpointOut = self._line.call("GET", "/api/v1/proofs/checkpoint")
        return answer

    def bundle(self, good: str) -> dict[str, Any]:
        """The whole life of a good, with what proves it."""
        answer: dict[str, Any] = self._line.call("GET", f"/api/v1/proofs/goods/{part(good)}")
        return answer
