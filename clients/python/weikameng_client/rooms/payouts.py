"""Calls: payouts (generated)."""

from collections.abc import Iterator
from typing import Literal

from weikameng_client.line import Line, part
from weikameng_client.shapes.payouts import (
    BooksIn,
    BooksOut,
    ConfirmIn,
    FailIn,
    PayoutsOut,
    PayoutStanding,
)


class Payouts:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def listing(
        self,
        *,
        state: Literal[
            "intended", "sent", "accepted", "unknown", "settled", "refused", "reversed", "replaced"
        ]
        | None = None,
        route: str | None = None,
        order: str | None = None,
        refund: str | None = None,
        settled_from: str | None = None,
        settled_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> PayoutsOut:
        """Payouts, the latest first."""
        answer: PayoutsOut = self._line.call(
            "GET",
            "/api/v1/payouts",
            query={
                "state": state,
                "route": route,
                "order": order,
                "refund": refund,
                "settled_from": settled_from,
                "settled_to": settled_to,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return answer

    def listing_all(
        self,
        *,
        state: Literal[
            "intended", "sent", "accepted", "unknown", "settled", "refused", "reversed", "replaced"
        ]
        | None = None,
        route: str | None = None,
        order: str | None = None,
        refund: str | None = None,
        settled_from: str | None = None,
        settled_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[PayoutStanding]:
        """Payouts, the latest first, page after page."""
        return self._line.pages(
            "/api/v1/payouts",
            query={
                "state": state,
                "route": route,
                "order": order,
                "refund": refund,
                "settled_from": settled_from,
                "settled_to": settled_to,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def reconcile(self, body: BooksIn) -> BooksOut:
        """Hold a day of the shop's books against ours."""
        answer: BooksOut = self._line.call("POST", "/api/v1/payouts/reconcile", body=body)
        return answer

    def look(self, number: str) -> PayoutStanding:
        """One payout."""
        answer: PayoutStanding = self._line.call("GET", f"/api/v1/payouts/{part(number)}")
        return answer

    def confirm(self, number: str, body: ConfirmIn) -> PayoutStanding:
        """The shop has paid it back."""
        answer: PayoutStanding = self._line.call(
            "POST", f"/api/v1/payouts/{part(number)}/confirm", body=body
        )
        return answer

    def fail(self, number: str, body: FailIn) -> PayoutStanding:
        """The shop could not pay it back."""
        answer: PayoutStanding = self._line.call(
            "POST", f"/api/v1/payouts/{part(number)}/fail", body=body
        )
        return answer
