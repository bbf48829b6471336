"""Aliyun SMS (dysmsapi 2017-05-25): send, ask by number and day, read pushed receipts."""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import httpx

from weikameng.domain.calendar import beijing
from weikameng.domain.delivery import (
    Fate,
    Handover,
    Report,
    Sms,
    mobile_of,
)
from weikameng.gateways.messages.aliyun_signing import Call, query_of, signed_headers
from weikameng.gateways.messages.credentials import AliyunSmsCredentials
from weikameng.gateways.messages.receipts import answer, reports_in
from weikameng.gateways.messages.sms_codes import ALIYUN, NOT_READ, refused, unanswered, unsendable
from weikameng.gateways.payments.line import Line, LineDead
from weikameng.gateways.payments.outcome_table import CODE_LIMIT, told
from weikameng.gateways.payments.strict_json import NotJson, object_in

VERSION = "2017-05-25"
PAGE = 50  # their most; a number gets far fewer a day
# Their day may have begun when ours had not: what is sent so late is looked for on both.
DAY_ENDS = timedelta(minutes=10)
_FATES = {1: Fate.SENT, 2: Fate.UNDELIVERED, 3: Fate.DELIVERED}
# The message may be listed twice, if it was sent twice: the best tells what the person has.
_BEST = (Fate.DELIVERED, Fate.SENT, Fate.UNDELIVERED)


class AliyunSms:
    """Three verbs; ``send`` and ``ask`` never raise for what the network or Aliyun does."""

    name = "aliyun_sms"
    ask_after = timedelta(minutes=1)
    unseen_is_unsent = True
    report_answer = answer(code=0, msg="接收成功")

    def __init__(
        self,
        credentials: AliyunSmsCredentials,
        client: httpx.Client,
        clock: Callable[[], datetime],
    ) -> None:
        self._credentials = credentials
        self._line = Line(client)
        self._clock = clock

    def send(self, sms: Sms) -> Handover:
        """Send it; they send whatever they are asked, however often it comes."""
        if no := unsendable(sms):
            return no
        places = json.dumps(dict(sms.parameters), ensure_ascii=False, separators=(",", ":"))
        asked = {
            "PhoneNumbers": mobile_of(sms.number),
            "SignName": self._credentials.sign_name,
            "TemplateCode": sms.template,
            "TemplateParam": places,
            "OutId": sms.reference,
        }
        try:
            said = self._ask("SendSms", asked)
        except LineDead as dead:
            return unanswered(dead)
        if said.get("Code") != "OK":
            return refused(ALIYUN, said.get("Code"))
        theirs = told(said.get("BizId"))
        return Handover(Fate.SENT, "OK", theirs=theirs) if theirs else NOT_READ

    def ask(self, sms: Sms, handed_at: datetime) -> Handover:
        """Look for our reference among what they sent to that number on that day (kept 30 days)."""
        number = mobile_of(sms.number)
        if not number:
            return Handover(Fate.UNSEEN, "NO_MOBILE")
        found = Handover(Fate.UNSEEN)
        for day in _days(handed_at):
            found = self._looked_for(number, sms.reference, day)
            if found.fate is not Fate.UNSEEN:
                break
        return found

    def parse_report(self, body: bytes) -> tuple[Report, ...]:
        """Return what a pushed SmsReport says, or raise BadReport."""
        return reports_in(body, _report)

    def _looked_for(self, number: str, reference: str, day: date) -> Handover:
        asked = {
            "PhoneNumber": number,
            "SendDate": f"{day:%Y%m%d}",
            "PageSize": str(PAGE),
            "CurrentPage": "1",
        }
        try:
            said = self._ask("QuerySendDetails", asked)
        except LineDead as dead:
            return Handover(Fate.UNKNOWN, dead.code)
        if said.get("Code") != "OK":
            return Handover(Fate.UNKNOWN, told(said.get("Code"), CODE_LIMIT) or NOT_READ.code)
        listed = said.get("SmsSendDetailDTOs")
        rows = listed.get("SmsSendDetailDTO") if isinstance(listed, dict) else None
        if not isinstance(rows, list):
            return NOT_READ
        ours = [row for row in rows if isinstance(row, dict) and row.get("OutId") == reference]
        if not ours:
            # Of more than a page we saw only a part.
            return Handover(Fate.UNSEEN if len(rows) < PAGE else Fate.UNKNOWN, "NOT_LISTED")
        told_of = [_listed(row) for row in ours]
        best = [one for fate in _BEST for one in told_of if one.fate is fate]
        return best[0] if best else NOT_READ

    def _ask(self, action: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Send one signed call and return the object of its answer, or raise LineDead.

        The parameters travel in the query, as they declare them; nothing of ours logs addresses.
        """
        who = self._credentials
        host = httpx.URL(who.endpoint).netloc.decode()
        call = Call(host, action, VERSION, parameters)
        headers = signed_headers(
            call, who.key_id, who.key_secret, self._clock(), secrets.token_hex(16)
        )
        headers["accept"] = "application/json"  # the older form of this service answers in XML
        url = f"{who.endpoint}/?{query_of(parameters)}"
        reply = self._line.ask(self._line.request("POST", url, headers=headers))
        try:
            return object_in(reply.body)
        except NotJson:
            raise LineDead(f"HTTP_{reply.status}", status=reply.status) from None


def _days(handed_at: datetime) -> list[date]:
    began = beijing(handed_at)
    return sorted({began.date(), (began + DAY_ENDS).date()})


def _listed(row: Mapping[str, Any]) -> Handover:
    status = row.get("SendStatus")
    fate = _FATES.get(status, Fate.UNKNOWN) if type(status) is int else Fate.UNKNOWN
    return Handover(fate, told(row.get("ErrCode"), CODE_LIMIT))


def _report(entry: Mapping[str, Any]) -> Report:
    said = entry.get("success")
    known = isinstance(said, bool)
    fate = (Fate.DELIVERED if said else Fate.UNDELIVERED) if known else Fate.UNKNOWN
    return Report(
        told(entry.get("out_id"), CODE_LIMIT),
        told(entry.get("biz_id"), CODE_LIMIT),
        fate,
        told(entry.get("err_code"), CODE_LIMIT),
    )
