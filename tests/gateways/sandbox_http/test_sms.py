"""SMS over HTTP: published vectors hold, bad signatures are refused, receipts follow."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.gateways.sandbox_http.clients import acs3_headers, tc3_headers
from weikameng.gateways.sandbox.over_http import sms_signatures
from weikameng.gateways.sandbox.over_http.sms_signatures import check_tc3, rpc_signature
from weikameng.gateways.sandbox.over_http.wire import Request

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "data" / "payments" / "sms.json"
published = pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
TEXT = {"SignName": "微卡盟", "TemplateCode": "SMS_1", "TemplateParam": '{"n":"1"}'}


def vector(name):
    return next(c for c in json.loads(VECTORS.read_text())["cases"] if c["id"] == name)


@published
def test_the_published_aliyun_signature_holds():
    case = vector("aliyun-sms-rpc-hmac-sha1")
    assert rpc_signature("GET", case["params"], case["access_key_secret"]) == case["signature"]


@published
def test_the_published_tencent_signature_holds():
    case = vector("tencent-tc3")
    headers = {
        "content-type": "application/json; charset=utf-8",
        "host": "cvm.tencentcloudapi.com",
        "x-tc-timestamp": case["timestamp"],
        "authorization": f"TC3-HMAC-SHA256 Credential={case['secret_id']}/2019-02-25/cvm/"
        f"tc3_request, SignedHeaders=content-type;host, Signature={case['signature']}",
    }
    request = Request("POST", "/", headers, case["payload"].encode())
    who = (case["secret_id"], case["secret_key"])
    check_tc3(request, who, float(case["timestamp"]), service="cvm")
    with pytest.raises(sms_signatures.BadSms):
        check_tc3(request, (who[0], "other"), float(case["timestamp"]), service="cvm")


class Phone:
    """Sends by both providers."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.host = sandbox.server.address.removeprefix("http://")

    def aliyun(self, action, at=None, secret="", **query):
        who = {
            "host": self.host,
            "id": self.sandbox.secrets["aliyun_access_key_id"],
            "secret": secret or self.sandbox.secrets["aliyun_access_key_secret"],
        }
        headers = acs3_headers(action, query, who, at or time.time())
        return self.sandbox.line.post("/", params=query, headers=headers)

    def tencent(self, action, at=None, secret="", **content):
        who = {
            "host": self.host,
            "id": self.sandbox.secrets["tencent_secret_id"],
            "secret": secret or self.sandbox.secrets["tencent_secret_key"],
        }
        body = json.dumps(content)
        headers = tc3_headers(action, body, who, int(at or time.time()))
        return self.sandbox.line.post("/", content=body, headers=headers).json()["Response"]

    def tencent_send(self, phone):
        return self.tencent(
            "SendSms",
            PhoneNumberSet=[phone],
            SmsSdkAppId="1400000000",
            SignName="微卡盟",
            TemplateId="1",
        )


@pytest.fixture
def phone(sandbox):
    return Phone(sandbox)


def test_aliyun_sends_and_the_receipt_is_asked_for(phone, sandbox):
    sent = phone.aliyun("SendSms", PhoneNumbers="13800138001", **TEXT).json()
    assert sent["Code"] == "OK"
    ask = {"PhoneNumber": "13800138001", "BizId": sent["BizId"], "SendDate": "20261122"}
    detail = {"PageSize": "10", "CurrentPage": "1"}

    def status():
        said = phone.aliyun("QuerySendDetails", **ask, **detail).json()
        return [one["SendStatus"] for one in said["SmsSendDetailDTOs"]["SmsSendDetailDTO"]]

    assert status() == [1]
    sandbox.advance(6)
    assert status() == [3]


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"secret": "other"}, 400, "SignatureDoesNotMatch"),
        ({"at": 1_700_000_000}, 400, "InvalidTimeStamp.Expired"),
    ],
)
def test_aliyun_refuses_what_is_not_properly_signed(phone, sandbox, wrong, status, code):
    answer = phone.aliyun("SendSms", PhoneNumbers="13800138001", **TEXT, **wrong)
    assert (answer.status_code, answer.json()["Code"]) == (status, code)
    assert sandbox.line.post("/", params={"Action": "SendSms"}).status_code == 400
    assert sandbox.get("messages") == []


