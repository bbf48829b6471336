"""Calls: exchange (generated)."""

from collections.abc import Iterator

from weikameng_client.line import Line, part
from weikameng_client.shapes.exchange import DealIn, DealOut, RecordsOut, Seen


class Exchange:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def look(self, number: str) -> DealOut:
        """The deal of a cross-border order."""
        answer: DealOut = self._line.call("GET", f"/api/v1/exchange/orders/{part(number)}")
        return answer

    def fill(self, number: str, body: DealIn) -> DealOut:
        """Fill a deal in."""
        answer: DealOut = self._line.call(
            "PUT", f"/api/v1/exchange/orders/{part(number)}/deal", body=body
        )
        return answer

    def confirm(self, number: str, body: Seen) -> DealOut:
        """Confirm a deal."""
        answer: DealOut = self._line.call(
            "POST", f"/api/v1/exchange/orders/{part(number)}/confirm", body=body
        )
        return answer

    def records(
        self, *, from_: str, to: str, limit: int | None = None, cursor: str | None = None
    ) -> RecordsOut:
        """Exchange records of some days."""
        answer: RecordsOut = self._line.call(
            "GET",
            "/api/v1/exchange/records",
            query={"from": from_, "to": to, "limit": limit, "cursor": cursor},
        )
        return answer

    def records_all(
        self, *, from_: str, to: str, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[dict[str, str]]:
        """Exchange records of some days, page after page."""
        return self._line.pages(
            "/api/v1/exchange/records",
            query={"from": from_, "to": to, "limit": limit, "cursor": cursor},
        )

    def file(self, *, from_: str, to: str) -> bytes:
        """The file of exchange records a payment institution takes."""
        answer: bytes = self._line.call(
            "GET", "/api/v1/exchange/file", query={"from": from_, "to": to}
        )
        return answer
