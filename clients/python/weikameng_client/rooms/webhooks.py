"""Calls: webhooks (generated)."""

from collections.abc import Iterator
from typing import Literal

from weikameng_client.line import Line, part
from weikameng_client.shapes.webhooks import (
    DeliveriesOut,
    DeliveryOut,
    EndpointChanges,
    EndpointIn,
    EndpointOut,
    EndpointsOut,
    ReplayIn,
    ReplayOut,
    RotateIn,
    SecretOut,
    TestOut,
)


class Webhooks:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def endpoints(self) -> EndpointsOut:
        """Your endpoints and their health."""
        answer: EndpointsOut = self._line.call("GET", "/api/v1/webhooks")
        return answer

    def create(self, body: EndpointIn) -> SecretOut:
        """Have events sent to an address."""
        answer: SecretOut = self._line.call("POST", "/api/v1/webhooks", body=body)
        return answer

    def look(self, endpoint: str) -> EndpointOut:
        """One endpoint."""
        answer: EndpointOut = self._line.call("GET", f"/api/v1/webhooks/{part(endpoint)}")
        return answer

    def change(self, endpoint: str, body: EndpointChanges) -> EndpointOut:
        """Change an endpoint, or switch it."""
        answer: EndpointOut = self._line.call(
            "PATCH", f"/api/v1/webhooks/{part(endpoint)}", body=body
        )
        return answer

    def delete(self, endpoint: str) -> None:
        """Take an endpoint away."""
        self._line.call("DELETE", f"/api/v1/webhooks/{part(endpoint)}")

    def rotate(self, endpoint: str, body: RotateIn) -> SecretOut:
        """Change the secret; both sign for a while."""
        answer: SecretOut = self._line.call(
            "POST", f"/api/v1/webhooks/{part(endpoint)}/rotate", body=body
        )
        return answer

    def send_test(self, endpoint: str) -> TestOut:
        """Send a test event."""
        answer: TestOut = self._line.call("POST", f"/api/v1/webhooks/{part(endpoint)}/test")
        return answer

    def deliveries(
        self,
        endpoint: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        state: Literal["", "waiting", "delivered", "given_up"] | None = None,
    ) -> DeliveriesOut:
        """What was sent, and answered."""
        answer: DeliveriesOut = self._line.call(
            "GET",
            f"/api/v1/webhooks/{part(endpoint)}/deliveries",
            query={"limit": limit, "cursor": cursor, "state": state},
        )
        return answer

    def deliveries_all(
        self,
        endpoint: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        state: Literal["", "waiting", "delivered", "given_up"] | None = None,
    ) -> Iterator[DeliveryOut]:
        """What was sent, and answered, page after page."""
        return self._line.pages(
            f"/api/v1/webhooks/{part(endpoint)}/deliveries",
            query={"limit": limit, "cursor": cursor, "state": state},
        )

    def replay(self, endpoint: str, body: ReplayIn) -> ReplayOut:
        """Send again."""
        answer: ReplayOut = self._line.call(
            "POST", f"/api/v1/webhooks/{part(endpoint)}/replay", body=body
        )
        return answer
