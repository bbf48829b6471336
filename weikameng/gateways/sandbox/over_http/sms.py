"""SMS as Aliyun and Tencent offer it: send, receipts asked for or pushed, outcome by number."""

import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from weikameng.gateways.sandbox.over_http import sms_signatures
from weikameng.gateways.sandbox.over_http.books import Row
from weikameng.gateways.sandbox.over_http.clock import stamp
from weikameng.gateways.sandbox.over_http.desk import Desk
from weikameng.gateways.sandbox.over_http.letters import Event, Forgery
from weikameng.gateways.sandbox.over_http.sms_signatures import BadSms
from weikameng.gateways.sandbox.over_http.wire import Answer, Cut, Request, json_answer, object_of

ALIYUN, TENCENT = "aliyun_sms", "tencent_sms"
RECEIPT_SECONDS = 5.0
# Last four digits of the phone → (what Aliyun says, what Tencent says, receipt, is it sent).
# A receipt of "" never comes.
OUTCOMES: dict[str, tuple[str, str, str, bool]] = {
    "": ("OK", "Ok", "delivered", True),
    "0000": (
        "isv.MOBILE_NUMBER_ILLEGAL",
        "InvalidParameterValue.IncorrectPhoneNumber",
        "",
        False,
    ),
    "1111": (
        "isv.BUSINESS_LIMIT_CONTROL",
        "LimitExceeded.PhoneNumberThirtySecondLimit",
        "",
        False,
    ),
    "2222": ("OK", "Ok", "failed", True),
    "3333": (
        "isv.AMOUNT_NOT_ENOUGH",
        "FailedOperation.InsufficientBalanceInSmsPackage",
        "",
        False,
    ),
    "4444": ("isp.SYSTEM_ERROR", "InternalError.Timeout", "delivered", True),
    "5555": ("cut", "cut", "delivered", True),
    "6666": ("OK", "Ok", "", True),
    "7777": (
        "isv.SMS_TEMPLATE_ILLEGAL",
        "FailedOperation.TemplateIncorrectOrUnapproved",
        "",
        False,
    ),
    "8888": (
        "isv.DAY_LIMIT_CONTROL",
        "FailedOperation.PhoneNumberInBlacklist",
        "",
        False,
    ),
}


