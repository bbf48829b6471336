"""Calls: erasures (generated)."""

from weikameng_client.line import Line, part
from weikameng_client.shapes.erasures import ErasureOut


class Erasures:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def look(self, customer: str) -> ErasureOut:
        """What erasing means, how far."""
        answer: ErasureOut = self._line.call("GET", f"/api/v1/customers/{part(customer)}/erasure")
        return answer

    def ask(self, customer: str) -> ErasureOut:
        """Ask to erase a customer."""
        answer: ErasureOut = self._line.call("POST", f"/api/v1/customers/{part(customer)}/erasure")
        return answer

    def call_off(self, customer: str) -> ErasureOut:
        """Call the erasure of a customer off."""
        answer: ErasureOut = self._line.call(
            "DELETE", f"/api/v1/customers/{part(customer)}/erasure"
        )
        return answer
