"""Answers of SMS carriers that are odd, false or none: never taken for sent, never for refused."""

import json
from datetime import UTC, datetime

import httpx
import pytest

from tests.gateways.one_answer import OneAnswer
from weikameng.domain.delivery import Cause, Fate, Sms, mobile_of
from weikameng.gateways.messages.aliyun_sms import AliyunSms
from weikameng.gateways.messages.credentials import AliyunSmsCredentials, TencentSmsCredentials
from weikameng.gateways.messages.tencent_sms import TencentSms
from weikameng.gateways.payments.line import ANSWER_LIMIT

NOW = datetime(2026, 11, 22, 15, 55, tzinfo=UTC)  # 23:55 in Beijing
SMS = Sms("13800138001", "SMS_1", (("number", "2261122000012349"),), "N-1")


def aliyun(answer) -> tuple[AliyunSms, OneAnswer]:
    line = _answering(answer)
    who = AliyunSmsCredentials("key", "secret-of-aliyun", "微卡盟")
    return AliyunSms(who, line.client(), lambda: NOW), line


def tencent(answer) -> tuple[TencentSms, OneAnswer]:
    line = _answering(answer)
    who = TencentSmsCredentials("id", "secret-of-tencent", "1400000000", "微卡盟")
    return TencentSms(who, line.client(), lambda: NOW), line


def _answering(answer) -> OneAnswer:
    if isinstance(answer, Exception):
        return OneAnswer(answer)
    status, said = answer
    return OneAnswer((status, said if isinstance(said, bytes) else json.dumps(said).encode()))


def sent_to(row) -> tuple[int, dict]:
    return 200, {"Response": {"SendStatusSet": [row]}}


OK_ROW = {"Code": "Ok", "SerialNo": "5000:1", "SessionContext": "N-1"}
SPOILT = [
    (200, b""),
    (200, b"\xff"),
    (200, b"[]"),
    (200, b"[" * 100_000),
    (200, b'{"Code": "OK"}'),
    (200, b"x" * (ANSWER_LIMIT + 1)),
    (302, b""),
    (502, b"<html>"),
    (503, b""),
    httpx.ReadTimeout("late"),
    httpx.RemoteProtocolError("cut"),
]


@pytest.mark.parametrize("answer", SPOILT)
@pytest.mark.parametrize("made", [aliyun, tencent])
def test_an_answer_nobody_can_read_is_unknown(made, answer) -> None:
    gateway, line = made(answer)
    assert gateway.send(SMS).fate is Fate.UNKNOWN
    assert gateway.ask(SMS, NOW).fate is Fate.UNKNOWN
    # Once to send (nothing is tried again), and asked until there is no doubt.
    assert 2 <= len(line.asked) <= 3


@pytest.mark.parametrize("made", [aliyun, tencent])
def test_what_never_left_us_was_surely_not_sent(made) -> None:
    for error in (httpx.ConnectError("nobody there"), httpx.ConnectTimeout("late")):
        gateway, _line = made(error)
        refused = gateway.send(SMS)
        assert (refused.fate, refused.cause) == (Fate.REFUSED, Cause.LATER)
        assert gateway.ask(SMS, NOW).fate is Fate.UNKNOWN


@pytest.mark.parametrize(
    ("code", "fate", "cause"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", Fate.REFUSED, Cause.LATER),
        ("Throttling.User", Fate.REFUSED, Cause.LATER),
        ("isv.OUT_OF_SERVICE", Fate.REFUSED, Cause.BALANCE),
        ("isv.SMS_SIGNATURE_ILLEGAL", Fate.REFUSED, Cause.SETTINGS),
        ("isv.SOMETHING_NEW", Fate.REFUSED, Cause.SETTINGS),
        ("InvalidAccessKeyId.NotFound", Fate.REFUSED, Cause.SETTINGS),
        ("SignatureNonceUsed", Fate.UNKNOWN, Cause.NONE),
        ("isp.SYSTEM_ERROR", Fate.UNKNOWN, Cause.NONE),
        ("isp.RAM_PERMISSION_DENY", Fate.REFUSED, Cause.SETTINGS),
        ("InternalError", Fate.UNKNOWN, Cause.NONE),
        ("", Fate.UNKNOWN, Cause.NONE),
        (7, Fate.UNKNOWN, Cause.NONE),
    ],
)
def test_every_code_of_aliyun_has_its_meaning(code, fate, cause) -> None:
    for status in (200, 400):
        said = aliyun((status, {"Code": code, "Message": "13800138001"}))[0].send(SMS)
        assert (said.fate, said.cause) == (fate, cause)
        assert "138" not in said.code


