"""Aliyun's two-factor check (cloudauth 2019-03-07, Id2MetaVerify): a name and a resident number.

Name and number travel in the signed body, never in an address. It knows no passports.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx

from weikameng.domain.identity import Claim, Document, Outcome, Verdict
from weikameng.gateways.identity.credentials import ALIYUN_ID, AliyunIdCredentials
from weikameng.gateways.messages.aliyun_signing import Call, signed_headers
from weikameng.gateways.payments.line import Line, LineDead
from weikameng.gateways.payments.outcome_table import CODE_LIMIT, told
from weikameng.gateways.payments.strict_json import NotJson, object_in

ACTION, VERSION = "Id2MetaVerify", "2019-03-07"
_DONE = "200"
_OUTCOMES = {"1": Outcome.MATCH, "2": Outcome.MISMATCH, "3": Outcome.NO_RECORD}


class AliyunId:
    """One verb; what the network or Aliyun does is an answer, too: ``unavailable``."""

    name = ALIYUN_ID

    def __init__(
        self,
        credentials: AliyunIdCredentials,
        client: httpx.Client,
        clock: Callable[[], datetime],
    ) -> None:
        self._credentials = credentials
        self._line = Line(client)
        self._clock = clock

    def verify(self, claim: Claim) -> Verdict:
        """Ask whether name and number belong together; nobody there knows passports."""
        if claim.document is not Document.RESIDENT:
            return Verdict(Outcome.NO_RECORD, "NOT_COVERED")
        form = {"ParamType": "normal", "UserName": claim.name, "IdentifyNum": claim.number}
        try:
            said = self._ask(form)
        except LineDead as dead:
            return Verdict(Outcome.UNAVAILABLE, dead.code)
        return _read(said)

    def _ask(self, form: dict[str, str]) -> dict[str, Any]:
        """Send one signed call and return the object of its answer, or raise LineDead."""
        who = self._credentials
        host = httpx.URL(who.endpoint).netloc.decode()
        call = Call(host, ACTION, VERSION, {}, form)
        nonce = secrets.token_hex(16)
        headers = signed_headers(call, who.key_id, who.key_secret, self._clock(), nonce)
        headers["accept"] = "application/json"
        request = self._line.request("POST", f"{who.endpoint}/", call.body, headers)
        reply = self._line.ask(request)
        try:
            return object_in(reply.body)
        except NotJson:
            raise LineDead(f"HTTP_{reply.status}", status=reply.status) from None


def _read(said: dict[str, Any]) -> Verdict:
    """Only a plain answer about this very question counts; anything else is no answer."""
    code, reference = told(said.get("Code"), CODE_LIMIT), told(said.get("RequestId"), 64)
    found = said.get("ResultObject")
    biz = str(found.get("BizCode")) if isinstance(found, dict) else ""
    outcome = _OUTCOMES.get(biz) if code == _DONE else None
    if outcome is None:
        return Verdict(Outcome.UNAVAILABLE, code or "UNREADABLE", reference)
    return Verdict(outcome, biz, reference)
