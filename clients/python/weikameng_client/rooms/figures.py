"""Calls: figures (generated)."""

from weikameng_client.line import Line
from weikameng_client.shapes.figures import FiguresOut, ShopFiguresOut


class Figures:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def look(self, *, from_: str | None = None, to: str | None = None) -> FiguresOut:
        """The supervisor's figures of a period."""
        answer: FiguresOut = self._line.call(
            "GET", "/api/v1/figures", query={"from": from_, "to": to}
        )
        return answer

    def of_shop(self, *, from_: str | None = None, to: str | None = None) -> ShopFiguresOut:
        """A shop's own numbers of a period."""
        answer: ShopFiguresOut = self._line.call(
            "GET", "/api/v1/figures/shop", query={"from": from_, "to": to}
        )
        return answer