@pytest.mark.parametrize(
    ("code", "fate", "cause"),
    [
        ("LimitExceeded.PhoneNumberDailyLimit", Fate.REFUSED, Cause.LATER),
        ("RequestLimitExceeded", Fate.REFUSED, Cause.LATER),
        ("FailedOperation.InsufficientBalanceInSmsPackage", Fate.REFUSED, Cause.BALANCE),
        ("FailedOperation.PhoneNumberInBlacklist", Fate.REFUSED, Cause.ADDRESS),
        ("FailedOperation.ContainSensitiveWord", Fate.REFUSED, Cause.SETTINGS),
        ("AuthFailure.SignatureExpire", Fate.REFUSED, Cause.SETTINGS),
        ("InternalError.Timeout", Fate.UNKNOWN, Cause.NONE),
        ("SomethingNew", Fate.UNKNOWN, Cause.NONE),
    ],
)
def test_every_code_of_tencent_has_its_meaning(code, fate, cause) -> None:
    whole = (200, {"Response": {"Error": {"Code": code, "Message": "+8613800138001"}}})
    row = sent_to(OK_ROW | {"Code": code})
    for answer in (whole, row):
        said = tencent(answer)[0].send(SMS)
        assert (said.fate, said.cause) == (fate, cause)


@pytest.mark.parametrize(
    "row",
    [
        OK_ROW | {"SessionContext": "N-2"},
        OK_ROW | {"SerialNo": ""},
        OK_ROW | {"SerialNo": 5},
        {"Code": "Ok"},
        5,
    ],
)
def test_an_answer_about_another_message_proves_nothing(row) -> None:
    assert tencent(sent_to(OK_ROW))[0].send(SMS).fate is Fate.SENT
    assert tencent(sent_to(row))[0].send(SMS).fate is Fate.UNKNOWN
    assert tencent((200, {"Response": {"Error": 5}}))[0].send(SMS).fate is Fate.UNKNOWN


def listed(rows) -> tuple[int, dict]:
    return 200, {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows}}


def test_a_message_sent_at_midnight_is_looked_for_on_both_days() -> None:
    gateway, line = aliyun(listed([]))
    assert gateway.ask(SMS, NOW).fate is Fate.UNSEEN
    assert [request.url.params["SendDate"] for request in line.asked] == ["20261122", "20261123"]
    line.asked.clear()
    gateway.ask(SMS, datetime(2026, 11, 22, 3, 0, tzinfo=UTC))
    assert [request.url.params["SendDate"] for request in line.asked] == ["20261122"]


def test_a_full_page_without_ours_proves_nothing() -> None:
    others = [{"OutId": "N-2", "SendStatus": 3}] * 50
    assert aliyun(listed(others))[0].ask(SMS, NOW).fate is Fate.UNKNOWN


def test_of_two_with_our_reference_the_one_that_arrived_counts() -> None:
    rows = [{"OutId": "N-1", "SendStatus": status} for status in (2, 1, 3)]
    assert aliyun(listed(rows))[0].ask(SMS, NOW).fate is Fate.DELIVERED
    assert aliyun(listed(rows[:2]))[0].ask(SMS, NOW).fate is Fate.SENT
    odd = [{"OutId": "N-1", "SendStatus": status} for status in ("3", None, True, 9)]
    assert aliyun(listed(odd))[0].ask(SMS, NOW).fate is Fate.UNKNOWN


def test_secrets_and_numbers_do_not_show() -> None:
    for gateway, line in (aliyun((200, {"Code": "OK"})), tencent(sent_to(OK_ROW))):
        gateway.send(SMS)
        travelled = str(line.asked[0].headers) + str(line.asked[0].url)
        assert "secret-of" not in travelled
        assert "secret-of" not in repr(gateway._credentials)
    assert "13800138001" not in repr(SMS)


def test_requests_have_a_nonce_of_their_own() -> None:
    gateway, line = aliyun((200, {"Code": "OK", "BizId": "1^0"}))
    gateway.send(SMS)
    gateway.send(SMS)
    nonces = {request.headers["x-acs-signature-nonce"] for request in line.asked}
    assert len(nonces) == 2


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("13800138001", "13800138001"),
        ("+8613800138001", "13800138001"),
        ("8613800138001", "13800138001"),
        (" 13800138001\n", "13800138001"),
        ("12800138001", ""),
        ("１３８００１３８００１", ""),
        ("13800138001;ext=1", ""),
    ],
)
def test_only_mainland_mobiles_are_numbers(text, digits) -> None:
    assert mobile_of(text) == digits
