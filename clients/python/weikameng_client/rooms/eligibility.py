"""Calls: eligibility (generated)."""

from weikameng_client.line import Line, part
from weikameng_client.shapes.eligibility import EligibilityOut


class Eligibility:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def look(self, number: str) -> EligibilityOut:
        """Can this order be refunded?."""
        answer: EligibilityOut = self._line.call(
            "GET", f"/api/v1/orders/{part(number)}/eligibility"
        )
        return answer

    def look_up(self, *, external_number: str) -> EligibilityOut:
        """Can it be refunded, by the shop's own number."""
        answer: EligibilityOut = self._line.call(
            "GET", "/api/v1/eligibility", query={"external_number": external_number}
        )
        return answer
