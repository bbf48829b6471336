"""Calls: refunds (generated)."""

from collections.abc import Iterator

from weikameng_client.line import Line, part
from weikameng_client.shapes.everywhere import ItemsOut
from weikameng_client.shapes.refunds import (
    Amendment,
    Application,
    ApplicationsIn,
    CaseDetail,
    CaseLine,
    CaseOut,
    CasesOut,
    RatingIn,
    State,
)


class Refunds:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def listing(
        self,
        *,
        order: str | None = None,
        external_number: str | None = None,
        customer: str | None = None,
        state: State | None = None,
        applied_from: str | None = None,
        applied_to: str | None = None,
        changed_from: str | None = None,
        changed_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> CasesOut:
        """Refunds, the latest first."""
        answer: CasesOut = self._line.call(
            "GET",
            "/api/v1/refunds",
            query={
                "order": order,
                "external_number": external_number,
                "customer": customer,
                "state": state,
                "applied_from": applied_from,
                "applied_to": applied_to,
                "changed_from": changed_from,
                "changed_to": changed_to,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return answer

    def listing_all(
        self,
        *,
        order: str | None = None,
        external_number: str | None = None,
        customer: str | None = None,
        state: State | None = None,
        applied_from: str | None = None,
        applied_to: str | None = None,
        changed_from: str | None = None,
        changed_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[CaseLine]:
        """Refunds, the latest first, page after page."""
        return self._line.pages(
            "/api/v1/refunds",
            query={
                "order": order,
                "external_number": external_number,
                "customer": customer,
                "state": state,
                "applied_from": applied_from,
                "applied_to": applied_to,
                "changed_from": changed_from,
                "changed_to": changed_to,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def apply(self, body: Application) -> CaseOut:
        """Apply for a refund."""
        answer: CaseOut = self._line.call("POST", "/api/v1/refunds", body=body)
        return answer

    def apply_many(self, body: ApplicationsIn) -> ItemsOut:
        """Apply for many refunds."""
        answer: ItemsOut = self._line.call("POST", "/api/v1/refunds/bulk", body=body)
        return answer

    def look(self, number: str) -> CaseDetail:
        """One case, with every clause tested."""
        answer: CaseDetail = self._line.call("GET", f"/api/v1/refunds/{part(number)}")
        return answer

    def amend(self, number: str, body: Amendment, *, if_match: str | None = None) -> CaseOut:
        """Amend a case sent back or rejected."""
        answer: CaseOut = self._line.call(
            "POST",
            f"/api/v1/refunds/{part(number)}/amend",
            body=body,
            headers={"If-Match": if_match},
        )
        return answer

    def withdraw(self, number: str, *, if_match: str | None = None) -> None:
        """Withdraw while undecided."""
        self._line.call(
            "POST", f"/api/v1/refunds/{part(number)}/withdraw", headers={"If-Match": if_match}
        )

    def ask_person(self, number: str, *, if_match: str | None = None) -> CaseOut:
        """Ask that a person decides."""
        answer: CaseOut = self._line.call(
            "POST", f"/api/v1/refunds/{part(number)}/person", headers={"If-Match": if_match}
        )
        return answer

    def rate(self, number: str, body: RatingIn, *, if_match: str | None = None) -> None:
        """Rate a refund that arrived."""
        self._line.call(
            "POST",
            f"/api/v1/refunds/{part(number)}/rating",
            body=body,
            headers={"If-Match": if_match},
        )

    def chain(self, number: str) -> bytes:
        """The evidence chain of a case, to keep and to check."""
        answer: bytes = self._line.call("GET", f"/api/v1/refunds/{part(number)}/evidence")
        return answer

    def whole_file(self, number: str) -> bytes:
        """The whole file of a case, signed, to keep and to check."""
        answer: bytes = self._line.call("GET", f"/api/v1/refunds/{part(number)}/file")
        return answer
