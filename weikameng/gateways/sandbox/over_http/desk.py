"""What every counterpart shares: books, keys, clock, till, letters and the plan of faults."""

import binascii
import hashlib
import hmac
import threading
from base64 import b64decode, urlsafe_b64encode
from collections import deque
from typing import Any

from weikameng.gateways.sandbox.over_http.books import Books
from weikameng.gateways.sandbox.over_http.clock import Clock
from weikameng.gateways.sandbox.over_http.keys import KeyRing
from weikameng.gateways.sandbox.over_http.letters import Letters
from weikameng.gateways.sandbox.over_http.plan import Call, Plan
from weikameng.gateways.sandbox.over_http.refunds import Refunds
from weikameng.gateways.sandbox.over_http.scenarios import Scenario

REMEMBERED_CALLS = 500


class Desk:
    """One desk for all counterparts; the plan survives a restart with the books."""

    def __init__(self, books: Books, keys: KeyRing, clock: Clock) -> None:
        self.books = books
        self.keys = keys
        self.clock = clock
        self.refunds = Refunds(books, clock)
        self.letters = Letters(books, clock)
        self.played: deque[dict[str, Any]] = deque(maxlen=REMEMBERED_CALLS)
        self._planning = threading.Lock()
        self._plan = Plan().changed(books.kept("plan", {}))

    def plan(self) -> Plan:
        """Return what is played now."""
        return self._plan

    def change_plan(self, wishes: dict[str, Any]) -> Plan:
        """Change members of the plan. Raises ValueError."""
        with self._planning:
            plan = self._plan.changed(wishes)
            self.books.keep("plan", plan.as_json())
            self._plan = plan
            return plan

    def follow(self, plan: Plan) -> None:
        """Play by this plan until another is made; it is not kept over a restart (rehearsals)."""
        with self._planning:
            self._plan = plan

    def scenario(self, provider: str, verb: str, number: str, amount: int) -> Scenario:
        """Count a call and return what it plays."""
        times = self.books.counted(provider, number, verb)
        scenario = self.plan().scenario(Call(provider, verb, number, amount, times))
        self.played.append(
            {
                "provider": provider,
                "verb": verb,
                "number": number,
                "times": times,
                "scenario": scenario.name,
                "fault": scenario.fault.value,
            }
        )
        return scenario

    def ticket(self, text: str) -> str:
        """Return a mark only this sandbox can make, for links it hands out."""
        secret = self.keys.credentials.wechatpay_apiv3_key.encode()
        mark = hmac.new(secret, text.encode(), hashlib.sha256).digest()[:18]
        return urlsafe_b64encode(mark).decode()

    @staticmethod
    def decoded(text: str) -> bytes:
        """Return base64 as bytes; nothing at all when it is none."""
        try:
            return b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return b""
