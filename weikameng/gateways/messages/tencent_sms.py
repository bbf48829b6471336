"""Tencent Cloud SMS (2021-01-11): send, ask by number, read pushed receipts."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from weikameng.domain.delivery import (
    Fate,
    Handover,
    Report,
    Sms,
    mobile_of,
)
from weikameng.gateways.messages.credentials import TencentSmsCredentials
from weikameng.gateways.messages.receipts import answer, reports_in
from weikameng.gateways.messages.sms_codes import NOT_READ, TENCENT, refused, unanswered, unsendable
from weikameng.gateways.messages.tencent_signing import CONTENT_TYPE, Call, authorization
from weikameng.gateways.payments.line import Line, LineDead
from weikameng.gateways.payments.outcome_table import CODE_LIMIT, told
from weikameng.gateways.payments.strict_json import NotJson, object_in

VERSION = "2021-01-11"
SERVICE = "sms"
PAGE = 100
# Their clock may be behind ours.
CLOCKS_APART = timedelta(minutes=5)
_FATES = {"SUCCESS": Fate.DELIVERED, "FAIL": Fate.UNDELIVERED}


class TencentSms:
    """Three verbs; ``send`` and ``ask`` never raise for what the network or Tencent does."""

    name = "tencent_sms"
    ask_after = timedelta(minutes=1)
    # Their list knows receipts only: what it lacks may have been sent and not be there yet.
    unseen_is_unsent = False
    report_answer = answer(result=0, errmsg="OK")

    def __init__(
        self,
        credentials: TencentSmsCredentials,
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
        asked = {
            "PhoneNumberSet": [f"+86{mobile_of(sms.number)}"],
            "SmsSdkAppId": self._credentials.app_id,
            "SignName": self._credentials.sign_name,
            "TemplateId": sms.template,
            "TemplateParamSet": [value for _, value in sms.parameters],
            "SessionContext": sms.reference,
        }
        try:
            said = self._ask("SendSms", asked)
        except LineDead as dead:
            return unanswered(dead)
        return _sent(said, sms.reference)

    def ask(self, sms: Sms, handed_at: datetime) -> Handover:
        """Look for our reference among the receipts of that number (kept 7 days)."""
        number = mobile_of(sms.number)
        if not number:
            return Handover(Fate.UNSEEN, "NO_MOBILE")
        asked = {
            "PhoneNumber": f"+86{number}",
            "BeginTime": int((handed_at - CLOCKS_APART).timestamp()),
            "Offset": 0,
            "Limit": PAGE,
            "SmsSdkAppId": self._credentials.app_id,
        }
        try:
            said = self._ask("PullSmsSendStatusByPhoneNumber", asked)
        except LineDead as dead:
            return Handover(Fate.UNKNOWN, dead.code)
        if code := _error(said):
            return Handover(Fate.UNKNOWN, code)
        return _looked_for(said.get("PullSmsSendStatusSet"), sms.reference)

    def parse_report(self, body: bytes) -> tuple[Report, ...]:
        """Return what a pushed receipt says, or raise BadReport. It knows only their number."""
        return reports_in(body, _report)

    def _ask(self, action: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """Send one signed call and return its ``Response``, or raise LineDead."""
        who, at = self._credentials, self._clock()
        body = json.dumps(content, ensure_ascii=False).encode()
        call = Call(httpx.URL(who.endpoint).netloc.decode(), SERVICE, body)
        headers = {
            "host": call.host,
            "content-type": CONTENT_TYPE,
            "x-tc-action": action,
            "x-tc-version": VERSION,
            "x-tc-region": who.region,
            "x-tc-timestamp": str(int(at.timestamp())),
            "authorization": authorization(call, who.secret_id, who.secret_key, at),
        }
        reply = self._line.ask(self._line.request("POST", f"{who.endpoint}/", body, headers))
        try:
            said = object_in(reply.body).get("Response")
        except NotJson:
            said = None
        if not isinstance(said, dict):
            raise LineDead(f"HTTP_{reply.status}", status=reply.status)
        return said


def _error(said: Mapping[str, Any]) -> str:
    error = said.get("Error")
    if error is None:
        return ""
    code = error.get("Code") if isinstance(error, dict) else None
    return told(code, CODE_LIMIT) or NOT_READ.code


def _sent(said: Mapping[str, Any], reference: str) -> Handover:
    if code := _error(said):
        return refused(TENCENT, code)
    rows = said.get("SendStatusSet")
    row = rows[0] if isinstance(rows, list) and len(rows) == 1 else None
    # Of another message it would prove nothing about ours.
    if not isinstance(row, dict) or row.get("SessionContext") != reference:
        return NOT_READ
    if row.get("Code") != "Ok":
        return refused(TENCENT, row.get("Code"))
    theirs = told(row.get("SerialNo"), CODE_LIMIT)
    return Handover(Fate.SENT, "Ok", theirs=theirs) if theirs else NOT_READ


def _looked_for(rows: object, reference: str) -> Handover:
    if not isinstance(rows, list):
        return NOT_READ
    ours = [row for row in rows if isinstance(row, dict) and row.get("SessionContext") == reference]
    told_of = [_receipt(row) for row in ours]
    if any(one.fate is Fate.DELIVERED for one in told_of):
        return next(one for one in told_of if one.fate is Fate.DELIVERED)
    return told_of[0] if told_of else Handover(Fate.UNSEEN, "NO_RECEIPT")


def _receipt(row: Mapping[str, Any]) -> Handover:
    fate = _FATES.get(told(row.get("ReportStatus")), Fate.UNKNOWN)
    return Handover(
        fate, told(row.get("Description"), CODE_LIMIT), theirs=told(row.get("SerialNo"))
    )


def _report(entry: Mapping[str, Any]) -> Report:
    fate = _FATES.get(told(entry.get("report_status")), Fate.UNKNOWN)
    theirs = told(entry.get("sid"), CODE_LIMIT)
    return Report("", theirs, fate, told(entry.get("errmsg"), CODE_LIMIT))
