"""The signed line to WeChat Pay: every request signed, every answer weighed, a standby host."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx

from weikameng.gateways.payments.credentials import WechatPayCredentials
from weikameng.gateways.payments.line import ANSWER_LIMIT, Line, LineDead, Reply
from weikameng.gateways.payments.outcome_table import Trust
from weikameng.gateways.payments.wechatpay_signing import Call, authorization, trust_in


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer and how far it may be believed."""

    reply: Reply
    trust: Trust


class SignedLine:
    """Asks in the merchant's name."""

    def __init__(
        self, who: WechatPayCredentials, client: httpx.Client, clock: Callable[[], datetime]
    ) -> None:
        self.who = who
        self._line = Line(client)
        self._clock = clock

    def ask(self, call: Call, *, standby: bool, limit: int = ANSWER_LIMIT) -> Heard:
        """Ask, and once more at the standby host if the first could not be reached at all.

        Only a call that is the same however often it is made may have a ``standby``.
        """
        try:
            return self._heard(self.who.base, call, limit)
        except LineDead as dead:
            if dead.reached or not (standby and self.who.standby):
                raise
        return self._heard(self.who.standby, call, limit)

    def _heard(self, base: str, call: Call, limit: int) -> Heard:
        request = self._line.request(call.method, f"{base}{call.target}", call.body)
        # Signed is what travels, should the client have written the address differently.
        travelling = Call(call.method, request.url.raw_path.decode("ascii"), call.body)
        stamp, nonce = str(int(self._clock().timestamp())), secrets.token_hex(16)
        request.headers.update(
            {
                "Accept": "application/json",
                "User-Agent": "weikameng",
                "Authorization": authorization(self.who, travelling, stamp, nonce),
            }
        )
        if call.body:
            request.headers["Content-Type"] = "application/json"
        if self.who.preferred:
            request.headers["Wechatpay-Serial"] = self.who.preferred
        reply = self._line.ask(request, limit)
        trust = trust_in(reply.headers, reply.body, self.who.verifiers, self._clock())
        return Heard(reply, trust)
