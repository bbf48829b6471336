"""Fulu (福禄): asks what became of an order; both sides sign sorted characters (docs/suppliers.md).

Answers come with HTTP 200 and a ``result`` that is JSON once more, inside a text.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx

from weikameng.domain.calendar import beijing
from weikameng.domain.supply import Questions, SupplierAnswer
from weikameng.gateways.payments.line import Line, LineDead, Reply
from weikameng.gateways.payments.strict_json import NotJson, object_of, raw_members, text_of
from weikameng.gateways.suppliers import answers
from weikameng.gateways.suppliers.credentials import FuluCredentials
from weikameng.gateways.suppliers.md5_signing import SIGN, agrees, sorted_characters, written

METHOD = "fulu.order.info.get"
_STATES = {
    "success": answers.DELIVERED,
    "failed": answers.FAILED,
    "processing": answers.IN_PROGRESS,
    "untreated": answers.IN_PROGRESS,
}


class Fulu:
    """One verb, which never raises for what the network or Fulu does."""

    name = "fulu"
    questions = Questions(timedelta(seconds=3), timedelta(seconds=3), timedelta(days=90))

    def __init__(
        self,
        credentials: FuluCredentials,
        client: httpx.Client,
        clock: Callable[[], datetime],
    ) -> None:
        self._credentials = credentials
        self._line = Line(client)
        self._clock = clock

    def ask(self, number: str) -> SupplierAnswer:
        """Ask by our own order number whether it arrived (R3.3)."""
        question = self._question(number)
        body = json.dumps(question, ensure_ascii=False).encode()
        shown = question | {"app_key": answers.HIDDEN, SIGN: answers.HIDDEN}
        answer = self._answer(body, number)
        return replace(answer, asked=json.dumps(shown, ensure_ascii=False).encode())

    def _answer(self, body: bytes, number: str) -> SupplierAnswer:
        gateway = self._credentials.gateway
        try:
            reply = answers.posted(self._line, gateway, body, "application/json")
        except LineDead as dead:
            return answers.unknown(dead.code)
        return self._heard(reply, number)

    def _question(self, number: str) -> dict[str, str]:
        who = self._credentials
        asked = {
            "app_key": who.app_key,
            "method": METHOD,
            "timestamp": f"{beijing(self._clock()):%Y-%m-%d %H:%M:%S}",
            "version": "2.0",
            "format": "json",
            "charset": "utf-8",
            "sign_type": "md5",
            "app_auth_token": "",
            "biz_content": json.dumps({"customer_order_no": number}, separators=(",", ":")),
        }
        return asked | {SIGN: sorted_characters(written(asked), who.app_secret)}

    def _heard(self, reply: Reply, number: str) -> SupplierAnswer:
        try:
            text = text_of(reply.body)
            members, said = raw_members(text), object_of(text)
        except NotJson:
            return answers.unknown(answers.UNREADABLE, reply.body)
        if not agrees(said.get(SIGN), sorted_characters(members, self._credentials.app_secret)):
            return answers.unknown(answers.BAD_SIGNATURE, reply.body)
        return _read(said, reply.body, number)


def _read(said: Mapping[str, Any], raw: bytes, number: str) -> SupplierAnswer:
    """Read a signed answer. Whatever is not one of their four states is unknown."""
    code = said.get("code")
    if type(code) is not int or code != 0:  # false equals 0, too
        return answers.unknown(f"FULU_{code}", raw, signed=True)
    try:
        order = object_of(str(said.get("result", "")))
    except NotJson:
        return answers.unknown(answers.UNREADABLE, raw, signed=True)
    if order.get("customer_order_no") != number:
        return answers.unknown(answers.OTHER_ORDER, raw, signed=True)
    state = order.get("order_state")
    known = _STATES.get(state) if isinstance(state, str) else None
    if known is None:
        return answers.unknown(f"FULU_{state}", raw, signed=True)
    return answers.kept(known, raw, signed=True)