class Sms:
    """Two counterparts behind ``/``: Tencent's requests name ``X-TC-Action``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        desk.letters.stationery[ALIYUN] = ReceiptStationery()
        desk.letters.stationery[TENCENT] = ReceiptStationery()

    def handle(self, request: Request) -> Answer:
        """Answer one request; refusals have the provider's form."""
        if "x-tc-action" in request.headers:
            return self._tencent(request)
        return self._aliyun(request)

    def _aliyun(self, request: Request) -> Answer:
        params = request.query
        if "x-www-form-urlencoded" in request.headers.get("content-type", ""):
            params |= dict(parse_qsl(request.body.decode("utf-8", "replace")))
        who = self._desk.keys.credentials
        pair = (who.aliyun_access_key_id, who.aliyun_access_key_secret)
        try:
            if "Signature" in params:
                sms_signatures.check_rpc(request, params, pair, self._desk.clock.wall())
                action, nonce = params.get("Action", ""), params.get("SignatureNonce", "")
            else:
                sms_signatures.check_acs3(request, pair, self._desk.clock.wall())
                action = request.headers["x-acs-action"]
                nonce = request.headers["x-acs-signature-nonce"]
            if self._desk.books.counted(ALIYUN, nonce, "nonce") > 1:
                raise BadSms("SignatureNonceUsed", "Specified signature nonce was used already.")
            return self._aliyun_action(action, params)
        except BadSms as refused:
            status = 404 if refused.code.endswith("NotFound") else 400
            said = {"Code": refused.code, "Message": refused.message, "RequestId": _request_id()}
            return json_answer(status, said)

    def _aliyun_action(self, action: str, params: Mapping[str, str]) -> Answer:
        if action == "SendSms":
            for name in ("PhoneNumbers", "SignName", "TemplateCode"):
                if not params.get(name):
                    raise BadSms(f"Missing{name}", f"{name} is mandatory for this action.")
            code, number = self._send(ALIYUN, params["PhoneNumbers"], dict(params))
            said = {"Code": code, "Message": code, "RequestId": _request_id()}
            return json_answer(200, {**said, "BizId": number} if code == "OK" else said)
        if action == "QuerySendDetails":
            rows = self._sent(ALIYUN, params.get("PhoneNumber", ""))
            wanted = [row for row in rows if params.get("BizId") in (None, "", row["id"])]
            return json_answer(
                200,
                {
                    "Code": "OK",
                    "Message": "OK",
                    "RequestId": _request_id(),
                    "TotalCount": len(wanted),
                    "SmsSendDetailDTOs": {"SmsSendDetailDTO": [self._detail(r) for r in wanted]},
                },
            )
        raise BadSms("InvalidAction.NotFound", "Specified api is not found.")

    def _tencent(self, request: Request) -> Answer:
        who = self._desk.keys.credentials
        pair = (who.tencent_secret_id, who.tencent_secret_key)
        try:
            sms_signatures.check_tc3(request, pair, self._desk.clock.wall())
            try:
                content = object_of(request.body)
            except ValueError:
                raise BadSms("InvalidParameter", "The body is not a JSON object") from None
            said = self._tencent_action(request.headers["x-tc-action"], content)
        except BadSms as refused:
            said = {"Error": {"Code": refused.code, "Message": refused.message}}
        return json_answer(200, {"Response": {**said, "RequestId": _request_id()}})

    def _tencent_action(self, action: str, content: dict[str, Any]) -> dict[str, Any]:
        if action == "SendSms":
            phones = content.get("PhoneNumberSet")
            if not isinstance(phones, list) or not 1 <= len(phones) <= 200:
                raise BadSms("InvalidParameterValue", "PhoneNumberSet holds 1 to 200 numbers")
            for name in ("SmsSdkAppId", "SignName", "TemplateId"):
                if not content.get(name):
                    raise BadSms("MissingParameter", f"{name} is missing")
            return {"SendStatusSet": [self._tencent_sent(str(p), content) for p in phones]}
        if action == "PullSmsSendStatus":
            fresh = [row for row in self._sent(TENCENT, "") if not row["pulled"]]
            reports = [_report(row) for row in fresh if self._receipt(row)]
            self._mark_pulled([row["id"] for row in fresh if self._receipt(row)])
            return {"PullSmsSendStatusSet": reports}
        if action == "PullSmsSendStatusByPhoneNumber":
            rows = self._sent(TENCENT, str(content.get("PhoneNumber", "")))
            return {"PullSmsSendStatusSet": [_report(row) for row in rows if self._receipt(row)]}
        raise BadSms("InvalidAction", "The action does not exist")

    def _tencent_sent(self, phone: str, content: dict[str, Any]) -> dict[str, Any]:
        code, number = self._send(TENCENT, phone, content)
        return {
            "SerialNo": number if code == "Ok" else "",
            "PhoneNumber": phone,
            "Fee": int(code == "Ok"),
            "SessionContext": content.get("SessionContext", ""),
            "Code": code,
            "Message": "send success" if code == "Ok" else code,
            "IsoCode": "CN",
        }

    def _send(self, provider: str, phone: str, content: dict[str, Any]) -> tuple[str, str]:
        """Send (or not) and say so (or not): a message is sent as often as it is asked for."""
        aliyun, tencent, receipt, sent = OUTCOMES.get(phone[-4:], OUTCOMES[""])
        code = aliyun if provider == ALIYUN else tencent
        number = f"{int(self._desk.clock.wall() * 1000)}{secrets.randbelow(10**7):07d}^0"
        if sent:
            self._desk.books.rows(
                "INSERT INTO sms (id, provider, phone, content, outcome, sent_at)"
                " VALUES (:id, :provider, :phone, :content, :outcome, :at)",
                {
                    "id": number,
                    "provider": provider,
                    "phone": phone,
                    "content": json.dumps(content, ensure_ascii=False),
                    "outcome": receipt,
                    "at": self._desk.clock.now(),
                },
            )
            self._push(provider, number, phone, receipt)
        if code == "cut":
            raise Cut
        if code == "InternalError.Timeout":
            raise BadSms(code, "Request to the operator timed out")
        return code, number

    def _push(self, provider: str, number: str, phone: str, receipt: str) -> None:
        url = self._desk.plan().notify.get(provider, "")
        if not receipt or not url:
            return
        at = self._desk.clock.now()
        row = self._desk.books.rows("SELECT * FROM sms WHERE id = :id", {"id": number})[0]
        report = _pushed(row) if provider == TENCENT else _aliyun_report(row)
        event = Event(provider, number, phone, url, report, at + RECEIPT_SECONDS)
        self._desk.letters.post(event)

    def _sent(self, provider: str, phone: str) -> list[Row]:
        return self._desk.books.rows(
            "SELECT * FROM sms WHERE provider = :provider AND (:phone = '' OR phone = :phone)"
            " ORDER BY sent_at, id",
            {"provider": provider, "phone": phone},
        )

    def _mark_pulled(self, numbers: list[str]) -> None:
        for number in numbers:
            self._desk.books.rows("UPDATE sms SET pulled = 1 WHERE id = :id", {"id": number})

    def _receipt(self, row: Row) -> bool:
        return bool(row["outcome"]) and self._desk.clock.now() >= row["sent_at"] + RECEIPT_SECONDS

    def _detail(self, row: Row) -> dict[str, Any]:
        status = {"delivered": 3, "failed": 2}[row["outcome"]] if self._receipt(row) else 1
        content = json.loads(row["content"])
        detail = {
            "PhoneNum": row["phone"],
            "SendStatus": status,
            "SendDate": stamp(row["sent_at"]),
            "TemplateCode": content.get("TemplateCode", ""),
            "OutId": content.get("OutId", ""),
            "ErrCode": {3: "DELIVERED", 2: "UNDELIVERED"}.get(status, ""),
        }
        if status == 3:
            detail["ReceiveDate"] = stamp(row["sent_at"] + RECEIPT_SECONDS)
        return detail


