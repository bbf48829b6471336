"""The buyer's side of the sandbox over HTTP: pays there as Alipay's and WeChat Pay's buyers do.

Only for rehearsals: it uses the sandbox's control room, which no real channel has.
"""

import ipaddress
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from weikameng.domain.paying import Payment, PaymentClosed, TillSilent
from weikameng.gateways.payments.line import Line, LineDead, Reply
from weikameng.gateways.payments.strict_json import NotJson, object_in

ROOM = "/_control/"
_JSON = {"Content-Type": "application/json"}


class NotASandbox(Exception):
    """The address is not on this machine: a stranger's till would take a stranger's money."""


class SandboxTill:
    """A till of one provider, and two verbs that make a past to rehearse on.

    Each raises TillSilent when there is no usable answer.
    """

    def __init__(self, provider: str, address: str, client: httpx.Client) -> None:
        """``address`` is any address of the sandbox. Raises NotASandbox beyond this machine."""
        self._provider = provider
        self._room = origin_on_loopback(address) + ROOM
        self._line = Line(client)

    def pay(self, number: str, amount_minor: int) -> str:
        """Pay so many fen for an order; return the provider's number. Raises PaymentClosed."""
        reply = self._do("payments", {"number": number, "amount": amount_minor})
        if reply.status == httpx.codes.CONFLICT:
            raise PaymentClosed(number)
        return _payment(_said(reply)).reference

    def payment(self, number: str) -> Payment | None:
        """Return what the sandbox knows was paid for an order, None when nothing was."""
        query = urlencode({"provider": self._provider, "number": number})
        reply = self._ask(self._line.request("GET", f"{self._room}payments?{query}"))
        found = _said(reply).get("payment")
        return None if found is None else _payment(found)

    def close(self, number: str) -> bool:
        """Have the sandbox take no payment for an order; False when it was paid before that."""
        return _said(self._do("close", {"number": number}))["closed"] is True

    def age(self, number: str, days: int) -> None:
        """Make a payment and its refunds older, as if all of it had been days ago."""
        _said(self._do("age", {"number": number, "days": days}))

    def settle_after(self, seconds: int) -> None:
        """Have refunds that are taken from now on, and take their time, settle so much later."""
        body = json.dumps({"settle_seconds": seconds}).encode()
        _said(self._ask(self._line.request("POST", self._room + "plan", body, _JSON)))

    def _do(self, name: str, wishes: Mapping[str, object]) -> Reply:
        body = json.dumps({"provider": self._provider, **wishes}).encode()
        return self._ask(self._line.request("POST", self._room + name, body, _JSON))

    def _ask(self, request: httpx.Request) -> Reply:
        try:
            return self._line.ask(request)
        except LineDead as dead:
            raise TillSilent(dead.code) from None


def _said(reply: Reply) -> dict[str, Any]:
    if reply.status != httpx.codes.OK:
        raise TillSilent(f"HTTP_{reply.status}")
    try:
        return object_in(reply.body)
    except NotJson:
        raise TillSilent("UNREADABLE_ANSWER") from None


def _payment(said: Mapping[str, Any]) -> Payment:
    return Payment(str(said["trade_no"]), int(said["amount"]))


def origin_on_loopback(address: str) -> str:
    """Return scheme and host of an address on this machine. Raises NotASandbox beyond it."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here or parts.scheme != "http":
        raise NotASandbox(address)
    return f"{parts.scheme}://{parts.netloc}"