def test_aliyun_refuses_a_request_played_again(phone, sandbox):
    first = phone.aliyun("SendSms", PhoneNumbers="13800138001", **TEXT)
    again = sandbox.line.send(first.request)
    assert again.json()["Code"] == "SignatureNonceUsed"
    assert len(sandbox.get("messages")) == 1


def test_the_old_form_of_aliyun_is_understood_too(phone, sandbox):
    params = {
        "AccessKeyId": sandbox.secrets["aliyun_access_key_id"],
        "Timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": "once",
        "Action": "SendSms",
        "PhoneNumbers": "13800138001",
        **TEXT,
    }
    secret = sandbox.secrets["aliyun_access_key_secret"]
    signed = params | {"Signature": rpc_signature("GET", params, secret)}
    assert sandbox.line.get("/", params=signed).json()["Code"] == "OK"
    assert sandbox.line.get("/", params=signed | {"OutId": "1"}).json()["Code"] == (
        "SignatureDoesNotMatch"
    )


@pytest.mark.parametrize(
    ("ending", "aliyun", "tencent", "sent"),
    [
        ("0000", "isv.MOBILE_NUMBER_ILLEGAL", "InvalidParameterValue.IncorrectPhoneNumber", 0),
        ("1111", "isv.BUSINESS_LIMIT_CONTROL", "LimitExceeded.PhoneNumberThirtySecondLimit", 0),
        ("3333", "isv.AMOUNT_NOT_ENOUGH", "FailedOperation.InsufficientBalanceInSmsPackage", 0),
        ("4444", "isp.SYSTEM_ERROR", "InternalError.Timeout", 2),
        ("8888", "isv.DAY_LIMIT_CONTROL", "FailedOperation.PhoneNumberInBlacklist", 0),
    ],
)
def test_the_end_of_the_number_chooses_the_outcome(phone, sandbox, ending, aliyun, tencent, sent):
    number = f"1380013{ending}"
    assert phone.aliyun("SendSms", PhoneNumbers=number, **TEXT).json()["Code"] == aliyun
    said = phone.tencent_send(f"+86{number}")
    code = said["Error"]["Code"] if "Error" in said else said["SendStatusSet"][0]["Code"]
    assert code == tencent
    assert len(sandbox.get("messages")) == sent


def test_tencent_sends_and_receipts_are_pulled_once(phone, sandbox):
    sent = phone.tencent_send("+8613800138001")["SendStatusSet"][0]
    phone.tencent_send("+8613800132222")
    assert sent["Code"] == "Ok"
    sandbox.advance(6)
    pulled = phone.tencent("PullSmsSendStatus", Limit=10, SmsSdkAppId="1400000000")
    assert [
        (r["SerialNo"] == sent["SerialNo"], r["ReportStatus"])
        for r in pulled["PullSmsSendStatusSet"]
    ] == [(True, "SUCCESS"), (False, "FAIL")]
    again = phone.tencent("PullSmsSendStatus", Limit=10, SmsSdkAppId="1400000000")
    assert again["PullSmsSendStatusSet"] == []


def test_tencent_refuses_what_is_not_properly_signed(phone, sandbox):
    wrong = phone.tencent("SendSms", secret="other", PhoneNumberSet=["+8613800138001"])
    assert wrong["Error"]["Code"] == "AuthFailure.SignatureFailure"
    old = phone.tencent("SendSms", at=time.time() - 400, PhoneNumberSet=["+8613800138001"])
    assert old["Error"]["Code"] == "AuthFailure.SignatureExpire"
    bare = sandbox.line.post("/", headers={"X-TC-Action": "SendSms"}, json={}).json()
    assert bare["Response"]["Error"]["Code"] == "AuthFailure.SignatureFailure"


def test_receipts_are_pushed_where_the_plan_says(phone, sandbox, letterbox):
    sandbox.do("plan", notify={"aliyun_sms": letterbox.url, "tencent_sms": letterbox.url})
    letterbox.answers[:] = [(200, b'{"code":0}'), (200, b'{"result":0}')]
    sent = phone.aliyun("SendSms", PhoneNumbers="13800138001", **TEXT).json()
    phone.tencent_send("+8613800138001")
    sandbox.advance(6)
    told = [json.loads(body) for _, body in letterbox.got]
    assert told[0][0]["biz_id"] == sent["BizId"]
    assert told[1][0]["report_status"] == "SUCCESS"
    assert {row["state"] for row in sandbox.get("letters")} == {"taken"}
