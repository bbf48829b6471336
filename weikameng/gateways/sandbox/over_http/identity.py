"""Aliyun's two-factor identity check: the name's last characters choose what is answered."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from weikameng.gateways.sandbox.over_http import sms_signatures
from weikameng.gateways.sandbox.over_http.desk import Desk
from weikameng.gateways.sandbox.over_http.sms_signatures import BadSms
from weikameng.gateways.sandbox.over_http.wire import Answer, Cut, Request, json_answer

ALIYUN_ID, ACTION = "aliyun_id", "Id2MetaVerify"
SLOW_QUESTIONS = 2


@dataclass(frozen=True, slots=True)
class Story:
    """What is said of one name: the code of the call, and of the comparison."""

    code: str = "200"
    biz: str = "1"


# How the name ends → what becomes of the question; any other name matches its number.
STORIES: dict[str, Story] = {
    "不符": Story(biz="2"),
    "查无": Story(biz="3"),
    "故障": Story("402"),
    "稍后": Story("402"),  # answers from the third question on
    "断线": Story("cut"),
    "乱码": Story("garbled"),
}


class Identity:
    """One counterpart at ``/``: requests name their action. It keeps no name and no number."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handle(self, request: Request) -> Answer:
        """Answer one request; refusals have the provider's form."""
        who = self._desk.keys.credentials
        pair = (who.aliyun_access_key_id, who.aliyun_access_key_secret)
        try:
            sms_signatures.check_acs3(request, pair, self._desk.clock.wall())
            nonce = request.headers["x-acs-signature-nonce"]
            if self._desk.books.counted(ALIYUN_ID, nonce, "nonce") > 1:
                raise BadSms("SignatureNonceUsed", "Specified signature nonce was used already.")
            return self._compared(dict(parse_qsl(request.body.decode("utf-8", "replace"))))
        except BadSms as refused:
            status = 404 if refused.code.endswith("NotFound") else 400
            return json_answer(status, {"Code": refused.code, "Message": refused.message, **_id()})

    def _compared(self, form: dict[str, str]) -> Answer:
        name, number = form.get("UserName", ""), form.get("IdentifyNum", "")
        if not name or not number or form.get("ParamType") != "normal":
            raise BadSms("401", "参数非法")
        story = self._story(name, number)
        if story.code == "cut":
            raise Cut
        if story.code == "garbled":
            return Answer(200, b"<html>", {"Content-Type": "text/html"})
        said: dict[str, Any] = {"Code": story.code, "Message": "success", **_id()}
        if story.code == "200":
            said["ResultObject"] = {"BizCode": story.biz}
        return json_answer(200, said)

    def _story(self, name: str, number: str) -> Story:
        ending = name[-2:]
        story = STORIES.get(ending, Story())
        if ending == "稍后":
            mark = hashlib.sha256(f"{name}/{number}".encode()).hexdigest()
            slow = self._desk.books.counted(ALIYUN_ID, mark, "verify") <= SLOW_QUESTIONS
            return story if slow else Story()
        return story


def _id() -> dict[str, str]:
    return {"RequestId": secrets.token_hex(16).upper()}