class ReceiptStationery:
    """Receipts are pushed as a JSON list and are not signed."""

    gaps: tuple[float, ...] = (60.0, 300.0, 600.0)

    def dressed(self, event: Event, _forgery: Forgery) -> tuple[Mapping[str, str], bytes]:
        """Return headers and body as they travel now."""
        body = json.dumps([event.content], ensure_ascii=False).encode()
        return {"Content-Type": "application/json"}, body

    def taken(self, answer: Answer) -> bool:
        """They want a JSON object whose code or result is 0."""
        try:
            said = object_of(answer.body)
        except ValueError:
            return False
        return answer.status == 200 and 0 in (said.get("code"), said.get("result"))


def _report(row: Row) -> dict[str, Any]:
    delivered = row["outcome"] == "delivered"
    return {
        "UserReceiveTime": int(row["sent_at"] + RECEIPT_SECONDS),
        "CountryCode": "86",
        "SubscriberNumber": row["phone"].removeprefix("+86"),
        "PhoneNumber": row["phone"],
        "SerialNo": row["id"],
        "ReportStatus": "SUCCESS" if delivered else "FAIL",
        "Description": "DELIVRD" if delivered else "UNDELIV",
        "SessionContext": json.loads(row["content"]).get("SessionContext", ""),
    }


def _pushed(row: Row) -> dict[str, Any]:
    """What Tencent pushes has names of its own and does not tell the session."""
    delivered = row["outcome"] == "delivered"
    return {
        "user_receive_time": stamp(row["sent_at"] + RECEIPT_SECONDS),
        "nationcode": "86",
        "mobile": row["phone"].removeprefix("+86"),
        "report_status": "SUCCESS" if delivered else "FAIL",
        "errmsg": "DELIVRD" if delivered else "UNDELIV",
        "description": "",
        "sid": row["id"],
    }


def _aliyun_report(row: Row) -> dict[str, Any]:
    delivered = row["outcome"] == "delivered"
    return {
        "phone_number": row["phone"],
        "send_time": stamp(row["sent_at"]),
        "report_time": stamp(row["sent_at"] + RECEIPT_SECONDS),
        "success": delivered,
        "err_code": "DELIVERED" if delivered else "UNDELIVERED",
        "err_msg": "",
        "sms_size": "1",
        "biz_id": row["id"],
        "out_id": json.loads(row["content"]).get("OutId", ""),
    }


def _request_id() -> str:
    return secrets.token_hex(16).upper()
