"""Calls: disputes (generated)."""

from collections.abc import Iterator
from typing import Literal

from weikameng_client.line import Line, part
from weikameng_client.shapes.disputes import (
    ChallengeIn,
    DeclarationIn,
    DisputeLine,
    DisputeOut,
    DisputesOut,
    DissentIn,
    DraftIn,
    Opening,
    RequestIn,
    SignatureIn,
    StatementIn,
)


class Disputes:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def begin(self, body: Opening) -> DisputeOut:
        """Take a refused case to arbitration."""
        answer: DisputeOut = self._line.call("POST", "/api/v1/disputes", body=body)
        return answer

    def listing(
        self,
        *,
        case: str | None = None,
        order: str | None = None,
        body: str | None = None,
        state: Literal["open", "ruled", "done"] | None = None,
        changed_from: str | None = None,
        changed_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> DisputesOut:
        """The disputes one decides, or one's own."""
        answer: DisputesOut = self._line.call(
            "GET",
            "/api/v1/disputes",
            query={
                "case": case,
                "order": order,
                "body": body,
                "state": state,
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
        case: str | None = None,
        order: str | None = None,
        body: str | None = None,
        state: Literal["open", "ruled", "done"] | None = None,
        changed_from: str | None = None,
        changed_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[DisputeLine]:
        """The disputes one decides, or one's own, page after page."""
        return self._line.pages(
            "/api/v1/disputes",
            query={
                "case": case,
                "order": order,
                "body": body,
                "state": state,
                "changed_from": changed_from,
                "changed_to": changed_to,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def look(self, dispute: str) -> DisputeOut:
        """One dispute, as the reader may see it."""
        answer: DisputeOut = self._line.call("GET", f"/api/v1/disputes/{part(dispute)}")
        return answer

    def file(self, dispute: str) -> bytes:
        """The whole file of the case, signed, to keep and to check."""
        answer: bytes = self._line.call("GET", f"/api/v1/disputes/{part(dispute)}/file")
        return answer

    def state(self, dispute: str, body: StatementIn) -> DisputeOut:
        """File a side's statement, once."""
        answer: DisputeOut = self._line.call(
            "POST", f"/api/v1/disputes/{part(dispute)}/statement", body=body
        )
        return answer

    def reply(self, dispute: str, body: StatementIn) -> DisputeOut:
        """Answer what the panel asked for."""
        answer: DisputeOut = self._line.call(
            "POST", f"/api/v1/disputes/{part(dispute)}/reply", body=body
        )
        return answer

    def challenge(self, dispute: str, body: ChallengeIn) -> DisputeOut:
        """Refuse an arbitrator, once."""
        answer: DisputeOut = self._line.call(
            "POST", f"/api/v1/disputes/{part(dispute)}/challenge", body=body
        )
        return answer

    def declare(self, dispute: str, body: DeclarationIn) -> None:
        """Take a seat, or step down."""
        self._line.call("POST", f"/api/v1/disputes/{part(dispute)}/declaration", body=body)

    def ask(self, dispute: str, body: RequestIn) -> DisputeOut:
        """Ask a side for material."""
        answer: DisputeOut = self._line.call(
            "POST", f"/api/v1/disputes/{part(dispute)}/requests", body=body
        )
        return answer

    def draft(self, dispute: str, body: DraftIn) -> DisputeOut:
        """Put a draft before the panel."""
        answer: DisputeOut = self._line.call(
            "POST", f"/api/v1/disputes/{part(dispute)}/draft", body=body
        )
        return answer

    def sign(self, dispute: str, body: SignatureIn) -> DisputeOut:
        """Sign with a key of one's own."""
        answer: DisputeOut = self._line.call(
            "POST", f"/api/v1/disputes/{part(dispute)}/signature", body=body
        )
        return answer

    def dissent(self, dispute: str, body: DissentIn) -> DisputeOut:
        """Say why one does not sign."""
        answer: DisputeOut = self._line.call(
            "POST", f"/api/v1/disputes/{part(dispute)}/dissent", body=body
        )
        return answer
