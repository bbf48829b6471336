"""Calls: imports (generated)."""

from collections.abc import Iterator
from typing import Literal

from weikameng_client.line import Line, part
from weikameng_client.shapes.imports import ImportOut, ProblemOut, ProblemsOut


class Imports:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def begin(
        self,
        file: tuple[str, bytes],
        *,
        kind: Literal["orders", "customers", "usage"] | None = None,
        mapping: str | None = None,
    ) -> ImportOut:
        """Import a file."""
        answer: ImportOut = self._line.call(
            "POST", "/api/v1/imports", form={"kind": kind, "mapping": mapping}, files={"file": file}
        )
        return answer

    def look(self, bulk: int) -> ImportOut:
        """How far an import is."""
        answer: ImportOut = self._line.call("GET", f"/api/v1/imports/{part(bulk)}")
        return answer

    def problems(
        self, bulk: int, *, limit: int | None = None, cursor: str | None = None
    ) -> ProblemsOut:
        """Bad rows of an import."""
        answer: ProblemsOut = self._line.call(
            "GET",
            f"/api/v1/imports/{part(bulk)}/problems",
            query={"limit": limit, "cursor": cursor},
        )
        return answer

    def problems_all(
        self, bulk: int, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[ProblemOut]:
        """Bad rows of an import, page after page."""
        return self._line.pages(
            f"/api/v1/imports/{part(bulk)}/problems", query={"limit": limit, "cursor": cursor}
        )

    def errors(self, bulk: int) -> bytes:
        """Bad rows of an import as a file to mend."""
        answer: bytes = self._line.call("GET", f"/api/v1/imports/{part(bulk)}/errors")
        return answer
