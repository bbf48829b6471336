"""Orders goods at the sandbox over HTTP, as a shop would at a supplier (rehearsals only).

How orders are placed with real suppliers is between them and the shop; we only ask about them.
"""

import json

import httpx

from weikameng.domain.supply import UNKNOWN, SupplierAnswer, SupplyOrder
from weikameng.gateways.payments.line import Line, LineDead
from weikameng.gateways.payments.till import origin_on_loopback
from weikameng.gateways.suppliers import answers

SUPPLIES = "/_control/supplies"


class SandboxOrders:
    """One verb, for one supplier of the sandbox; repeating a number orders once."""

    def __init__(self, supplier: str, address: str, client: httpx.Client) -> None:
        """``address`` is any address of the sandbox. Raises NotASandbox beyond this machine."""
        self._supplier = supplier
        self._url = origin_on_loopback(address) + SUPPLIES
        self._line = Line(client)

    def deliver(self, order: SupplyOrder) -> SupplierAnswer:
        """Order it; whether it arrived is asked for later."""
        wish = {"supplier": self._supplier, "number": order.number, "account": order.account}
        try:
            answers.posted(self._line, self._url, json.dumps(wish).encode(), "application/json")
        except LineDead:
            return UNKNOWN
        return answers.IN_PROGRESS
