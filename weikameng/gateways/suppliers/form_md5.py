"""The form protocol with a sorted MD5 signature, as 星权益 speaks it (docs/suppliers.md).

Only what we send, and what calls back, is signed: answers are trusted as far as the line is.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx

from weikameng.domain.money import minor_of
from weikameng.domain.supply import Questions, SupplierAnswer
from weikameng.gateways.payments.line import Line, LineDead
from weikameng.gateways.payments.strict_json import NotJson, object_in
from weikameng.gateways.suppliers import answers
from weikameng.gateways.suppliers.credentials import FormCredentials
from weikameng.gateways.suppliers.md5_signing import SIGN, agrees, sorted_form

KIND = "application/x-www-form-urlencoded"
CALLBACK_LIMIT = 16 * 1024
FIELDS_LIMIT = 100
_STATES = {
    100: answers.IN_PROGRESS,
    101: answers.IN_PROGRESS,
    200: answers.DELIVERED,
    500: answers.FAILED,
}


class BadCallback(ValueError):
    """What called is not the supplier, or makes no sense."""


class FormMd5:
    """Two verbs; ``ask`` never raises for what the network or the supplier does."""

    name = "xingquanyi"
    questions = Questions(timedelta(seconds=3), timedelta(seconds=3), timedelta(days=3))
    callback_answer = b"ok"

    def __init__(
        self,
        credentials: FormCredentials,
        client: httpx.Client,
        clock: Callable[[], datetime],
    ) -> None:
        self._credentials = credentials
        self._line = Line(client)
        self._clock = clock

    def ask(self, number: str) -> SupplierAnswer:
        """Ask by our own order number whether it arrived (R3.3)."""
        who = self._credentials
        asked = {
            "merchant": who.merchant,
            "timestamp": str(int(self._clock().timestamp())),
            "outer_order_id": number,
        }
        form = urlencode(asked | {SIGN: sorted_form(asked, who.key)}).encode()
        shown = asked | {"merchant": answers.HIDDEN, SIGN: answers.HIDDEN}
        return replace(self._answer(form, number), asked=urlencode(shown, safe="*").encode())

    def _answer(self, form: bytes, number: str) -> SupplierAnswer:
        base = self._credentials.base
        try:
            reply = answers.posted(self._line, f"{base}/api/outer-order", form, KIND)
        except LineDead as dead:
            return answers.unknown(dead.code)
        try:
            said = object_in(reply.body)
        except NotJson:
            return answers.unknown(answers.UNREADABLE, reply.body)
        return _read(said, reply.body, number)

    def parse_callback(self, body: bytes) -> str:
        """Return the number of the order a callback is about, or raise BadCallback.

        It changes nothing by itself: MD5 is weak and parts are unsigned, so the order is asked for.
        """
        try:
            form = _fields(body)
        except ValueError:
            raise BadCallback("no form") from None
        if not agrees(form.get(SIGN), sorted_form(form, self._credentials.key)):
            raise BadCallback("bad signature")
        number = form.get("outer_order_id", "")
        if not number:
            raise BadCallback("no order number")
        return number


def _fields(body: bytes) -> dict[str, str]:
    """Return the fields of a form. ValueError when it is too large, or a name comes twice."""
    if len(body) > CALLBACK_LIMIT:
        raise ValueError("too large")
    pairs = parse_qsl(
        body.decode("utf-8"),
        keep_blank_values=True,
        strict_parsing=True,
        errors="strict",
        max_num_fields=FIELDS_LIMIT,
    )
    form = dict(pairs)
    if len(form) != len(pairs):
        raise ValueError("a name comes twice")
    return form


def _read(said: Mapping[str, Any], raw: bytes, number: str) -> SupplierAnswer:
    """Read an answer: only a plain state of the very order counts."""
    if said.get("code") != "ok":
        return answers.unknown(said.get("code"), raw)
    order = said.get("data")
    if not isinstance(order, dict) or order.get("outer_order_id") != number:
        return answers.unknown(answers.OTHER_ORDER, raw)
    state = order.get("state")
    known = _STATES.get(state) if type(state) is int else None
    if known is None:
        return answers.unknown(f"STATE_{state}", raw)
    if known is answers.DELIVERED and not _whole(order.get("refunded_amount", "0")):
        return answers.unknown(answers.PARTIAL, raw)
    return answers.kept(known, raw, signed=False)


def _whole(refunded: object) -> bool:
    """Whether nothing was given back; an amount nobody can read is for a person, too."""
    try:
        return minor_of(str(refunded)) == 0
    except ValueError:
        return False
