"""Calls: reviews (generated)."""

from collections.abc import Iterator

from weikameng_client.line import Line, part
from weikameng_client.shapes.reviews import (
    ApproveIn,
    AskIn,
    DecidedOut,
    RejectIn,
    ReminderIn,
    ReviewLine,
    ReviewOut,
    ReviewsOut,
    SendBackIn,
    SignIn,
)


class Reviews:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def listing(self, *, limit: int | None = None, cursor: str | None = None) -> ReviewsOut:
        """Cases that wait for a person."""
        answer: ReviewsOut = self._line.call(
            "GET", "/api/v1/reviews", query={"limit": limit, "cursor": cursor}
        )
        return answer

    def listing_all(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[ReviewLine]:
        """Cases that wait for a person, page after page."""
        return self._line.pages("/api/v1/reviews", query={"limit": limit, "cursor": cursor})

    def look(self, number: str) -> ReviewOut:
        """What a decision can rest on."""
        answer: ReviewOut = self._line.call("GET", f"/api/v1/reviews/{part(number)}")
        return answer

    def approve(self, number: str, body: ApproveIn) -> DecidedOut:
        """Approve, in whole or in part."""
        answer: DecidedOut = self._line.call(
            "POST", f"/api/v1/reviews/{part(number)}/approve", body=body
        )
        return answer

    def reject(self, number: str, body: RejectIn) -> DecidedOut:
        """Reject, on a clause and facts."""
        answer: DecidedOut = self._line.call(
            "POST", f"/api/v1/reviews/{part(number)}/reject", body=body
        )
        return answer

    def ask(self, number: str, body: AskIn) -> DecidedOut:
        """Ask the buyer for more."""
        answer: DecidedOut = self._line.call(
            "POST", f"/api/v1/reviews/{part(number)}/ask", body=body
        )
        return answer

    def remind(self, number: str, body: ReminderIn) -> ReviewOut:
        """Note a renewal's reminder."""
        answer: ReviewOut = self._line.call(
            "POST", f"/api/v1/reviews/{part(number)}/reminder", body=body
        )
        return answer

    def sign(self, number: str, body: SignIn) -> DecidedOut:
        """Sign what another person proposed."""
        answer: DecidedOut = self._line.call(
            "POST", f"/api/v1/reviews/{part(number)}/sign", body=body
        )
        return answer

    def send_back(self, number: str, body: SendBackIn) -> DecidedOut:
        """Don't sign, and say why."""
        answer: DecidedOut = self._line.call(
            "POST", f"/api/v1/reviews/{part(number)}/send-back", body=body
        )
        return answer

    def take_back(self, number: str, body: SignIn) -> DecidedOut:
        """Take one's own proposal back."""
        answer: DecidedOut = self._line.call(
            "POST", f"/api/v1/reviews/{part(number)}/take-back", body=body
        )
        return answer
